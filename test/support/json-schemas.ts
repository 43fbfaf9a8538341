import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { jsonSchema } from "../../codegen/targets/json-schema.js";
import type { Model } from "../../src/model/model.js";
import type { EntitySchema } from "../../src/validation/schema.js";

/** Formats of zod's that nobody else knows: what they mean is zod's own to prove. */
const FORMATS = ["ulid", "cuid", "cuid2", "nanoid", "ksuid", "xid", "emoji", "base64", "md5_hex", "even"];

/** A strict validator of JSON Schemas. */
export function ajv(): Ajv2020 {
  const validator = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
  });
  formats.default(validator);
  for (const name of FORMATS) validator.addFormat(name, true);
  return validator;
}

/** The JSON Schemas of a design, each compiled: what one finds wrong with an item, by the path of its file. */
export function jsonSchemas(
  model: Model,
  schemas: ReadonlyMap<string, EntitySchema>,
): ReadonlyMap<string, (item: unknown) => readonly unknown[]> {
  const validator = ajv();
  const files = [...jsonSchema.files(model, { schemas })];
  for (const [path, text] of files) {
    validator.addSchema({ ...JSON.parse(text), $id: `https://example.com/${path}` });
  }
  return new Map(
    files.map(([path]) => {
      const validate = validator.getSchema(`https://example.com/${path}`);
      if (validate === undefined) throw new Error(`${path} is not compiled`);
      return [path, (item: unknown) => (validate(item) ? [] : (validate.errors ?? []))];
    }),
  );
}
