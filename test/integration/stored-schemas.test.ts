import { type AttributeValue, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it, onTestFinished } from "vitest";
import { load } from "../../codegen/load/index.js";
import * as club from "../golden/unique/generated/index.js";
import { openConnection } from "../support/connect.js";
import { exampleRuns } from "../support/example-runs.js";
import { jsonSchemas } from "../support/json-schemas.js";

type Item = Readonly<Record<string, AttributeValue>>;

/** All items of a table as the wire has them: binary as base64. */
async function rows(client: DynamoDBClient, tableName: string): Promise<Item[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
  const text = JSON.stringify(Items, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
  );
  return JSON.parse(text) as Item[];
}

/** An item with something wrong in each of its attributes, with one more, and without any. */
function broken(item: Item): object[] {
  const sets = ["SS", "NS", "BS"];
  return [
    // Of another of DynamoDB's types, which no attribute of these designs may have in its place.
    ...Object.entries(item).map(([name, value]) => ({
      ...item,
      [name]: sets.some((type) => type in value) ? { NULL: true } : { BS: ["AA=="] },
    })),
    { ...item, unheardOf: { S: "x" } },
    {},
  ];
}

describe.each(exampleRuns)("the example $name", ({ schema, tables, run }) => {
  it("stores items that their JSON Schemas take, which refuse the same items broken", async () => {
    const { model, schemas } = await load(schema);
    const validators = jsonSchemas(model, schemas);
    const { client, close } = await openConnection(tables);
    onTestFinished(close);
    await run(client);
    const seen = new Set<string>();
    for (const table of model.tables) {
      const inTable = validators.get(`tables/${table.name}.json`);
      const own = model.entities.filter((entity) => entity.table === table.name);
      const items = await rows(client, table.name);
      expect(items.length).toBeGreaterThan(0);
      for (const item of items) {
        const takers = own.filter(({ name }) => validators.get(`${name}.stored.json`)?.(item).length === 0);
        // Each is one entity's alone, so that the schemas tell the entities apart.
        expect({ item, takers: takers.map(({ name }) => name) }).toEqual({
          item,
          takers: [expect.any(String)],
        });
        for (const { name } of takers) {
          if (seen.has(name)) continue;
          const isStored = validators.get(`${name}.stored.json`);
          for (const wrong of broken(item))
            expect({ wrong, errors: isStored?.(wrong) }).not.toMatchObject({ errors: [] });
        }
        for (const { name } of takers) seen.add(name);
        expect(inTable?.(item)).toEqual([]);
      }
    }
    expect([...seen].sort()).toEqual(model.entities.map(({ name }) => name).sort());
  });
});

it("guards of unique values have a schema of their own, and are items of the table", async () => {
  const { model, schemas } = await load("test/golden/unique/schema.ts");
  const validators = jsonSchemas(model, schemas);
  const { client, close } = await openConnection(club.tables);
  onTestFinished(close);
  const db = club.createDatabase(client);
  await db.member.create({
    memberId: "m1",
    email: "ann@example.com",
    nickname: "ann",
    firstName: "Ann",
    lastName: "Lake",
  });
  const [member] = model.entities.filter(({ name }) => name === "Member");
  const items = await rows(client, member?.table ?? "");
  const guards = items.filter((item) => item["_owner"] !== undefined);
  expect(guards.length).toBeGreaterThanOrEqual(3);
  for (const item of items) expect(validators.get(`tables/${member?.table}.json`)?.(item)).toEqual([]);
  for (const guard of guards) {
    const paths = [...validators].filter(
      ([path, validate]) => /guard/.test(path) && validate(guard).length === 0,
    );
    expect(paths.map(([path]) => path)).toEqual([expect.stringMatching(/^Member\.\w+\.guard\.json$/)]);
    const [, validate] = paths[0] ?? [];
    for (const wrong of broken(guard)) expect(validate?.(wrong)).not.toEqual([]);
  }
});
