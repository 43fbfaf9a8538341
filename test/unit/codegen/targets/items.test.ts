import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { load } from "../../../../codegen/load/index.js";
import { sampleItems } from "../../../../codegen/samples/items.js";
import { jsonSchema } from "../../../../codegen/targets/json-schema/index.js";
import { workbench } from "../../../../codegen/targets/workbench/index.js";
import type { WorkbenchModel } from "../../../../codegen/targets/workbench/model.js";
import { workbenchSchema } from "../../../support/workbench-schema.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const foldersIn = async (folder: string) =>
  (await readdir(join(root, folder), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
const designs = [...(await foldersIn("examples")), ...(await foldersIn("test/golden"))];

const ajv = () => {
  const validator = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
  });
  formats.default(validator);
  for (const name of ["ulid", "cuid", "cuid2", "nanoid", "ksuid", "xid", "emoji", "base64"])
    validator.addFormat(name, true);
  return validator;
};

describe.each(designs)("%s", (folder) => {
  it("makes up items that its JSON Schemas take, and a model as NoSQL Workbench writes them", async () => {
    const { model, schemas } = await load(join(root, folder, "schema.ts"));
    const options = { schemas };
    const validator = ajv();
    for (const [path, text] of jsonSchema.files(model, options)) {
      validator.addSchema({ ...JSON.parse(text), $id: `https://example.com/${path}` });
    }
    const samples = sampleItems({ model, schemas }, { seed: "monotable", partitions: 4, count: 4 });
    expect([...samples.values()].flatMap(({ problems }) => problems)).toEqual([]);
    const [text = ""] = workbench.files(model, options).values();
    const written: WorkbenchModel = JSON.parse(text);
    const isModel = validator.compile(workbenchSchema);
    isModel(written);
    expect(isModel.errors ?? []).toEqual([]);

    let items = 0;
    for (const table of written.DataModel) {
      const entities = model.entities.filter((entity) => entity.table === table.TableName);
      const named = new Set(table.NonKeyAttributes.map(({ AttributeName }) => AttributeName));
      const { PartitionKey, SortKey } = table.KeyAttributes;
      for (const { name } of entities) {
        const facet = table.TableFacets?.find(({ FacetName }) => FacetName === name);
        const data = facet?.TableData ?? table.TableData ?? [];
        expect(data).toHaveLength(samples.get(name)?.documents.length ?? -1);
        const isStored = validator.getSchema(`https://example.com/${name}.stored.json`);
        const isInTable = validator.getSchema(`https://example.com/tables/${table.TableName}.json`);
        for (const item of data) {
          items += 1;
          isStored?.(item);
          expect({ item, errors: isStored?.errors ?? [] }).toEqual({ item, errors: [] });
          expect(isInTable?.(item)).toBe(true);
          const unnamed = Object.keys(item).filter(
            (attribute) =>
              !named.has(attribute) &&
              attribute !== PartitionKey.AttributeName &&
              attribute !== SortKey?.AttributeName,
          );
          expect(unnamed).toEqual([]);
        }
      }
    }
    expect(items).toBeGreaterThan(0);
  }, 60_000);
});
