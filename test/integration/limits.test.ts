import { readFileSync } from "node:fs";
import { isMonotableError, or } from "monotable";
import { beforeAll, describe, expect, it } from "vitest";
import { itemSize } from "../../src/values/item-size.js";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import type { Capability } from "../support/capabilities.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

type Run = () => PromiseLike<unknown>;

/** What happens above a limit: an error before anything is sent, so many requests, or the engine's refusal. */
type Above =
  | { readonly code: string; readonly run: Run }
  | { readonly requests: number; readonly run: Run }
  | { readonly refused: string; readonly run: Run };

interface Limit {
  /** The row of docs/limits.md. */
  readonly name: string;
  readonly at: Run;
  readonly above: Above;
  /** The capability that an engine needs to have the limit, where not every engine has it. */
  readonly need?: Capability;
}

const many = <Value>(count: number, value: (at: number) => Value): Value[] =>
  Array.from({ length: count }, (_, at) => value(at));
const reading = (at: number) => ({ sensorId: "limits", at, value: at });
const key = (at: number) => ({ sensorId: "limits", at });
const task = (number: number, title: string) => ({ projectId: "limits", number, title });

/** A task whose item has exactly so many bytes. */
function taskOf(bytes: number, number = 1) {
  // The title is in a key of an index too, so the bulk is in another attribute.
  const comment = { projectId: "limits", number, commentId: "c", text: "" };
  return { ...comment, text: "x".repeat(bytes - itemSize(db.comment.encode(comment) as never)) };
}

/** How many comments of 400,000 bytes have more than 16 MB together; one fewer has less. */
const LARGE_COMMENTS = 42;

/** Reads one of the comments of 400,000 bytes. */
const largeComment = (number: number) => db.comment.get({ projectId: "large", number, commentId: "c" });

/** A filter of exactly so many characters. */
const filterOf = (characters: number) => ({
  TableName: "sensors",
  KeyConditionExpression: "sensorId = :id",
  FilterExpression: "attribute_exists(x)".padEnd(characters),
  ExpressionAttributeValues: { ":id": "limits" },
});

const valuesOf = (bytes: number) => ({
  TableName: "sensors",
  Key: key(1),
  UpdateExpression: "SET a = :a",
  ConditionExpression: "#v <> :long",
  ExpressionAttributeNames: { "#v": "value" },
  ExpressionAttributeValues: { ":a": 1, ":long": "x".repeat(bytes - 2) },
});

const insert = (at: number) =>
  db.raw.partiql`INSERT INTO "sensors" VALUE {'sensorId': ${"inserted"}, 'at': ${at}}`;
const nested = (depth: number): unknown => (depth === 0 ? 1 : { m: nested(depth - 1) });
const project = (projectId: string) => ({
  projectId,
  ownerId: "o",
  name: "n",
  budget: 1,
  startedAt: new Date(0),
  parentId: null,
});

const limits: readonly Limit[] = [
  {
    name: "operations in `transactWrite`",
    at: () => db.transactWrite(many(100, (at) => db.reading.put(reading(at)))),
    above: {
      code: "InvalidTransaction",
      run: () => db.transactWrite(many(101, (at) => db.reading.put(reading(at)))),
    },
  },
  {
    name: "reads in `transactGet`",
    at: () => db.transactGet(many(100, (at) => db.reading.get(key(at)))),
    above: {
      code: "InvalidTransaction",
      run: () => db.transactGet(many(101, (at) => db.reading.get(key(at)))),
    },
  },
  {
    name: "bytes in `transactWrite`",
    at: () => db.transactWrite(transactionOf(4 * 1024 * 1024)),
    above: { code: "InvalidTransaction", run: () => db.transactWrite(transactionOf(4 * 1024 * 1024 + 1)) },
  },
  {
    name: "bytes in `transactGet`",
    need: "sizes of transactional reads",
    at: () => db.transactGet(many(10, largeComment)),
    above: { refused: "RequestFailed", run: () => db.transactGet(many(11, largeComment)) },
  },
  {
    name: "characters of a transaction's `token`",
    at: () => db.transactWrite([db.reading.put(reading(1))], { token: "x".repeat(36) }),
    above: {
      refused: "RequestFailed",
      run: () => db.transactWrite([db.reading.put(reading(1))], { token: "x".repeat(37) }),
    },
  },
  {
    name: "writes in `batchWrite`, `putMany`, `deleteMany`",
    at: () => db.reading.putMany(many(25, reading)),
    above: { requests: 2, run: () => db.reading.putMany(many(26, reading)) },
  },
  {
    name: "reads in `batchGet`, `getMany`",
    at: () => db.reading.getMany(many(100, key)),
    above: { requests: 2, run: () => db.reading.getMany(many(101, key)) },
  },
  {
    name: "bytes that one BatchGetItem returns",
    at: () => db.batchGet(many(LARGE_COMMENTS - 1, largeComment)),
    above: { requests: 2, run: () => db.batchGet(many(LARGE_COMMENTS, largeComment)) },
  },
  {
    name: "writes in a raw BatchWriteItem",
    at: () => db.raw.send("BatchWriteItem", rawBatch(25)),
    above: { code: "InvalidBatch", run: () => db.raw.send("BatchWriteItem", rawBatch(26)) },
  },
  {
    name: "statements in `db.raw.batch`",
    at: () => db.raw.batch(many(25, insert)),
    above: { requests: 2, run: () => db.raw.batch(many(26, insert)) },
  },
  {
    name: "statements in `db.raw.transact`",
    at: () => db.raw.transact(many(100, (at) => insert(1000 + at))),
    above: { code: "InvalidTransaction", run: () => db.raw.transact(many(101, insert)) },
  },
  {
    name: "characters of a PartiQL statement",
    at: () => db.raw.partiql(`SELECT * FROM "sensors" WHERE sensorId = ?`.padEnd(8192), ["limits"]),
    above: {
      code: "ExpressionTooLarge",
      run: () => db.raw.partiql(`SELECT * FROM "sensors" WHERE sensorId = ?`.padEnd(8193), ["limits"]),
    },
  },
  {
    name: "values of one IN",
    at: () =>
      db.reading
        .query({ sensorId: "limits" })
        .filter((r) => r.value.in(0, ...many(99, Number)))
        .all(),
    above: {
      requests: 1,
      run: () =>
        db.reading
          .query({ sensorId: "limits" })
          .filter((r) => r.value.in(0, ...many(100, Number)))
          .all(),
    },
  },
  {
    name: "operators of a condition or filter",
    at: () => db.reading.put(reading(1)).if((r) => or(...many(148, (value) => r.value.eq(value)))),
    above: {
      code: "ExpressionTooLarge",
      run: () => db.reading.put(reading(1)).if((r) => or(...many(149, (value) => r.value.eq(value)))),
    },
  },
  {
    name: "characters of an expression",
    at: () => db.raw.send("Query", filterOf(4096)),
    above: { code: "ExpressionTooLarge", run: () => db.raw.send("Query", filterOf(4097)) },
  },
  {
    name: "bytes of the values of an expression",
    at: () => db.raw.send("UpdateItem", valuesOf(1_000_000)),
    above: {
      code: "ExpressionTooLarge",
      run: () => db.raw.send("UpdateItem", valuesOf(2 * 1024 * 1024 + 2)),
    },
  },
  {
    name: "bytes of an item",
    at: () => db.comment.put(taskOf(409_600)),
    above: { code: "ItemTooLarge", run: () => db.comment.put(taskOf(409_601)) },
  },
  {
    name: "bytes of an item that an update leaves",
    at: () => db.comment.update({ projectId: "limits", number: 1, commentId: "c" }).set({ text: "short" }),
    above: {
      code: "ItemTooLarge",
      run: () =>
        db.comment
          .update({ projectId: "limits", number: 1, commentId: "c" })
          .set({ text: "x".repeat(409_600) }),
    },
  },
  {
    name: "bytes of a partition key",
    at: () => db.reading.put({ ...reading(1), sensorId: "x".repeat(2048) }),
    above: { code: "InvalidKey", run: () => db.reading.put({ ...reading(1), sensorId: "x".repeat(2049) }) },
  },
  {
    name: "bytes of a sort key",
    at: () => db.membership.put({ groupId: "g", userId: "x".repeat(1024 - "USER#".length), role: "r" }),
    above: {
      code: "InvalidKey",
      run: () => db.membership.put({ groupId: "g", userId: "x".repeat(1025 - "USER#".length), role: "r" }),
    },
  },
  {
    name: "levels of nesting",
    at: () =>
      db.raw.partiql`UPDATE "sensors" SET "a" = ${nested(31)} WHERE sensorId = ${"limits"} AND "at" = ${1}`,
    above: {
      code: "InvalidValue",
      run: () =>
        db.raw.partiql`UPDATE "sensors" SET "a" = ${nested(32)} WHERE sensorId = ${"limits"} AND "at" = ${1}`,
    },
  },
  {
    name: "digits of a number",
    at: () => db.project.put({ ...project("digits"), views: 10n ** 38n - 1n }),
    above: { code: "InvalidValue", run: () => db.project.put({ ...project("digits"), views: 10n ** 38n }) },
  },
  {
    name: "bytes that one Query or Scan reads",
    at: () => db.task.query({ projectId: "limits" }).all(),
    above: { requests: 2, run: () => db.comment.query({ projectId: "pages" }).all() },
  },
];

function transactionOf(bytes: number) {
  const parts = many(11, (at) => taskOf(at < 10 ? 380_000 : bytes - 3_800_000, 100 + at));
  return parts.map((item) => db.comment.put(item));
}

function rawBatch(count: number) {
  return { RequestItems: { sensors: many(count, (at) => ({ PutRequest: { Item: reading(at) } })) } };
}

describe("docs/limits.md", () => {
  it("has each of these limits", () => {
    const page = readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| (.*?) \| .*\|$/gm)].map(([, name]) => name);
    expect(rows.filter((name) => name !== "limit" && name !== "---")).toEqual(limits.map(({ name }) => name));
  });
});

describe("an operation at a limit, and one above it", () => {
  beforeAll(async () => {
    for (const number of [1, 2, 3, 4]) {
      await db.comment.put({ ...taskOf(400_000, number), projectId: "pages" });
    }
    await db.comment.putMany(
      many(LARGE_COMMENTS, (number) => ({ ...taskOf(400_000, number), projectId: "large" })),
    );
    await db.reading.put(reading(1));
    await db.task.put(task(1, "t"));
    await db.comment.put(taskOf(1000));
  });

  it.for(limits)("$name", async ({ at, above, need }, { skip }) => {
    if (need !== undefined) skip(!has(need), `it needs ${need}`);
    const accepted = await Promise.resolve(at()).then(
      () => undefined,
      (error: unknown) => error,
    );
    // A condition may not hold: what counts is that DynamoDB took the request.
    if (!isMonotableError(accepted, "ConditionFailed")) expect(accepted).toBeUndefined();
    connection.sent();
    const result = await Promise.resolve(above.run()).then(
      () => undefined,
      (error: unknown) => error,
    );
    const sent = connection.sent();
    if ("requests" in above) {
      expect(result).toBeUndefined();
      expect(sent).toHaveLength(above.requests);
    } else if ("code" in above) {
      expect(result).toMatchObject({ name: "MonotableError", code: above.code });
      expect(sent).toEqual([]);
    } else {
      expect(result).toMatchObject({ name: "MonotableError", code: above.refused });
      expect(sent).toHaveLength(1);
    }
  });
});

describe("what is too large", () => {
  it("says which attribute of an item is the largest", async () => {
    await expect(db.comment.put(taskOf(409_601))).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Comment: an item has 409601 bytes, and DynamoDB stores 409600; text alone has \d+: split the item/,
      ),
      details: { entity: "Comment", bytes: 409_601, attribute: "text" },
    });
  });

  it("is told with its number of characters where no one expression holds an IN", async () => {
    const of = (count: number) =>
      db.reading.query({ sensorId: "limits" }).filter((r) => r.value.in(0, ...many(count - 1, Number)));
    expect(await of(500).all()).toHaveLength((await db.reading.query({ sensorId: "limits" }).all()).length);
    connection.sent();
    await expect(of(1000).all()).rejects.toMatchObject({
      code: "ExpressionTooLarge",
      details: {
        entity: "Reading",
        operation: "Query",
        expression: "FilterExpression",
        reason: expect.stringMatching(/^has \d+ characters; DynamoDB allows 4096$/),
      },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("is counted as DynamoDB counts, of every operator", async () => {
    const kinds =
      "attribute_exists(#a) AND attribute_not_exists(#b) AND NOT (begins_with(#or, :and)) AND contains(#a, :and) " +
      "AND size(#a) > :n AND #a IN (:n, :m) AND #a <> :n AND attribute_type(#a, :and)";
    const of = (more: string) =>
      db.raw.send("Query", {
        TableName: "sensors",
        KeyConditionExpression: "sensorId = :id",
        FilterExpression: kinds + more,
        ExpressionAttributeNames: { "#a": "a", "#b": "b", "#or": "or" },
        ExpressionAttributeValues: { ":id": "limits", ":and": "S", ":n": 1, ":m": 2 },
      });
    const between = " OR #a BETWEEN :n AND :m";
    const not = " OR NOT #a BETWEEN :n AND :m";
    await expect(of(not + between.repeat(140))).resolves.toHaveProperty("Count");
    connection.sent();
    await expect(of(between.repeat(142))).rejects.toMatchObject({
      code: "ExpressionTooLarge",
      details: { expression: "FilterExpression", reason: "has 301 operators; DynamoDB allows 300" },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("of a transaction's items is refused before sending, each with its entity", async () => {
    connection.sent();
    await expect(
      db.transactWrite([db.reading.put(reading(1)), db.comment.put(taskOf(409_601))]),
    ).rejects.toMatchObject({ code: "ItemTooLarge", details: { attribute: "text" } });
    expect(connection.sent()).toEqual([]);
  });
});
