import { readdir } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { load } from "../../../codegen/load/index.js";
import { sampleItems } from "../../../codegen/samples/items.js";
import { Entity, type EntitySpec } from "../../../src/entities/entity.js";
import { validateItem } from "../../../src/entities/validate.js";
import { valueTests } from "../../../src/validation/containers.js";
import { layoutOf } from "../../support/layout-of.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The specs in the generated code of a design, by the names of their entities. */
async function specsOf(folder: string): Promise<ReadonlyMap<string, EntitySpec>> {
  const files = (await readdir(`${root}${folder}/generated`)).filter((file) => file.endsWith(".ts"));
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
  "the generated code of %s",
  (folder) => {
    it("copies every sample of its items as zod does, without a look at the rules", async () => {
      const [specs, { model, schemas }] = await Promise.all([
        specsOf(folder),
        load(`${root}${folder}/schema.ts`),
      ]);
      const samples = sampleItems({ model, schemas }, { seed: "valid", partitions: 4, count: 4 });
      let copied = 0;
      for (const [name, { inputs }] of samples) {
        for (const input of inputs) {
          const output = specs.get(name)?.validCopy?.(input, valueTests);
          const expected = schemas.get(name)?.safeParse(input);
          expect({ success: true, data: output }).toEqual(expected);
          expect(layoutOf(output)).toEqual(layoutOf(expected?.success ? expected.data : undefined));
          copied += 1;
        }
      }
      expect(copied).toBeGreaterThan(model.entities.length);
    });
  },
);

it("leaves to the rules what they refuse, and what is named otherwise", async () => {
  const spec = (await specsOf("examples/shop")).get("Order");
  if (spec === undefined) throw new Error("There is no Order.");
  const order = { userId: "u", orderDate: "2026-11-21", orderId: "o", total: 1, items: [] };
  const copy = (input: unknown) => spec.validCopy?.(input, valueTests);
  const entity = new Entity(spec, undefined, "table");
  expect(copy(order)).toEqual({ ...order, status: "PENDING" });
  const refused: readonly unknown[] = [
    { ...order, colour: "red" },
    JSON.parse(`{ "__proto__": {}, ${JSON.stringify(order).slice(1)}`),
    { ...order, total: 1.5 },
    { ...order, items: [undefined] },
    Object.assign(Object.create({ colour: "red" }), { ...order, total: -1 }),
    [order],
  ];
  for (const input of refused) {
    expect(copy(input)).toBeUndefined();
    expect(() => validateItem(entity, input)).toThrow(expect.objectContaining({ code: "InvalidItem" }));
  }
  // Only its own members are its attributes.
  expect(copy(Object.assign(Object.create({ colour: "red" }), order))).toBeUndefined();
  expect(validateItem(entity, Object.assign(Object.create({ colour: "red" }), order))).toEqual(copy(order));
});
