import { describe, expect, it } from "vitest";
import { createDatabase, type ProjectInput, tables } from "../golden/features/generated/index.js";
import {
  createDatabase as createStorage,
  tables as storageTables,
} from "../golden/storage/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect([...tables, ...storageTables]);
const db = createDatabase(connection.client);
const storage = createStorage(connection.client);

const project: ProjectInput = {
  projectId: "p",
  ownerId: "ann",
  name: "Tower",
  budget: 1,
  startedAt: new Date(0),
  parentId: null,
};

const throwing = {
  get projectId(): string {
    throw new Error("no key today");
  },
};

async function errorOf(operation: PromiseLike<unknown>): Promise<unknown> {
  return operation.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a key that is not an object", () => {
  it.each([[null], ["p"], [5], [["p"]]])(
    "is rejected by every operation with InvalidKey: %j",
    async (given) => {
      const key = given as never;
      connection.sent();
      const operations = [
        db.project.get(key),
        db.project.update(key).set({ name: "x" }),
        db.project.delete(key),
        db.project.modify(key, () => undefined),
        db.project.move(key, {} as never),
        db.project.getMany([key]),
        db.project.deleteMany([key]),
        db.transactGet([db.project.get(key)]),
        db.batchGet([db.project.get(key)]),
        db.transactWrite([db.project.check(key, (p) => p.budget.gt(0))]),
      ];
      for (const operation of operations) {
        expect(await errorOf(operation)).toMatchObject({
          code: "InvalidKey",
          message: expect.stringContaining("Project: its key must be an object { projectId }, got "),
        });
      }
      expect(connection.sent()).toEqual([]);
    },
  );

  it("is rejected where getMany is given undefined in place of a key, or no list", async () => {
    expect(await errorOf(db.project.getMany([undefined as never]))).toMatchObject({ code: "InvalidKey" });
    expect(await errorOf(db.project.getMany(null as never))).toMatchObject({
      code: "InvalidBatch",
      message: "Project: getMany takes a list of keys, got null",
    });
  });

  it("is rejected where its getter throws, with what it threw", async () => {
    for (const operation of [
      db.project.get(throwing),
      db.project.delete(throwing),
      db.project.update(throwing),
    ]) {
      expect(await errorOf(operation)).toMatchObject({
        code: "InvalidKey",
        message: expect.stringContaining("no key today"),
      });
    }
  });
});

describe("anything but an operation", () => {
  it("is rejected by batchGet and transactGet with its position", async () => {
    const given = [db.project.get({ projectId: "p" }), undefined as never];
    expect(await errorOf(db.batchGet(given))).toMatchObject({
      code: "InvalidBatch",
      message: "This batch cannot be sent: operation 2 is not a get of a repository",
    });
    expect(await errorOf(db.transactGet(given))).toMatchObject({
      code: "InvalidTransaction",
      message: "This transaction cannot be sent: operation 2 is not a get of a repository",
    });
  });
});

describe("a cursor that is not a text", () => {
  it.each([[5], [{}], [null], [true]])("is rejected by queries, scans and statements: %j", async (given) => {
    const after = given as never;
    const reads = [
      db.project.query({ projectId: "p" }).page({ after }),
      db.project.query({ projectId: "p" }).all({ after }),
      db.project.scan().page({ after }),
      db.project.scan().parallel(2).all({ after }),
      db.raw.partiql`SELECT * FROM "app"`.page({ after }),
    ];
    for (const read of reads) expect(await errorOf(read)).toMatchObject({ code: "InvalidCursor" });
  });
});

describe("a value that cannot be read", () => {
  it("is rejected with the path of a getter that throws", async () => {
    const item = {
      ...project,
      members: [
        {
          userId: "u",
          get since(): Date {
            throw new Error("broken getter");
          },
        },
      ],
    };
    const writes = [
      db.project.create(item),
      db.project.put(item),
      db.project.upsert(item),
      db.project.update({ projectId: "p" }).set({ members: item.members }),
    ];
    for (const write of writes) {
      expect(await errorOf(write)).toMatchObject({
        code: "InvalidValue",
        message: expect.stringContaining(
          "members[0].since cannot be read, since its getter threw: broken getter",
        ),
        details: { attribute: "members[0].since" },
      });
    }
  });

  it("is rejected where the ArrayBuffer of binary is detached", async () => {
    const icon = new Uint8Array([1, 2, 3]);
    structuredClone(icon.buffer, { transfer: [icon.buffer] });
    for (const write of [
      db.project.put({ ...project, icon }),
      db.project.update({ projectId: "p" }).set({ icon }),
    ]) {
      expect(await errorOf(write)).toMatchObject({
        code: "InvalidValue",
        message: expect.stringContaining("icon is binary whose ArrayBuffer is detached"),
      });
    }
  });

  it("is rejected where set is given no object", async () => {
    for (const given of [null, undefined, "name", ["name"]]) {
      expect(await errorOf(db.project.update({ projectId: "p" }).set(given as never))).toMatchObject({
        code: "InvalidUpdate",
        message: expect.stringContaining("set takes an object of attributes, got "),
      });
    }
  });
});

describe("an update of more than an item holds", () => {
  it("is rejected with ItemTooLarge, whatever it does with the value", async () => {
    const text = "x".repeat(1024 * 1024);
    const writes = [
      db.project.update({ projectId: "p" }).set({ labels: { a: text } }),
      db.project.upsert({ ...project, labels: { a: text } }),
      db.project.update({ projectId: "p" }).append({ members: [{ userId: text, since: new Date(0) }] }),
    ];
    connection.sent();
    for (const write of writes) {
      expect(await errorOf(write)).toMatchObject({
        code: "ItemTooLarge",
        details: { entity: "Project", attribute: expect.stringMatching(/^(labels|members)$/) },
      });
    }
    expect(await errorOf(db.transactWrite([writes[0] as never]))).toMatchObject({ code: "ItemTooLarge" });
    expect(connection.sent()).toEqual([]);
  });
});

describe("an empty set in a value of any type", () => {
  it("is rejected where leaving it out would change the value around it", async () => {
    const error = await errorOf(storage.thing.put({ thingId: "t", data: { a: new Set(), b: 1 } }));
    expect(error).toMatchObject({ code: "InvalidValue", details: { attribute: "data.a" } });
    expect(await storage.thing.put({ thingId: "t", data: { a: new Set(["x"]), b: 1 } })).toEqual({
      thingId: "t",
      data: { a: new Set(["x"]), b: 1 },
    });
  });
});
