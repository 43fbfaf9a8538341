import { isDeepStrictEqual } from "node:util";
import { NumberValue } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnyAction } from "../../../../src/client/action.js";
import * as allActions from "../../../../src/client/actions.js";
import { keyGet, keyQuery } from "../../../../src/client/key-reads.js";
import { openTransport } from "../../../../src/client/open-transport.js";
import type { OperationName } from "../../../../src/requests/request.js";
import { storedValue, trickyText } from "../../../support/arbitraries.js";
import { scriptedClient } from "../../../support/scripted-client.js";

const sending = () => ({ attempts: { count: 0, errors: [], observed: false }, options: undefined });

/** Names and texts that JSON escapes, that JavaScript's objects have, or that are no well-formed text at all. */
const text = fc.oneof(
  trickyText,
  fc.constantFrom(
    "constructor",
    "toString",
    "hasOwnProperty",
    "toAttributeValue",
    "length",
    "",
    '"\\\u2028',
    "7",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const value = fc.oneof(
  { weight: 4, arbitrary: storedValue },
  text,
  fc.dictionary(text, storedValue, { maxKeys: 3 }),
  fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
  fc.uint8Array({ minLength: 20, maxLength: 90 }),
  // What raw requests may have, keys too.
  fc.constant(NumberValue.from("12345678901234567890.5")),
);
const item = fc.dictionary(text, value, { maxKeys: 5 });
const items = fc.array(item, { maxLength: 3 });
const key = fc.dictionary(
  text,
  fc.oneof(
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
    fc.uint8Array({ maxLength: 90 }),
  ),
  { maxKeys: 3 },
);
const optional = { requiredKeys: [] as never[] };
const names = fc.dictionary(text, text, { maxKeys: 2 });
const expressions = {
  ConditionExpression: text,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: item,
  TableName: fc.constant("app"),
};
const alone = { ...expressions, ReturnConsumedCapacity: fc.constantFrom("TOTAL", "INDEXES") };
const condition = fc.record(
  { AttributeValueList: fc.array(value, { maxLength: 2 }), ComparisonOperator: fc.constant("EQ") },
  optional,
);
const expected = fc.dictionary(text, fc.record({ Value: value, Exists: fc.boolean() }, optional), {
  maxKeys: 2,
});
const conditions = fc.dictionary(text, condition, { maxKeys: 2 });
const statement = fc.record(
  { Statement: text, Parameters: fc.array(value, { maxLength: 3 }), ConsistentRead: fc.boolean() },
  { requiredKeys: ["Statement"] },
);
const parameterized = statement.map(({ ConsistentRead: _, ...rest }) => rest);
const byTable = <Part>(part: fc.Arbitrary<Part>) =>
  fc.dictionary(fc.constantFrom("app", "other-table", "é"), part, { maxKeys: 2 });
const write = fc.oneof(
  fc.record({ PutRequest: fc.record({ Item: item }) }),
  fc.record({ DeleteRequest: fc.record({ Key: item }) }),
);
const keysAndAttributes = fc.record(
  { Keys: items, ConsistentRead: fc.boolean(), ProjectionExpression: text, ExpressionAttributeNames: names },
  { requiredKeys: ["Keys"] },
);
const page = {
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: item,
  TableName: fc.constant("app"),
  ExclusiveStartKey: item,
  Limit: fc.integer({ min: 1, max: 1000 }),
  ConsistentRead: fc.boolean(),
};

const INPUTS: Readonly<Record<OperationName, fc.Arbitrary<object>>> = {
  GetItem: fc.record({ TableName: text, Key: item, ConsistentRead: fc.boolean() }, optional),
  PutItem: fc.record({ ...alone, Item: item, Expected: expected }, optional),
  UpdateItem: fc.record(
    {
      ...alone,
      Key: item,
      UpdateExpression: text,
      AttributeUpdates: fc.dictionary(text, fc.record({ Value: value, Action: fc.constant("PUT") }), {
        maxKeys: 2,
      }),
    },
    optional,
  ),
  DeleteItem: fc.record(
    { ...alone, Key: item, Expected: expected, ReturnValues: fc.constant("ALL_OLD") },
    optional,
  ),
  Query: fc.record(
    { ...page, ScanIndexForward: fc.boolean(), KeyConditions: conditions, QueryFilter: conditions },
    optional,
  ),
  Scan: fc.record({ ...page, ScanFilter: conditions, Segment: fc.nat(5) }, optional),
  BatchGetItem: fc.record({ RequestItems: byTable(keysAndAttributes) }, optional),
  BatchWriteItem: fc.record({ RequestItems: byTable(fc.array(write, { maxLength: 3 })) }, optional),
  TransactGetItems: fc.record({
    TransactItems: fc.array(fc.record({ Get: fc.record({ TableName: text, Key: item }) }), { maxLength: 3 }),
  }),
  TransactWriteItems: fc.record({
    ClientRequestToken: text,
    TransactItems: fc.array(
      fc.oneof(
        fc.record({ Put: fc.record({ ...expressions, Item: item }, optional) }),
        fc.record({ Update: fc.record({ ...expressions, Key: item }, optional) }),
        fc.record({ Delete: fc.record({ ...expressions, Key: item }, optional) }),
        fc.record({ ConditionCheck: fc.record({ ...expressions, Key: item }, optional) }),
      ),
      { maxLength: 4 },
    ),
  }),
  ExecuteStatement: statement,
  BatchExecuteStatement: fc.record({ Statements: fc.array(statement, { maxLength: 3 }) }),
  ExecuteTransaction: fc.record({
    ClientRequestToken: text,
    TransactStatements: fc.array(parameterized, { maxLength: 3 }),
  }),
};

/** DynamoDB's own form of an item, with numbers as other clients may have written them. */
const digits = fc.constantFrom(
  "1E+2",
  "12345678901234567890",
  "0.1000",
  "-0",
  "3.14159265358979323846",
  "1e-130",
  "007",
);
const wireItem = fc
  .tuple(fc.dictionary(text, storedValue, { maxKeys: 4 }), fc.dictionary(text, digits, { maxKeys: 2 }))
  .map(([plain, numbers]) => ({
    ...inWireForm(plain),
    ...Object.fromEntries(Object.entries(numbers).map(([name, N]) => [name, { N }])),
  }));

function inWireForm(plain: Record<string, unknown>): object {
  const wire = marshall(plain, { allowImpreciseNumbers: true, convertClassInstanceToMap: true });
  return JSON.parse(
    JSON.stringify(wire, (_, each) =>
      each instanceof Uint8Array ? Buffer.from(each).toString("base64") : each,
    ),
  ) as object;
}

const metrics = fc.record({ ItemCollectionKey: wireItem, SizeEstimateRangeGB: fc.constant([0, 1.5]) });
const capacity = fc.record({
  TableName: text,
  CapacityUnits: fc.double({ noNaN: true, noDefaultInfinity: true }),
});
const written = fc.record(
  { Attributes: wireItem, ItemCollectionMetrics: metrics, ConsumedCapacity: capacity },
  optional,
);
const wirePage = { Items: fc.array(wireItem, { maxLength: 3 }), LastEvaluatedKey: wireItem };
const counted = fc.record({ ...wirePage, Count: fc.nat(9), ScannedCount: fc.nat(9) }, optional);
const found = fc.record({ Responses: fc.array(fc.record({ Item: wireItem }, optional), { maxLength: 3 }) });
const metricsByTable = byTable(fc.array(metrics, { maxLength: 2 }));
const wireKeys = byTable(
  fc.record({ Keys: fc.array(wireItem, { maxLength: 2 }), ConsistentRead: fc.boolean() }),
);
const wireWrites = byTable(
  fc.array(
    fc.oneof(
      fc.record({ PutRequest: fc.record({ Item: wireItem }) }),
      fc.record({ DeleteRequest: fc.record({ Key: wireItem }) }),
    ),
    { maxLength: 2 },
  ),
);

const OUTPUTS: Readonly<Record<OperationName, fc.Arbitrary<object>>> = {
  GetItem: fc.record({ Item: wireItem, ConsumedCapacity: capacity }, optional),
  PutItem: written,
  UpdateItem: written,
  DeleteItem: written,
  Query: counted,
  Scan: counted,
  BatchGetItem: fc.record(
    { Responses: byTable(fc.array(wireItem, { maxLength: 3 })), UnprocessedKeys: wireKeys },
    optional,
  ),
  BatchWriteItem: fc.record(
    { UnprocessedItems: wireWrites, ItemCollectionMetrics: metricsByTable },
    optional,
  ),
  TransactGetItems: found,
  TransactWriteItems: fc.record({ ItemCollectionMetrics: metricsByTable }, optional),
  ExecuteStatement: fc.record({ ...wirePage, NextToken: text }, optional),
  BatchExecuteStatement: fc.record({
    Responses: fc.array(
      fc.record(
        {
          Item: wireItem,
          TableName: text,
          Error: fc.record(
            { Code: fc.constant("ConditionalCheckFailed"), Message: text, Item: wireItem },
            optional,
          ),
        },
        optional,
      ),
      { maxLength: 3 },
    ),
  }),
  ExecuteTransaction: found,
};

const operations = Object.keys(INPUTS) as OperationName[];
const actions: readonly AnyAction[] = Object.values(allActions);

/** Each operation, and the reads that have no values but those of keys. */
const CASES = [
  ...operations.map((name) => ({
    name: name as string,
    action: actions.find((action) => action.name === name) as AnyAction,
    inputs: INPUTS[name],
    outputs: OUTPUTS[name],
  })),
  {
    name: "the GetItem of a key",
    action: keyGet as AnyAction,
    inputs: fc.record({ TableName: text, Key: key, ConsistentRead: fc.boolean() }, optional),
    outputs: OUTPUTS.GetItem,
  },
  {
    name: "a Query without filters",
    action: keyQuery as AnyAction,
    inputs: fc.record({ ...page, ExpressionAttributeValues: key, ExclusiveStartKey: key }, optional),
    outputs: counted,
  },
];

describe.each(CASES)("$name", ({ action, inputs, outputs }) => {
  const scripted = scriptedClient();
  const [document, direct] = (["document", "direct"] as const).map((send) =>
    openTransport(scripted.client, { send }),
  );

  it("is the same request", async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        await document?.send(action, input as never, sending());
        await direct?.send(action, input as never, sending());
        const [theirs, ours] = scripted.attempts();
        expect(JSON.parse(String(ours?.body))).toEqual(JSON.parse(String(theirs?.body)));
        expect(ours?.url).toBe(theirs?.url);
        const { "content-length": _, ...alike } = constantHeaders(ours?.headers ?? {});
        expect(alike).toEqual({ ...constantHeaders(theirs?.headers ?? {}), "content-length": undefined });
        expect(ours?.headers["content-length"]).toBe(String(Buffer.byteLength(String(ours?.body))));
        expect(signedHeaders(ours?.headers)).toBe(signedHeaders(theirs?.headers));
      }),
      { numRuns: 40 },
    );
  });

  it("is the same answer", async () => {
    await fc.assert(
      fc.asyncProperty(outputs, async (body) => {
        scripted.reply({ body });
        const input = { RequestItems: {}, TransactItems: [], Statements: [], TransactStatements: [] };
        const theirs = await document?.send(action, input as never, sending());
        const ours = await direct?.send(action, input as never, sending());
        scripted.attempts();
        // Vitest's own comparison reads the member `constructor`.
        expect(withoutId(ours)).toEqual(withoutId(theirs));
        expect(isDeepStrictEqual(withoutId(ours), withoutId(theirs))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

/** What does not differ between two requests at two times, and the names of what does. */
function constantHeaders(headers: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const { "user-agent": agent = "", authorization: _, ...rest } = headers;
  return {
    ...rest,
    // Which features of the SDK are in use: the document client is one.
    "user-agent": agent.replace(/ m\/\S+/, ""),
    "amz-sdk-invocation-id": String(rest["amz-sdk-invocation-id"]?.length),
    "x-amz-date": String(rest["x-amz-date"]?.length),
    "x-amz-content-sha256": String(rest["x-amz-content-sha256"]?.length),
    "content-length": undefined,
  };
}

function signedHeaders(headers: Readonly<Record<string, string>> = {}): string | undefined {
  return /SignedHeaders=([^,]+)/.exec(headers["authorization"] ?? "")?.[1];
}

function withoutId(output: object | undefined): object {
  const { $metadata, ...rest } = output as { $metadata: object };
  return { ...(plainBytes(rest) as object), $metadata: { ...$metadata, requestId: "one" } };
}

/** The SDK gives buffers, which are views of a pool. */
function plainBytes(each: unknown): unknown {
  if (each instanceof Uint8Array) return new Uint8Array(each);
  if (each instanceof Set) return new Set([...each].map(plainBytes));
  if (Array.isArray(each)) return each.map(plainBytes);
  if (typeof each !== "object" || each === null) return each;
  return Object.fromEntries(Object.entries(each).map(([name, member]) => [name, plainBytes(member)]));
}
