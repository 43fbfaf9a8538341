import { fileURLToPath } from "node:url";
import { validateIdentityPolicy } from "@cloud-copilot/iam-policy";
import { describe, expect, it } from "vitest";
import { load } from "../../codegen/load/index.js";
import { targets } from "../../codegen/targets/index.js";
import { ajv } from "../support/json-schemas.js";
import { workbenchSchema } from "../support/workbench-schema.js";

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const designs = [
  ["shop", "../../examples/shop/schema.ts"],
  ["unique", "./unique/schema.ts"],
] as const;

const arnOf = (table: string) => `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}`;

/**
 * What is made of items and of access patterns, as it is committed: one example, and a design with guards. Written anew by
 * `vitest run --project unit test/golden/item-targets.test.ts -u`.
 */
describe.each(designs)("%s", (name, schema) => {
  it("has the policies, JSON Schemas and Workbench model that are committed, each valid", async () => {
    const { model, schemas } = await load(path(schema));
    const tableArns = Object.fromEntries(model.tables.map((table) => [table.name, arnOf(table.name)]));
    for (const target of ["iam", "json-schema", "workbench"] as const) {
      const files = targets[target].files(model, { schemas, tableArns });
      expect(files.size).toBeGreaterThan(0);
      for (const [file, text] of files) {
        await expect(text).toMatchFileSnapshot(path(`./targets/emitted/${name}/${target}/${file}`));
        const content: object = JSON.parse(text);
        if (target === "iam") {
          expect([file, validateIdentityPolicy(content)]).toEqual([file, []]);
          // The grammar is asked, not agreed with.
          expect(validateIdentityPolicy({ ...content, Version: "2026-01-01" })).not.toEqual([]);
          expect(validateIdentityPolicy({ ...content, Statement: [{ Effect: "Allow" }] })).not.toEqual([]);
        }
        if (target === "workbench") {
          const isModel = ajv().compile(workbenchSchema);
          isModel(content);
          expect(isModel.errors ?? []).toEqual([]);
        }
        if (target === "json-schema") expect(ajv().validateSchema(content)).toBe(true);
      }
    }
  });
});
