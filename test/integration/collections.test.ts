import { isMonotableError } from "monotable";
import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const NUMBERS = [1, 2, 3, 4, 5, 6];
const numbers = (tasks: readonly { number: number }[]) => tasks.map(({ number }) => number);

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  await db.project.put({
    projectId: "p",
    ownerId: "ann",
    name: "Plough",
    budget: 7,
    startedAt: new Date(0),
    parentId: null,
  });
  await db.task.putMany(
    NUMBERS.map((number) => ({ projectId: "p", number, title: `T${number}`, points: number * 10 })),
  );
  // Comments lie between the tasks.
  await db.comment.put({ projectId: "p", number: 2, commentId: "c", text: "Fine." });
  await db.store.put({ storeId: "s", city: "Bern" });
  await db.sale.put({ storeId: "s", state: "BE", day: "2026-01-01", amount: 5 });
  await db.sale.put({ storeId: "s", state: "ZH", day: "2026-01-02", amount: 9 });
});

const board = () => db.board({ projectId: "p" });

describe("a filter of a collection", () => {
  it("applies to one member and leaves the others as they are", async () => {
    const filtered = board().filter({ tasks: (t) => t.points.gt(40) });
    const { project, tasks } = await filtered.all();
    expect(project?.name).toBe("Plough");
    expect(numbers(tasks)).toEqual([5, 6]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "app",
          KeyConditionExpression: "#pk = :v0 AND #sk BETWEEN :v1 AND :v2",
          // Comments are left out by it too.
          FilterExpression: "#_entity = :v3 OR (#_entity = :v4 AND #points > :v5)",
          ExpressionAttributeNames: { "#pk": "pk", "#sk": "sk", "#_entity": "_entity", "#points": "points" },
          ExpressionAttributeValues: {
            ":v0": "PROJECT#p",
            ":v1": "PROJECT",
            ":v2": "TASK$",
            ":v3": "Project",
            ":v4": "Task",
            ":v5": 40,
          },
        },
      },
    ]);
    expect(await filtered.count()).toBe(3);
  });

  it("takes a condition of its own for each of several members", async () => {
    const filtered = board()
      .filter({ tasks: (t) => t.points.gt(20), project: (p) => p.budget.gt(100) })
      .filter({ tasks: (t) => t.points.lt(50) });
    const { project, tasks } = await filtered.all();
    expect(project).toBeUndefined();
    expect(numbers(tasks)).toEqual([3, 4]);
    expect(connection.sent()).toMatchObject([
      {
        input: {
          FilterExpression:
            "(#_entity = :v3 AND #budget > :v4) OR (#_entity = :v5 AND #points > :v6 AND #points < :v7)",
        },
      },
    ]);
  });

  it("takes one condition for all members, on the attributes that all have", async () => {
    expect(
      await board()
        .filter((item) => item.projectId.eq("p"))
        .count(),
    ).toBe(7);
    expect(connection.sent()).toMatchObject([
      {
        input: {
          FilterExpression: "(#_entity IN (:v3, :v4) OR attribute_not_exists(#_entity)) AND #projectId = :v5",
        },
      },
    ]);
    const none = board().filter((item) => item.projectId.ne("p"));
    expect(await none.all()).toEqual({ project: undefined, tasks: [] });
    // No condition is no condition.
    expect(
      await board()
        .filter({ tasks: () => undefined })
        .count(),
    ).toBe(7);
  });

  it("fills its pages with matches", async () => {
    const filtered = board()
      .descending()
      .filter({ tasks: (t) => t.number.in(1, 3, 5) });
    const first = await filtered.page({ size: 3 });
    expect(numbers(first.items.tasks)).toEqual([5, 3, 1]);
    const second = await filtered.page({ size: 3, after: first.cursor });
    expect(second).toMatchObject({ items: { project: { name: "Plough" }, tasks: [] }, cursor: undefined });
  });

  it("needs the entity attribute where it differs by member", async () => {
    const stores = db.storeWithSales({ storeId: "s" });
    await expect(stores.filter({ sales: (s) => s.amount.gt(5) }).all()).rejects.toMatchObject({
      code: "InvalidQuery",
      details: { accessPattern: "storeWithSales" },
    });
    expect(connection.sent()).toEqual([]);
    const { store, sales } = await stores.filter((item) => item.storeId.eq("s")).all();
    expect([store?.city, sales.length]).toEqual(["Bern", 2]);
  });

  it("refuses what it does not know", async () => {
    const wrong = board() as unknown as { filter(conditions: unknown): { all(): Promise<unknown> } };
    await expect(wrong.filter({ task: () => undefined }).all()).rejects.toMatchObject({
      code: "InvalidQuery",
      message: expect.stringContaining("project, tasks"),
    });
    await expect(wrong.filter({ tasks: () => true }).all()).rejects.toMatchObject({
      code: "InvalidCondition",
      details: { entity: "Task" },
    });
    expect(connection.sent()).toEqual([]);
  });
});

describe("a selection of a collection", () => {
  it("gives the attributes of each member", async () => {
    const selected = board().select({ project: ["name"], tasks: ["number", "title"] });
    const all = await selected.all({ limit: 3 });
    expect(all).toEqual({
      project: { name: "Plough" },
      tasks: [
        { number: 1, title: "T1" },
        { number: 2, title: "T2" },
      ],
    });
    expect(connection.sent()[0]).toMatchObject({
      input: { ProjectionExpression: "#name, #number, #title, #_entity, #pk, #sk" },
    });
    expect(await selected.first()).toEqual({ member: "project", item: { name: "Plough" } });
  });

  it("gives a member that it leaves out whole", async () => {
    const whole = await board().all();
    const { project, tasks } = await board()
      .select({ tasks: ["title"] })
      .all();
    expect(project).toEqual(whole.project);
    expect(tasks).toEqual(NUMBERS.map((number) => ({ title: `T${number}` })));
  });

  it("tells members by their keys where no attribute names them", async () => {
    const selected = db.storeWithSales({ storeId: "s" }).select({ store: ["city"], sales: ["amount"] });
    expect(await selected.all()).toEqual({ store: { city: "Bern" }, sales: [{ amount: 5 }, { amount: 9 }] });
    expect(connection.sent()).toMatchObject([{ input: { ProjectionExpression: "#city, #amount, #PK, #1" } }]);
  });

  it("refuses what it does not know", async () => {
    const wrong = board() as unknown as { select(selection: unknown): { all(): Promise<unknown> } };
    for (const selection of [{ task: ["title"] }, { tasks: ["nope"] }]) {
      await expect(wrong.select(selection).all()).rejects.toMatchObject({ code: "InvalidQuery" });
    }
    expect(connection.sent()).toEqual([]);
  });
});

describe("all, first, count and cursorOf of a collection", () => {
  it("give the first item, and the number of all", async () => {
    expect(await board().first()).toMatchObject({ member: "project", item: { name: "Plough" } });
    expect(await board().descending().first()).toMatchObject({ member: "tasks", item: { number: 6 } });
    expect(await db.board({ projectId: "none" }).first()).toBeUndefined();
    expect(await board().count()).toBe(7);
    expect(connection.sent().at(-1)).toMatchObject({ input: { Select: "COUNT" } });
  });

  it("go on after an item of a member", async () => {
    const { project, tasks } = await board().all();
    const third = tasks[2] ?? expect.unreachable();
    const after = board().cursorOf("tasks", third);
    expect(numbers((await board().all({ after })).tasks)).toEqual([4, 5, 6]);
    const { cursor } = await board().page({ size: 4 });
    expect(after).toBe(cursor);
    const first = board().cursorOf("project", project ?? expect.unreachable());
    expect(await board().all({ after: first, limit: 1 })).toMatchObject({ tasks: [{ number: 1 }] });
    const back = board().descending();
    expect(numbers((await back.all({ after: back.cursorOf("tasks", third) })).tasks)).toEqual([2, 1]);

    const elsewhere = { ...third, projectId: "other" };
    expect(() => board().cursorOf("tasks", elsewhere)).toThrow(
      expect.objectContaining({ code: "InvalidCursor" }),
    );
    expect(() => board().cursorOf("task" as "tasks", third)).toThrow(
      expect.objectContaining({ code: "InvalidQuery" }),
    );
  });

  it("stop at limit and maxRequests", async () => {
    const error = await board()
      .filter({ tasks: (t) => t.points.gt(1000) })
      .all({ limit: 2, maxUnits: 0.1 })
      .catch((reason: unknown) => reason);
    // One request reads all that there is: nothing is exceeded.
    expect(error).toMatchObject({ project: { name: "Plough" }, tasks: [] });
    // The comment takes the place of a match, so that a second request would be needed.
    const exceeded = await board()
      .all({ limit: 4, maxRequests: 1 })
      .catch((reason: unknown) => reason);
    if (!isMonotableError(exceeded, "LimitExceeded")) throw exceeded;
    expect(exceeded.details.items).toMatchObject({ project: { name: "Plough" }, tasks: [{}, {}] });
    const rest = await board().all({ after: exceeded.details.cursor });
    expect(numbers(rest.tasks)).toEqual([3, 4, 5, 6]);
  });
});
