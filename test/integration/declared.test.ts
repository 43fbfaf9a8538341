import { beforeEach, describe, expect, it } from "vitest";
import { isMonotableError } from "../../src/errors.js";
import { createDatabase, tables } from "../golden/declared/generated/index.js";
import { connect } from "../support/connect.js";

let clock: Date;

const FIRST = "2026-03-01T10:00:00.000Z";
const LATER = "2026-03-01T10:00:05.250Z";

const connection = await connect(tables);
const db = createDatabase(connection.client, { now: () => clock });

beforeEach(() => {
  clock = new Date(FIRST);
});

const codeOf = (error: unknown) => (isMonotableError(error) ? error.code : error);
const inputs = () => connection.sent().map(({ input }) => input as Record<string, unknown>);
const storedNote = async (noteId: string) =>
  (await connection.stored("desk")).find((item) => item.noteId === noteId);

const note = (noteId: string) => ({ noteId, title: "Groceries" });
const noteNow = (noteId: string, more: object = {}) => ({
  ...note(noteId),
  rank: 50,
  stars: 0,
  madeAt: FIRST,
  changedAt: FIRST,
  version: 1,
  ...more,
});

describe("timestamps and version", () => {
  it("are set at creation", async () => {
    const created = await db.note.create(note("create"));

    expect(inputs()).toEqual([
      {
        TableName: "desk",
        Item: { pk: "NOTE#create", sk: "NOTE", _entity: "Note", ...noteNow("create") },
        ConditionExpression: "attribute_not_exists(#pk) OR #expiresAt <= :v0",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: { "#pk": "pk", "#expiresAt": "expiresAt" },
        ExpressionAttributeValues: { ":v0": 1772359200 },
      },
    ]);
    expect(created).toEqual(noteNow("create"));
    expect(await db.note.get({ noteId: "create" })).toEqual(noteNow("create"));
  });

  it("follow each update", async () => {
    await db.note.create(note("update"));
    clock = new Date(LATER);
    connection.sent();
    const updated = await db.note.update({ noteId: "update" }).set({ title: "Books" }).add({ stars: 2 });

    expect(inputs()).toEqual([
      {
        TableName: "desk",
        Key: { pk: "NOTE#update", sk: "NOTE" },
        UpdateExpression: "SET #title = :v0, #changedAt = :v1 ADD #version :v2, #stars :v3",
        ConditionExpression:
          "attribute_exists(#pk) AND NOT (#stars > :v4) AND NOT (#expiresAt <= :v5) AND (#_entity = :v6 OR attribute_not_exists(#_entity))",
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: {
          "#title": "title",
          "#changedAt": "changedAt",
          "#version": "version",
          "#stars": "stars",
          "#pk": "pk",
          "#_entity": "_entity",
          "#expiresAt": "expiresAt",
        },
        ExpressionAttributeValues: {
          ":v0": "Books",
          ":v1": LATER,
          ":v2": 1,
          ":v3": 2,
          ":v4": 9007199254740989,
          ":v5": 1772359205,
          ":v6": "Note",
        },
      },
    ]);
    expect(updated).toEqual(noteNow("update", { title: "Books", stars: 2, changedAt: LATER, version: 2 }));
    expect((await db.note.update({ noteId: "update" }).remove("tags")).version).toBe(3);
  });

  it("are kept by an upsert as by a create and as by an update", async () => {
    expect(await db.note.upsert(note("upsert"))).toEqual(noteNow("upsert"));
    const [first] = inputs();
    expect(first).toMatchObject({
      UpdateExpression:
        "SET #_entity = :v0, #noteId = :v1, #title = :v2, #changedAt = :v3, #rank = if_not_exists(#rank, :v4), " +
        "#stars = if_not_exists(#stars, :v5), #madeAt = if_not_exists(#madeAt, :v6) ADD #version :v7",
    });

    clock = new Date(LATER);
    expect(await db.note.upsert({ ...note("upsert"), title: "Books" })).toEqual(
      noteNow("upsert", { title: "Books", changedAt: LATER, version: 2 }),
    );
  });

  it("begin anew when an item is put, whose version never goes back", async () => {
    const read = await db.note.create({ ...note("put"), stars: 7 });
    await db.note.update({ noteId: "put" }, read).set({ title: "Two" });
    clock = new Date(LATER);
    connection.sent();

    const replaced = await db.note.put(note("put"), { version: 2 });
    expect(inputs()).toMatchObject([
      {
        ConditionExpression:
          "#version = :v0 AND NOT (#expiresAt <= :v1) AND (#_entity = :v2 OR attribute_not_exists(#_entity))",
        ExpressionAttributeValues: { ":v0": 2 },
        Item: { version: 3, madeAt: LATER, changedAt: LATER },
      },
    ]);
    expect(replaced).toEqual(noteNow("put", { madeAt: LATER, changedAt: LATER, version: 3 }));

    await expect(db.note.put(note("put"), read)).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { key: { noteId: "put" }, item: { version: 3 } },
    });
    await expect(db.note.put(note("nobody"), { version: 1 })).rejects.toMatchObject({
      code: "ConditionFailed",
    });
    connection.sent();
    // @ts-expect-error The version that is replaced is demanded.
    await expect(db.note.put(note("put"))).rejects.toMatchObject({
      code: "InvalidCondition",
      details: { attribute: "version" },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("are refused where they are given", async () => {
    const given = { ...note("given"), version: 7, madeAt: FIRST };
    await expect(db.note.create(given)).rejects.toMatchObject({
      code: "InvalidItem",
      details: { issues: [{ attribute: "version" }, { attribute: "madeAt" }] },
    });
    await expect(
      // @ts-expect-error It is none of the attributes that set takes.
      db.note.update({ noteId: "given" }).set({ changedAt: FIRST }),
    ).rejects.toMatchObject({ code: "InvalidUpdate", details: { attribute: "changedAt" } });
    await expect(
      // @ts-expect-error It is none of the numbers that add takes.
      db.note.update({ noteId: "given" }).add({ version: 1 }),
    ).rejects.toMatchObject({ code: "InvalidUpdate", details: { attribute: "version" } });
    await expect(db.note.update({ noteId: "given" })).rejects.toMatchObject({ code: "InvalidUpdate" });
    expect(connection.sent()).toEqual([]);
  });

  it("can be used in conditions, filters, selections and transactions", async () => {
    await db.note.create({ ...note("query"), owner: "ann" });
    await db.transactWrite([
      db.note
        .update({ noteId: "query" })
        .set({ title: "In a transaction" })
        .if((n) => n.version.eq(1)),
      db.note.create({ ...note("other"), owner: "ann" }),
    ]);
    const found = db.note.byOwner({ owner: "ann" }).filter((n) => n.version.gt(1).and(n.madeAt.lte(FIRST)));
    expect(await found.select("noteId", "version", "changedAt").all()).toEqual([
      { noteId: "query", version: 2, changedAt: FIRST },
    ]);
  });
});

describe("optimistic locking", () => {
  it("writes only what nobody has written since it was read", async () => {
    const read = await db.note.create(note("lock"));
    await db.note.update({ noteId: "lock" }).add({ stars: 1 });
    connection.sent();

    const late = db.note.update({ noteId: "lock" }, read).set({ title: "Late" });
    await expect(late).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { key: { noteId: "lock" }, item: { stars: 1, version: 2 } },
    });
    expect(inputs()).toMatchObject([
      {
        ConditionExpression:
          "attribute_exists(#pk) AND #version = :v3 AND NOT (#expiresAt <= :v4) AND (#_entity = :v5 OR attribute_not_exists(#_entity))",
        ExpressionAttributeValues: { ":v3": 1 },
      },
    ]);
    await expect(db.note.delete({ noteId: "lock" }, read)).rejects.toMatchObject({ code: "ConditionFailed" });
    expect((await storedNote("lock"))?.title).toBe("Groceries");

    await db.note.update({ noteId: "lock" }, { version: 2 }).set({ title: "In time" });
    await db.note.delete({ noteId: "lock" }, { version: 3 });
    expect(await storedNote("lock")).toBeUndefined();
  });

  it("lets exactly one of many writers that read the same through", { tags: "contention" }, async () => {
    const read = await db.note.create(note("race"));
    const writes = Array.from({ length: 50 }, (_, writer) =>
      db.note
        .update({ noteId: "race" }, read)
        .set({ title: `by ${writer}` })
        .then(() => "written", codeOf),
    );
    const results = await Promise.all(writes);
    expect(results.filter((result) => result === "written")).toHaveLength(1);
    expect(results.filter((result) => result === "ConditionFailed")).toHaveLength(49);
    expect((await db.note.get({ noteId: "race" }))?.version).toBe(2);
  });

  it("refuses what is no version before anything is sent", async () => {
    for (const version of [0, 1.5, Number.NaN]) {
      await expect(db.note.update({ noteId: "x" }, { version }).set({ title: "t" })).rejects.toMatchObject({
        code: "InvalidCondition",
      });
    }
    expect(connection.sent()).toEqual([]);
  });

  it("works for a singleton, whose methods take no key", async () => {
    const first = await db.totals.create({});
    expect(first).toEqual({ visits: 0, writes: 1 });
    expect(await db.totals.update(first).add({ visits: 1 })).toEqual({ visits: 1, writes: 2 });
    await expect(db.totals.update(first).add({ visits: 1 })).rejects.toMatchObject({
      code: "ConditionFailed",
    });
    expect(await db.totals.put({ visits: 9 }, { writes: 2 })).toEqual({ visits: 9, writes: 3 });
    expect(await db.totals.modify((totals) => ({ visits: totals.visits + 1 }))).toEqual({
      visits: 10,
      writes: 4,
    });
    await db.totals.delete({ writes: 4 });
    expect(await db.totals.get()).toBeUndefined();
  });
});

it("an expected version is a parameter only where one is declared: other methods can be handed to map", async () => {
  const keys = [{ inbox: "map", newestAt: FIRST, threadId: "a" }];
  await Promise.all(keys.map((key) => ({ ...key, subject: "s" })).map(db.thread.put));
  await Promise.all(keys.map(db.thread.delete));
  expect(inputs()).toEqual([
    expect.not.objectContaining({ ConditionExpression: expect.anything() }),
    { TableName: "desk", Key: { pk: "INBOX#map", sk: `THREAD#${FIRST}#a` } },
  ]);
});

describe("times in keys", () => {
  it("sort an index by creation, and an update tells the time of creation that its key needs", async () => {
    const article = await db.article.create({ articleId: "a1", topic: "sea" });
    expect(article).toEqual({
      articleId: "a1",
      topic: "sea",
      status: "draft",
      createdAt: new Date(FIRST),
      updatedAt: FIRST,
    });
    clock = new Date(LATER);
    connection.sent();

    const update = db.article.update({ articleId: "a1" });
    await update.set({ status: "public", createdAt: article.createdAt });
    expect(inputs()).toMatchObject([
      {
        UpdateExpression: "SET #status = :v0, #updatedAt = :v1, #gsi1pk = :v2, #gsi1sk = :v3",
        ConditionExpression:
          "attribute_exists(#pk) AND #createdAt = :v4 AND (#_entity = :v5 OR attribute_not_exists(#_entity))",
        ExpressionAttributeValues: { ":v2": "STATUS#public", ":v3": FIRST, ":v4": FIRST },
      },
    ]);
    expect(await db.article.byStatus({ status: "public" }).all()).toHaveLength(1);
    expect(await db.article.byUpdate({ topic: "sea", updatedAt: { gt: FIRST } }).all()).toHaveLength(1);
    await expect(update.set({ status: "draft", createdAt: clock })).rejects.toMatchObject({
      code: "ConditionFailed",
    });
  });

  it("cannot be guessed by an upsert", async () => {
    expect(await db.article.upsert({ articleId: "a2", topic: "sky" })).toMatchObject({ status: "draft" });
    await expect(
      db.article.upsert({ articleId: "a2", topic: "sky", status: "public" }),
    ).rejects.toMatchObject({ code: "InvalidUpdate" });
    expect(await db.article.modify({ articleId: "a2" }, () => ({ status: "public" }))).toMatchObject({
      status: "public",
      createdAt: new Date(FIRST),
    });
    const found = await db.article.byStatus({ status: "public" }).all();
    expect(found.map(({ articleId }) => articleId)).toContain("a2");
  });
});

describe("the clock of the database", () => {
  it("decides what has expired by its time to live", async () => {
    const expiresAt = clock.getTime() / 1000 + 60;
    await db.note.create({ ...note("expiring"), owner: "bob", expiresAt });
    const reads = async () => [
      (await db.note.get({ noteId: "expiring" })) !== undefined,
      (await db.note.byOwner({ owner: "bob" }).all()).length > 0,
      (await db.note.scan().all()).some(({ noteId }) => noteId === "expiring"),
    ];
    expect(await reads()).toEqual([true, true, true]);
    clock = new Date(clock.getTime() + 61_000);
    expect(await reads()).toEqual([false, false, false]);
  });
});

describe("returning", () => {
  it("gives the item after the write, the item before it, or what it changed", async () => {
    await db.note.create(note("returning"));
    clock = new Date(LATER);
    connection.sent();
    const update = db.note.update({ noteId: "returning" }).set({ title: "New" });

    const before: { title: string } = await update.returning("old");
    expect(before).toEqual(noteNow("returning"));
    const changed: { title?: string } = await update.returning("changed");
    expect(changed).toEqual({ title: "New", changedAt: LATER, version: 3 });
    expect(await update.returning("old").returning("new")).toMatchObject({ rank: 50, version: 4 });
    expect(inputs().map(({ ReturnValues }) => ReturnValues)).toEqual(["ALL_OLD", "UPDATED_NEW", "ALL_NEW"]);
  });
});
