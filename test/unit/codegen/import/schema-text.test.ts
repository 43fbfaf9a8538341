import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../../../codegen/generate/generate.js";
import type { WireItem } from "../../../../codegen/import/imported-table.js";
import { schemaText } from "../../../../codegen/import/schema-text.js";
import { readWorkbench } from "../../../../codegen/import/workbench.js";
import { objectShape, zodText } from "../../../../codegen/import/zod-text.js";
import { monotable } from "../../../support/command.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
let folder: string;

beforeAll(async () => {
  await mkdir(join(root, "node_modules/.cache"), { recursive: true });
  folder = await mkdtemp(join(root, "node_modules/.cache/workbench-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const texts = (...values: string[]) => values.map((S) => ({ S }));

describe("a zod schema out of values", () => {
  it.each([
    [texts("Ann", "Bob"), "z.string()"],
    [texts("a@example.com", "b@example.org"), "z.email()"],
    [texts("0b9c2c1e-9e3c-4f0e-8f39-6a4a1f6b3d11"), "z.uuid()"],
    [texts("2026-01-05", "2026-12-31"), "z.iso.date()"],
    [texts("2026-01-05T09:30:00.000Z"), "z.iso.datetime({ precision: 3 })"],
    [texts("2026-01-05T09:30:00Z", "2026-01-05T09:30:00.000Z"), "z.iso.datetime()"],
    [texts("2020-06-21T19:18:00"), "z.iso.datetime({ local: true })"],
    [texts("PAID", "OPEN", "PAID", "OPEN", "PAID", "OPEN"), 'z.enum(["OPEN", "PAID"])'],
    [[{ N: "1" }, { N: "2" }], "z.int()"],
    [[{ N: "1" }, { N: "2.5" }], "z.number()"],
    [[{ N: "12345678901234567890" }], "z.bigint()"],
    [[{ BOOL: true }, { NULL: true }], "z.boolean().nullable()"],
    [[{ NULL: true }], "z.null()"],
    [[{ SS: ["a"] }], "z.set(z.string())"],
    [[{ NS: ["1"] }], "z.set(z.number())"],
    [[{ L: [{ S: "a" }, { S: "b" }] }], "z.array(z.string())"],
    [[{ L: [] }], "z.array(z.unknown())"],
    [[{ S: "a" }, { N: "1.5" }], "z.union([z.number(), z.string()])"],
    [
      [{ M: { a: { S: "x" }, "b-c": { N: "1" } } }, { M: { a: { S: "y" } } }],
      'z.object({ a: z.string(), "b-c": z.int().optional() })',
    ],
  ])("%j is %s", (values, text) => {
    expect(zodText(values).text).toBe(text);
  });

  it("makes optional what an item lacks", () => {
    const items: WireItem[] = [{ a: { S: "x" }, b: { BOOL: true } }, { a: { S: "y" } }];
    expect(objectShape(items).map(({ name, text }) => `${name}: ${text}`)).toEqual([
      "a: z.string()",
      "b: z.boolean().optional()",
    ]);
  });
});

describe.each(["ecommerce", "instagram", "library", "messaging", "online-shop", "shop", "users"])(
  "the model of %s",
  (name) => {
    it("becomes a schema that the generator takes", async () => {
      const model = join(folder, `${name}.json`);
      const out = join(folder, name, "schema.ts");
      await mkdir(join(folder, name));
      const emitted = await monotable(root, [
        "emit",
        "workbench",
        `examples/${name}/schema.ts`,
        "--out",
        model,
      ]);
      expect(emitted.exitCode).toBe(0);
      const result = await monotable(folder, ["import", "workbench", model, "--out", out]);
      expect(result).toMatchObject({ exitCode: 0, stderr: "" });
      const { diagnostics, plan } = await generate({ schema: out, check: true });
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(plan?.create.length).toBeGreaterThan(1);
      expect(await readFile(out, "utf8")).toContain("// guess:");
      // What is there is not overwritten.
      const again = await monotable(folder, ["import", "workbench", model, "--out", out]);
      expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("not overwritten") });
    }, 60_000);
  },
);

describe("a model of NoSQL Workbench", () => {
  it("with plain JSON in its maps, and no name of the kind, is read by the shape of its keys", () => {
    const key = (pk: string, sk: string) => ({ PK: { S: pk }, SK: { S: sk } });
    const text = schemaText(
      readWorkbench(
        JSON.stringify({
          ModelName: "Cars",
          DataModel: [
            {
              TableName: "cars",
              KeyAttributes: {
                PartitionKey: { AttributeName: "PK", AttributeType: "S" },
                SortKey: { AttributeName: "SK", AttributeType: "S" },
              },
              TableData: [
                { ...key("CAR#1", "INFO"), carId: { S: "1" }, seats: { M: { front: 2, heated: true } } },
                { ...key("CAR#2", "INFO"), carId: { S: "2" }, seats: { M: { front: 2 } } },
                { ...key("CAR#1", "TRIP#7"), carId: { S: "1" }, km: { N: "12" } },
                { ...key("CAR#1", "TRIP#8"), carId: { S: "1" }, km: { N: "13" } },
              ],
            },
          ],
        }),
      ),
    );
    expect(text).toContain("seats: z.object({ front: z.int(), heated: z.boolean().optional() })");
    expect(text).toContain("key: (o) => ({ partition: key`CAR#${o.carId}`, sort: key`INFO` })");
    expect(text).toContain("key: (o) => ({ partition: key`CAR#${o.carId}`, sort: key`TRIP#${o.tripId}` })");
    expect(text).toContain("tripId: z.string(), // guess: found only in the key");
    expect(text).toContain("entityAttribute: false");
  });

  it.each([
    ["no JSON", "{", "it is not valid JSON"],
    ["another file", "{}", 'it has no "DataModel"'],
    ["a table without a key", '{"DataModel":[{"TableName":"t"}]}', "the table t has no PartitionKey"],
  ])("that is %s is refused in a sentence", async (_, text, reason) => {
    const file = join(folder, "bad.json");
    await writeFile(file, text);
    const result = await monotable(folder, ["import", "workbench", "bad.json"]);
    expect(result).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining(reason) });
  });

  it("that is not there is said so", async () => {
    const result = await monotable(folder, ["import", "workbench", "nothing.json"]);
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("the file does not exist") });
  });
});
