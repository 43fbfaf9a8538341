import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { isMonotableError } from "../../src/errors.js";
import { createDatabase, type Thread, tables } from "../golden/declared/generated/index.js";
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
const operations = () => connection.sent().map(({ operation }) => operation);
const stored = async (id: string) =>
  (await connection.stored("desk")).filter(({ noteId, threadId }) => noteId === id || threadId === id);

const thread = (threadId: string) => ({ inbox: "ann", newestAt: FIRST, threadId, subject: "Lunch" });
const keyOf = ({ inbox, newestAt, threadId }: ReturnType<typeof thread>) => ({ inbox, newestAt, threadId });

describe("modify()", () => {
  it("reads consistently and writes what the function gives, if the version is still the same", async () => {
    await db.note.create({ noteId: "m1", title: "One", stars: 3 });
    clock = new Date(LATER);
    connection.sent();
    const modified = await db.note.modify({ noteId: "m1" }, (note) => ({ stars: note.stars * 2 }));

    const Key = { pk: "NOTE#m1", sk: "NOTE" };
    expect(inputs()).toEqual([
      { TableName: "desk", Key, ConsistentRead: true },
      {
        TableName: "desk",
        Key,
        UpdateExpression: "SET #stars = :v0, #changedAt = :v1 ADD #version :v2",
        ConditionExpression:
          "attribute_exists(#pk) AND #version = :v3 AND NOT (#expiresAt <= :v4) AND (#_entity = :v5 OR attribute_not_exists(#_entity))",
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: {
          "#stars": "stars",
          "#changedAt": "changedAt",
          "#version": "version",
          "#pk": "pk",
          "#_entity": "_entity",
          "#expiresAt": "expiresAt",
        },
        ExpressionAttributeValues: {
          ":v0": 6,
          ":v1": LATER,
          ":v2": 1,
          ":v3": 1,
          ":v4": 1772359205,
          ":v5": "Note",
        },
      },
    ]);
    expect(modified).toMatchObject({ stars: 6, changedAt: LATER, madeAt: FIRST, version: 2 });
    expect(await db.note.get({ noteId: "m1" })).toEqual(modified);
  });

  it("demands every attribute as it was read where there is no version", async () => {
    await db.thread.create(thread("t1"));
    connection.sent();
    await db.thread.modify(keyOf(thread("t1")), ({ subject }) => ({ subject: `Re: ${subject}` }));
    const [, write] = inputs();
    expect(write).toMatchObject({
      UpdateExpression: "SET #subject = :v0",
      ConditionExpression:
        "attribute_exists(#pk) AND #subject = :v1 AND #count = :v2 AND attribute_not_exists(#seen) AND " +
        "attribute_not_exists(#label) AND (#_entity = :v3 OR attribute_not_exists(#_entity))",
    });
  });

  it("takes an item into an index, and out of it", async () => {
    const key = { noteId: "m2" };
    await db.note.create({ ...key, title: "Indexed" });
    await db.note.modify(key, () => ({ owner: "eve" }));
    expect(await stored("m2")).toMatchObject([{ gsi1pk: "OWNER#eve", gsi1sk: "50" }]);

    await db.note.modify(key, () => ({ rank: 7 }));
    expect(await stored("m2")).toMatchObject([{ gsi1pk: "OWNER#eve", gsi1sk: "07" }]);
    expect(await db.note.byOwner({ owner: "eve", rank: { lt: 10 } }).all()).toHaveLength(1);

    await db.note.modify(key, () => ({ owner: undefined }));
    const [left] = await stored("m2");
    expect(left).not.toHaveProperty("gsi1pk");
    expect(left).not.toHaveProperty("gsi1sk");
    expect(left).not.toHaveProperty("owner");
    await db.note.modify(key, () => ({ rank: 8 }));
    expect((await stored("m2"))[0]).not.toHaveProperty("gsi1sk");
  });

  it("sends no write where nothing changes, whole items given back included", async () => {
    const created = await db.note.create({ noteId: "m3", title: "Same", tags: new Set(["a"]) });
    connection.sent();
    expect(await db.note.modify({ noteId: "m3" }, () => undefined)).toEqual(created);
    expect(await db.note.modify({ noteId: "m3" }, (note) => ({ ...note, title: "Same" }))).toEqual(created);
    expect(operations()).toEqual(["GetItem", "GetItem"]);

    const mutated = await db.note.modify({ noteId: "m3" }, (note) => {
      note.tags?.add("b");
      return note;
    });
    expect(mutated.tags).toEqual(new Set(["a", "b"]));
  });

  it("awaits a function that is asynchronous, and begins anew when others write in between", async () => {
    const key = { noteId: "m4" };
    await db.note.create({ ...key, title: "Contended" });
    let calls = 0;
    const modified = await db.note.modify(key, async (note) => {
      calls += 1;
      if (calls < 3) await db.note.update(key).add({ stars: 10 });
      return { stars: note.stars + 1 };
    });
    expect(calls).toBe(3);
    expect(modified.stars).toBe(21);
  });

  it("gives up after ten attempts, and says so", async () => {
    const key = { noteId: "m5" };
    await db.note.create({ ...key, title: "Busy" });
    let calls = 0;
    const modify = db.note.modify(key, async (note) => {
      calls += 1;
      await db.note.update(key).add({ stars: 1 });
      return { title: `${note.title}!` };
    });
    await expect(modify).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { key, item: { stars: 10, title: "Busy" } },
    });
    expect(calls).toBe(10);
  }, 30_000);

  it("refuses the primary key, what monotable writes, and what the schema refuses", async () => {
    const key = { noteId: "m6" };
    await db.note.create({ ...key, title: "Strict" });
    const modifications: readonly [object, string, string][] = [
      [{ noteId: "other" }, "InvalidUpdate", "noteId"],
      [{ version: 9 }, "InvalidUpdate", "version"],
      [{ title: undefined }, "InvalidUpdate", "title"],
      [{ title: "" }, "InvalidItem", "title"],
    ];
    for (const [changes, code, attribute] of modifications) {
      const error = await db.note.modify(key, () => changes).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code, message: expect.stringContaining(attribute) });
    }
    await expect(db.note.modify({ noteId: "nobody" }, () => ({ title: "x" }))).rejects.toMatchObject({
      code: "NotFound",
      details: { key: { noteId: "nobody" } },
    });
    expect((await db.note.get(key))?.version).toBe(1);
  });

  it("does not catch the error of the function", async () => {
    await db.note.create({ noteId: "m7", title: "Thrown" });
    const failing = db.note.modify({ noteId: "m7" }, async () => {
      await db.note.update({ noteId: "m7" }, { version: 99 }).set({ title: "never" });
      return undefined;
    });
    await expect(failing).rejects.toMatchObject({ code: "ConditionFailed" });
    expect(operations().filter((operation) => operation === "GetItem")).toHaveLength(1);
  });

  it("plans its read, and says which write follows", () => {
    const modify = db.note.modify({ noteId: "m8" }, () => ({ stars: 1 }));
    expect(modify.plan()).toEqual({
      operation: "GetItem",
      of: "Note",
      accessPattern: "query",
      request: { TableName: "desk", Key: { pk: "NOTE#m8", sk: "NOTE" }, ConsistentRead: true },
      capacity: { readUnits: 100 },
      followedBy: ["UpdateItem"],
    });
    expect(connection.sent()).toEqual([]);
  });

  it("leaves every item as if it had been created so, index keys included", async () => {
    const arbitrary = fc.array(
      fc.record(
        {
          subject: fc.string({ minLength: 1 }),
          count: fc.integer({ min: -1000, max: 1000 }),
          label: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
          seen: fc.option(fc.constant(new Date(LATER)), { nil: undefined }),
        },
        { requiredKeys: [] },
      ),
      { minLength: 1, maxLength: 5 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.boolean(), async (steps, moves) => {
        run += 1;
        const key = { inbox: `p${run}`, newestAt: FIRST, threadId: "p" };
        let item: Thread = await db.thread.create({ ...key, subject: "start" });
        for (const changes of steps) item = await db.thread.modify(key, () => changes);
        if (moves) item = await db.thread.move(key, { inbox: `moved${run}`, ...steps[0] });
        const of = async () => (await connection.stored("desk")).filter(({ inbox }) => inbox === item.inbox);
        const left = await of();
        await db.thread.put(item);
        expect(left).toEqual(await of());
        await db.thread.delete(item);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it.each([
    ["versions", async () => (await db.note.create({ noteId: "many", title: "n" })).noteId],
    ["attributes", async () => (await db.thread.create(thread("many"))).threadId],
  ])("counts exactly under 50 writers, by %s", { tags: "contention" }, async (by, create) => {
    await create();
    const key = keyOf(thread("many"));
    const writers = Array.from({ length: 50 }, async () => {
      if (by === "versions") await db.note.modify({ noteId: "many" }, ({ stars }) => ({ stars: stars + 1 }));
      else await db.thread.modify(key, ({ count }) => ({ count: count + 1 }));
    });
    const results = await Promise.allSettled(writers);
    const written = results.filter(({ status }) => status === "fulfilled").length;
    const counted =
      by === "versions" ? (await db.note.get({ noteId: "many" }))?.stars : (await db.thread.get(key))?.count;
    expect(counted).toBe(written);
    expect(written).toBe(50);
  });
});

describe("move()", () => {
  it("deletes the item as it was read and creates it under its new key, in one transaction", async () => {
    const old = { ...thread("v1"), note: "kept: the schema is loose" };
    await db.thread.create(old);
    connection.sent();
    const moved = await db.thread.move(keyOf(old), { newestAt: LATER, count: 1, label: "work" });

    const [read, write] = inputs();
    expect(read).toMatchObject({ ConsistentRead: true, Key: { sk: `THREAD#${FIRST}#v1` } });
    expect(write).toEqual({
      ClientRequestToken: expect.any(String),
      TransactItems: [
        {
          Delete: {
            TableName: "desk",
            Key: { pk: "INBOX#ann", sk: `THREAD#${FIRST}#v1` },
            ConditionExpression:
              "attribute_exists(#pk) AND #subject = :v0 AND #count = :v1 AND attribute_not_exists(#seen) AND " +
              "attribute_not_exists(#label) AND #note = :v2 AND (#_entity = :v3 OR attribute_not_exists(#_entity))",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: {
              "#pk": "pk",
              "#subject": "subject",
              "#count": "count",
              "#seen": "seen",
              "#label": "label",
              "#note": "note",
              "#_entity": "_entity",
            },
            ExpressionAttributeValues: { ":v0": "Lunch", ":v1": 0, ":v2": old.note, ":v3": "Thread" },
          },
        },
        {
          Put: {
            TableName: "desk",
            Item: {
              pk: "INBOX#ann",
              sk: `THREAD#${LATER}#v1`,
              gsi1pk: "THREAD#v1",
              gsi1sk: "work#p011",
              _entity: "Thread",
              ...old,
              newestAt: LATER,
              count: 1,
              label: "work",
            },
            ConditionExpression: "attribute_not_exists(#pk)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: { "#pk": "pk" },
          },
        },
      ],
    });
    expect(moved).toEqual({ ...old, newestAt: LATER, count: 1, label: "work" });
    expect(await stored("v1")).toHaveLength(1);
    expect(await db.thread.byThread({ threadId: "v1" }).all()).toEqual([moved]);
  });

  it("keeps the time of creation and counts on", async () => {
    await db.note.create({ noteId: "v2", title: "Moving", owner: "joe" });
    clock = new Date(LATER);
    const moved = await db.note.move({ noteId: "v2" }, { noteId: "v2b", owner: undefined });
    expect(moved).toMatchObject({ noteId: "v2b", madeAt: FIRST, changedAt: LATER, version: 2 });
    expect(moved).not.toHaveProperty("owner");
    expect(await db.note.get({ noteId: "v2" })).toBeUndefined();
    expect(await db.note.get({ noteId: "v2b" })).toEqual(moved);
    expect((await stored("v2b"))[0]).not.toHaveProperty("gsi1pk");
  });

  it("is an update where the key stays", async () => {
    await db.note.create({ noteId: "v3", title: "Staying" });
    connection.sent();
    expect(await db.note.move({ noteId: "v3" }, { noteId: "v3", title: "Stayed" })).toMatchObject({
      title: "Stayed",
      version: 2,
    });
    expect(operations()).toEqual(["GetItem", "UpdateItem"]);
    expect(db.note.move({ noteId: "v3" }, { noteId: "v3" }).plan().followedBy).toEqual(["UpdateItem"]);
    expect(db.note.move({ noteId: "v3" }, { noteId: "v4" }).plan().followedBy).toEqual([
      "TransactWriteItems",
    ]);
  });

  it("fails where there is no item or the new key is taken, and changes nothing", async () => {
    await db.note.create({ noteId: "v5", title: "Here" });
    await db.note.create({ noteId: "v6", title: "There" });
    await expect(db.note.move({ noteId: "v5" }, { noteId: "v6" })).rejects.toMatchObject({
      code: "AlreadyExists",
      details: { key: { noteId: "v6" } },
    });
    await expect(db.note.move({ noteId: "none" }, { noteId: "v7" })).rejects.toMatchObject({
      code: "NotFound",
      details: { key: { noteId: "none" } },
    });
    expect((await stored("v5"))[0]?.title).toBe("Here");
    expect((await stored("v6"))[0]?.title).toBe("There");
    connection.sent();
    // @ts-expect-error An attribute of the key has its type.
    await expect(db.note.move({ noteId: "v5" }, { noteId: 7 })).rejects.toMatchObject({
      code: "InvalidItem",
    });
    expect(connection.sent()).toEqual([]);
  });

  it("lets one of many movers of an item through, and leaves one item", { tags: "contention" }, async () => {
    await db.note.create({ noteId: "v8", title: "Wanted" });
    const movers = Array.from({ length: 20 }, (_, mover) =>
      db.note.move({ noteId: "v8" }, { noteId: `v8-${mover}` }).then(() => "moved", codeOf),
    );
    const results = await Promise.all(movers);
    expect(results.filter((result) => result === "moved")).toHaveLength(1);
    expect(results.filter((result) => result === "NotFound")).toHaveLength(19);
    const left = (await connection.stored("desk")).filter(({ noteId }) => String(noteId).startsWith("v8"));
    expect(left).toHaveLength(1);
  });

  it("loses no write that others make meanwhile", async () => {
    await db.note.create({ noteId: "v9", title: "Counted" });
    const adds = Array.from({ length: 10 }, () =>
      db.note
        .update({ noteId: "v9" })
        .add({ stars: 1 })
        .then(
          () => 1,
          () => 0,
        ),
    );
    const moved = db.note.move({ noteId: "v9" }, { noteId: "v9b" });
    const [counts] = await Promise.all([Promise.all(adds), moved.then(() => undefined)]);
    const total = counts.reduce<number>((sum, count) => sum + count, 0);
    expect((await db.note.get({ noteId: "v9b" }).consistent())?.stars).toBe(total);
  }, 30_000);
});
