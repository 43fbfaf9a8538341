import { isMonotableError } from "monotable";
import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";

const COUNT = 40;

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  await db.reading.putMany(Array.from({ length: COUNT }, (_, at) => ({ sensorId: "s", at, value: at % 4 })));
  await db.task.putMany(
    Array.from({ length: 9 }, (_, number) => ({
      projectId: "p",
      number,
      title: `T${number}`,
      assignee: "bob",
      priority: 10 - number,
      dueAt: `2026-01-0${9 - number}`,
    })),
  );
  // One request reads 1 MB: three of these.
  await db.comment.putMany(
    range(0, 7).map((n) => ({ ...thread, commentId: `c${n}`, text: "x".repeat(300_000) })),
  );
});

const readings = () => db.reading.query({ sensorId: "s" });
const positions = (items: readonly { at: number }[]) => items.map(({ at }) => at);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

const thread = { projectId: "large", number: 1 };
const comments = () => db.comment.query(thread);
const ids = (items: readonly { commentId: string }[]) => items.map(({ commentId }) => commentId);

/** The error of a read that was not to suffice. */
async function exceeded(reading: Promise<unknown>) {
  const error = await reading.then(
    () => expect.unreachable("it succeeded"),
    (reason: unknown) => reason,
  );
  if (!isMonotableError(error, "LimitExceeded")) throw error;
  return error;
}

describe("all()", () => {
  it("stops after limit items, and reads no more than these", async () => {
    expect(positions(await readings().all({ limit: 3 }))).toEqual([0, 1, 2]);
    expect(connection.sent()).toMatchObject([{ operation: "Query", input: { Limit: 3 } }]);
    expect(await readings().all({ limit: COUNT + 1 })).toHaveLength(COUNT);
    expect(positions(await readings().descending().all({ limit: 2 }))).toEqual([39, 38]);
    const filtered = readings().filter((r) => r.value.eq(3));
    expect(positions(await filtered.all({ limit: 3 }))).toEqual([3, 7, 11]);
  });

  it("goes on after a cursor", async () => {
    const { cursor } = await readings().page({ size: 35 });
    expect(positions(await readings().all({ after: cursor }))).toEqual(range(35, COUNT));
    expect(positions(await readings().all({ after: cursor, limit: 2 }))).toEqual([35, 36]);
  });

  it("rejects after maxRequests with what was found and the cursor that goes on", async () => {
    expect(await comments().all()).toHaveLength(7);
    const needed = connection.sent().length;
    expect(needed).toBeGreaterThan(1);
    expect(await comments().all({ maxRequests: needed })).toHaveLength(7);
    connection.sent();

    const { details, message } = await exceeded(comments().all({ maxRequests: 1 }));
    expect(connection.sent()).toHaveLength(1);
    expect(details).toMatchObject({ entity: "Comment", accessPattern: "query", requests: 1 });
    expect(message).toContain("maxRequests");
    const found = details.items as { commentId: string }[];
    const rest = await comments().all({ after: details.cursor });
    expect(ids([...found, ...rest])).toEqual(range(0, 7).map((n) => `c${n}`));
    expect(found.length).toBeGreaterThan(0);
  });

  it("takes limit and maxRequests together", async () => {
    expect(await comments().all({ limit: 2, maxRequests: 1 })).toHaveLength(2);
    const { details } = await exceeded(comments().all({ limit: 6, maxRequests: 1 }));
    expect((details.items as unknown[]).length).toBeLessThan(6);
  });

  it.each([
    ["limit", { limit: 0 }],
    ["limit", { limit: 1.5 }],
    ["maxRequests", { maxRequests: 0 }],
    ["maxRequests", { maxRequests: Number.NaN }],
  ])("refuses a %s that is not a whole number above 0: %j", async (name, options) => {
    await expect(readings().all(options)).rejects.toMatchObject({
      code: "InvalidQuery",
      message: expect.stringContaining(name),
    });
    expect(connection.sent()).toEqual([]);
  });
});

describe("a filtered read", () => {
  it.runIf(has("pages before the filter"))(
    "goes on past requests of which the filter leaves nothing",
    async () => {
      const sparse = { projectId: "sparse", number: 1 };
      const text = (n: number) => (n === 7 ? "y" : "x").repeat(300_000);
      await db.comment.putMany(range(0, 8).map((n) => ({ ...sparse, commentId: `c${n}`, text: text(n) })));
      const filtered = db.comment.query(sparse).filter((c) => c.text.beginsWith("y"));
      connection.sent();
      const page = await filtered.page();
      expect(ids(page.items)).toEqual(["c7"]);
      // Each request reads 1 MB, which is three or four of these.
      expect(connection.sent().length).toBeGreaterThan(1);
      expect((await filtered.first())?.commentId).toBe("c7");
      expect(ids(await filtered.all())).toEqual(["c7"]);
      expect(await filtered.count()).toBe(1);
      const pages = [];
      for await (const { items } of filtered.pages()) pages.push(ids(items));
      expect(pages).toEqual([["c7"]]);
      const { details } = await exceeded(filtered.all({ maxRequests: 1 }));
      expect(details.items).toEqual([]);
      expect(ids(await filtered.all({ after: details.cursor }))).toEqual(["c7"]);
      await db.comment.deleteMany(range(0, 8).map((n) => ({ ...sparse, commentId: `c${n}` })));
    },
  );
});

describe("maxRequests", () => {
  it("bounds a page that a filter keeps empty, and nothing is lost", async () => {
    await db.reading.putMany(range(0, 150).map((at) => ({ sensorId: "long", at, value: at })));
    connection.sent();
    const filtered = db.reading.query({ sensorId: "long" }).filter((r) => r.value.gte(140));
    const { details } = await exceeded(filtered.page({ size: 2, maxRequests: 1 }));
    expect(connection.sent()).toMatchObject([{ input: { Limit: 100 } }]);
    expect(details.items).toEqual([]);
    const page = await filtered.page({ size: 2, after: details.cursor });
    expect(positions(page.items)).toEqual([140, 141]);
  });

  it("bounds all pages together", async () => {
    const seen: number[] = [];
    const { details } = await exceeded(
      (async () => {
        const pages = readings().pages({ size: 4, maxRequests: 3 });
        for await (const { items } of pages) seen.push(...positions(items));
      })(),
    );
    expect(seen).toEqual(range(0, 12));
    expect(connection.sent()).toHaveLength(3);
    expect(details.items).toEqual([]);
    expect(positions(await readings().all({ after: details.cursor }))).toEqual(range(12, COUNT));
  });

  it("bounds an iteration, which gives each item before it rejects", async () => {
    const seen: string[] = [];
    const { details } = await exceeded(
      (async () => {
        for await (const { commentId } of comments().items({ maxRequests: 1 })) seen.push(commentId);
      })(),
    );
    const rest = await comments().all({ after: details.cursor });
    expect([...seen, ...ids(rest)]).toEqual(range(0, 7).map((n) => `c${n}`));
  });

  it("bounds a scan and a collection", async () => {
    const scan = await exceeded(db.comment.scan().all({ maxRequests: 1 }));
    const rest = await db.comment.scan().all({ after: scan.details.cursor });
    expect((scan.details.items as unknown[]).length + rest.length).toBe(7);

    const board = db.board({ projectId: "large" });
    await db.project.put({
      projectId: "large",
      ownerId: "ann",
      name: "Large",
      budget: 1,
      startedAt: new Date(0),
      parentId: null,
    });
    expect(await board.all({ limit: 1 })).toMatchObject({ project: { name: "Large" }, tasks: [] });
    // The comments that lie between the tasks are read, and left out.
    const { details } = await exceeded(board.all({ limit: 2, maxRequests: 1 }));
    expect(details).toMatchObject({
      accessPattern: "board",
      items: { project: { name: "Large" }, tasks: [] },
    });
    expect(await board.all({ after: details.cursor })).toEqual({ project: undefined, tasks: [] });
  });
});

describe("cursorOf", () => {
  it("goes on after an item of the table", async () => {
    const items = await readings().all();
    const after = readings().cursorOf(items[9] ?? expect.unreachable());
    connection.sent();
    const page = await readings().page({ size: 3, after });
    expect(positions(page.items)).toEqual([10, 11, 12]);
    expect(connection.sent()).toMatchObject([{ input: { ExclusiveStartKey: { sensorId: "s", at: 9 } } }]);
    const back = readings().descending();
    expect(positions(await back.all({ after: back.cursorOf({ sensorId: "s", at: 2, value: 0 }) }))).toEqual([
      1, 0,
    ]);
  });

  it("gives the cursor that a page ending with the item gives", async () => {
    for (const query of [
      db.task.query({ projectId: "p" }),
      db.task.query({ projectId: "p" }).descending(),
      db.task.query({ projectId: "p", number: { lt: 8 } }),
      db.task.byAssignee({ assignee: "bob" }),
      db.task.byDueDate({ projectId: "p" }),
    ]) {
      const { items, cursor } = await query.page({ size: 4 });
      expect(query.cursorOf(items[3] ?? expect.unreachable())).toBe(cursor);
    }
    const scan = db.reading.scan();
    const { items, cursor } = await scan.page({ size: 4 });
    expect(scan.cursorOf(items[3] ?? expect.unreachable())).toBe(cursor);
  });

  it("goes on where the item was, if it is deleted meanwhile", async () => {
    const gone = { sensorId: "s", at: 20, value: 0 };
    await db.reading.delete(gone);
    expect(positions(await readings().all({ after: readings().cursorOf(gone), limit: 1 }))).toEqual([21]);
    await db.reading.put(gone);
  });

  it("refuses an item without the attributes of its key, or that the query does not give", () => {
    const task = db.task.byAssignee({ assignee: "bob" });
    const whole = { projectId: "p", number: 1, title: "x", status: "open", priority: 1 } as const;
    expect(() => task.cursorOf(whole)).toThrow(
      expect.objectContaining({
        code: "InvalidKey",
        details: expect.objectContaining({ accessPattern: "byAssignee", attribute: "assignee" }),
      }),
    );
    for (const refused of [
      () => task.cursorOf({ ...whole, assignee: "ann" }),
      () => readings().cursorOf({ sensorId: "other", at: 1, value: 1 }),
      () => db.reading.query({ sensorId: "s", at: { gt: 5 } }).cursorOf({ sensorId: "s", at: 5, value: 1 }),
      () =>
        db.reading
          .query({ sensorId: "s", at: { between: [5, 6] } })
          .cursorOf({ sensorId: "s", at: 7, value: 1 }),
    ]) {
      expect(refused).toThrow(expect.objectContaining({ code: "InvalidCursor" }));
    }
    expect(connection.sent()).toEqual([]);
  });
});
