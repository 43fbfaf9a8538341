import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/living/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
/** Seconds since 1970. */
const NOW = 1_800_000_000;
const db = createDatabase(connection.client, { now: () => new Date(NOW * 1000 + 500) });

const raw = (item: Record<string, unknown>) =>
  connection.documents.send(new PutCommand({ TableName: "living", Item: item }));
const stored = async (pk: string, sk: string) =>
  (await connection.stored("living")).find((item) => item["pk"] === pk && item["sk"] === sk);
const storedSession = (id: string) => stored(`SESSION#${id}`, "SESSION");

/** A row that another release wrote under the key of a session. */
const foreignSession = (id: string) => ({ pk: `SESSION#${id}`, sk: "SESSION", _entity: "Legacy", x: 1 });
const expiredSession = (id: string, ttl: unknown = NOW - 10) => ({
  pk: `SESSION#${id}`,
  sk: "SESSION",
  _entity: "Session",
  id,
  level: 5,
  tags: ["old"],
  note: "old",
  ttl,
  createdAt: "2020-01-01T00:00:00.000Z",
  updatedAt: "2020-01-01T00:00:00.000Z",
});

describe("a row of another entity under the key of an item", () => {
  it("is no item for update, modify, move, check and mustExist: NotFound names its entity, and nothing is written", async () => {
    const row = foreignSession("f1");
    await raw(row);
    const notFound = {
      code: "NotFound",
      details: { entity: "Session", key: { id: "f1" }, foreign: "Legacy" },
    };
    await expect(db.session.update({ id: "f1" }).add({ level: 1 })).rejects.toMatchObject(notFound);
    await expect(db.session.modify({ id: "f1" }, () => ({ level: 3 }))).rejects.toMatchObject(notFound);
    await expect(db.session.move({ id: "f1" }, { id: "f2" })).rejects.toMatchObject(notFound);
    await expect(db.session.delete({ id: "f1" }).mustExist()).rejects.toMatchObject(notFound);
    const checked = db.transactWrite([db.session.check({ id: "f1" }, (s) => s.level.notExists())]);
    await expect(checked).rejects.toMatchObject({ details: { reasons: [notFound] } });
    const updated = db.transactWrite([db.session.update({ id: "f1" }).set({ level: 2 })]);
    await expect(updated).rejects.toMatchObject({ details: { reasons: [notFound] } });
    expect(await storedSession("f1")).toEqual(row);
  });

  it("makes create and upsert fail with AlreadyExists, which names its entity", async () => {
    const row = foreignSession("f3");
    await raw(row);
    const exists = { code: "AlreadyExists", details: { key: { id: "f3" }, foreign: "Legacy" } };
    await expect(db.session.create({ id: "f3" })).rejects.toMatchObject(exists);
    await expect(db.session.upsert({ id: "f3", level: 2 })).rejects.toMatchObject(exists);
    for (const write of [db.session.create({ id: "f3" }), db.session.upsert({ id: "f3" })]) {
      await expect(db.transactWrite([write])).rejects.toMatchObject({ details: { reasons: [exists] } });
    }
    expect(await storedSession("f3")).toEqual(row);
  });

  it("makes a put or a delete with a condition fail, and is replaced and deleted by one without", async () => {
    await raw(foreignSession("f4"));
    const failed = { code: "ConditionFailed", details: { item: undefined, foreign: "Legacy" } };
    const put = db.session.put({ id: "f4" }).if((s) => s.level.notExists());
    await expect(put).rejects.toMatchObject(failed);
    const removed = db.session.delete({ id: "f4" }).if((s) => s.level.notExists());
    await expect(removed).rejects.toMatchObject(failed);
    await db.session.put({ id: "f4" });
    expect(await storedSession("f4")).toMatchObject({ _entity: "Session" });
    await raw(foreignSession("f4"));
    await db.session.delete({ id: "f4" });
    expect(await storedSession("f4")).toBeUndefined();
  });

  it("is an item where the row names no entity", async () => {
    const { _entity: _, ...row } = expiredSession("f5", NOW + 10);
    await raw(row);
    expect(await db.session.update({ id: "f5" }).set({ level: 7 })).toMatchObject({ level: 7 });
  });
});

describe("an item that has expired and was not deleted yet", () => {
  it("is replaced by create", async () => {
    await raw(expiredSession("e1"));
    connection.sent();
    await db.session.create({ id: "e1" });
    const [request] = connection.sent();
    expect(request).toEqual({
      operation: "PutItem",
      input: {
        TableName: "living",
        Item: {
          pk: "SESSION#e1",
          sk: "SESSION",
          _entity: "Session",
          id: "e1",
          level: 1,
          tags: [],
          createdAt: "2027-01-15T08:00:00.500Z",
          updatedAt: "2027-01-15T08:00:00.500Z",
        },
        ConditionExpression: "attribute_not_exists(#pk) OR #ttl <= :v0",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: { "#pk": "pk", "#ttl": "ttl" },
        ExpressionAttributeValues: { ":v0": NOW },
      },
    });
    expect(await storedSession("e1")).toEqual((request as { input: { Item: object } }).input.Item);
    await expect(db.session.create({ id: "e1" })).rejects.toMatchObject({ code: "AlreadyExists" });
  });

  it("is not found by update, modify, move, check and mustExist, and stays as it is", async () => {
    const row = expiredSession("e2", NOW);
    await raw(row);
    connection.sent();
    const notFound = { code: "NotFound", details: { key: { id: "e2" } } };
    await expect(db.session.update({ id: "e2" }).set({ ttl: NOW + 60 })).rejects.toMatchObject(notFound);
    expect(connection.sent()).toEqual([
      {
        operation: "UpdateItem",
        input: {
          TableName: "living",
          Key: { pk: "SESSION#e2", sk: "SESSION" },
          UpdateExpression: "SET #ttl = :v0, #updatedAt = :v1",
          ConditionExpression:
            "attribute_exists(#pk) AND NOT (#ttl <= :v2) AND (#_entity = :v3 OR attribute_not_exists(#_entity))",
          ReturnValues: "ALL_NEW",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: {
            "#ttl": "ttl",
            "#updatedAt": "updatedAt",
            "#pk": "pk",
            "#_entity": "_entity",
          },
          ExpressionAttributeValues: {
            ":v0": NOW + 60,
            ":v1": "2027-01-15T08:00:00.500Z",
            ":v2": NOW,
            ":v3": "Session",
          },
        },
      },
    ]);
    await expect(db.session.modify({ id: "e2" }, () => ({ level: 3 }))).rejects.toMatchObject(notFound);
    await expect(db.session.move({ id: "e2" }, { id: "e3" })).rejects.toMatchObject(notFound);
    await expect(db.session.delete({ id: "e2" }).mustExist()).rejects.toMatchObject(notFound);
    const checked = db.transactWrite([db.session.check({ id: "e2" }, (s) => s.level.gte(1))]);
    await expect(checked).rejects.toMatchObject({ details: { reasons: [notFound] } });
    expect(await storedSession("e2")).toEqual(row);
  });

  it("counts as absent in the conditions of put and delete", async () => {
    await raw(expiredSession("e4"));
    const failed = { code: "ConditionFailed", details: { item: undefined } };
    await expect(db.session.put({ id: "e4" }).if((s) => s.level.eq(5))).rejects.toMatchObject(failed);
    await expect(db.session.delete({ id: "e4" }).if((s) => s.level.eq(5))).rejects.toMatchObject(failed);
    await db.session.put({ id: "e4", level: 9 }).if((s) => s.level.notExists());
    expect(await storedSession("e4")).toMatchObject({ level: 9 });
    await raw(expiredSession("e4"));
    await db.session.delete({ id: "e4" }).if((s) => s.level.ne(5));
    expect(await storedSession("e4")).toBeUndefined();
    await raw(expiredSession("e4"));
    expect(await db.session.delete({ id: "e4" }).returning("old")).toBeUndefined();
  });

  it("is replaced as a whole by upsert, alone and in a transaction", async () => {
    const fresh = {
      pk: "SESSION#e5",
      sk: "SESSION",
      _entity: "Session",
      id: "e5",
      level: 2,
      tags: [],
      createdAt: "2027-01-15T08:00:00.500Z",
      updatedAt: "2027-01-15T08:00:00.500Z",
    };
    await raw(expiredSession("e5"));
    connection.sent();
    expect(await db.session.upsert({ id: "e5", level: 2 })).toMatchObject({ level: 2, tags: [] });
    expect(connection.sent().map(({ operation }) => operation)).toEqual(["UpdateItem", "PutItem"]);
    expect(await storedSession("e5")).toEqual(fresh);
    expect(await db.session.get({ id: "e5" })).toMatchObject({ level: 2 });

    await raw(expiredSession("e5"));
    await db.transactWrite([db.session.upsert({ id: "e5", level: 2 }), db.session.put({ id: "e6" })]);
    expect(await storedSession("e5")).toEqual(fresh);

    await raw(expiredSession("e5"));
    const withToken = db.transactWrite([db.session.upsert({ id: "e5" })], { token: "token-of-e5" });
    await expect(withToken).rejects.toMatchObject({
      code: "TransactionCanceled",
      details: { expired: true },
    });
    expect(await storedSession("e5")).toEqual(expiredSession("e5"));
    const conditional = db.session.upsert({ id: "e5" }).if((s) => s.note.eq("old"));
    await expect(conditional).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { item: undefined },
    });
    expect(await db.session.upsert({ id: "e5" }).returning("old")).toBeUndefined();
  });

  it("is the same for get and query, where its time to live is text or has a fraction", async () => {
    await raw(expiredSession("e7", "2020-01-01"));
    const update = db.session.update({ id: "e7" }).set({ level: 6 }).returning("changed");
    await expect(update)
      .rejects.toMatchObject({ code: "UnreadableItem", details: { written: true } })
      .catch(() => undefined);
    for (const [id, ttl, alive] of [
      ["e8", NOW + 0.25, true],
      ["e9", NOW - 0.25, false],
    ] as const) {
      await raw(expiredSession(id, ttl));
      expect((await db.session.get({ id })) !== undefined).toBe(alive);
      expect(await db.session.query({ id }).count()).toBe(alive ? 1 : 0);
      const write = db.session.update({ id }).set({ level: 6 });
      if (alive) expect(await write).toMatchObject({ level: 6 });
      else await expect(write).rejects.toMatchObject({ code: "NotFound" });
    }
  });

  it("expires by a codec of numbers and dates too", async () => {
    const lock = (ttl: number) => ({ pk: "LOCK#l", sk: "LOCK", _entity: "Lock", id: "l", owner: "a", ttl });
    await raw(lock(NOW - 1));
    expect(await db.lock.get({ id: "l" })).toBeUndefined();
    await expect(db.lock.update({ id: "l" }).set({ owner: "b" })).rejects.toMatchObject({ code: "NotFound" });
    await raw(lock(NOW + 60));
    const until = new Date((NOW + 60) * 1000);
    expect(await db.lock.update({ id: "l" }).set({ owner: "b" })).toEqual({ id: "l", owner: "b", until });
    expect(await stored("LOCK#l", "LOCK")).toEqual({ ...lock(NOW + 60), owner: "b" });
  });
});

describe("an item that is older than an index", () => {
  const older = (id: string) => ({
    pk: "TEAM#a",
    sk: `PLAYER#${id}`,
    _entity: "Player",
    team: "a",
    id,
  });
  const keys = (id: string) => ({ gsi1pk: "TEAM#a", gsi2pk: `PLAYER#${id}`, gsi2sk: "a" });

  it("enters the indexes of its primary key by any update", async () => {
    await raw(older("1"));
    connection.sent();
    await db.player.update({ team: "a", id: "1" }).set({ rank: "5" });
    expect(connection.sent()).toMatchObject([
      {
        operation: "UpdateItem",
        input: {
          UpdateExpression: "SET #rank = :v0, #gsi1pk = :v1, #gsi2pk = :v2, #gsi2sk = :v3",
        },
      },
    ]);
    expect(await stored("TEAM#a", "PLAYER#1")).toEqual({ ...older("1"), rank: "5", ...keys("1") });
    expect(await db.player.byRank({ team: "a" }).all()).toHaveLength(1);
    expect(await db.player.byId({ id: "1" }).all()).toHaveLength(1);
  });

  it("enters them by a modify that changes nothing, and a second one writes nothing", async () => {
    await raw(older("2"));
    await db.player.modify({ team: "a", id: "2" }, (player) => player);
    expect(await stored("TEAM#a", "PLAYER#2")).toEqual({ ...older("2"), ...keys("2") });
    connection.sent();
    await db.player.modify({ team: "a", id: "2" }, (player) => player);
    expect(connection.sent().map(({ operation }) => operation)).toEqual(["GetItem"]);
  });

  it("is left as it is by a modify that gives nothing", async () => {
    await raw(older("3"));
    await db.player.modify({ team: "a", id: "3" }, () => undefined);
    expect(await stored("TEAM#a", "PLAYER#3")).toEqual(older("3"));
  });
});

describe("modify", () => {
  it("sees the changes that its function makes inside the item that it is given", async () => {
    await db.session.create({ id: "m1", tags: ["a"] });
    await db.session.modify({ id: "m1" }, (session) => {
      session.tags.push("b");
      return session;
    });
    expect(await storedSession("m1")).toMatchObject({ tags: ["a", "b"] });
  });
});

describe("add", () => {
  const number = async (page: string, attribute: string) => {
    const client = connection.documents;
    const Key = { pk: { S: `PAGE#${page}` }, sk: { S: "STATS" } };
    const { Item } = await client.send(new GetItemCommand({ TableName: "living", Key }));
    return Item?.[attribute]?.N;
  };

  it("keeps a number inside the bounds of its schema, and writes nothing beyond", async () => {
    await db.stats.create({ page: "a1", views: 999 });
    connection.sent();
    expect(await db.stats.update({ page: "a1" }).add({ views: 1 })).toMatchObject({ views: 1000 });
    expect(connection.sent()).toMatchObject([
      {
        input: {
          UpdateExpression: "ADD #views :v0",
          ConditionExpression:
            "attribute_exists(#pk) AND NOT (#views > :v1) AND (#_entity = :v2 OR attribute_not_exists(#_entity))",
          ExpressionAttributeValues: { ":v0": 1, ":v1": 999, ":v2": "Stats" },
        },
      },
    ]);
    const beyond = {
      code: "NumberOutOfRange",
      details: { key: { page: "a1" }, attribute: "views", value: 1000, addend: 1, minimum: 0, maximum: 1000 },
    };
    await expect(db.stats.update({ page: "a1" }).add({ views: 1 })).rejects.toMatchObject(beyond);
    await expect(db.stats.upsert({ page: "a1" }).add({ views: 1 })).rejects.toMatchObject(beyond);
    const transaction = db.transactWrite([db.stats.update({ page: "a1" }).add({ views: 1 })]);
    await expect(transaction).rejects.toMatchObject({ details: { reasons: [beyond] } });
    await expect(db.stats.update({ page: "a1" }).add({ views: -1001 })).rejects.toMatchObject({
      code: "NumberOutOfRange",
      details: { addend: -1001 },
    });
    expect(await number("a1", "views")).toBe("1000");
    await expect(db.stats.update({ page: "a1" }).add({ views: 0.5 })).rejects.toMatchObject({
      code: "InvalidUpdate",
    });
  });

  it("keeps a number that has no bounds inside the safe integers", async () => {
    await db.stats.create({ page: "a2", score: 2 ** 53 - 1 });
    await expect(db.stats.update({ page: "a2" }).add({ score: 2 })).rejects.toMatchObject({
      code: "NumberOutOfRange",
      details: { attribute: "score", value: 2 ** 53 - 1 },
    });
    expect(await number("a2", "score")).toBe("9007199254740991");
    await db.stats.update({ page: "a2" }).add({ score: -0.5 });
    expect(await number("a2", "score")).toBe("9007199254740990.5");
  });

  it("keeps numbers below attributes inside their bounds", async () => {
    await db.stats.create({ page: "a3", box: { w: 1, full: 3 }, lines: [{ price: 12.35 }] });
    const full = db.stats.update({ page: "a3" }).change((s) => [s.box.full.add(1)]);
    await expect(full).rejects.toMatchObject({
      code: "NumberOutOfRange",
      details: { attribute: "box.full", value: 3, addend: 1, maximum: 3 },
    });
    const sum = db.stats.update({ page: "a3" }).change((s) => [s.lines.at(0).price.add(0.1 * 3)]);
    expect((await sum).lines).toEqual([{ price: 12.65 }]);
  });

  it("counts an absent number as its default", async () => {
    await raw({ pk: "PAGE#a4", sk: "STATS", _entity: "Stats", page: "a4", box: { w: 2 } });
    expect(await db.stats.update({ page: "a4" }).add({ score: 1 })).toMatchObject({ score: 11 });
    const nested = db.stats.update({ page: "a4" }).change((s) => [s.box.full.add(2)]);
    expect((await nested).box).toEqual({ w: 2, full: 2 });
    const crossing = db.stats.update({ page: "a4" }).add({ views: -1 });
    await expect(crossing).rejects.toMatchObject({
      code: "NumberOutOfRange",
      details: { attribute: "views", value: undefined },
    });
  });
});

describe("append", () => {
  it("appends to the default of a list that an older item lacks", async () => {
    await raw({ pk: "PAGE#b1", sk: "STATS", _entity: "Stats", page: "b1" });
    connection.sent();
    const appended = await db.stats.update({ page: "b1" }).append({ visitors: ["x"], lines: [{ price: 1 }] });
    expect(appended).toMatchObject({ visitors: ["first", "x"], lines: [{ price: 1 }] });
    expect(connection.sent()).toMatchObject([
      {
        input: {
          UpdateExpression:
            "SET #visitors = list_append(if_not_exists(#visitors, :v1), :v0), #lines = list_append(if_not_exists(#lines, :v3), :v2)",
        },
      },
    ]);
  });
});

describe("upsert", () => {
  it("counts the views of a page that does not exist yet, 20 writers at once", async () => {
    await Promise.all(Array.from({ length: 20 }, () => db.stats.upsert({ page: "c1" }).add({ views: 1 })));
    expect(await stored("PAGE#c1", "STATS")).toMatchObject({ views: 20, score: 10, visitors: ["first"] });
  });

  it("adds, appends, adds to sets and removes in one request", async () => {
    connection.sent();
    const written = await db.stats
      .upsert({ page: "c2" })
      .add({ views: 3, score: 1 })
      .append({ visitors: ["x"] })
      .addTo({ brands: new Set(["b"]) })
      .remove("note");
    expect(written).toMatchObject({ views: 3, score: 11, visitors: ["first", "x"], brands: new Set(["b"]) });
    const [request, ...others] = connection.sent();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      operation: "UpdateItem",
      input: {
        Key: { pk: "PAGE#c2", sk: "STATS" },
        UpdateExpression:
          "SET #_entity = :v0, #page = :v1, #colours = if_not_exists(#colours, :v2), #box = if_not_exists(#box, :v3), " +
          "#lines = if_not_exists(#lines, :v4), #views = if_not_exists(#views, :v6) + :v5, " +
          "#score = if_not_exists(#score, :v8) + :v7, #visitors = list_append(if_not_exists(#visitors, :v10), :v9) " +
          "REMOVE #note ADD #brands :v11",
      },
    });
    const again = await db.stats.upsert({ page: "c2", note: "n" }).add({ views: 1 }).returning("changed");
    expect(again).toMatchObject({ views: 4, note: "n" });
    expect(await db.stats.upsert({ page: "c2" }).remove("note").returning("old")).toMatchObject({
      note: "n",
    });
    expect(await stored("PAGE#c2", "STATS")).not.toHaveProperty("note");
  });

  it("is a rate limit with a condition, for which an absent number counts as its default", async () => {
    const view = () =>
      db.stats
        .upsert({ page: "c3" })
        .add({ views: 1 })
        .if((s) => s.views.lt(2));
    expect(await view()).toMatchObject({ views: 1 });
    expect(await view()).toMatchObject({ views: 2 });
    await expect(view()).rejects.toMatchObject({ code: "ConditionFailed", details: { item: { views: 2 } } });
    const absent = db.stats
      .upsert({ page: "c4" })
      .add({ views: 1 })
      .if((s) => s.views.ne(0));
    await expect(absent).rejects.toMatchObject({ code: "ConditionFailed", details: { item: undefined } });
  });

  it("refuses an attribute that is given and added to, and addTo onto a default that has elements", async () => {
    const twice = db.stats.upsert({ page: "c5", views: 1 }).add({ views: 1 });
    await expect(twice).rejects.toMatchObject({ code: "InvalidUpdate", details: { attribute: "views" } });
    const onto = db.stats.upsert({ page: "c5" }).addTo({ colours: new Set(["blue"]) });
    await expect(onto).rejects.toMatchObject({ code: "InvalidUpdate", details: { attribute: "colours" } });
  });
});

describe("delete", () => {
  it("fails with NotFound where it must delete an item and there is none, so that an unfollow counts once", async () => {
    const key = { user: "u", follower: "f" };
    await db.follower.create(key);
    await db.stats.create({ page: "followers", views: 5 });
    const unfollow = () =>
      db.transactWrite([
        db.follower.delete(key).mustExist(),
        db.stats.update({ page: "followers" }).add({ views: -1 }),
      ]);
    await unfollow();
    await expect(unfollow()).rejects.toMatchObject({
      code: "TransactionCanceled",
      details: { reasons: [{ code: "NotFound", details: { key } }, undefined] },
    });
    expect(await stored("PAGE#followers", "STATS")).toMatchObject({ views: 4 });
    connection.sent();
    await expect(db.follower.delete(key).mustExist()).rejects.toMatchObject({ code: "NotFound" });
    expect(connection.sent()).toEqual([
      {
        operation: "DeleteItem",
        input: {
          TableName: "living",
          Key: { pk: "USER#u", sk: "FOLLOWER#f" },
          ConditionExpression: "attribute_exists(#pk) AND (#_entity = :v0 OR attribute_not_exists(#_entity))",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: { "#pk": "pk", "#_entity": "_entity" },
          ExpressionAttributeValues: { ":v0": "Follower" },
        },
      },
    ]);
  });
});
