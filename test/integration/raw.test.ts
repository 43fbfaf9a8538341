import type { BatchExecuteStatementCommand } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { isMonotableError, type MonotableError } from "monotable";
import { describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

const reading = (sensorId: string, at: number, value = at) => ({ sensorId, at, value });
const sensors = () => db.raw.table("sensors");

async function errorOf(run: PromiseLike<unknown>): Promise<MonotableError> {
  try {
    await run;
  } catch (error) {
    if (isMonotableError(error)) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("db.raw.partiql", () => {
  it("sends the values of a template as parameters, whatever they hold, and decodes what is read", async () => {
    const hostile = `x' OR '1'='1`;
    await db.reading.putMany([reading(hostile, 1), reading(hostile, 2), reading("other", 1)]);
    connection.sent();
    const found = await db.raw
      .partiql`SELECT * FROM ${sensors()} WHERE sensorId = ${hostile} AND "at" > ${1}`;
    expect(found).toEqual([{ entity: "Reading", item: reading(hostile, 2) }]);
    expect(connection.sent()).toEqual([
      {
        operation: "ExecuteStatement",
        input: {
          Statement: `SELECT * FROM "sensors" WHERE sensorId = ? AND "at" > ?`,
          Parameters: [hostile, 1],
        },
      },
    ]);
  });

  it("takes a text with parameters too, and is a value: nothing is sent before it is awaited", async () => {
    const statement = db.raw.partiql(`SELECT * FROM "sensors" WHERE sensorId = ?`, ["other"]).consistent();
    expect(statement.plan()).toEqual({
      operation: "ExecuteStatement",
      input: {
        Statement: `SELECT * FROM "sensors" WHERE sensorId = ?`,
        Parameters: ["other"],
        ConsistentRead: true,
      },
    });
    connection.sent();
    expect([await statement, await statement.all()]).toEqual(
      Array(2).fill([{ entity: "Reading", item: reading("other", 1) }]),
    );
    expect(connection.sent()).toHaveLength(2);
  });

  it("reads items of several entities, narrowed by their names, and gives the others as they are", async () => {
    await db.project.put({
      projectId: "p",
      ownerId: "o",
      name: "n",
      budget: 1,
      startedAt: new Date(0),
      parentId: null,
    });
    await db.task.put({ projectId: "p", number: 1, title: "t" });
    await db.raw.send("PutItem", { TableName: "app", Item: { pk: "PROJECT#p", sk: "ZZZ", foreign: true } });
    const names: string[] = [];
    for await (const each of db.raw.partiql`SELECT * FROM "app" WHERE pk = ${"PROJECT#p"}`) {
      if (each.entity === "Project") names.push(each.item.startedAt.toISOString());
      else if (each.entity === "Task") names.push(each.item.title);
      else names.push(Object.keys(each.item).sort().join());
    }
    expect(names).toEqual(["1970-01-01T00:00:00.000Z", "t", "foreign,pk,sk"]);
    const [part] = await db.raw.partiql`SELECT title FROM "app" WHERE pk = ${"PROJECT#p"} AND sk > ${"T"}`;
    expect(part).toEqual({ entity: undefined, item: { title: "t" } });
  });

  it("reads page by page, with the request's own limit and cursor", async () => {
    await db.reading.putMany([1, 2, 3].map((at) => reading("paged", at)));
    const statement = db.raw.partiql`SELECT * FROM ${sensors()} WHERE sensorId = ${"paged"}`;
    const first = await statement.page({ limit: 2 });
    expect(first.items.map(({ item }) => item)).toEqual([reading("paged", 1), reading("paged", 2)]);
    const second = await statement.page({ limit: 2, after: first.cursor });
    expect(second).toMatchObject({ items: [{ item: reading("paged", 3) }] });
    const sizes: number[] = [];
    for await (const { items } of statement.pages({ limit: 1 })) sizes.push(items.length);
    expect(sizes).toEqual([1, 1, 1]);
    connection.sent();
    const items: unknown[] = [];
    for await (const { item } of statement.items({ limit: 2 })) items.push(item);
    expect(items).toHaveLength(3);
    expect(connection.sent().map(({ operation }) => operation)).toEqual([
      "ExecuteStatement",
      "ExecuteStatement",
    ]);
  });

  it.runIf(has("conditions of PartiQL"))(
    "writes, gives what RETURNING asks for, and quotes the names of attributes",
    async () => {
      await db.reading.put(reading("written", 1));
      const odd = db.raw.attribute(`a"b.c:#d`);
      const key = db.raw
        .partiql`UPDATE ${sensors()} SET ${odd} = ${true} SET ${db.raw.attribute("value")} = ${7}
      WHERE sensorId = ${"written"} AND "at" = ${1} RETURNING ALL NEW *`;
      expect(await key).toEqual([{ entity: "Reading", item: reading("written", 1, 7) }]);
      expect(await connection.stored("sensors")).toContainEqual({
        ...reading("written", 1, 7),
        _entity: "Reading",
        [`a"b.c:#d`]: true,
      });
    },
  );

  it("reads an index by its name", async () => {
    await db.task.put({ projectId: "i", number: 1, title: "indexed", assignee: "ann" });
    const index = db.raw.table("app", "gsi1");
    const [found] = await db.raw.partiql`SELECT * FROM ${index} WHERE gsi1pk = ${"ASSIGNEE#ann"}`;
    expect(found).toMatchObject({ entity: "Task", item: { title: "indexed" } });
  });

  it("refuses what is no parameter before anything is sent", async () => {
    connection.sent();
    for (const value of [undefined, Number.NaN, new Date(0), "\ud800", new Set()]) {
      const error = await errorOf(
        db.raw.partiql`SELECT * FROM "sensors" WHERE "at" = ${1} AND sensorId = ${value}`,
      );
      expect(error).toMatchObject({ code: "InvalidValue", details: { attribute: "parameter 2" } });
    }
    expect(() => db.raw.table("nowhere" as "app")).toThrowError(
      'db.raw: the schema has no table "nowhere"; it has app, legacy, sensors',
    );
    expect(connection.sent()).toEqual([]);
  });

  it.runIf(has("conditions of PartiQL"))(
    "names what failed: the condition with the item, a taken key, a table that is not there",
    async () => {
      await db.reading.put(reading("failing", 1));
      const where = db.raw
        .partiql`UPDATE ${sensors()} SET "value" = ${2} WHERE sensorId = ${"failing"} AND "at" = ${1} AND "value" > ${5}`;
      expect(await errorOf(where)).toMatchObject({
        code: "ConditionFailed",
        details: {
          entity: "Reading",
          key: { sensorId: "failing", at: 1 },
          item: reading("failing", 1),
        },
        cause: { name: "ConditionalCheckFailedException" },
      });
      const absent = db.raw
        .partiql`UPDATE ${sensors()} SET "value" = ${1} WHERE sensorId = ${"absent"} AND "at" = ${1}`;
      expect(await errorOf(absent)).toMatchObject({
        code: "ConditionFailed",
        details: { entity: "db.raw", key: {}, item: undefined },
      });
      const taken = db.raw.partiql`INSERT INTO ${sensors()} VALUE {'sensorId': ${"failing"}, 'at': ${1}}`;
      const duplicate = await errorOf(taken);
      expect(duplicate).toMatchObject({ code: "AlreadyExists", details: { entity: "db.raw", key: {} } });
      expect(duplicate.details).not.toHaveProperty("uncertain");
      expect(await errorOf(db.raw.partiql`SELECT * FROM "elsewhere"`)).toMatchObject({
        code: "TableNotFound",
      });
      const wrong = await errorOf(db.raw.partiql("SELEC * FROM x"));
      expect(wrong).toMatchObject({
        code: "RequestFailed",
        details: { name: "ValidationException", tableName: "" },
      });
      expect(wrong.message).toMatch(/^db\.raw: ExecuteStatement failed: /);
    },
  );

  it("ends with its signal", async () => {
    const error = await errorOf(
      db.raw.partiql`SELECT * FROM "sensors"`.execute({ signal: AbortSignal.abort() }),
    );
    expect(error).toMatchObject({ code: "Aborted" });
  });
});

const insert = (sensorId: string, at = 1) =>
  db.raw
    .partiql`INSERT INTO ${sensors()} VALUE {'sensorId': ${sensorId}, 'at': ${at}, '_entity': ${"Reading"}, 'value': ${at}}`;
const select = (sensorId: string, at = 1) =>
  db.raw.partiql`SELECT * FROM ${sensors()} WHERE sensorId = ${sensorId} AND "at" = ${at}`;

describe("db.raw.transact", () => {
  it("runs statements as one transaction, with a token, and reads as one", async () => {
    connection.sent();
    expect(await db.raw.transact([insert("t1"), insert("t2")])).toEqual([undefined, undefined]);
    expect(connection.sent()).toMatchObject([
      {
        operation: "ExecuteTransaction",
        input: { ClientRequestToken: expect.stringMatching(/^[\w-]{36}$/) },
      },
    ]);
    expect(await db.raw.transact([select("t1").consistent(), select("none")])).toEqual([
      { entity: "Reading", item: reading("t1", 1) },
      undefined,
    ]);
    await db.raw.transact([insert("t3")], { token: "once" });
    await db.raw.transact([insert("t3")], { token: "once" });
  });

  it.runIf(has("conditions of PartiQL"))("says which statement failed why, and changes nothing", async () => {
    const conditional = db.raw
      .partiql`UPDATE ${sensors()} SET "value" = ${1} WHERE sensorId = ${"t1"} AND "at" = ${1} AND "value" = ${99}`;
    const error = await errorOf(db.raw.transact([insert("t4"), conditional]));
    expect(error).toMatchObject({
      code: "TransactionCanceled",
      details: {
        entity: "db.raw",
        reasons: [undefined, { code: "ConditionFailed", details: { item: reading("t1", 1) } }],
      },
    });
    expect(await select("t4")).toEqual([]);
  });

  it("refuses before sending: none, more than 100, reads with writes, what is no statement", async () => {
    connection.sent();
    const many = Array.from({ length: 101 }, (_, at) => insert("many", at));
    for (const [statements, reason] of [
      [[], "it has no statement"],
      [many, "it has 101 statements; DynamoDB allows 100"],
      [[insert("x"), select("x")], "DynamoDB allows statements that read or statements that write, not both"],
      [["SELECT"], "part 1 is not a statement of db.raw"],
    ] as const) {
      const error = await errorOf(db.raw.transact(statements as never));
      expect(error).toMatchObject({ code: "InvalidTransaction", details: { reason } });
    }
    expect(connection.sent()).toEqual([]);
  });
});

describe("db.raw.batch", () => {
  it.runIf(has("conditions of PartiQL"))("gives each statement a result of its own", async () => {
    await insert("b1");
    const conditional = db.raw
      .partiql`UPDATE ${sensors()} SET "value" = ${1} WHERE sensorId = ${"b1"} AND "at" = ${1} AND "value" = ${99}`;
    const results = await db.raw.batch([
      insert("b2"),
      conditional,
      select("b1"),
      insert("t1"),
      select("none"),
    ]);
    expect(results).toMatchObject([
      { item: undefined },
      { error: { code: "ConditionFailed", details: { entity: "Reading", item: reading("b1", 1) } } },
      { item: { entity: "Reading", item: reading("b1", 1) } },
      { error: { code: "AlreadyExists" } },
      { item: undefined },
    ]);
    expect(results[0]).not.toHaveProperty("error");
    expect(await select("b2")).toHaveLength(1);
  });

  it("takes any number, 25 with a request, reads and writes apart, in the order given", async () => {
    await db.reading.putMany(Array.from({ length: 30 }, (_, at) => reading("there", at)));
    connection.sent();
    const statements = Array.from({ length: 30 }, (_, at) => [
      insert("bulk", at),
      select("there", at),
    ]).flat();
    const results = await db.raw.batch(statements);
    expect(results).toHaveLength(60);
    expect(results.every(({ error }) => error === undefined)).toBe(true);
    expect(results.every(({ item }, position) => (item !== undefined) === (position % 2 === 1))).toBe(true);
    const sizes = connection
      .sent()
      .map(({ input }) => (input as BatchExecuteStatementCommand["input"]).Statements?.length);
    expect(sizes.toSorted()).toEqual([25, 25, 5, 5]);
    expect(await db.raw.batch([])).toEqual([]);
    expect(await errorOf(db.raw.batch(["x"] as never))).toMatchObject({ code: "InvalidBatch" });
  });
});

describe("db.raw.send", () => {
  it("sends any request with its typed input, and gives the answer as it is", async () => {
    await db.reading.put(reading("sent", 1));
    connection.sent();
    const { Items = [], Count } = await db.raw.send("Query", {
      TableName: db.raw.tableName("sensors"),
      KeyConditionExpression: "sensorId = :id",
      ExpressionAttributeValues: { ":id": "sent" },
    });
    expect(Count).toBe(1);
    expect(Items.map(db.raw.decode)).toEqual([{ entity: "Reading", item: reading("sent", 1) }]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "sensors",
          KeyConditionExpression: "sensorId = :id",
          ExpressionAttributeValues: { ":id": "sent" },
        },
      },
    ]);
  });

  it("needs the name of the table where there are several, and maps it to the environment's", async () => {
    const error = await errorOf(db.raw.send("Scan", {}));
    expect(error).toMatchObject({ code: "InvalidOptions" });
    expect(error.message).toBe(
      "db.raw: Scan needs a TableName, since the schema has 4 tables: db.raw.tableName(…)",
    );
    const mapped = createDatabase(connection.client, { tables: { sensors: "sensors-eu" } });
    expect(mapped.raw.tableName("sensors")).toBe("sensors-eu");
    expect(mapped.raw.partiql`SELECT * FROM ${mapped.raw.table("sensors", "i")}`.plan().input.Statement).toBe(
      `SELECT * FROM "sensors-eu"."i"`,
    );
    connection.sent();
    const missing = await errorOf(mapped.raw.send("Scan", { TableName: mapped.raw.tableName("sensors") }));
    expect(missing).toMatchObject({
      code: "TableNotFound",
      details: { entity: "db.raw", table: "sensors", tableName: "sensors-eu" },
    });
  });

  it("refuses an instance, which the SDK would store as a map of its members", async () => {
    connection.sent();
    const item = { sensorId: "instance", at: 1, when: [new Date(0)] };
    expect(await errorOf(db.raw.send("PutItem", { TableName: "sensors", Item: item }))).toMatchObject({
      code: "InvalidValue",
      details: { attribute: "Item.when.0", reason: expect.stringContaining("an instance of Date") },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("gives a failed condition and a cancelled transaction their errors", async () => {
    await db.reading.put(reading("cond", 1));
    const item = { TableName: "sensors", Item: { ...reading("cond", 1), _entity: "Reading" } };
    const condition = {
      ConditionExpression: "attribute_not_exists(sensorId)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } as const;
    expect(await errorOf(db.raw.send("PutItem", { ...item, ...condition }))).toMatchObject({
      code: "ConditionFailed",
      details: { entity: "Reading", key: { sensorId: "cond", at: 1 }, item: reading("cond", 1) },
    });
    const transaction = { TransactItems: [{ Put: { ...item, ...condition } }] };
    connection.sent();
    expect(await errorOf(db.raw.send("TransactWriteItems", transaction))).toMatchObject({
      code: "TransactionCanceled",
      details: { reasons: [{ code: "ConditionFailed", details: { item: reading("cond", 1) } }] },
    });
    expect(connection.sent()).toMatchObject([{ input: { ClientRequestToken: expect.any(String) } }]);
  });
});

describe("what is stored", () => {
  const stored = { _entity: "Reading", ...reading("coded", 1) };

  it("is decoded by its entity's name or by its keys, in both of its forms", () => {
    expect(db.raw.decode(stored)).toEqual({ entity: "Reading", item: reading("coded", 1) });
    expect(db.raw.decode(marshall(stored))).toEqual({ entity: "Reading", item: reading("coded", 1) });
    const store = { PK: "STORE|s", "State#Date": "STORE", storeId: "s", city: "Bern" };
    expect(db.raw.decode(store)).toEqual({ entity: "Store", item: { storeId: "s", city: "Bern" } });
    expect(db.raw.decode({ pk: { S: "a" } })).toEqual({ entity: undefined, item: { pk: "a" } });
    expect(db.raw.decode({ other: { S: "a" } })).toEqual({ entity: undefined, item: { other: { S: "a" } } });
  });

  it("is encoded and decoded by its entity: dates, sets, and binary in Base64 as JSON has it", () => {
    const project = {
      projectId: "p",
      ownerId: "o",
      name: "n",
      budget: 1,
      startedAt: new Date(5),
      parentId: null,
      icon: new Uint8Array([1, 2]),
      tags: new Set(["a"]),
    };
    const encoded = db.project.encode(project);
    expect(encoded).toMatchObject({
      pk: "PROJECT#p",
      sk: "PROJECT",
      _entity: "Project",
      startedAt: "1970-01-01T00:00:00.005Z",
      archived: false,
    });
    const decoded = { ...project, views: 0n, archived: false, members: [] };
    expect(db.project.decode(encoded)).toEqual(decoded);
    const json = marshall(encoded);
    expect(db.project.decode({ ...json, icon: { B: "AQI=" } })).toEqual(decoded);
    expect(() => db.project.encode({ ...project, budget: "1" as never })).toThrowError(
      /^Project is not valid/,
    );
    expect(() => db.task.decode(encoded)).toThrowError("the item under this key is of the entity Project");
  });
});

describe("a lost reply", () => {
  it("of a statement that writes is uncertain, of one that reads is not", async () => {
    const { client, proxy } = await connection.faulty({ maxAttempts: 1 });
    const faulty = createDatabase(client);
    const insertion = faulty.raw
      .partiql`INSERT INTO "sensors" VALUE {'sensorId': ${"lost"}, 'at': ${1}, 'value': ${1}}`;
    proxy.fail("ExecuteStatement", "dropped reply");
    expect(await errorOf(insertion)).toMatchObject({ code: "Unreachable", details: { uncertain: true } });
    proxy.fail("ExecuteStatement", "dropped reply");
    const read = await errorOf(faulty.raw.partiql`SELECT * FROM "sensors"`);
    expect(read.code).toBe("Unreachable");
    expect(read.details).not.toHaveProperty("uncertain");
    expect(await faulty.raw.partiql`SELECT * FROM "sensors" WHERE sensorId = ${"lost"}`).toHaveLength(1);
  });

  it("that the SDK sends again says so, alone and in a batch; a transaction is done once", async () => {
    const { client, proxy } = await connection.faulty();
    const faulty = createDatabase(client);
    const write = (id: string) =>
      faulty.raw.partiql`INSERT INTO "sensors" VALUE {'sensorId': ${id}, 'at': ${1}}`;
    proxy.fail("ExecuteStatement", "dropped reply");
    expect(await errorOf(write("again"))).toMatchObject({
      code: "AlreadyExists",
      details: { uncertain: true },
    });
    proxy.fail("BatchExecuteStatement", "dropped reply");
    const [result] = await faulty.raw.batch([write("batch")]);
    expect(result?.error).toMatchObject({ code: "AlreadyExists", details: { uncertain: true } });
    proxy.fail("ExecuteTransaction", "dropped reply");
    expect(await faulty.raw.transact([write("transaction")])).toEqual([undefined]);
  });

  it("of a batch is the error of each statement of its request", async () => {
    const { client, proxy } = await connection.faulty({ maxAttempts: 1 });
    const faulty = createDatabase(client);
    proxy.fail("BatchExecuteStatement", "pass", "ThrottlingException");
    const writes = Array.from(
      { length: 26 },
      (_, at) => faulty.raw.partiql`INSERT INTO "sensors" VALUE {'sensorId': ${"halves"}, 'at': ${at}}`,
    );
    const codes = (await faulty.raw.batch(writes)).map(({ error }) => error?.code);
    expect(codes.filter((code) => code === "Throttled").length % 24).toBe(1);
  });
});
