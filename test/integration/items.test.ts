import { beforeEach, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

const project = (projectId: string) => ({
  projectId,
  ownerId: "ann",
  name: "Tower",
  budget: 10.5,
  startedAt: new Date("2026-01-02T03:04:05.678Z"),
  parentId: null,
});

const storedProject = (projectId: string) => ({
  pk: `PROJECT#${projectId}`,
  sk: "PROJECT",
  _entity: "Project",
  projectId,
  ownerId: "ann",
  name: "Tower",
  budget: 10.5,
  views: 0n,
  archived: false,
  startedAt: "2026-01-02T03:04:05.678Z",
  members: [],
  parentId: null,
});

const projectWithDefaults = (projectId: string) => ({
  ...project(projectId),
  views: 0n,
  archived: false,
  members: [],
});

describe("create", () => {
  it("stores a new item with its keys, its entity and its defaults", async () => {
    const item = await db.project.create(project("create"));

    expect(connection.sent()).toEqual([
      {
        operation: "PutItem",
        input: {
          TableName: "app",
          Item: storedProject("create"),
          ConditionExpression: "attribute_not_exists(#pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: { "#pk": "pk" },
        },
      },
    ]);
    expect(item).toEqual(projectWithDefaults("create"));
    expect(await db.project.get({ projectId: "create" })).toEqual(projectWithDefaults("create"));
  });

  it("stores and reads back every kind of value", async () => {
    const full = {
      ...project("values"),
      budget: -0.000123,
      views: 12345678901234567890123456789012345678n,
      archived: true,
      endedAt: "2026-05-06T07:08:09.000Z",
      tags: new Set(["a", "ä", "🙂"]),
      members: [{ userId: "u1", since: new Date("2020-02-29T00:00:00.000Z") }],
      labels: { "with space": "", "#:.": "x" },
      parentId: "other",
      icon: new Uint8Array([0, 1, 255]),
    };
    await db.project.create(full);

    expect(await db.project.get({ projectId: "values" })).toEqual({
      ...full,
      endedAt: new Date(full.endedAt),
    });
    const [stored] = (await connection.stored("app")).filter(({ pk }) => pk === "PROJECT#values");
    expect(stored).toMatchObject({
      startedAt: "2026-01-02T03:04:05.678Z",
      endedAt: "2026-05-06T07:08:09.000Z",
      tags: new Set(["a", "ä", "🙂"]),
      members: [{ userId: "u1", since: "2020-02-29T00:00:00.000Z" }],
    });
  });

  it("fails with AlreadyExists where the key is taken, and changes nothing", async () => {
    await db.project.create(project("twice"));
    await expect(db.project.create({ ...project("twice"), name: "Other" })).rejects.toMatchObject({
      code: "AlreadyExists",
      details: { entity: "Project", key: { projectId: "twice" } },
    });
    expect((await db.project.get({ projectId: "twice" }))?.name).toBe("Tower");
  });

  it("keeps what it was given as it was then", async () => {
    const input = project("snapshot");
    const operation = db.project.create(input);
    input.name = "Changed later";
    expect((await operation).name).toBe("Tower");
  });

  it("sends the same again, whatever becomes of its plan and of what it gave", async () => {
    const operation = db.project.put(project("again"));
    const { request } = operation.plan() as { request: { Item: Record<string, unknown> } };
    request.Item["name"] = "Changed in the plan";
    Object.assign(await operation, { name: "Changed in the answer" });
    expect(await operation).toEqual(await db.project.get({ projectId: "again" }));
    expect((await operation).name).toBe("Tower");
  });

  it("writes an index key only while every piece is there", async () => {
    await db.task.create({ projectId: "sparse", number: 1, title: "Unassigned" });
    await db.task.create({ projectId: "sparse", number: 2, title: "Assigned", assignee: "bob" });

    const [unassigned, assigned] = connection.sent().map(({ input }) => (input as { Item: object }).Item);
    expect(unassigned).toEqual({
      pk: "PROJECT#sparse",
      sk: "TASK#p011",
      "GSI2-PK": "TITLE#Unassigned",
      _entity: "Task",
      projectId: "sparse",
      number: 1,
      title: "Unassigned",
      status: "open",
      priority: 50,
    });
    expect(assigned).toMatchObject({ gsi1pk: "ASSIGNEE#bob", gsi1sk: "open#50" });
    expect(await db.task.byAssignee({ assignee: "bob" }).all()).toHaveLength(1);
  });
});

describe("get", () => {
  it("reads one item by its key, eventually consistent unless asked", async () => {
    await db.project.create(project("get"));
    connection.sent();

    expect(await db.project.get({ projectId: "get" })).toEqual(projectWithDefaults("get"));
    expect(await db.project.get({ projectId: "get" }).consistent()).toEqual(projectWithDefaults("get"));
    const Key = { pk: "PROJECT#get", sk: "PROJECT" };
    expect(connection.sent()).toEqual([
      { operation: "GetItem", input: { TableName: "app", Key } },
      { operation: "GetItem", input: { TableName: "app", Key, ConsistentRead: true } },
    ]);
  });

  it("gives undefined where there is no item", async () => {
    expect(await db.project.get({ projectId: "nobody" })).toBeUndefined();
  });

  it("reads the selected attributes alone", async () => {
    await db.project.create(project("select"));
    connection.sent();

    expect(await db.project.get({ projectId: "select" }).select("name", "startedAt")).toEqual({
      name: "Tower",
      startedAt: new Date("2026-01-02T03:04:05.678Z"),
    });
    expect(connection.sent()).toEqual([
      {
        operation: "GetItem",
        input: {
          TableName: "app",
          Key: { pk: "PROJECT#select", sk: "PROJECT" },
          ProjectionExpression: "#name, #startedAt, #_entity",
          ExpressionAttributeNames: { "#name": "name", "#_entity": "_entity", "#startedAt": "startedAt" },
        },
      },
    ]);
  });

  it("leaves out what has expired, unless asked for", async () => {
    const key = { projectId: "expiry", number: 1, commentId: "c1" };
    await db.comment.create({ ...key, text: "gone", expiresAt: Math.floor(Date.now() / 1000) - 10 });

    expect(await db.comment.get(key)).toBeUndefined();
    expect(await db.comment.get(key).select("text")).toBeUndefined();
    expect(await db.comment.get(key).includeExpired()).toMatchObject({ text: "gone" });
  });

  it("reads a singleton without a key", async () => {
    expect(await db.settings.get()).toBeUndefined();
    await db.settings.put({ theme: "dark" });
    connection.sent();

    expect(await db.settings.get()).toEqual({ theme: "dark" });
    expect(connection.sent()).toEqual([
      { operation: "GetItem", input: { TableName: "app", Key: { pk: "SETTINGS", sk: "SETTINGS" } } },
    ]);
    expect(await db.settings.update().set({ limit: 5 })).toEqual({ theme: "dark", limit: 5 });
    await db.settings.delete();
    expect(await db.settings.get()).toBeUndefined();
  });
});

describe("put", () => {
  it("replaces the item with its key", async () => {
    await db.project.create({ ...project("put"), labels: { a: "b" } });
    connection.sent();

    const item = await db.project.put(project("put"));
    expect(connection.sent()).toEqual([
      { operation: "PutItem", input: { TableName: "app", Item: storedProject("put") } },
    ]);
    expect(item).toEqual(projectWithDefaults("put"));
    expect(await db.project.get({ projectId: "put" })).toEqual(projectWithDefaults("put"));
  });

  it("replaces only what is as the condition demands", async () => {
    await db.project.create(project("put-if"));
    connection.sent();

    const operation = db.project.put({ ...project("put-if"), name: "New" }).if((p) => p.name.eq("Tower"));
    await operation;
    expect(connection.sent()).toMatchObject([
      {
        operation: "PutItem",
        input: {
          ConditionExpression: "#name = :v0",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: { "#name": "name" },
          ExpressionAttributeValues: { ":v0": "Tower" },
        },
      },
    ]);
    await expect(operation).rejects.toMatchObject({
      code: "ConditionFailed",
      details: {
        entity: "Project",
        key: { projectId: "put-if" },
        item: { name: "New", startedAt: expect.any(Date) },
      },
    });
  });

  it("says that a condition failed on an item that is not there", async () => {
    const operation = db.project.put(project("put-absent")).if((p) => p.name.exists());
    await expect(operation).rejects.toMatchObject({ code: "ConditionFailed", details: { item: undefined } });
    expect(await db.project.get({ projectId: "put-absent" })).toBeUndefined();
  });
});

describe("update", () => {
  const task = { projectId: "update", number: 7 };

  beforeEach(async () => {
    await db.task.put({ ...task, title: "Paint", assignee: "ann", points: 3, dueAt: "2026-02-01" });
    connection.sent();
  });

  it("sets, removes and adds in one request, and gives the whole item", async () => {
    const item = await db.task.update(task).set({ title: "Repaint" }).remove("dueAt").add({ points: 2 });

    expect(connection.sent()).toEqual([
      {
        operation: "UpdateItem",
        input: {
          TableName: "app",
          Key: { pk: "PROJECT#update", sk: "TASK#p017" },
          UpdateExpression: "SET #title = :v0, #1 = :v1 REMOVE #dueAt ADD #points :v2",
          ConditionExpression: "attribute_exists(#pk)",
          ReturnValues: "ALL_NEW",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: {
            "#title": "title",
            "#1": "GSI2-PK",
            "#dueAt": "dueAt",
            "#points": "points",
            "#pk": "pk",
          },
          ExpressionAttributeValues: { ":v0": "Repaint", ":v1": "TITLE#Repaint", ":v2": 2 },
        },
      },
    ]);
    const expected = { ...task, title: "Repaint", assignee: "ann", points: 5, status: "open", priority: 50 };
    expect(item).toEqual(expected);
    expect(await db.task.get(task)).toEqual(expected);
    expect(await db.task.byDueDate({ projectId: "update" }).all()).toEqual([]);
  });

  it("moves the item in an index when all pieces of its key are set", async () => {
    await db.task.update(task).set({ assignee: "bob", status: "closed", priority: 7 });

    expect(connection.sent()).toMatchObject([
      {
        input: {
          ExpressionAttributeValues: expect.objectContaining({ ":v3": "ASSIGNEE#bob", ":v4": "closed#07" }),
        },
      },
    ]);
    expect(await db.task.byAssignee({ assignee: "ann" }).all()).toEqual([]);
    expect(
      await db.task.byAssignee({ assignee: "bob", status: "closed", priority: { lt: 8 } }).all(),
    ).toHaveLength(1);
  });

  it("takes the item out of an index when a piece of its key is removed", async () => {
    await db.task.update(task).remove("assignee");

    expect(connection.sent()).toMatchObject([
      { input: { UpdateExpression: "REMOVE #assignee, #gsi1pk, #gsi1sk" } },
    ]);
    expect(await db.task.byAssignee({ assignee: "ann" }).all()).toEqual([]);
  });

  it("refuses a piece of an index key alone, and sends nothing", async () => {
    // @ts-expect-error the three pieces of the index key are set together
    const operation = db.task.update(task).set({ status: "closed" });
    await expect(operation).rejects.toMatchObject({
      code: "InvalidUpdate",
      message: expect.stringContaining("byAssignee"),
      details: { entity: "Task", attribute: "status", reason: expect.stringContaining("assignee, priority") },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("fails with NotFound where there is no item, and creates none", async () => {
    const key = { projectId: "update", number: 404 };
    await expect(db.task.update(key).set({ title: "x" })).rejects.toMatchObject({
      code: "NotFound",
      details: { entity: "Task", key },
    });
    expect(await db.task.get(key)).toBeUndefined();
  });

  it("updates only what is as the condition demands, and gives the item that is not", async () => {
    const closed = db.task
      .update(task)
      .set({ title: "x" })
      .if((t) => t.status.eq("closed"));
    await expect(closed).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { key: task, item: { status: "open", title: "Paint" } },
    });
    expect(connection.sent()).toMatchObject([
      {
        input: {
          ConditionExpression: "attribute_exists(#pk) AND #status = :v2",
          ExpressionAttributeValues: { ":v2": "closed" },
        },
      },
    ]);
    const open = db.task
      .update(task)
      .set({ title: "y" })
      .if((t) => t.status.eq("open").and(t.points.gte(3)));
    expect(await open).toMatchObject({ title: "y" });
  });

  it("leaves an attribute that is set to undefined as it is", async () => {
    expect(await db.task.update(task).set({ title: "Z", points: undefined })).toMatchObject({
      title: "Z",
      points: 3,
    });
  });

  it("removes a set that becomes empty", async () => {
    await db.project.put({ ...project("sets"), tags: new Set(["a"]) });
    const item = await db.project.update({ projectId: "sets" }).set({ tags: new Set<string>() });
    expect(item).not.toHaveProperty("tags");
  });

  it.each([
    ["a part of the primary key", (u: Untyped) => u.set({ number: 8 }), "InvalidUpdate", "number"],
    ["an unknown attribute", (u: Untyped) => u.set({ nope: 1 }), "InvalidItem", undefined],
    ["a value that fails its schema", (u: Untyped) => u.set({ points: "3" }), "InvalidItem", undefined],
    ["removing what is required", (u: Untyped) => u.remove("title"), "InvalidUpdate", "title"],
    ["adding to text", (u: Untyped) => u.add({ title: 1 }), "InvalidUpdate", "title"],
    [
      "adding to a piece of an index key",
      (u: Untyped) => u.add({ priority: 1 }),
      "InvalidUpdate",
      "priority",
    ],
    ["adding what is not a number", (u: Untyped) => u.add({ points: Number.NaN }), "InvalidUpdate", "points"],
    [
      "one attribute twice",
      (u: Untyped) => u.set({ points: 1 }).add({ points: 1 }),
      "InvalidUpdate",
      "points",
    ],
    ["nothing at all", (u: Untyped) => u.set({}), "InvalidUpdate", undefined],
  ])("refuses %s", async (_, change, code, attribute) => {
    const operation = change(db.task.update(task) as unknown as Untyped);
    await expect(operation).rejects.toMatchObject({
      code,
      details: attribute === undefined ? { entity: "Task" } : { entity: "Task", attribute },
    });
    expect(connection.sent()).toEqual([]);
  });
});

/** An update as JavaScript sees it: what the types refuse must be refused at run time too. */
interface Untyped extends PromiseLike<unknown> {
  set(changes: object): Untyped;
  remove(...names: string[]): Untyped;
  add(addends: object): Untyped;
}

describe("upsert", () => {
  it("creates with defaults, then merges and keeps what creation set", async () => {
    const base = { projectId: "upsert", number: 1, title: "First" };
    expect(await db.task.upsert({ ...base, points: 1 })).toEqual({
      ...base,
      points: 1,
      status: "open",
      priority: 50,
    });
    expect(connection.sent()).toEqual([
      {
        operation: "UpdateItem",
        input: {
          TableName: "app",
          Key: { pk: "PROJECT#upsert", sk: "TASK#p011" },
          UpdateExpression:
            "SET #_entity = :v0, #projectId = :v1, #number = :v2, #title = :v3, #points = :v4, #5 = :v5, " +
            "#status = if_not_exists(#status, :v6), #priority = if_not_exists(#priority, :v7)",
          ReturnValues: "ALL_NEW",
          ExpressionAttributeNames: {
            "#_entity": "_entity",
            "#projectId": "projectId",
            "#number": "number",
            "#title": "title",
            "#points": "points",
            "#5": "GSI2-PK",
            "#status": "status",
            "#priority": "priority",
          },
          ExpressionAttributeValues: {
            ":v0": "Task",
            ":v1": "upsert",
            ":v2": 1,
            ":v3": "First",
            ":v4": 1,
            ":v5": "TITLE#First",
            ":v6": "open",
            ":v7": 50,
          },
        },
      },
    ]);

    await db.task.update(base).set({ assignee: "ann", status: "closed", priority: 1 });
    const merged = await db.task.upsert({ ...base, title: "Second" });
    expect(merged).toEqual({
      ...base,
      title: "Second",
      points: 1,
      assignee: "ann",
      status: "closed",
      priority: 1,
    });
    expect(await db.task.byAssignee({ assignee: "ann", status: "closed" }).all()).toEqual([merged]);
  });

  it("refuses a part of an index key without the rest, which may be stored otherwise", async () => {
    const operation = db.task.upsert({ projectId: "upsert", number: 2, title: "x", assignee: "ann" });
    await expect(operation).rejects.toMatchObject({
      code: "InvalidUpdate",
      details: { attribute: "assignee" },
    });
    expect(connection.sent()).toEqual([]);
  });
});

describe("delete", () => {
  it("deletes, and is content where there is nothing", async () => {
    await db.project.create(project("delete"));
    connection.sent();

    expect(await db.project.delete({ projectId: "delete" })).toBeUndefined();
    expect(await db.project.delete({ projectId: "delete" })).toBeUndefined();
    const request = {
      operation: "DeleteItem",
      input: { TableName: "app", Key: { pk: "PROJECT#delete", sk: "PROJECT" } },
    };
    expect(connection.sent()).toEqual([request, request]);
    expect(await db.project.get({ projectId: "delete" })).toBeUndefined();
  });

  it("gives the old item on request", async () => {
    await db.project.create(project("delete-old"));
    connection.sent();

    const operation = db.project.delete({ projectId: "delete-old" }).returning("old");
    expect(await operation).toEqual(projectWithDefaults("delete-old"));
    expect(await operation).toBeUndefined();
    expect(connection.sent()).toMatchObject([{ input: { ReturnValues: "ALL_OLD" } }, {}]);
  });

  it("deletes only what is as the condition demands", async () => {
    await db.project.create(project("delete-if"));
    const operation = db.project.delete({ projectId: "delete-if" }).if((p) => p.archived.eq(true));
    await expect(operation).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { item: { archived: false } },
    });
    expect(await db.project.get({ projectId: "delete-if" })).toBeDefined();
  });
});

describe("an operation", () => {
  it("is a value: it runs when it is awaited, and each time", async () => {
    const operation = db.project.create(project("value"));
    expect(connection.sent()).toEqual([]);
    expect(operation.plan()).toEqual({
      operation: "PutItem",
      of: "Project",
      accessPattern: "query",
      request: {
        TableName: "app",
        Item: storedProject("value"),
        ConditionExpression: "attribute_not_exists(#pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: { "#pk": "pk" },
      },
      capacity: { writeUnits: 2 },
    });
    expect(connection.sent()).toEqual([]);

    await operation;
    await expect(operation).rejects.toMatchObject({ code: "AlreadyExists" });
    expect(connection.sent()).toHaveLength(2);
  });

  it("plans what it sends", async () => {
    await db.project.put(project("plan"));
    connection.sent();
    const update = db.project
      .update({ projectId: "plan" })
      .set({ name: "Planned" })
      .if((p) => p.budget.gt(1));
    const get = db.project.get({ projectId: "plan" }).select("name").consistent();
    await update;
    await get;
    expect(connection.sent().map(({ input }) => input)).toEqual([update.plan().request, get.plan().request]);
    expect(get.plan().capacity).toEqual({ readUnits: 100 });
  });

  it("has immutable modifiers", async () => {
    const plain = db.project.get({ projectId: "immutable" });
    const consistent = plain.consistent();
    expect(plain.plan().request).not.toHaveProperty("ConsistentRead");
    expect(consistent.plan().request).toHaveProperty("ConsistentRead", true);
  });

  it("can be caught and finished as a promise", async () => {
    let finished = 0;
    const failed = await db.project
      .update({ projectId: "none" })
      .set({ name: "x" })
      .finally(() => {
        finished += 1;
      })
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "NotFound" });
    expect(finished).toBe(1);
  });
});
