import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, expectTypeOf, it } from "vitest";
import { createDatabase, type Database, type Task, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

const task = (number: number) => ({ projectId: "t", number, title: `Task ${number}` });
const key = (number: number) => ({ projectId: "t", number });

describe("transactWrite", () => {
  it("runs writes of several entities and tables as one, each with the request that it would send alone", async () => {
    await db.task.put({ ...task(1), points: 1 });
    await db.task.put(task(2));
    await db.store.put({ storeId: "t", city: "Bern" });
    connection.sent();

    const operations = [
      db.task.create(task(3)),
      db.task
        .update(key(1))
        .add({ points: 2 })
        .if((t) => t.points.lt(5)),
      db.task.delete(key(2)),
      db.store.put({ storeId: "t2", city: "Basel" }),
      db.store.check({ storeId: "t" }, (s) => s.city.eq("Bern")),
    ] as const;
    await db.transactWrite(operations);

    const [{ operation, input }] = connection.sent() as [{ operation: string; input: unknown }];
    const Task = { TableName: "app" };
    expect(operation).toBe("TransactWriteItems");
    expect(input).toEqual({
      ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
      TransactItems: [
        {
          Put: {
            ...Task,
            Item: expect.objectContaining({ pk: "PROJECT#t", sk: "TASK#p013", title: "Task 3" }),
            ConditionExpression: "attribute_not_exists(#pk)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: { "#pk": "pk" },
          },
        },
        {
          Update: {
            ...Task,
            Key: { pk: "PROJECT#t", sk: "TASK#p011" },
            UpdateExpression: "ADD #points :v0",
            ConditionExpression:
              "attribute_exists(#pk) AND #points < :v1 AND NOT (#points > :v2) AND (#_entity = :v3 OR attribute_not_exists(#_entity))",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: { "#points": "points", "#pk": "pk", "#_entity": "_entity" },
            ExpressionAttributeValues: { ":v0": 2, ":v1": 5, ":v2": 9007199254740989, ":v3": "Task" },
          },
        },
        { Delete: { ...Task, Key: { pk: "PROJECT#t", sk: "TASK#p012" } } },
        {
          Put: {
            TableName: "legacy",
            Item: { PK: "STORE|t2", "State#Date": "STORE", storeId: "t2", city: "Basel" },
          },
        },
        {
          ConditionCheck: {
            TableName: "legacy",
            Key: { PK: "STORE|t", "State#Date": "STORE" },
            ConditionExpression: "#city = :v0",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: { "#city": "city" },
            ExpressionAttributeValues: { ":v0": "Bern" },
          },
        },
      ],
    });
    expect(
      (await db.task.query({ projectId: "t" }).all()).map(({ number, points }) => [number, points]),
    ).toEqual([
      [1, 3],
      [3, undefined],
    ]);
    expect(await db.store.get({ storeId: "t2" })).toEqual({ storeId: "t2", city: "Basel" });
  });

  it("cancels all of it, and says of each operation why, with the item as it was found", async () => {
    await db.task.put({ ...task(10), points: 9 });
    await db.task.put(task(11));
    const before = await connection.stored("app");

    const failed = db.transactWrite(
      [
        db.task
          .update(key(10))
          .add({ points: 1 })
          .if((t) => t.points.lt(5)),
        db.task.put(task(12)),
        db.task.create(task(11)),
        db.task.update(key(99)).set({ title: "x" }),
        db.task.check(key(10), (t) => t.points.eq(1)),
      ].slice(0, 4),
    );
    await expect(failed).rejects.toMatchObject({
      code: "TransactionCanceled",
      message: expect.stringContaining("operation 3: Task"),
      details: {
        entity: "Task",
        reasons: [
          { code: "ConditionFailed", details: { key: key(10), item: { points: 9, title: "Task 10" } } },
          undefined,
          { code: "AlreadyExists", details: { key: key(11) } },
          { code: "NotFound", details: { key: key(99) } },
        ],
      },
      cause: { name: "TransactionCanceledException" },
    });
    expect(await connection.stored("app")).toEqual(before);
    await expect(db.transactWrite([db.task.check(key(10), (t) => t.points.eq(1))])).rejects.toMatchObject({
      code: "TransactionCanceled",
      details: { reasons: [{ code: "ConditionFailed", details: { item: { points: 9 } } }] },
    });
  });

  it.runIf(has("cancelled transactions"))(
    "cancels all of it where one item cannot be written as told, and says which",
    async () => {
      const preferences = { "e-mail": { daily: true } };
      await db.site.put({ siteId: "t", preferences, lines: [], position: [0, "here"] });
      // There is no such slot, which nothing but the stored item tells.
      const slot = db.site.update({ siteId: "t" }).change((s) => [s.slots.key("none").available.set(1)]);
      await expect(db.transactWrite([db.task.put(task(60)), slot])).rejects.toMatchObject({
        code: "TransactionCanceled",
        details: {
          reasons: [
            undefined,
            { code: "RequestFailed", details: { entity: "Site", name: "ValidationError" } },
          ],
        },
      });
      expect(await db.task.get(key(60))).toBeUndefined();
    },
  );

  it("applies a transaction of one token once", async () => {
    await db.task.put({ ...task(20), points: 0 });
    const operations = [db.task.update(key(20)).add({ points: 1 })];
    await db.transactWrite(operations, { token: "token-of-this-test" });
    await db.transactWrite(operations, { token: "token-of-this-test" });
    expect((await db.task.get(key(20)))?.points).toBe(1);
  });

  it("refuses before sending what DynamoDB would refuse", async () => {
    const many = Array.from({ length: 101 }, (_, number) => db.task.put(task(number)));
    for (const [operations, reason] of [
      [[], "no operation"],
      [many, "101 operations"],
      [[db.task.put(task(1)), db.task.delete(key(1))], "operations 1 and 2 are on one item of Task"],
      [[db.task.get(key(1)) as never], "operation 1 is neither"],
    ] as const) {
      await expect(db.transactWrite(operations)).rejects.toMatchObject({
        code: "InvalidTransaction",
        details: { reason: expect.stringContaining(reason) },
      });
    }
    await expect(db.transactWrite([db.task.put({ ...task(1), title: 3 as never })])).rejects.toMatchObject({
      code: "InvalidItem",
    });
    expect(connection.sent()).toEqual([]);
    await db.transactWrite(many.slice(0, 100));
  });

  it("tries again what another transaction stood in the way of, and gives up in the end", async () => {
    let attempts = 0;
    const conflict = (code: string, other: string) =>
      Object.assign(new Error("no"), {
        name: "TransactionCanceledException",
        CancellationReasons: [{ Code: other }, { Code: code, Message: "busy" }],
      });
    const busy = (until: number, code = "TransactionConflict", other = "None") =>
      createDatabase(
        Object.assign(new DynamoDBClient({ region: "local" }), {
          send: () => {
            attempts += 1;
            return attempts < until ? Promise.reject(conflict(code, other)) : Promise.resolve({});
          },
        }),
      );
    const putTwo = (database: Database) =>
      database.transactWrite([database.task.put(task(1)), database.task.put(task(2))]);
    await putTwo(busy(4));
    expect(attempts).toBe(4);

    attempts = 0;
    await expect(putTwo(busy(1000))).rejects.toMatchObject({
      code: "TransactionCanceled",
      details: { reasons: [undefined, { code: "TransactionConflict" }] },
    });
    expect(attempts).toBe(10);

    attempts = 0;
    await expect(putTwo(busy(1000, "ThrottlingError"))).rejects.toMatchObject({
      details: {
        reasons: [undefined, { code: "Throttled", cause: { name: "TransactionCanceledException" } }],
      },
    });
    expect(attempts).toBe(10);

    for (const code of ["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"]) {
      attempts = 0;
      await putTwo(busy(4, code));
      expect(attempts).toBe(4);
    }

    attempts = 0;
    await putTwo(busy(4, "ThrottlingError", "TransactionConflict"));
    expect(attempts).toBe(4);

    attempts = 0;
    await expect(putTwo(busy(1000, "ValidationError"))).rejects.toMatchObject({
      code: "TransactionCanceled",
    });
    expect(attempts).toBe(1);
  });

  it("keeps a counter right under concurrent transactions", { tags: "contention" }, async () => {
    await db.task.put({ ...task(30), points: 10 });
    const take = (taker: number) =>
      db
        .transactWrite([
          db.task
            .update(key(30))
            .add({ points: -1 })
            .if((t) => t.points.gte(1)),
          db.task.create(task(1000 + taker)),
        ])
        .then(() => 1)
        .catch(() => 0);
    const taken = await Promise.all(Array.from({ length: 50 }, (_, taker) => take(taker)));
    expect(taken.filter((each) => each === 1)).toHaveLength(10);
    expect((await db.task.get(key(30)))?.points).toBe(0);
    expect(await db.task.query({ projectId: "t", number: { gte: 1000 } }).count()).toBe(10);
  });
});

describe("transactGet", () => {
  it("reads items of one moment as a tuple", async () => {
    await db.task.put(task(40));
    await db.store.put({ storeId: "tg", city: "Chur" });
    connection.sent();

    const results = await db.transactGet([
      db.task.get(key(40)),
      db.store.get({ storeId: "tg" }).select("city"),
      db.task.get(key(404)),
    ]);
    expectTypeOf(results).toEqualTypeOf<[Task | undefined, { city: string } | undefined, Task | undefined]>();
    expect(results).toEqual([{ ...task(40), status: "open", priority: 50 }, { city: "Chur" }, undefined]);
    expect(connection.sent()).toEqual([
      {
        operation: "TransactGetItems",
        input: {
          TransactItems: [
            { Get: { TableName: "app", Key: { pk: "PROJECT#t", sk: "TASK#p0240" } } },
            {
              Get: {
                TableName: "legacy",
                Key: { PK: "STORE|tg", "State#Date": "STORE" },
                ProjectionExpression: "#city",
                ExpressionAttributeNames: { "#city": "city" },
              },
            },
            { Get: { TableName: "app", Key: { pk: "PROJECT#t", sk: "TASK#p03404" } } },
          ],
        },
      },
    ]);
  });

  it("refuses two reads of one item, and none", async () => {
    await expect(db.transactGet([db.task.get(key(1)), db.task.get(key(1))])).rejects.toMatchObject({
      code: "InvalidTransaction",
    });
    await expect(db.transactGet([])).rejects.toMatchObject({ code: "InvalidTransaction" });
    expect(connection.sent()).toEqual([]);
  });
});
