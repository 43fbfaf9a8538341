import {
  ExecuteStatementCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { describe, expect, inject, it } from "vitest";
import { CAPABILITIES, type Capability } from "../support/capabilities.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";

const TABLE = "probes";
const INDEX = "several";

const { documents } = await connect([
  {
    name: TABLE,
    partitionKey: { name: "pk", type: "S" },
    sortKey: { name: "sk", type: "S" },
    indexes: [
      {
        name: INDEX,
        type: "global",
        partitionKey: [{ name: "a", type: "S" }],
        sortKey: [
          { name: "b", type: "S" },
          { name: "c", type: "S" },
        ],
        projection: "ALL",
      },
    ],
    keyEncoding: "ordered",
    delimiter: "#",
  },
]);

async function put(item: Readonly<Record<string, unknown>>): Promise<void> {
  await documents.send(new PutCommand({ TableName: TABLE, Item: item }));
}

async function query(input: Omit<ConstructorParameters<typeof QueryCommand>[0], "TableName">) {
  return documents.send(new QueryCommand({ TableName: TABLE, ...input }));
}

const nameOf = (error: unknown) => (error as Error).name;

/** For each capability, requests that show whether the engine has it. */
const PROBES: Readonly<Record<Capability, () => Promise<boolean>>> = {
  "multi-attribute indexes": async () => {
    await put({ pk: "several", sk: "1", a: "a", b: "b", c: "2" });
    await put({ pk: "several", sk: "2", a: "a", b: "b", c: "1" });
    const { Items = [] } = await query({
      IndexName: INDEX,
      KeyConditionExpression: "a = :a",
      ExpressionAttributeValues: { ":a": "a" },
    });
    return Items[0]?.["c"] === "1";
  },
  "exact prefixes of keys": async () => {
    await put({ pk: "prefixes", sk: "ab" });
    await put({ pk: "prefixes", sk: "Ab" });
    const { Count } = await query({
      KeyConditionExpression: "pk = :p AND begins_with(sk, :s)",
      ExpressionAttributeValues: { ":p": "prefixes", ":s": "A" },
    });
    return Count === 1;
  },
  "limits of expressions": async () => {
    const names = Array.from({ length: 101 }, (_, n) => `:v${n}`);
    const failure = await query({
      KeyConditionExpression: "pk = :p",
      FilterExpression: `d IN (${names.join(", ")})`,
      ExpressionAttributeValues: { ":p": "limits", ...Object.fromEntries(names.map((name) => [name, "x"])) },
    }).catch(nameOf);
    return failure === "ValidationException";
  },
  "sizes of items to the byte": async () => {
    // The number has ten pairs of digits, of which the last is left out as zeros; its sign is one byte, and one is its own.
    const rest = { pk: "size", sk: "1", n: -1_152_921_504_606_847_000n };
    const bytes = 2 + 4 + (2 + 1) + (1 + 9 + 2) + 1;
    const failures = [];
    for (const size of [409_600, 409_601]) {
      const failure = await put({ ...rest, d: "x".repeat(size - bytes) }).then(() => "stored", nameOf);
      failures.push(failure);
    }
    return failures.join() === "stored,ValidationException";
  },
  "sizes of transactional reads": async () => {
    const keys = Array.from({ length: 11 }, (_, at) => ({ pk: "transaction", sk: `${at}` }));
    for (const key of keys) await put({ ...key, d: "x".repeat(400_000) });
    const read = (count: number) =>
      documents
        .send(
          new TransactGetCommand({
            TransactItems: keys.slice(0, count).map((Key) => ({ Get: { TableName: TABLE, Key } })),
          }),
        )
        .then(() => "read", nameOf);
    return [await read(10), await read(11)].join() === "read,ValidationException";
  },
  "conditions of PartiQL": async () => {
    await put({ pk: "partiql", sk: "1", d: "a" });
    const statement = {
      Statement: `UPDATE "${TABLE}" SET d = 'b' WHERE pk = 'partiql' AND sk = '1' AND d = 'z'`,
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    };
    const failure: unknown = await documents
      .send(new ExecuteStatementCommand(statement))
      .catch((error) => error);
    return typeof failure === "object" && failure !== null && "Item" in failure && failure.Item !== undefined;
  },
  "pages before the filter": async () => {
    for (let n = 0; n < 4; n += 1) await put({ pk: "pages", sk: `${n}`, d: "x".repeat(350_000) });
    const { LastEvaluatedKey } = await query({
      KeyConditionExpression: "pk = :p",
      FilterExpression: "attribute_not_exists(d)",
      ExpressionAttributeValues: { ":p": "pages" },
    });
    return LastEvaluatedKey !== undefined;
  },
  "cancelled transactions": async () => {
    await put({ pk: "cancelled", sk: "1" });
    const update = {
      TableName: TABLE,
      Key: { pk: "cancelled", sk: "1" },
      UpdateExpression: "SET d.e = :x",
      ExpressionAttributeValues: { ":x": 1 },
    };
    const failure = await documents
      .send(new TransactWriteCommand({ TransactItems: [{ Update: update }] }))
      .then(() => "nothing", nameOf);
    expect(failure).not.toBe("nothing");
    return failure === "TransactionCanceledException";
  },
};

describe(`${inject("engine")}`, () => {
  it.each(CAPABILITIES)(
    "does or does not do what test/support/capabilities.ts says: %s",
    async (capability) => {
      expect(await PROBES[capability]()).toBe(has(capability));
    },
  );
});
