import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { isMonotableError } from "monotable";
import { describe, expect, it } from "vitest";
import {
  createDatabase,
  type ProjectInput,
  type ReadingInput,
  tables,
} from "../golden/features/generated/index.js";
import {
  tables as clubTables,
  createDatabase as createClub,
  type MemberInput,
} from "../golden/unique/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect([...tables, ...clubTables]);
const faulty = await connection.faulty();
const db = createDatabase(connection.client);
const club = createClub(connection.client);
const raw = DynamoDBDocumentClient.from(connection.client);

const project: ProjectInput = {
  projectId: "p",
  ownerId: "ann",
  name: "Tower",
  budget: 1,
  startedAt: new Date(0),
  parentId: null,
};

/** Stores a project whose date is a number, as another tool may have written it. */
async function storeUnreadable(projectId: string): Promise<{ projectId: string }> {
  const { document } = { document: db.project.encode({ ...project, projectId }) };
  await raw.send(new PutCommand({ TableName: "app", Item: { ...document, startedAt: 1_700_000_000 } }));
  return { projectId };
}

async function budgetOf(projectId: string): Promise<unknown> {
  const items = await connection.stored("app");
  return items.find((item) => item["projectId"] === projectId)?.["budget"];
}

async function errorOf(operation: PromiseLike<unknown>) {
  return operation.then(
    () => expect.unreachable("the operation succeeded"),
    (error: unknown) => error,
  );
}

const WRITTEN = {
  code: "UnreadableItem",
  message: expect.stringContaining("the write was carried out"),
  details: { attribute: "startedAt", written: true },
};

describe("a write whose result cannot be read", () => {
  it("says that it was carried out, for an update, an upsert and a delete", async () => {
    const key = await storeUnreadable("u1");
    for (let times = 1; times <= 3; times += 1) {
      expect(await errorOf(db.project.update(key).add({ budget: 1 }))).toMatchObject(WRITTEN);
      expect(await budgetOf("u1")).toBe(1 + times);
    }
    expect(await errorOf(db.project.update(key).set({ name: "x" }).returning("old"))).toMatchObject(WRITTEN);
    expect(await errorOf(db.project.delete(key).returning("old"))).toMatchObject(WRITTEN);
    expect(await budgetOf("u1")).toBeUndefined();
  });

  it("says nothing of the kind where modify could not read the item, since it wrote nothing", async () => {
    const key = await storeUnreadable("u2");
    const error = await errorOf(db.project.modify(key, () => ({ budget: 9 })));
    expect(error).toMatchObject({ code: "UnreadableItem" });
    expect(isMonotableError(error, "UnreadableItem") && error.details.written).toBeUndefined();
    expect(await budgetOf("u2")).toBe(1);
  });
});

describe("a condition that fails on an item that cannot be read", () => {
  const UNREADABLE = {
    code: "ConditionFailed",
    message: expect.stringContaining("and it cannot be read"),
    details: { key: { projectId: "u3" }, item: undefined, unreadable: { code: "UnreadableItem" } },
  };

  it("is ConditionFailed, with the reason why the item cannot be read", async () => {
    const key = await storeUnreadable("u3");
    const update = db.project
      .update(key)
      .set({ budget: 5 })
      .if((p) => p.budget.gt(100));
    expect(await errorOf(update)).toMatchObject(UNREADABLE);
    expect(await errorOf(db.project.delete(key).if((p) => p.budget.gt(100)))).toMatchObject(UNREADABLE);
    expect(await errorOf(db.project.put({ ...project, ...key }).if((p) => p.budget.gt(100)))).toMatchObject(
      UNREADABLE,
    );
    expect(await errorOf(db.transactWrite([update]))).toMatchObject({
      code: "TransactionCanceled",
      details: { reasons: [UNREADABLE] },
    });
    const statement = db.raw
      .partiql`UPDATE "app" SET budget = ${5} WHERE pk = ${"PROJECT#u3"} AND sk = ${"PROJECT"} AND budget > ${100}`;
    expect(await errorOf(statement)).toMatchObject({
      code: "ConditionFailed",
      details: { entity: "Project", unreadable: { code: "UnreadableItem" } },
    });
    expect(await budgetOf("u3")).toBe(1);
  });
});

describe("a batch of writes of which a request fails", () => {
  it("tells which writes were carried out", async () => {
    const proxied = createDatabase(faulty.client);
    const items: ReadingInput[] = Array.from({ length: 30 }, (_, at) => ({ sensorId: "w", at, value: at }));
    faulty.proxy.fail(
      "BatchWriteItem",
      "pass",
      ...Array.from({ length: 40 }, () => "ThrottlingException" as const),
    );
    const error = await errorOf(proxied.reading.putMany(items));
    faulty.proxy.heal();
    expect(error).toMatchObject({ code: "Throttled", details: { uncertain: true, batch: { sent: 30 } } });
    const failed = isMonotableError(error, "Throttled") ? (error.details.batch?.failed ?? []) : [];
    const stored = (await connection.stored("sensors")).filter((item) => item["sensorId"] === "w");
    const notWritten = failed.map(
      (request) => (request as { PutRequest: { Item: { at: number } } }).PutRequest.Item.at,
    );
    const written = stored.map((item) => item["at"] as number);
    expect([...written, ...notWritten].sort((a, b) => a - b)).toEqual(items.map(({ at }) => at));
  });

  it("waits for its requests before it rejects a value that is not valid, and tells of them", async () => {
    const items = Array.from({ length: 26 }, (_, at) => ({ sensorId: "v", at, value: at }) as ReadingInput);
    const error = await errorOf(db.reading.putMany([...items, { sensorId: "v" } as ReadingInput]));
    expect(error).toMatchObject({
      code: "InvalidItem",
      details: { uncertain: true, batch: { sent: 25, failed: [] } },
    });
    const stored = (await connection.stored("sensors")).filter((item) => item["sensorId"] === "v");
    expect(stored).toHaveLength(25);
  });
});

describe("a transaction whose first attempt arrives after its retry", () => {
  it("is uncertain where the retry was cancelled", async () => {
    const proxied = createClub(faulty.client);
    const member: MemberInput = { memberId: "l1", email: "l1@example.com", firstName: "Ann", lastName: "L1" };
    await club.member.create({ ...member, memberId: "l0" });
    faulty.proxy.fail("TransactWriteItems", "late");
    expect(await errorOf(proxied.member.create(member))).toMatchObject({
      code: "NotUnique",
      details: { constraint: "email", uncertain: true },
    });
    await club.member.delete({ memberId: "l0" });
    await faulty.proxy.deliver();
    expect(await club.member.get({ memberId: "l1" })).toMatchObject(member);
  });

  it("is certain where every attempt was answered", async () => {
    const member: MemberInput = { memberId: "l2", email: "l2@example.com", firstName: "Ann", lastName: "L2" };
    await club.member.create(member);
    const error = await errorOf(club.member.create({ ...member, memberId: "l3" }));
    expect(isMonotableError(error, "NotUnique") && error.details.uncertain).toBeUndefined();
    const canceled = await errorOf(club.transactWrite([club.member.create({ ...member, memberId: "l3" })]));
    expect(isMonotableError(canceled, "TransactionCanceled") && canceled.details.uncertain).toBeUndefined();
  });
});
