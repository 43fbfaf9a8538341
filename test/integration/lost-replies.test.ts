import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { isMonotableError } from "monotable";
import type { Condition } from "monotable/runtime/v1";
import { beforeEach, describe, expect, it } from "vitest";
import * as declared from "../golden/declared/generated/index.js";
import { createDatabase, type TaskInput, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect([...tables, ...declared.tables]);
const faulty = await connection.faulty();
/** Through the proxy. */
const db = createDatabase(faulty.client);
/** Past it: another writer. */
const other = createDatabase(connection.client);

/** Notes have a version and times: through the proxy, and past it. */
const notes = declared.createDatabase(faulty.client).note;
const otherNotes = declared.createDatabase(connection.client).note;

beforeEach(() => {
  faulty.proxy.arrived();
});

let last = 0;
function freshTask(): TaskInput & { projectId: string; number: number } {
  last += 1;
  return { projectId: "lost", number: last, title: `Task ${last}`, points: 1 };
}

const keyOf = ({ projectId, number }: { projectId: string; number: number }) => ({ projectId, number });

/** Lets an operation fail, and gives its error. */
async function errorOf(operation: PromiseLike<unknown>): Promise<unknown> {
  return operation.then(
    () => expect.unreachable("it succeeded"),
    (error: unknown) => error,
  );
}

/** Of an answer that arrived in part, the status says that nothing was done. */
const doubt = (fault: string) => (fault === "truncated body" ? {} : { uncertain: true });

describe.each(["dropped reply", "truncated body", "InternalServerErrorAfter"] as const)(
  "after a %s",
  (fault) => {
    it("a create that the SDK sent again succeeds", async () => {
      const task = freshTask();
      faulty.proxy.fail("PutItem", fault);
      expect(await db.task.create(task)).toEqual({ ...task, status: "open", priority: 50 });
      expect(faulty.proxy.arrived()).toEqual({ PutItem: 2 });
      expect(await other.task.get(task)).toMatchObject(task);
    });

    it("a create that really meets an item of somebody else fails, and says that it cannot know", async () => {
      const task = freshTask();
      await other.task.create({ ...task, title: "theirs" });
      faulty.proxy.fail("PutItem", fault);
      const error = await errorOf(db.task.create(task));
      if (!isMonotableError(error, "AlreadyExists")) throw error;
      expect(error.details).toEqual({ entity: "Task", key: keyOf(task), ...doubt(fault) });
      expect(await other.task.get(task)).toMatchObject({ title: "theirs" });
    });

    it("a conditional put succeeds if it is its own item that it finds", async () => {
      const task = freshTask();
      await other.task.create(task);
      faulty.proxy.fail("PutItem", fault);
      const put = db.task.put({ ...task, title: "new" }).if((t) => t.title.eq(task.title));
      expect(await put).toMatchObject({ title: "new" });
      expect(faulty.proxy.arrived()).toEqual({ PutItem: 2 });
    });

    it("a conditional put that finds another item fails, and says that it cannot know", async () => {
      const task = freshTask();
      await other.task.create(task);
      faulty.proxy.fail("PutItem", fault);
      const error = await errorOf(db.task.put({ ...task, title: "new" }).if((t) => t.title.eq("nothing")));
      if (!isMonotableError(error, "ConditionFailed")) throw error;
      const item = { ...task, status: "open", priority: 50 };
      expect(error.details).toEqual({ entity: "Task", key: keyOf(task), item, ...doubt(fault) });
    });

    it("a conditional delete that finds nothing cannot know", async () => {
      const task = freshTask();
      await other.task.create(task);
      faulty.proxy.fail("DeleteItem", fault);
      const error = await errorOf(db.task.delete(task).if((t) => t.title.exists()));
      if (!isMonotableError(error, "ConditionFailed")) throw error;
      expect(error.details).toMatchObject({ item: undefined, uncertain: true });
      expect(error.message).toContain("may have succeeded");
      expect(await other.task.get(task)).toBeUndefined();
    });

    it("a conditional update whose change makes its condition false cannot know", async () => {
      const task = freshTask();
      await other.task.create(task);
      faulty.proxy.fail("UpdateItem", fault);
      const update = db.task
        .update(task)
        .set({ points: 2 })
        .if((t) => t.points.eq(1));
      expect(await errorOf(update)).toMatchObject({
        code: "ConditionFailed",
        details: { item: { points: 2 }, uncertain: true },
      });
    });

    it("an update without such a condition succeeds", async () => {
      const task = freshTask();
      await other.task.create(task);
      faulty.proxy.fail("UpdateItem", fault);
      expect(await db.task.update(task).set({ points: 2 })).toMatchObject({ points: 2 });
    });

    it("an unconditional put, upsert and delete are what they were", async () => {
      const task = freshTask();
      faulty.proxy.fail("PutItem", fault);
      await db.task.put(task);
      faulty.proxy.fail("UpdateItem", fault);
      expect(await db.task.upsert({ ...task, title: "upserted" })).toMatchObject({ title: "upserted" });
      faulty.proxy.fail("DeleteItem", fault);
      await db.task.delete(task);
      expect(await other.task.get(task)).toBeUndefined();
      expect(faulty.proxy.arrived()).toEqual({ PutItem: 2, UpdateItem: 2, DeleteItem: 2 });
    });

    it("an add counts twice alone and once in a transaction, as its documentation says", async () => {
      const task = freshTask();
      await other.task.create(task);
      faulty.proxy.fail("UpdateItem", fault);
      expect(await db.task.update(task).add({ points: 10 })).toMatchObject({ points: 21 });
      faulty.proxy.fail("TransactWriteItems", fault);
      await db.transactWrite([db.task.update(task).add({ points: 10 })]);
      expect(await other.task.get(task)).toMatchObject({ points: 31 });
      expect(faulty.proxy.arrived()).toEqual({ UpdateItem: 2, TransactWriteItems: 2 });
    });

    it("a transaction happened once, conditions and all", async () => {
      const [task, second] = [freshTask(), freshTask()];
      await other.task.create(task);
      faulty.proxy.fail("TransactWriteItems", fault);
      await db.transactWrite([
        db.task.create(second),
        db.task
          .update(task)
          .set({ points: 2 })
          .if((t) => t.points.eq(1)),
      ]);
      expect(faulty.proxy.arrived()).toEqual({ TransactWriteItems: 2 });
      expect(await other.task.getMany([task, second])).toMatchObject([{ points: 2 }, { points: 1 }]);
    });

    it("an append counts twice alone and once in a transaction, like an add", async () => {
      last += 1;
      const siteId = `lost-${last}`;
      const preferences = { "e-mail": { daily: true } };
      await other.site.create({ siteId, preferences, lines: [], position: [0, "here"], history: ["made"] });
      const open = () => db.site.update({ siteId }).append({ history: ["open"] });
      faulty.proxy.fail("UpdateItem", fault);
      expect(await open()).toMatchObject({ history: ["made", "open", "open"] });
      faulty.proxy.fail("TransactWriteItems", fault);
      await db.transactWrite([open()]);
      expect(await other.site.get({ siteId })).toMatchObject({ history: ["made", "open", "open", "open"] });
    });

    it("set members and nested values that are set are what they were", async () => {
      last += 1;
      const siteId = `lost-${last}`;
      const preferences = { "e-mail": { daily: true } };
      await other.site.create({ siteId, preferences, lines: [], position: [0, "here"] });
      faulty.proxy.fail("UpdateItem", fault, fault);
      await db.site.update({ siteId }).addTo({ tags: new Set(["new"]) });
      await db.site.update({ siteId }).change((s) => [s.preferences.theme.set("dark")]);
      expect(await other.site.get({ siteId })).toMatchObject({
        tags: new Set(["new"]),
        preferences: { theme: "dark", "e-mail": { daily: true } },
      });
    });

    it("modify writes once; where its answer was lost it cannot know, and says so", async () => {
      const task = freshTask();
      await other.task.create(task);
      faulty.proxy.fail("UpdateItem", fault);
      const error = await errorOf(db.task.modify(task, ({ points = 0 }) => ({ points: points + 10 })));
      expect(error).toMatchObject({ code: "ConditionFailed", details: { uncertain: true } });
      expect(await other.task.get(task)).toMatchObject({ points: 11 });
      // One read, and of the write one repetition by the SDK: it is not begun anew.
      expect(faulty.proxy.arrived()).toEqual({ GetItem: 1, UpdateItem: 2 });
    });

    it("a move happened once", async () => {
      const [task, to] = [freshTask(), freshTask()];
      await other.task.create(task);
      faulty.proxy.fail("TransactWriteItems", fault);
      expect(await db.task.move(task, { number: to.number })).toMatchObject({ ...task, number: to.number });
      expect(faulty.proxy.arrived()).toEqual({ GetItem: 1, TransactWriteItems: 2 });
      expect(await other.task.getMany([task, to])).toMatchObject([undefined, { title: task.title }]);
    });

    it("a transaction with a check happened once, though it makes its own condition false", async () => {
      const [task, second] = [freshTask(), freshTask()];
      await other.task.create(task);
      faulty.proxy.fail("TransactWriteItems", fault);
      await db.transactWrite([
        db.task.check(task, (t) => t.points.eq(1)),
        db.task.delete(second).if((t) => t.title.notExists()),
      ]);
      faulty.proxy.fail("TransactWriteItems", fault);
      await db.transactWrite([db.task.delete(task).if((t) => t.points.eq(1)), db.task.create(second)]);
      expect(await other.task.getMany([task, second])).toMatchObject([undefined, { title: second.title }]);
    });

    it("a write of what was read cannot know, is done once, and raises the version once", async () => {
      const noteId = `lost-${fault}`;
      const read = await otherNotes.create({ noteId, title: "Old" });
      faulty.proxy.fail("UpdateItem", fault);
      expect(await errorOf(notes.update({ noteId }, read).set({ title: "New" }))).toMatchObject({
        code: "ConditionFailed",
        details: { uncertain: true, item: { title: "New", version: 2 } },
      });
      faulty.proxy.fail("DeleteItem", fault);
      expect(await errorOf(notes.delete({ noteId }, { version: 2 }))).toMatchObject({
        code: "ConditionFailed",
        details: { uncertain: true },
      });
      expect(await otherNotes.get({ noteId })).toBeUndefined();
    });

    it("a create with times and a version finds its own item", async () => {
      faulty.proxy.fail("PutItem", fault);
      const noteId = `made-${fault}`;
      expect(await notes.create({ noteId, title: "Made" })).toMatchObject({ title: "Made", version: 1 });
      expect(await otherNotes.get({ noteId })).toMatchObject({ title: "Made", version: 1 });
    });

    it("what is asked to be returned is what the second attempt found, as the documentation says", async () => {
      const task = freshTask();
      await other.task.create(task);
      faulty.proxy.fail("UpdateItem", fault);
      const before = await db.task.update(task).set({ points: 2 }).returning("old");
      expect(before).toMatchObject({ points: 2 });
      faulty.proxy.fail("DeleteItem", fault);
      expect(await db.task.delete(task).returning("old")).toBeUndefined();
      expect(await other.task.get(task)).toBeUndefined();
    });

    it("reads of every kind are read again", async () => {
      const task = freshTask();
      await other.task.create(task);
      for (const operation of ["GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan"]) {
        faulty.proxy.fail(operation, fault);
      }
      const number = (t: { number: { eq(value: number): Condition } }) => t.number.eq(task.number);
      expect(await db.task.get(task)).toMatchObject(task);
      expect(await db.task.getMany([task])).toMatchObject([task]);
      expect(await db.transactGet([db.task.get(task)])).toMatchObject([task]);
      expect(await db.task.query(keyOf(task)).all()).toMatchObject([task]);
      expect(await db.task.scan().filter(number).all()).toMatchObject([task]);
      faulty.proxy.fail("Scan", fault, fault);
      expect(await db.task.scan().filter(number).parallel(2).all()).toMatchObject([task]);
      faulty.proxy.fail("Query", fault);
      expect((await db.board({ projectId: task.projectId }).all()).tasks).toContainEqual(
        expect.objectContaining(task),
      );
    });

    it("a batch is written", async () => {
      const task = freshTask();
      faulty.proxy.fail("BatchWriteItem", fault, "pass", fault, "pass", fault);
      await db.task.putMany([task]);
      expect(await other.task.get(task)).toMatchObject(task);
      await db.task.deleteMany([task]);
      expect(await other.task.get(task)).toBeUndefined();
      await db.batchWrite([db.task.put(task)]);
      expect(await other.task.get(task)).toMatchObject(task);
      expect(faulty.proxy.arrived()).toEqual({ BatchWriteItem: 6 });
    });
  },
);

describe("an attempt that was refused for certain", () => {
  it("leaves no doubt about a create that meets an item", async () => {
    const task = freshTask();
    await other.task.create(task);
    faulty.proxy.fail("PutItem", "ProvisionedThroughputExceededException");
    // An equal item, and yet not ours: nothing was done before.
    const error = await errorOf(db.task.create(task));
    if (!isMonotableError(error, "AlreadyExists")) throw error;
    expect(error.details).toEqual({ entity: "Task", key: keyOf(task) });
    expect(faulty.proxy.arrived()).toEqual({ PutItem: 2 });
  });

  it("leaves no doubt about a condition either", async () => {
    const task = freshTask();
    faulty.proxy.fail("DeleteItem", "ThrottlingException");
    const error = await errorOf(db.task.delete(task).if((t) => t.title.exists()));
    if (!isMonotableError(error, "ConditionFailed")) throw error;
    expect(error.details).not.toHaveProperty("uncertain");
  });
});

describe("a client whose send was replaced", () => {
  it("tells its attempts in the error, which are remembered when a conflict is tried again", async () => {
    const errors = [
      { name: "TransactionConflictException", $metadata: { attempts: 2 } },
      { name: "ConditionalCheckFailedException", $metadata: { attempts: 1 } },
    ];
    const send = () => Promise.reject(Object.assign(new Error("no"), errors.shift()));
    const replaced = createDatabase(Object.assign(new DynamoDBClient({ region: "local" }), { send }));
    const error = await errorOf(replaced.task.create(freshTask()));
    expect(error).toMatchObject({ code: "AlreadyExists", details: { uncertain: true } });
    expect(errors).toEqual([]);
  });
});

describe("a create that the SDK sent once", () => {
  it("is refused for an equal item", async () => {
    const task = freshTask();
    await other.task.create(task);
    expect(await errorOf(db.task.create(task))).toMatchObject({ code: "AlreadyExists" });
    expect(faulty.proxy.arrived()).toEqual({ PutItem: 1 });
  });

  it("finds its own item with values of every kind", async () => {
    faulty.proxy.fail("PutItem", "dropped reply");
    const project = {
      projectId: "every",
      ownerId: "ann",
      name: "Tower",
      budget: 1e21,
      views: 9007199254740993n,
      startedAt: new Date(0),
      tags: new Set(["b", "a"]),
      members: [{ userId: "u", since: new Date(2) }],
      labels: { b: "", a: "x" },
      parentId: null,
      icon: new Uint8Array([0, 255]),
    };
    expect(await db.project.create({ ...project, endedAt: new Date(1).toISOString() })).toEqual({
      ...project,
      archived: false,
      endedAt: new Date(1),
    });
    expect(faulty.proxy.arrived()).toEqual({ PutItem: 2 });
  });
});
