import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type Database, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const numbers = (tasks: readonly { number: number }[]) => tasks.map(({ number }) => number);

/** Tasks whose numbers do not sort as text, with comments between them and projects beside them. */
const TASKS = [-20, -3, 0, 2, 9, 10, 11, 100, 1000];

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  const startedAt = new Date(0);
  for (const projectId of ["p1", "p2"]) {
    await db.project.create({
      projectId,
      ownerId: "ann",
      name: projectId,
      budget: 1,
      startedAt,
      parentId: null,
    });
    for (const number of TASKS) {
      await db.task.create({
        projectId,
        number,
        title: `Task ${number}`,
        points: Math.abs(number),
        dueAt: `2026-01-${String(31 - TASKS.indexOf(number)).padStart(2, "0")}`,
        ...(number > 0 && {
          assignee: "bob",
          status: number > 9 ? "closed" : "open",
          priority: number % 100,
        }),
      });
    }
    for (const number of [2, 10]) {
      await db.comment.create({ projectId, number, commentId: "c1", text: "Fine." });
    }
  }
});

describe("query()", () => {
  it("reads the entity's own items of a partition, in the order of their values", async () => {
    const items = await db.task.query({ projectId: "p1" }).all();

    expect(numbers(items)).toEqual(TASKS);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "app",
          KeyConditionExpression: "#pk = :v0 AND begins_with(#sk, :v1)",
          // Comments lie between the tasks.
          FilterExpression: "#_entity = :v2 OR attribute_not_exists(#_entity)",
          ExpressionAttributeNames: { "#pk": "pk", "#sk": "sk", "#_entity": "_entity" },
          ExpressionAttributeValues: { ":v0": "PROJECT#p1", ":v1": "TASK#", ":v2": "Task" },
        },
      },
    ]);
  });

  it.each([
    [{ eq: 10 }, [10]],
    [{ lt: 9 }, [-20, -3, 0, 2]],
    [{ lte: 9 }, [-20, -3, 0, 2, 9]],
    [{ gt: 10 }, [11, 100, 1000]],
    [{ gte: 10 }, [10, 11, 100, 1000]],
    [{ between: [-3, 10] as const }, [-3, 0, 2, 9, 10]],
    [{ lt: -20 }, []],
    [{ gt: 1000 }, []],
  ])("reads the range %j of a number", async (number, expected) => {
    expect(numbers(await db.task.query({ projectId: "p1", number }).all())).toEqual(expected);
    expect(connection.sent()).toHaveLength(1);
  });

  it("reads backwards", async () => {
    const items = await db.task
      .query({ projectId: "p1", number: { lte: 2 } })
      .descending()
      .all();
    expect(numbers(items)).toEqual([2, 0, -3, -20]);
    expect(connection.sent()).toMatchObject([{ input: { ScanIndexForward: false } }]);
  });

  it("reads consistently on the table and on a local index", async () => {
    await db.task.query({ projectId: "p1" }).consistent().first();
    await db.task.byDueDate({ projectId: "p1" }).consistent().first();
    expect(connection.sent()).toMatchObject([
      { input: { ConsistentRead: true } },
      { input: { ConsistentRead: true, IndexName: "byDue" } },
    ]);
    // @ts-expect-error a global index cannot be read consistently
    expect(db.task.byAssignee({ assignee: "bob" }).consistent).toBeUndefined();
  });

  it("reads an index by the pieces of its key", async () => {
    const items = await db.task
      .byAssignee({ assignee: "bob", status: "closed", priority: { gte: 10 } })
      .all();

    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "app",
          IndexName: "gsi1",
          KeyConditionExpression: "#gsi1pk = :v0 AND #gsi1sk BETWEEN :v1 AND :v2",
          ExpressionAttributeNames: { "#gsi1pk": "gsi1pk", "#gsi1sk": "gsi1sk" },
          ExpressionAttributeValues: { ":v0": "ASSIGNEE#bob", ":v1": "closed#10", ":v2": "closed$" },
        },
      },
    ]);
    expect(numbers(items).sort((a, b) => a - b)).toEqual([10, 10, 11, 11]);
  });

  it("reads a local index in the order of its sort key", async () => {
    const items = await db.task.byDueDate({ projectId: "p1", dueAt: { gt: "2026-01-29" } }).all();
    expect(numbers(items)).toEqual([-3, -20]);
    expect(connection.sent()).toMatchObject([
      {
        input: {
          IndexName: "byDue",
          KeyConditionExpression: "#pk = :v0 AND #dueAt > :v1",
        },
      },
    ]);
  });

  it("reads an inverted index", async () => {
    await db.membership.create({ groupId: "g1", userId: "u1", role: "owner" });
    await db.membership.create({ groupId: "g2", userId: "u1", role: "guest" });
    connection.sent();

    const memberships = await db.membership.byUser({ userId: "u1" }).all();
    expect(memberships.map(({ groupId }) => groupId)).toEqual(["g1", "g2"]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "app",
          IndexName: "inverted",
          KeyConditionExpression: "#sk = :v0 AND begins_with(#pk, :v1)",
          ExpressionAttributeNames: { "#sk": "sk", "#pk": "pk" },
          ExpressionAttributeValues: { ":v0": "USER#u1", ":v1": "GROUP#" },
        },
      },
    ]);
  });

  it("reads natural keys of several attributes, and gives what the index holds", async () => {
    const items = await db.project.byOwner({ ownerId: "ann", name: { gte: "p2" } }).all();

    // The key of the table tells the id, which the index leaves out.
    expect(items).toEqual([{ projectId: "p2", ownerId: "ann", name: "p2", budget: 1 }]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "app",
          IndexName: "including",
          KeyConditionExpression: "#ownerId = :v0 AND #name >= :v1",
          ExpressionAttributeNames: { "#ownerId": "ownerId", "#name": "name" },
          ExpressionAttributeValues: { ":v0": "ann", ":v1": "p2" },
        },
      },
    ]);
  });

  it("reads a natural number as sort key", async () => {
    for (const at of [9, 10, 100, -1]) await db.reading.create({ sensorId: "s1", at, value: at });
    connection.sent();

    const items = await db.reading.query({ sensorId: "s1", at: { between: [9, 100] } }).all();
    expect(items.map(({ at }) => at)).toEqual([9, 10, 100]);
    expect(connection.sent()).toMatchObject([
      {
        input: {
          KeyConditionExpression: "#sensorId = :v0 AND #at BETWEEN :v1 AND :v2",
          ExpressionAttributeValues: { ":v0": "s1", ":v1": 9, ":v2": 100 },
        },
      },
    ]);
  });

  it("reads a table that existed before, with its own names and delimiter", async () => {
    const sale = { storeId: "s1", amount: 1 };
    await db.store.create({ storeId: "s1", city: "Bern" });
    await db.sale.create({ ...sale, state: "CA", day: "2026-01-01" });
    await db.sale.create({ ...sale, state: "CA", day: "2026-02-01" });
    await db.sale.create({ ...sale, state: "CAL", day: "2026-01-01" });
    connection.sent();

    expect(await db.sale.query({ storeId: "s1", state: "CA", day: { lt: "2026-02-01" } }).all()).toHaveLength(
      1,
    );
    expect(await db.sale.query({ storeId: "s1", state: "CA" }).all()).toHaveLength(2);
    expect(await db.sale.query({ storeId: "s1", state: { beginsWith: "CA" } }).all()).toHaveLength(3);
    const [, one] = connection.sent();
    expect(one?.input).toMatchObject({
      KeyConditionExpression: "#PK = :v0 AND begins_with(#1, :v1)",
      ExpressionAttributeNames: { "#PK": "PK", "#1": "State#Date" },
      ExpressionAttributeValues: { ":v0": "STORE|s1", ":v1": "SALE|CA|" },
    });
    expect(await connection.stored("legacy")).toContainEqual({
      PK: "STORE|s1",
      "State#Date": "SALE|CA|2026-01-01",
      storeId: "s1",
      state: "CA",
      day: "2026-01-01",
      amount: 1,
    });
    const { store, sales } = await db.storeWithSales({ storeId: "s1" }).all();
    expect(store).toEqual({ storeId: "s1", city: "Bern" });
    expect(sales).toHaveLength(3);
  });

  it("refuses a value that holds the delimiter of a plain key", async () => {
    const create = db.sale.create({ storeId: "s1", state: "a|b", day: "2026-01-01", amount: 1 });
    await expect(create).rejects.toMatchObject({
      code: "InvalidKey",
      details: { entity: "Sale", attribute: "state", reason: expect.stringContaining('"|"') },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("leaves out what has expired, in pages and counts too", async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const [commentId, expiresAt] of [
      ["a", now - 5],
      ["b", now + 500],
      ["c", undefined],
    ] as const) {
      await db.comment.create({
        projectId: "expiry",
        number: 1,
        commentId,
        text: "x",
        ...(expiresAt && { expiresAt }),
      });
    }
    const query = db.comment.query({ projectId: "expiry", number: 1 });
    expect((await query.all()).map(({ commentId }) => commentId)).toEqual(["b", "c"]);
    expect(await query.count()).toBe(2);
    expect(await query.includeExpired().count()).toBe(3);
    expect((await query.page({ size: 2 })).items).toHaveLength(2);
  });
});

describe("filter()", () => {
  it("gives what matches, with names and values as placeholders", async () => {
    const items = await db.task
      .query({ projectId: "p1" })
      .filter((t) =>
        t.points.gt(2).and(t.status.in("open", "closed"), t.title.contains("1").or(t.title.eq("Task 9"))),
      )
      .all();

    expect(numbers(items)).toEqual([9, 10, 11, 100, 1000]);
    expect(connection.sent()).toMatchObject([
      {
        input: {
          FilterExpression:
            "(#_entity = :v2 OR attribute_not_exists(#_entity)) AND #points > :v3 AND #status IN (:v4, :v5) AND (contains(#title, :v6) OR #title = :v7)",
        },
      },
    ]);
  });

  it.each([
    ["between", 3, (t: Paths) => t.points.between(9, 11)],
    ["beginsWith", 4, (t: Paths) => t.title.beginsWith("Task 1")],
    ["exists", 6, (t: Paths) => t.assignee.exists()],
    ["notExists", 3, (t: Paths) => t.assignee.notExists()],
    ["not", 3, (t: Paths) => t.assignee.exists().not()],
    ["ne", 8, (t: Paths) => t.points.ne(9)],
    ["size", 3, (t: Paths) => t.title.size().gte(8)],
    ["in with more than 100 values", 3, (t: Paths) => t.points.in(...many([9, 10, 11]))],
  ])("takes the operator: %s", async (_, expected, condition) => {
    const query = db.task.query({ projectId: "p1" }).filter(condition);
    expect(await query.count()).toBe(expected);
    expect(await query.all()).toHaveLength(expected);
  });

  it.each([
    ["an unknown attribute", (t: Untyped) => t["nope"]?.["eq"]?.(1), "nope"],
    ["a value of another type", (t: Untyped) => t["points"]?.["gt"]?.("3"), "points"],
    ["undefined", (t: Untyped) => t["points"]?.["eq"]?.(undefined), "points"],
    ["an empty list", (t: Untyped) => t["points"]?.["in"]?.(), "points"],
    ["what is not a condition", () => true, undefined],
  ])("refuses %s", async (_, condition, attribute) => {
    const query = db.task.query({ projectId: "p1" }).filter(condition as never);
    await expect(query.all()).rejects.toMatchObject({
      code: "InvalidCondition",
      details: attribute === undefined ? { entity: "Task" } : { entity: "Task", attribute },
    });
    expect(connection.sent()).toEqual([]);
  });
});

type Paths = Parameters<Parameters<ReturnType<Database["task"]["query"]>["filter"]>[0]>[0];
type Untyped = Readonly<Record<string, Readonly<Record<string, (...values: unknown[]) => unknown>>>>;

function many(first: readonly number[]): [number, ...number[]] {
  return [0.5, ...first, ...Array.from({ length: 148 }, (_, position) => 10_000 + position)];
}

describe("select()", () => {
  it("reads the selected attributes alone, and the keys where a page may be cut", async () => {
    const items = await db.task.query({ projectId: "p1", number: 9 }).select("title", "points").all();
    expect(items).toEqual([{ title: "Task 9", points: 9 }]);
    const sales = await db.sale.query({ storeId: "none" }).select("amount").all();
    expect(sales).toEqual([]);
    expect(
      connection.sent().map(({ input }) => (input as { ProjectionExpression: string }).ProjectionExpression),
    ).toEqual(["#title, #points, #_entity, #pk, #sk", "#amount, #PK, #1"]);
  });

  it("refuses an unknown attribute", async () => {
    const query = db.task.query({ projectId: "p1" }).select("nope" as "title");
    await expect(query.all()).rejects.toMatchObject({ code: "InvalidQuery", details: { entity: "Task" } });
  });
});

describe("page()", () => {
  it.each([
    ["forwards", false, false],
    ["backwards", true, false],
    ["forwards with a filter", false, true],
    ["backwards with a filter", true, true],
  ])(
    "gives exactly as many matches as asked, without gaps or repeats, %s",
    async (_, descending, filtered) => {
      let query = db.task.query({ projectId: "p1" });
      if (filtered) query = query.filter((t) => t.points.ne(9));
      if (descending) query = query.descending();
      const expected = await query.all();

      for (const size of [1, 2, 3, 4, 8, 9, 50]) {
        const pages: number[][] = [];
        let after: string | undefined;
        do {
          const page = await query.page({ size, after });
          pages.push(numbers(page.items));
          after = page.cursor;
        } while (after !== undefined);
        if (pages.at(-1)?.length === 0) pages.pop();
        expect(pages.flat()).toEqual(numbers(expected));
        expect(pages.slice(0, -1).every((page) => page.length === size)).toBe(true);

        const iterated: number[][] = [];
        for await (const page of query.pages({ size })) iterated.push(numbers(page.items));
        expect(iterated).toEqual(pages);
      }
    },
  );

  it("asks DynamoDB for as many items as are missing, from where the page before ended", async () => {
    const query = db.reading.query({ sensorId: "paged" });
    for (const at of [1, 2, 3]) await db.reading.put({ sensorId: "paged", at, value: 0 });
    connection.sent();

    const first = await query.page({ size: 2 });
    expect(first.items.map(({ at }) => at)).toEqual([1, 2]);
    const second = await query.page({ size: 2, after: first.cursor });
    expect(second).toEqual({ items: [{ sensorId: "paged", at: 3, value: 0 }], cursor: undefined });
    expect(connection.sent()).toMatchObject([
      { input: { Limit: 2 } },
      { input: { Limit: 2, ExclusiveStartKey: { sensorId: "paged", at: 2 } } },
    ]);
  });

  it("reads large partitions in as many requests as it takes", async () => {
    const text = "x".repeat(200_000);
    for (let at = 0; at < 12; at += 1) {
      await db.comment.put({ projectId: "large", number: 1, commentId: String(100 + at), text });
    }
    connection.sent();

    const query = db.comment.query({ projectId: "large", number: 1 }).includeExpired();
    expect(await query.all()).toHaveLength(12);
    expect(connection.sent().length).toBeGreaterThan(1);
    expect(await query.count()).toBe(12);
    const ids: string[] = [];
    for await (const comment of query) ids.push(comment.commentId);
    expect(ids).toEqual(Array.from({ length: 12 }, (_, at) => String(100 + at)));
    expect((await query.page({ size: 12 })).items).toHaveLength(12);
  });

  it("refuses the cursor of another query", async () => {
    const { cursor } = await db.task.query({ projectId: "p1" }).page({ size: 2 });
    connection.sent();
    expect(cursor).toBeDefined();
    expect(Buffer.from(cursor ?? "", "base64url").toString()).not.toContain("PROJECT#p1");

    const others = [
      db.task.query({ projectId: "p2" }),
      db.task.query({ projectId: "p1" }).descending(),
      db.task.query({ projectId: "p1", number: { gt: 0 } }),
      db.task.byDueDate({ projectId: "p1" }),
      db.comment.query({ projectId: "p1" }),
      db.task.scan(),
    ];
    for (const other of others) {
      await expect(other.page({ after: cursor })).rejects.toMatchObject({ code: "InvalidCursor" });
    }
    const query = db.task.query({ projectId: "p1" });
    for (const edited of [
      "",
      "x",
      `${cursor}x`,
      cursor?.slice(2),
      cursor?.slice(0, -2),
      "bnVsbA",
      "W10",
      "WyIiXQ",
    ]) {
      await expect(query.page({ after: edited ?? "" })).rejects.toMatchObject({ code: "InvalidCursor" });
    }
    expect(connection.sent()).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, "3" as unknown as number])("refuses the size %s", async (size) => {
    await expect(db.task.query({ projectId: "p1" }).page({ size })).rejects.toMatchObject({
      code: "InvalidQuery",
    });
    expect(connection.sent()).toEqual([]);
  });

  it("plans its first request", () => {
    const plan = db.task.byAssignee({ assignee: "bob" }).plan({ size: 2 });
    expect(plan).toMatchObject({
      operation: "Query",
      of: "Task",
      accessPattern: "byAssignee",
      index: "gsi1",
      request: { IndexName: "gsi1", Limit: 2 },
      capacity: { readUnits: 100 },
    });
    expect(db.task.query({ projectId: "p1" }).consistent().plan().capacity).toEqual({ readUnits: 256 });
  });
});

describe("first()", () => {
  it("gives the first match, or undefined", async () => {
    expect((await db.task.query({ projectId: "p1" }).first())?.number).toBe(-20);
    expect((await db.task.query({ projectId: "p1" }).descending().first())?.number).toBe(1000);
    expect(await db.task.query({ projectId: "nobody" }).first()).toBeUndefined();
    expect(
      (
        await db.task
          .query({ projectId: "p1" })
          .filter((t) => t.points.eq(11))
          .first()
      )?.number,
    ).toBe(11);
  });
});

describe("the key of a query", () => {
  it.each([
    ["an empty piece", () => db.task.query({ projectId: "" }).all(), "projectId"],
    ["a missing partition key", () => db.task.query({} as never).all(), "projectId"],
    ["a key that is too long", () => db.task.query({ projectId: "x".repeat(2041) }).all(), "projectId"],
    [
      "a sort key that is too long",
      () => db.membership.get({ groupId: "g", userId: "x".repeat(1020) }),
      "userId",
    ],
    ["a skipped piece", () => db.sale.query({ storeId: "s", day: "2026-01-01" } as never).all(), "day"],
    ["an unknown piece", () => db.task.query({ projectId: "p", nope: 1 } as never).all(), "nope"],
    ["a piece of another type", () => db.task.get({ projectId: "p", number: "1" } as never), "number"],
    [
      "two operators",
      () => db.task.query({ projectId: "p", number: { gt: 1, lt: 3 } } as never).all(),
      "number",
    ],
    [
      "a range that ends before it begins",
      () => db.task.query({ projectId: "p", number: { between: [3, 1] } }).all(),
      "number",
    ],
    ["an empty natural key", () => db.reading.get({ sensorId: "", at: 1 }), "sensorId"],
    ["half a surrogate pair", () => db.task.query({ projectId: "\ud800" }).all(), "projectId"],
  ])("refuses %s, and sends nothing", async (_, run, attribute) => {
    const rejection = expect(Promise.resolve(run())).rejects;
    await rejection.toMatchObject({ code: "InvalidKey", details: { attribute, reason: expect.any(String) } });
    expect(connection.sent()).toEqual([]);
  });

  it("keeps tenants apart whatever their values hold", async () => {
    await db.sale.put({ storeId: "a", state: "b", day: "2026-01-01", amount: 1 });
    await db.membership.put({ groupId: "a#USER#b", userId: "c", role: "x" });
    await db.membership.put({ groupId: "a", userId: "b#c", role: "y" });
    expect(await db.membership.get({ groupId: "a", userId: "b#c" })).toMatchObject({ role: "y" });
    expect(await db.membership.get({ groupId: "a#USER#b", userId: "c" })).toMatchObject({ role: "x" });
    expect(await db.membership.query({ groupId: "a", userId: { beginsWith: "b" } }).count()).toBe(1);
  });
});

describe("scan()", () => {
  it("reads the items of its entity out of the whole table", async () => {
    const projects = await db.project
      .scan()
      .filter((p) => p.ownerId.eq("ann"))
      .all();
    expect(projects.map(({ projectId }) => projectId).sort()).toEqual(["p1", "p2"]);
    expect(connection.sent()[0]).toEqual({
      operation: "Scan",
      input: {
        TableName: "app",
        FilterExpression:
          "(#_entity = :v0 OR (attribute_not_exists(#_entity) AND begins_with(#pk, :v1) AND begins_with(#sk, :v2))) AND #ownerId = :v3",
        ExpressionAttributeNames: { "#_entity": "_entity", "#pk": "pk", "#sk": "sk", "#ownerId": "ownerId" },
        ExpressionAttributeValues: { ":v0": "Project", ":v1": "PROJECT#", ":v2": "PROJECT", ":v3": "ann" },
      },
    });
  });

  it("tells entities by their keys where no attribute names them", async () => {
    await db.store.put({ storeId: "scan", city: "Bern" });
    await db.sale.put({ storeId: "scan", state: "BE", day: "2026-01-01", amount: 1 });
    const cities = await db.store
      .scan()
      .filter((s) => s.storeId.eq("scan"))
      .select("city")
      .all();
    expect(cities).toEqual([{ city: "Bern" }]);
    expect(
      await db.sale
        .scan()
        .filter((s) => s.storeId.eq("scan"))
        .count(),
    ).toBe(1);
  });

  it("pages as queries do", async () => {
    const expected = await db.task.scan().all();
    const found: unknown[] = [];
    for await (const { items } of db.task.scan().pages({ size: 5 })) found.push(...items);
    expect(found).toEqual(expected);
    expect(await db.task.scan().consistent().count()).toBe(expected.length);
  });
});

describe("a collection", () => {
  it("reads its members with one Query over exactly their sort keys", async () => {
    const board = await db.board({ projectId: "p1" }).all();

    expect(board.project?.projectId).toBe("p1");
    expect(numbers(board.tasks)).toEqual(TASKS);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "app",
          KeyConditionExpression: "#pk = :v0 AND #sk BETWEEN :v1 AND :v2",
          FilterExpression: "#_entity IN (:v3, :v4) OR attribute_not_exists(#_entity)",
          ExpressionAttributeNames: { "#pk": "pk", "#sk": "sk", "#_entity": "_entity" },
          ExpressionAttributeValues: {
            ":v0": "PROJECT#p1",
            ":v1": "PROJECT",
            ":v2": "TASK$",
            ":v3": "Project",
            ":v4": "Task",
          },
        },
      },
    ]);
  });

  it("gives an absent one as undefined and absent many as an empty list", async () => {
    expect(await db.board({ projectId: "nobody" }).all()).toEqual({ project: undefined, tasks: [] });
  });

  it("pages over its members, forwards and backwards", async () => {
    for (const query of [db.board({ projectId: "p1" }), db.board({ projectId: "p1" }).descending()]) {
      const order: (string | number)[] = [];
      for await (const entry of query) order.push(entry.member === "project" ? "project" : entry.item.number);
      const paged: (string | number)[] = [];
      for await (const { items } of query.pages({ size: 3 })) {
        const tasks = numbers(items.tasks);
        paged.push(...(items.project ? ["project"] : []), ...tasks);
        expect(tasks.length + (items.project ? 1 : 0)).toBeLessThanOrEqual(3);
      }
      expect(new Set(paged)).toEqual(new Set(order));
      expect(paged).toHaveLength(TASKS.length + 1);
    }
  });

  it("reads consistently, and plans", async () => {
    const query = db.board({ projectId: "p1" }).consistent();
    await query.all();
    expect(connection.sent()[0]?.input).toEqual(query.plan().request);
    expect(query.plan()).toMatchObject({
      operation: "Query",
      of: "board",
      request: { ConsistentRead: true },
    });
  });
});
