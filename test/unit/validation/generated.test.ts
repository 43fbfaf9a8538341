import { readdir } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { load } from "../../../codegen/load/index.js";
import { sampleItems } from "../../../codegen/samples/items.js";
import { Entity, type EntitySpec } from "../../../src/entities/entity.js";
import { validateItem } from "../../../src/entities/validate.js";
import { layoutOf } from "../../support/layout-of.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The specs in the generated code of a design, by the names of their entities. */
async function specsOf(folder: string): Promise<ReadonlyMap<string, EntitySpec>> {
  const files = (await readdir(`${root}${folder}/generated`)).filter((file) => file.endsWith(".storage.ts"));
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(`${root}${folder}/generated/${file}`).href)),
  );
  const specs = modules
    .flatMap((module: object) => Object.values(module) as unknown[])
    .filter(
      (value): value is EntitySpec => typeof value === "object" && value !== null && "attributes" in value,
    );
  return new Map(specs.map((spec) => [spec.name, spec]));
}

describe.each(["examples/shop", "examples/library", "bench/validation"])(
  "validateItem with the generated specs of %s",
  (folder) => {
    it("makes of every sample of its items what zod makes of it", async () => {
      const [specs, { model, schemas }] = await Promise.all([
        specsOf(folder),
        load(`${root}${folder}/schema.ts`),
      ]);
      const samples = sampleItems({ model, schemas }, { seed: "valid", partitions: 4, count: 4 });
      let validated = 0;
      for (const [name, { inputs }] of samples) {
        const spec = specs.get(name);
        if (spec === undefined) throw new Error(`There is no spec of ${name}.`);
        // Rules say all that the schema does.
        expect([name, spec.zod]).toEqual([name, undefined]);
        const entity = new Entity(spec, undefined, "table");
        for (const input of inputs) {
          const output = validateItem(entity, input);
          const expected = schemas.get(name)?.safeParse(input);
          expect({ success: true, data: output }).toEqual(expected);
          expect(layoutOf(output)).toEqual(layoutOf(expected?.success ? expected.data : undefined));
          validated += 1;
        }
      }
      expect(validated).toBeGreaterThan(model.entities.length);
    });
  },
);

it("validateItem rejects what the generated rules do not allow, and takes own members of an input alone", async () => {
  const spec = (await specsOf("examples/shop")).get("Order");
  if (spec === undefined) throw new Error("There is no Order.");
  const order = { userId: "u", orderDate: "2026-11-21", orderId: "o", total: 1, items: [] };
  const entity = new Entity(spec, undefined, "table");
  const valid = { ...order, status: "PENDING" };
  expect(validateItem(entity, order)).toEqual(valid);
  const invalid: readonly unknown[] = [
    { ...order, colour: "red" },
    JSON.parse(`{ "__proto__": {}, ${JSON.stringify(order).slice(1)}`),
    { ...order, total: 1.5 },
    { ...order, items: [undefined] },
    Object.assign(Object.create({ colour: "red" }), { ...order, total: -1 }),
    [order],
  ];
  for (const input of invalid)
    expect(() => validateItem(entity, input)).toThrow(expect.objectContaining({ code: "InvalidItem" }));
  expect(validateItem(entity, Object.assign(Object.create({ colour: "red" }), order))).toEqual(valid);
});
