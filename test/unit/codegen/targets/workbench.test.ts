import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { load } from "../../../../codegen/load/index.js";
import { sampleItems } from "../../../../codegen/samples/items.js";
import { workbench } from "../../../../codegen/targets/workbench.js";
import type { WorkbenchModel } from "../../../../codegen/targets/workbench-table.js";
import { ajv, jsonSchemas } from "../../../support/json-schemas.js";
import { workbenchSchema } from "../../../support/workbench-schema.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const foldersIn = async (folder: string) =>
  (await readdir(join(root, folder), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
const designs = [...(await foldersIn("examples")), ...(await foldersIn("test/golden"))];

describe.each(designs)("%s", (folder) => {
  it("makes up items that its JSON Schemas take, and a model as NoSQL Workbench writes them", async () => {
    const { model, schemas } = await load(join(root, folder, "schema.ts"));
    const options = { schemas };
    const validators = jsonSchemas(model, schemas);
    const samples = sampleItems({ model, schemas }, { seed: "monotable", partitions: 4, count: 4 });
    expect([...samples.values()].flatMap(({ problems }) => problems)).toEqual([]);
    const [text = ""] = workbench.files(model, options).values();
    const written: WorkbenchModel = JSON.parse(text);
    const isModel = ajv().compile(workbenchSchema);
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
        const isStored = validators.get(`${name}.stored.json`);
        const isInTable = validators.get(`tables/${table.TableName}.json`);
        for (const item of data) {
          items += 1;
          expect({ item, errors: isStored?.(item) }).toEqual({ item, errors: [] });
          expect(isInTable?.(item)).toEqual([]);
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

    const guards = model.entities.flatMap(({ name, unique = [] }) =>
      unique.map((constraint) => ({ name, constraint: constraint.name })),
    );
    for (const { name, constraint } of guards) {
      const facets = written.DataModel.flatMap(({ TableFacets = [] }) => TableFacets);
      const facet = facets.find(({ FacetName }) => FacetName === `${name}.${constraint}`);
      const isGuard = validators.get(`${name}.${constraint}.guard.json`);
      expect(facet?.TableData.map((guard) => isGuard?.(guard))).toEqual(facet?.TableData.map(() => []));
    }
    const stored = [...samples.values()].flatMap((own) => own.guards);
    expect(stored.length > 0).toBe(guards.length > 0);
  }, 60_000);
});
