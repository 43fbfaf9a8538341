import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DynamoDBDocumentClient, QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../codegen/generate/generate.js";
import type { TableModel } from "../../src/model/model.js";
import { type DynamoDBLocal, startDynamoDBLocal } from "../../src/testing/index.js";
import { monotable } from "../support/command.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** AWS's own fixtures, which are not in this repository: the tests of them run where they are. */
const fixtures = process.env["AWS_MCP_FIXTURES"] ?? "/work/shared/aws-mcp-fixtures";
const hasFixtures = existsSync(join(fixtures, "schemas"));

let folder: string;
let local: DynamoDBLocal;

beforeAll(async () => {
  local = await startDynamoDBLocal();
  await mkdir(join(root, "node_modules/.cache"), { recursive: true });
  folder = await mkdtemp(join(root, "node_modules/.cache/import-aws-"));
});

afterAll(async () => {
  await local.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What the compiler says of `patterns.ts` and `fixtures.ts`, against the generated code and this runtime. */
function compile(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    baseUrl: root,
    paths: { "monotable/runtime/v1": ["./src/runtime.ts"], monotable: ["./src/index.ts"] },
  });
  return files.flatMap((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
  );
}

type Call = (db: unknown, ...given: readonly unknown[]) => PromiseLike<unknown>;

interface Imported {
  readonly patterns: Readonly<Record<number, Call>>;
  readonly seeds: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly tables: readonly TableModel[];
  readonly createDatabase: (
    client: unknown,
  ) => Readonly<Record<string, { put(item: unknown): PromiseLike<unknown> }>>;
}

/** Imports a design in a folder of its own, generates, compiles, and loads what was written. */
async function imported(
  name: string,
  schema: string,
  usage: string,
): Promise<Imported & { readonly stderr: string }> {
  const at = join(folder, name);
  await mkdir(at);
  const out = join(at, "schema.ts");
  const result = await monotable(at, ["import", schema, "--usage", usage, "--out", out]);
  expect(result).toMatchObject({ exitCode: 0 });
  const { diagnostics } = await generate({ schema: out });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(compile([join(at, "patterns.ts"), join(at, "fixtures.ts")])).toEqual([]);
  const load = async (file: string) => import(pathToFileURL(join(at, file)).href);
  const { patterns } = await load("patterns.ts");
  const { default: seeds } = await load("fixtures.ts");
  const { tables, createDatabase } = await load("generated/index.ts");
  return { patterns, seeds, tables, createDatabase, stderr: result.stderr };
}

describe.runIf(hasFixtures)("the fixtures of AWS's data-modelling tool", () => {
  const design = (name: string) => join(fixtures, "schemas", `${name}_schema.json`);
  const usage = (name: string) => join(fixtures, "usage_data", `${name}_usage_data.json`);

  it.each(["deals", "ecommerce", "food_delivery", "social_media_app", "user_registration"])(
    "%s is imported: its patterns compile and run with its usage data",
    async (name) => {
      const { patterns, seeds, tables, createDatabase } = await imported(name, design(name), usage(name));
      const json = JSON.parse(await readFile(design(name), "utf8"));
      const given = [
        ...json.tables.flatMap((table: { entities: object }) =>
          Object.values(table.entities).flatMap(({ access_patterns }) => access_patterns),
        ),
        ...(json.cross_table_access_patterns ?? []),
      ];
      const ids = given.map(({ pattern_id }: { pattern_id: number }) => String(pattern_id));
      expect(Object.keys(patterns).sort()).toEqual(ids.sort());
      const client = await local.database(tables);
      const db = createDatabase(client);
      // What a transaction creates is not there before.
      if (json.cross_table_access_patterns === undefined)
        for (const [repository, items] of Object.entries(seeds))
          for (const item of items) await db[repository]?.put(item);
      const sample = Object.assign({}, ...Object.values(seeds).flat().reverse());
      for (const { pattern_id: id, parameters, return_type: returns } of given) {
        const source = String(patterns[id]);
        const names = /\(([^)]*)\)/.exec(source)?.[1]?.split(/,\s*/).slice(1) ?? [];
        const values = names.map((parameter) => {
          const declared = parameters.find((each: { name: string }) => each.name === parameter);
          if (declared?.type === "entity") {
            const camel = `${declared.entity_type[0].toLowerCase()}${declared.entity_type.slice(1)}`;
            return seeds[camel]?.[0];
          }
          return (
            sample[parameter] ??
            {
              string: /min_|max_/.test(parameter) ? 2 : "2",
              integer: 1,
              decimal: 1,
              boolean: true,
              array: ["a"],
            }[declared.type as "string"]
          );
        });
        const result = await patterns[id]?.(db, ...values);
        if (returns === "entity_list") expect([id, Array.isArray(result)]).toEqual([id, true]);
      }
    },
    180_000,
  );

  it("deals: queries give what hand-made requests give", async () => {
    const { patterns, seeds, tables, createDatabase } = await imported(
      "deals-2",
      design("deals"),
      usage("deals"),
    );
    const client = await local.database(tables);
    const documents = DynamoDBDocumentClient.from(client);
    const db = createDatabase(client);
    for (const [repository, items] of Object.entries(seeds))
      for (const item of items) await db[repository]?.put(item);
    const [deal] = seeds["deal"] ?? [];
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: "Deals",
        IndexName: "DealsByBrand",
        KeyConditionExpression: "brand_id = :brand AND created_at >= :since",
        ExpressionAttributeValues: { ":brand": deal?.["brand_id"], ":since": "2024" },
      }),
    );
    const expected = Items.map(({ _entity, ...item }) => item);
    expect(expected.length).toBeGreaterThan(0);
    expect(await patterns[5]?.(db, deal?.["brand_id"], "2024")).toEqual(expected);
  }, 120_000);

  it("project_management is refused with the ids of the patterns of the entity at fault", async () => {
    const name = "project_management";
    const result = await monotable(folder, ["import", design(name), "--out", join(folder, "refused.ts")]);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(
      "error: patterns 22, 23, 24: UserTask: due_date is optional, but every item needs a primary key",
    );
    expect(existsSync(join(folder, "refused.ts"))).toBe(false);
  });

  it("each invalid design is refused, and nothing is written", async () => {
    for (const file of await readdir(join(fixtures, "invalid"))) {
      const result = await monotable(folder, [
        "import",
        join(fixtures, "invalid", file),
        "--out",
        join(folder, "x.ts"),
      ]);
      if (file !== "test_cross_table_refs.json") expect([file, result.exitCode]).toEqual([file, 1]);
      if (result.exitCode === 1) expect(result.stderr).toMatch(/^error: /);
      await rm(join(folder, "x.ts"), { force: true });
      await rm(join(folder, "patterns.ts"), { force: true });
    }
  });
});

/** A design of every kind that the format has: keys of several attributes, formats, a field that a template writes. */
const kinds = {
  tables: [
    {
      table_config: { table_name: "Orders", partition_key: "pk", sort_key: "sort_key" },
      gsi_list: [
        { name: "ByStatus", partition_key: ["region", "status"], sort_key: ["placed_at", "order_id"] },
        {
          name: "ByTotal",
          partition_key: "gsi_pk",
          sort_key: "total",
          projection: "INCLUDE",
          included_attributes: ["status"],
        },
      ],
      entities: {
        Order: {
          entity_type: "ORDER",
          pk_template: "CUSTOMER#{customer_id}",
          sk_template: "ORDER#{number:05d}",
          gsi_mappings: [
            {
              name: "ByStatus",
              pk_template: ["{region}", "{status}"],
              sk_template: ["{placed_at}", "{order_id}"],
            },
            { name: "ByTotal", pk_template: "REGION#{region}", sk_template: "{total}" },
          ],
          fields: [
            ...["customer_id", "order_id", "region", "status", "placed_at", "sort_key"].map((name) => {
              return { name, type: "string", required: true };
            }),
            { name: "number", type: "integer", required: true },
            { name: "total", type: "decimal", required: true },
            { name: "tags", type: "array", item_type: "string", required: false },
            { name: "note", type: "object", required: true },
          ],
          access_patterns: [
            {
              pattern_id: 7,
              name: "get_orders_from",
              description: "Orders from a number on */ of a customer",
              operation: "Query",
              parameters: [
                { name: "customer_id", type: "string" },
                { name: "first", type: "integer" },
              ],
              range_condition: ">=",
              return_type: "entity_list",
              consistent_read: true,
            },
            {
              pattern_id: 8,
              name: "get_by_status",
              description: "By region and status, between two times",
              operation: "Query",
              index_name: "ByStatus",
              parameters: ["region", "status", "from", "to", "tag"].map((name) => ({ name, type: "string" })),
              range_condition: "between",
              filter_expression: { conditions: [{ field: "tags", function: "contains", param: "tag" }] },
              return_type: "entity_list",
            },
            {
              pattern_id: 9,
              name: "delete",
              description: "Delete an order",
              operation: "DeleteItem",
              parameters: [
                { name: "customer_id", type: "string" },
                { name: "number", type: "integer" },
              ],
              return_type: "success_flag",
            },
            {
              pattern_id: 10,
              name: "set_status",
              description: "Change the tags",
              operation: "UpdateItem",
              parameters: [
                { name: "customer_id", type: "string" },
                { name: "number", type: "integer" },
                { name: "tags", type: "array", item_type: "string" },
              ],
              return_type: "single_entity",
            },
            {
              pattern_id: 11,
              name: "get_large",
              description: "Largest of a region",
              operation: "Query",
              index_name: "ByTotal",
              parameters: [
                { name: "region", type: "string" },
                { name: "least", type: "decimal" },
              ],
              range_condition: ">",
              return_type: "entity_list",
            },
          ],
        },
      },
    },
  ],
};

const order = {
  customer_id: "c1",
  order_id: "o1",
  region: "EU",
  status: "PAID",
  placed_at: "2026-02-01",
  number: 7,
  total: 9.5,
  tags: ["new"],
  note: "text",
};

describe("a design of AWS's data-modelling tool", () => {
  const written = async (name: string, value: unknown) => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(value));
    return path;
  };

  it("becomes a schema whose patterns run, with its keys byte for byte and what differs said", async () => {
    const schema = await written("kinds.json", kinds);
    const usage = await written("kinds-usage.json", { entities: { Order: { sample_data: order } } });
    const { patterns, seeds, tables, createDatabase, stderr } = await imported("kinds", schema, usage);
    expect(stderr.split("\n").filter((line) => line !== "")).toEqual([
      "warning: patterns 7, 8, 9, 10, 11: Order.sort_key is left out of the schema: its template writes it as a key",
      'warning: patterns 7, 8, 9, 10, 11: Order.note: its type is object, but the usage data has "text"',
    ]);
    expect(seeds).toEqual({ order: [order] });
    const client = await local.database(tables);
    const db = createDatabase(client);
    await db["order"]?.put(order);
    const { Items } = await DynamoDBDocumentClient.from(client).send(
      new ScanCommand({ TableName: "Orders" }),
    );
    expect(Items).toEqual([
      { ...order, pk: "CUSTOMER#c1", sort_key: "ORDER#00007", gsi_pk: "REGION#EU", _entity: "Order" },
    ]);
    expect(await patterns[7]?.(db, "c1", 7)).toEqual([order]);
    expect(await patterns[7]?.(db, "c1", 8)).toEqual([]);
    expect(await patterns[8]?.(db, "EU", "PAID", "2026-01", "2026-03", "new")).toEqual([order]);
    expect(await patterns[8]?.(db, "EU", "PAID", "2026-01", "2026-03", "old")).toEqual([]);
    expect(await patterns[11]?.(db, "EU", 9)).toMatchObject([{ total: 9.5, status: "PAID" }]);
    expect(await patterns[10]?.(db, "c1", 7, ["old"])).toMatchObject({ tags: ["old"] });
    await patterns[9]?.(db, "c1", 7);
    expect(await patterns[7]?.(db, "c1", 0)).toEqual([]);
  }, 120_000);

  it("is refused where a pattern or a key is at fault, with the ids of the patterns", async () => {
    const faulty = structuredClone(kinds) as typeof kinds & {
      tables: [{ entities: { Order: Record<string, unknown> } }];
    };
    const { Order } = faulty.tables[0].entities;
    Order["gsi_mappings"] = [];
    Order["sk_template"] = "ORDER#{numbers}";
    const result = await monotable(folder, ["import", await written("faulty.json", faulty)]);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toBe("");
    expect(result.stderr).toContain(
      "error: patterns 7, 8, 9, 10, 11: Order.sk_template: numbers is not a field",
    );
    expect(result.stderr).toContain(
      "error: pattern 8: Order.get_by_status: Order has no mapping for the index ByStatus",
    );
    expect(result.stderr).toContain("its items would be in the index");
  });
});
