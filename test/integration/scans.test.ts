import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { isMonotableError } from "monotable";
import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";
import { fakeClock } from "../support/fake-clock.js";

const SECRET = "0123456789abcdef0123456789abcdef";
const COMMENTS = 60;
const projectId = (number: number) => `p${number}`;
const comments = Array.from({ length: COMMENTS }, (_, number) => number);

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  await db.settings.put({ theme: "dark" });
  await db.project.put({
    projectId: "p1",
    ownerId: "ann",
    name: "One",
    budget: 7,
    startedAt: new Date(0),
    parentId: null,
  });
  await db.task.put({ projectId: "p1", number: 1, title: "Sow", assignee: "bob", points: 3 });
  await db.task.put({ projectId: "p1", number: 2, title: "Reap" });
  await db.membership.put({ groupId: "g", userId: "u", role: "owner" });
  // Segments divide the partitions: each comment has one of its own. Two requests of 1 MB at least.
  const text = "x".repeat(40_000);
  await db.comment.putMany(
    comments.map((number) => ({ projectId: projectId(number), number, commentId: "c", text })),
  );
  await db.store.put({ storeId: "s1", city: "Bern" });
  await db.sale.put({ storeId: "s1", state: "BE", day: "2026-01-01", amount: 5 });
});

/** The error of a read that was not to suffice. */
async function exceeded(reading: Promise<unknown>) {
  const error = await reading.then(
    () => expect.unreachable("it succeeded"),
    (reason: unknown) => reason,
  );
  if (!isMonotableError(error, "LimitExceeded")) throw error;
  return error;
}

const counts = (entries: readonly { entity: string }[]) => {
  const found: Record<string, number> = {};
  for (const { entity } of entries) found[entity] = (found[entity] ?? 0) + 1;
  return found;
};

describe("a scan of a table", () => {
  it("gives every item by its entity", async () => {
    const entries = await db.scan("app").all();
    expect(counts(entries)).toEqual({ Settings: 1, Project: 1, Task: 2, Membership: 1, Comment: COMMENTS });
    expect(entries.find(({ entity }) => entity === "Membership")).toEqual({
      entity: "Membership",
      item: { groupId: "g", userId: "u", role: "owner" },
    });
    expect(connection.sent()[0]).toEqual({
      operation: "Scan",
      input: {
        TableName: "app",
        FilterExpression: expect.stringMatching(
          /^\(#_entity IN \(:v0, :v1, :v2, :v3, :v4, :v5\) OR \(attribute_not_exists\(#_entity\) AND .*\)\) AND NOT \(#expiresAt <= :v18\)$/,
        ),
        ExpressionAttributeNames: {
          "#_entity": "_entity",
          "#expiresAt": "expiresAt",
          "#pk": "pk",
          "#sk": "sk",
        },
        ExpressionAttributeValues: expect.objectContaining({
          ":v0": "Settings",
          ":v1": "Project",
          ":v2": "Task",
          ":v3": "Comment",
          ":v4": "Membership",
          ":v5": "Site",
          ":v18": expect.any(Number),
        }),
      },
    });
  });

  it("gives some entities alone, filtered and selected by entity", async () => {
    const scan = db
      .scan("app")
      .entities("Task", "Project")
      .filter({ Task: (t) => t.points.gte(3) })
      .select({ Project: ["name"], Task: ["title", "points"] });
    expect(await scan.all()).toEqual(
      expect.arrayContaining([
        { entity: "Project", item: { name: "One" } },
        { entity: "Task", item: { title: "Sow", points: 3 } },
      ]),
    );
    expect(await scan.count()).toBe(2);
    expect(connection.sent()[0]).toEqual({
      operation: "Scan",
      input: {
        TableName: "app",
        FilterExpression: "#_entity = :v0 OR (#_entity = :v1 AND #points >= :v2)",
        ProjectionExpression: "#name, #title, #points, #_entity, #pk, #sk",
        ExpressionAttributeNames: {
          "#_entity": "_entity",
          "#points": "points",
          "#name": "name",
          "#title": "title",
          "#pk": "pk",
          "#sk": "sk",
        },
        ExpressionAttributeValues: { ":v0": "Project", ":v1": "Task", ":v2": 3 },
      },
    });
  });

  it("leaves out what is of no entity of the design", async () => {
    for (const _entity of ["Task!unique", undefined, "toString"]) {
      const Item = { pk: "GUARD", sk: `${_entity}`, ...(_entity && { _entity }) };
      await connection.documents.send(new PutCommand({ TableName: "app", Item }));
    }
    const entries = await db.scan("app").parallel(2).all();
    expect(entries).toHaveLength(COMMENTS + 5);
    expect(await db.scan("app").count()).toBe(COMMENTS + 5);
  });

  it("tells entities by their keys where no attribute names them", async () => {
    const entries = await db.scan("legacy").all();
    expect(entries).toEqual(
      expect.arrayContaining([
        { entity: "Store", item: { storeId: "s1", city: "Bern" } },
        { entity: "Sale", item: { storeId: "s1", state: "BE", day: "2026-01-01", amount: 5 } },
      ]),
    );
    expect(await db.scan("legacy").entities("Sale").count()).toBe(1);
    const alike = db.scan("legacy").filter((item) => item.storeId.eq("s1"));
    expect(await alike.count()).toBe(2);
    await expect(
      db
        .scan("legacy")
        .filter({ Sale: (s) => s.amount.gt(1) })
        .all(),
    ).rejects.toMatchObject({ code: "InvalidQuery" });
  });

  it("pages, goes on after an item, and reads consistently", async () => {
    const scan = db.scan("app").consistent();
    const found: unknown[] = [];
    for await (const { items } of scan.pages({ size: 7 })) found.push(...items);
    expect(found).toEqual(await scan.all());
    expect(connection.sent()[0]).toMatchObject({ input: { ConsistentRead: true, Limit: 7 } });
    const first = (await scan.first()) ?? expect.unreachable();
    const after = scan.cursorOf(first.entity, first.item);
    expect(await scan.all({ after })).toHaveLength(found.length - 1);
    expect(scan.plan()).toMatchObject({ operation: "Scan", of: "scan(app)", capacity: { readUnits: 256 } });
  });

  it("refuses what it does not know", () => {
    const scan = db.scan("app");
    expect(() => db.scan("nope" as "app")).toThrow(expect.objectContaining({ code: "InvalidOptions" }));
    expect(() => db.scan("app", "nope" as "gsi1")).toThrow(
      expect.objectContaining({ code: "InvalidOptions" }),
    );
    expect(() => scan.entities("Nope" as "Task")).toThrow(expect.objectContaining({ code: "InvalidQuery" }));
    expect(() => db.task.scan("nope" as "byTitle")).toThrow(
      expect.objectContaining({ code: "InvalidQuery" }),
    );
  });
});

describe("a scan of an index", () => {
  it("gives the items of one entity that are in it", async () => {
    expect(await db.task.scan("byAssignee").all()).toMatchObject([{ title: "Sow", assignee: "bob" }]);
    expect(connection.sent()).toEqual([
      {
        operation: "Scan",
        input: {
          TableName: "app",
          IndexName: "gsi1",
          FilterExpression:
            "#_entity = :v0 OR (attribute_not_exists(#_entity) AND begins_with(#pk, :v1) AND begins_with(#sk, :v2) AND begins_with(#gsi1pk, :v3))",
          ExpressionAttributeNames: { "#_entity": "_entity", "#pk": "pk", "#sk": "sk", "#gsi1pk": "gsi1pk" },
          ExpressionAttributeValues: { ":v0": "Task", ":v1": "PROJECT#", ":v2": "TASK#", ":v3": "ASSIGNEE#" },
        },
      },
    ]);
    const scan = db.task.scan("byAssignee");
    const [item = expect.unreachable()] = await scan.all();
    expect(await scan.all({ after: scan.cursorOf(item) })).toEqual([]);
    const { cursor } = await db.task.scan().page({ size: 1 });
    await expect(scan.page({ after: cursor })).rejects.toMatchObject({ code: "InvalidCursor" });
  });

  it("gives the items of all entities that declare it", async () => {
    // The inverted index holds every item of the table: the memberships are those that are read by it.
    expect(await db.scan("app", "inverted").all()).toEqual([
      { entity: "Membership", item: { groupId: "g", userId: "u", role: "owner" } },
    ]);
    expect(await db.scan("app", "byDue").consistent().all()).toEqual([]);
  });

  it("gives the attributes that it holds, and tells entities by their keys where it does not hold their names", async () => {
    expect(await db.scan("app", "including").all()).toEqual([
      { entity: "Project", item: { projectId: "p1", ownerId: "ann", name: "One", budget: 7 } },
    ]);
    expect(await db.project.scan("byOwner").all()).toEqual([
      { projectId: "p1", ownerId: "ann", name: "One", budget: 7 },
    ]);
    expect(connection.sent()[0]).toMatchObject({
      input: {
        IndexName: "including",
        FilterExpression: "begins_with(#pk, :v0) AND begins_with(#sk, :v1)",
        ExpressionAttributeValues: { ":v0": "PROJECT#", ":v1": "PROJECT" },
      },
    });
    expect(await db.task.scan("byTitle").count()).toBe(2);
  });
});

describe("a parallel scan", () => {
  const numbers = (items: readonly { number: number }[]) =>
    items.map((item) => item.number).toSorted((a, b) => a - b);

  it("goes on after a crash from the cursor that was kept, and gives each item once", async () => {
    const scan = () => db.comment.scan().parallel(2);
    const kept: number[] = [];
    let cursor: string | undefined;
    let runs = 0;
    do {
      runs += 1;
      for await (const page of scan().pages({ after: cursor })) {
        kept.push(...page.items.map(({ number }) => number));
        cursor = page.cursor;
        break; // It crashes after each page.
      }
    } while (cursor !== undefined);
    expect(runs).toBeGreaterThan(2);
    expect(kept.toSorted((a, b) => a - b)).toEqual(comments);
  });

  it("does not read again what was read to its end", async () => {
    let last: string | undefined;
    let cursor: string | undefined;
    for await (const page of db.comment.scan().parallel(4).pages()) {
      last = cursor;
      cursor = page.cursor;
    }
    expect(cursor).toBeUndefined();
    connection.sent();
    await db.comment.scan().parallel(4).all({ after: last });
    expect(connection.sent()).toHaveLength(1);
  });

  it("refuses the cursor of another scan, or of another number of segments", async () => {
    const [first] = [await db.comment.scan().parallel(4).pages().next()];
    const cursor = first?.done ? expect.unreachable() : first.value.cursor;
    const page = await db.comment.scan().page({ size: 1 });
    for (const [other, after] of [
      [db.comment.scan().parallel(3), cursor],
      [db.task.scan().parallel(4), cursor],
      [db.task.scan("byAssignee").parallel(4), cursor],
      [db.scan("app").parallel(4), cursor],
      [db.comment.scan(), cursor],
      [db.comment.scan().parallel(4), page.cursor],
      [db.comment.scan().parallel(4), "x"],
    ] as const) {
      await expect(other.all({ after })).rejects.toMatchObject({ code: "InvalidCursor" });
    }
  });

  it("is bounded over all segments, and what is under way is not lost", async () => {
    const { details } = await exceeded(db.comment.scan().parallel(4).all({ maxRequests: 3 }));
    expect(details.requests).toBe(3);
    expect(connection.sent()).toHaveLength(3);
    const rest = await db.comment.scan().parallel(4).all({ after: details.cursor });
    expect(numbers([...(details.items as { number: number }[]), ...rest])).toEqual(comments);
    const counted = await exceeded(db.comment.scan().parallel(2).count({ maxUnits: 1 }));
    expect(counted.details.items).toEqual(expect.any(Number));
    expect(counted.details.units).toBeGreaterThan(1);
  });
});

describe("a read with maxUnits or unitsPerSecond", () => {
  it("ends when it has consumed its units", async () => {
    const { details, message } = await exceeded(db.comment.scan().all({ maxUnits: 100 }));
    expect(connection.sent()).toMatchObject([{ input: { ReturnConsumedCapacity: "TOTAL" } }]);
    expect(message).toContain("maxUnits");
    expect(details.units).toBeGreaterThan(100);
    expect(details.requests).toBe(1);
    const rest = await db.comment.scan().all({ after: details.cursor, maxUnits: 1000 });
    expect((details.items as unknown[]).length + rest.length).toBe(COMMENTS);
    await exceeded(db.comment.scan().page({ size: COMMENTS, maxUnits: 1 }));
  });

  it.runIf(has("sizes of items to the byte"))("is paced by the consumption that answers tell", async () => {
    const clock = fakeClock();
    const paced = createDatabase(connection.client, { clock });
    expect(await paced.comment.scan().all({ unitsPerSecond: 50 })).toHaveLength(COMMENTS);
    const sent = connection.sent().length;
    expect(sent).toBeGreaterThan(1);
    // Each request but the first waited for the one before it.
    expect(clock.waits).toHaveLength(sent - 1);
    expect(clock.waits.every((wait) => wait > 0)).toBe(true);
    const { details } = await exceeded(db.comment.scan().all({ maxUnits: 1 }));
    expect(clock.waits[0]).toBeCloseTo(((details.units - 50) / 50) * 1000, 6);
  });

  it("is paced for all segments together", async () => {
    const clock = fakeClock();
    const paced = createDatabase(connection.client, { clock });
    const items = await paced.comment.scan().parallel(4).all({ unitsPerSecond: 50 });
    expect(items).toHaveLength(COMMENTS);
    const { details } = await exceeded(db.comment.scan().parallel(1).count({ maxUnits: 1 }));
    expect(clock.now() / 1000).toBeGreaterThan(details.units / 50 - 2);
  });

  it("does not wait without need", async () => {
    const clock = fakeClock();
    const paced = createDatabase(connection.client, { clock });
    await paced.comment.scan().all({ unitsPerSecond: 100_000 });
    expect(clock.waits).toEqual([]);
  });

  it("stops waiting at a signal", async () => {
    const controller = new AbortController();
    const clock = fakeClock(() => controller.abort());
    const paced = createDatabase(connection.client, { clock });
    const reading = paced.comment.scan().all({ unitsPerSecond: 1, signal: controller.signal });
    await expect(reading).rejects.toMatchObject({ code: "Aborted" });
    expect(connection.sent()).toHaveLength(1);
  });

  it.each([
    ["maxUnits", { maxUnits: 0 }],
    ["maxUnits", { maxUnits: Number.POSITIVE_INFINITY }],
    ["unitsPerSecond", { unitsPerSecond: -1 }],
    ["unitsPerSecond", { unitsPerSecond: Number.NaN }],
  ])("refuses a %s that is not a number above 0: %j", async (name, options) => {
    const message = expect.stringContaining(name);
    await expect(db.task.scan().all(options)).rejects.toMatchObject({ code: "InvalidQuery", message });
    await expect(db.task.scan().parallel(2).all(options)).rejects.toMatchObject({ code: "InvalidQuery" });
    expect(connection.sent()).toEqual([]);
  });
});

describe("cursorSecret", () => {
  const sealed = (cursorSecret: string | readonly string[]) =>
    createDatabase(connection.client, { cursorSecret });

  it("seals the cursors of queries, collections and scans", async () => {
    const secret = sealed(SECRET);
    const query = secret.task.query({ projectId: "p1" });
    const { items, cursor = "" } = await query.page({ size: 1 });
    expect(Buffer.from(cursor, "base64url").toString("latin1")).not.toContain("TASK");
    expect(query.cursorOf(items[0] ?? expect.unreachable())).toBe(cursor);
    expect(await query.all({ after: cursor })).toMatchObject([{ number: 2 }]);
    const board = await secret.board({ projectId: "p1" }).page({ size: 1 });
    expect((await secret.board({ projectId: "p1" }).all({ after: board.cursor })).tasks).toHaveLength(2);
    for await (const page of secret.comment.scan().parallel(2).pages()) {
      const rest = await secret.comment.scan().parallel(2).all({ after: page.cursor });
      expect(rest).toHaveLength(COMMENTS - page.items.length);
      break;
    }
  });

  it("refuses unsealed cursors, those of another secret, of another query, and changed ones", async () => {
    const query = { projectId: "p1" };
    const { cursor: open } = await db.task.query(query).page({ size: 1 });
    const { cursor = "" } = await sealed(SECRET).task.query(query).page({ size: 1 });
    const other = sealed("another secret of thirty-two characters");
    const invalid = { code: "InvalidCursor" };
    await expect(sealed(SECRET).task.query(query).page({ after: open })).rejects.toMatchObject(invalid);
    await expect(db.task.query(query).page({ after: cursor })).rejects.toMatchObject(invalid);
    await expect(other.task.query(query).page({ after: cursor })).rejects.toMatchObject(invalid);
    for (const after of ["", cursor.slice(1), cursor.slice(0, -1), `${cursor}A`]) {
      await expect(sealed(SECRET).task.query(query).page({ after })).rejects.toMatchObject(invalid);
    }
    for (const elsewhere of [
      sealed(SECRET).task.query({ projectId: "p2" }),
      sealed(SECRET).task.query(query).descending(),
      sealed(SECRET).task.scan(),
    ]) {
      await expect(elsewhere.page({ after: cursor })).rejects.toMatchObject(invalid);
    }
  });

  it("is rotated: the first secret seals, and every one opens", async () => {
    const query = { projectId: "p1" };
    const next = "the next secret, of 32 characters";
    const { cursor: old } = await sealed(SECRET).task.query(query).page({ size: 1 });
    const rotating = sealed([next, SECRET]);
    expect(await rotating.task.query(query).all({ after: old })).toHaveLength(1);
    const { cursor: fresh } = await rotating.task.query(query).page({ size: 1 });
    expect(await sealed(next).task.query(query).all({ after: fresh })).toHaveLength(1);
  });

  it.each([["too short"], [""], [[]], [[SECRET, "short"]], [5 as unknown as string]])(
    "refuses %j",
    (secret) => {
      expect(() => sealed(secret)).toThrow(expect.objectContaining({ code: "InvalidOptions" }));
    },
  );
});

describe("DynamoDB's Scan", () => {
  it("is sent by scan() alone", async () => {
    const queries = [
      db.task.query({ projectId: "p1" }),
      db.task.byAssignee({ assignee: "bob" }),
      db.task.byDueDate({ projectId: "p1" }),
      db.task.byTitle({ title: "Sow" }),
      db.membership.byUser({ userId: "u" }),
      db.project.byOwner({ ownerId: "ann" }),
      db.board({ projectId: "p1" }),
    ];
    for (const query of queries) {
      await query.all();
      await query.first();
      await query.count();
      await query.page({ size: 1 });
      for await (const _ of query.pages());
      for await (const _ of query.items());
      expect(query.plan().operation).toBe("Query");
      expect(query).not.toHaveProperty("parallel");
    }
    await db.task.get({ projectId: "p1", number: 1 });
    await db.task.getMany([{ projectId: "p1", number: 1 }]);
    await db.settings.get();
    const operations = new Set(connection.sent().map(({ operation }) => operation));
    expect([...operations].sort()).toEqual(["BatchGetItem", "GetItem", "Query"]);
    // A query without its partition key is refused, not turned into a scan.
    await expect(db.task.query({} as never).all()).rejects.toMatchObject({ code: "InvalidKey" });
    await expect(db.board({} as never).all()).rejects.toMatchObject({ code: "InvalidKey" });
    expect(connection.sent()).toEqual([]);
  });
});
