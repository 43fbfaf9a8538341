import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { isMonotableError } from "monotable";
import { afterEach, describe, expect, it } from "vitest";
import { createDatabase, type MemberInput, tables } from "../golden/unique/generated/index.js";
import { connect } from "../support/connect.js";
import { checkLedger, clubConstraints } from "../support/ledger.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

const ledger = () => checkLedger(connection, "club", clubConstraints);

afterEach(async () => {
  await ledger();
});

let count = 0;
/** A member like no other. */
function freshMember(more: Partial<MemberInput> = {}): MemberInput & { memberId: string } {
  count += 1;
  const memberId = `m${count}`;
  return { memberId, email: `${memberId}@example.com`, firstName: "Ann", lastName: memberId, ...more };
}

const created = (more?: Partial<MemberInput>) => db.member.create(freshMember(more));
const codeOf = (error: unknown) => (isMonotableError(error) ? error.code : error);
const operations = () => connection.sent().map(({ operation }) => operation);
const canceled = (...reasons: unknown[]) => ({ code: "TransactionCanceled", details: { reasons } });

describe("in a transaction of the user's", () => {
  it("a create brings its guards, and nothing is read", async () => {
    const [member, match] = [freshMember(), { league: 1, matchId: "x" }];
    await db.transactWrite([db.match.create(match), db.member.create(member)]);
    const [request] = connection.sent();
    expect(request).toMatchObject({
      operation: "TransactWriteItems",
      input: {
        TransactItems: [
          { Put: { Item: { _entity: "Match" } } },
          { Put: { Item: { _entity: "Member" } } },
          { Put: { Item: { pk: `UNIQUE#Member#email#${member.email}` } } },
          { Put: { Item: { pk: `UNIQUE#Member#name#Ann#${member.memberId}` } } },
        ],
      },
    });
    const second = freshMember({ email: member.email });
    await expect(
      db.transactWrite([db.match.create({ league: 1, matchId: "y" }), db.member.create(second)]),
    ).rejects.toMatchObject(
      canceled(undefined, {
        code: "NotUnique",
        details: { constraint: "email", attributes: ["email"], owner: { memberId: member.memberId } },
      }),
    );
    expect(await db.match.get({ league: 1, matchId: "y" })).toBeUndefined();
  });

  it("updates, deletes and puts read what they change, all with one request", async () => {
    const [a, b, c] = [await created(), await created(), await created({ nickname: "c" })];
    connection.sent();
    await db.transactWrite([
      db.member.update(a).set({ email: `new-${a.email}` }),
      db.member.update(b).add({ points: 1 }),
      db.member.delete(c),
      db.member.put({ ...b, memberId: "put", email: a.email, lastName: "put", nickname: "c" }),
      db.match.check({ league: 1, matchId: "none" }, (m) => m.owner.notExists()),
    ]);
    const [read, write, ...more] = connection.sent();
    expect(read).toEqual({
      operation: "BatchGetItem",
      input: {
        RequestItems: {
          club: {
            Keys: [a, c, { memberId: "put" }].map(({ memberId }) => ({
              pk: `MEMBER#${memberId}`,
              sk: "MEMBER",
            })),
            ConsistentRead: true,
          },
        },
      },
    });
    // a's new address; what a and c give up goes to the put; c's and the put's names.
    expect(write).toMatchObject({ input: { TransactItems: { length: 5 + 1 + 2 + 2 + 1 } } });
    expect(more).toEqual([]);
    expect(await db.member.get({ memberId: "put" })).toMatchObject({ email: a.email, nickname: "c" });
  });

  it("two items swap their values", async () => {
    const [a, b] = [await created({ badge: 1 }), await created({ badge: 2 })];
    await db.transactWrite([
      db.member.update(a).set({ email: b.email, badge: 2 }),
      db.member.update(b).set({ email: a.email, badge: 1 }),
    ]);
    expect(await db.member.getMany([a, b])).toMatchObject([
      { email: b.email, badge: 2 },
      { email: a.email, badge: 1 },
    ]);
    await ledger();
    await db.transactWrite([
      db.member.update(a).remove("badge"),
      db.member.create(freshMember({ badge: 2 })),
    ]);
  });

  it("refuses to give two items one value", async () => {
    const [a, b] = [await created(), await created()];
    connection.sent();
    const two = db.transactWrite([
      db.member.update(a).set({ nickname: "two" }),
      db.member.update(b).set({ nickname: "two" }),
    ]);
    await expect(two).rejects.toMatchObject({
      code: "InvalidTransaction",
      details: {
        reason:
          'operations 1 and 2 would give two items the same nickname "two", which Member.unique.nickname forbids',
      },
    });
    expect(operations()).toEqual(["BatchGetItem"]);
  });

  it("has a reason for each operation at fault", async () => {
    const [a, b, c] = [await created(), await created(), await created()];
    await expect(
      db.transactWrite([
        db.member.update(a).set({ email: b.email }),
        db.member
          .update(c)
          .set({ nickname: "reasons" })
          .if((m) => m.points.gt(7)),
        db.member.update({ memberId: "nobody" }).set({ email: "nobody@example.com" }),
        db.member.create({ ...freshMember(), memberId: b.memberId }),
      ]),
    ).rejects.toMatchObject(
      canceled(
        { code: "NotUnique", details: { key: { memberId: a.memberId }, owner: { memberId: b.memberId } } },
        { code: "ConditionFailed", details: { item: { memberId: c.memberId } } },
        { code: "NotFound" },
        { code: "AlreadyExists" },
      ),
    );
  });

  it("counts the guards among the 100 operations, and refuses a token where it reads", async () => {
    const many = Array.from({ length: 34 }, () => db.member.create(freshMember()));
    await expect(db.transactWrite(many)).rejects.toMatchObject({
      code: "InvalidTransaction",
      details: {
        reason: "it has 102 operations, 68 of them on the guards of unique constraints; DynamoDB allows 100",
      },
    });
    const twice = [db.member.delete({ memberId: "t" }), db.member.delete({ memberId: "t" })];
    await expect(db.transactWrite(twice)).rejects.toMatchObject({ code: "InvalidTransaction" });
    await expect(
      db.transactWrite([db.member.delete({ memberId: "t" })], { token: "mine" }),
    ).rejects.toMatchObject({
      code: "InvalidTransaction",
      details: { reason: expect.stringContaining("leave the token out") },
    });
    expect(connection.sent()).toEqual([]);
    await db.transactWrite(many.slice(1));
    await db.transactWrite([db.member.create(freshMember())], { token: "mine" });
    const [, request] = connection.sent();
    expect(request?.input).toMatchObject({ ClientRequestToken: "mine" });
  });

  it("is read and sent again where an item has changed in between, ten times at the most", async () => {
    const [member, other] = [await created(), await created()];
    const key = { memberId: member.memberId };
    const swap = [
      db.member.update(key).set({ nickname: "mine" }),
      db.member.update(other).set({ email: `later-${other.email}` }),
    ];
    const meanwhile = ["theirs", "theirs 2"];
    await between(
      async () => {
        const nickname = meanwhile.shift();
        if (nickname !== undefined) await db.member.update(key).set({ nickname });
      },
      () => db.transactWrite(swap),
    );
    expect(operations().filter((operation) => operation === "BatchGetItem")).toHaveLength(3);
    expect(await db.member.get(member)).toEqual({ ...member, nickname: "mine" });
    await ledger();

    let turn = 0;
    const again = async () => {
      turn += 1;
      await db.member.update(key).set({ nickname: `turn ${turn}` });
    };
    await expect(between(again, () => db.transactWrite(swap))).rejects.toMatchObject(
      canceled(
        {
          code: "ConditionFailed",
          message: `Member memberId "${member.memberId}": others changed it during each of 10 attempts`,
          details: { key, item: { nickname: "turn 10" } },
        },
        undefined,
      ),
    );
    await ledger();
    // Alone, an update begins anew too: what it gives is what it left, with what others did in between.
    const points = [5, 6];
    const result = await between(
      async () => {
        const next = points.shift();
        if (next !== undefined) await db.member.update(key).add({ points: next });
      },
      () => db.member.update(key).set({ nickname: "last" }),
    );
    expect(result).toEqual({ ...member, nickname: "last", points: 11 });
    expect(await db.member.get(member)).toEqual(result);
    // A condition of the user's is no reason to try again.
    connection.sent();
    await expect(
      db.transactWrite([
        db.member
          .update(key)
          .set({ nickname: "never" })
          .if((m) => m.points.lt(0)),
      ]),
    ).rejects.toMatchObject(canceled({ code: "ConditionFailed" }));
    expect(operations()).toEqual(["GetItem", "TransactWriteItems"]);
  });
});

/** Runs something, and something else before each transaction that it sends. */
async function between<Result>(
  meanwhile: () => Promise<unknown>,
  run: () => PromiseLike<Result>,
): Promise<Result> {
  let inside = false;
  connection.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === "TransactWriteItemsCommand" && !inside) {
        inside = true;
        await meanwhile();
        inside = false;
      }
      return next(args);
    },
    { step: "initialize", name: "meanwhile", priority: "high" },
  );
  try {
    return await run();
  } finally {
    connection.client.middlewareStack.remove("meanwhile");
  }
}

describe("at once", () => {
  it("50 renamers and deleters of one item leave it and its guards in order", {
    tags: "contention",
  }, async () => {
    const member = await created({ nickname: "start" });
    const writes = Array.from({ length: 50 }, (_, writer) => {
      const key = { memberId: member.memberId };
      const all = [
        () => db.member.update(key).set({ nickname: `by ${writer}` }),
        () => db.member.delete(key),
        () => db.member.put({ ...member, email: `put-${writer}@example.com` }),
        () => db.member.upsert({ ...member, lastName: `upsert ${writer}` }),
        () => db.member.modify(key, () => ({ badge: writer + 100 })),
        () => db.transactWrite([db.member.update(key).set({ firstName: `Tx ${writer}` })]),
      ];
      return (all[writer % all.length] ?? all[0])?.().then(() => "written", codeOf);
    });
    const results = new Set(await Promise.all(writes));
    for (const result of results)
      expect(["written", "NotFound", "ConditionFailed", "TransactionCanceled"]).toContain(result);
    expect(results).toContain("written");
    await ledger();
  });

  it("50 take turns on few values", { tags: "contention" }, async () => {
    const members = await Promise.all(Array.from({ length: 10 }, () => created()));
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, writer) => {
        const member = members[writer % 10];
        const badge = 500 + (writer % 7);
        if (member === undefined) return "none";
        const key = { memberId: member.memberId };
        const write =
          writer % 3 === 0 ? db.member.update(key).remove("badge") : db.member.update(key).set({ badge });
        return write.then(() => "written", codeOf);
      }),
    );
    for (const result of results) expect(["written", "NotUnique", "ConditionFailed"]).toContain(result);
  });
});

describe("guards", () => {
  it("come back from no read", async () => {
    const member = await created({ nickname: "read" });
    const isMember = ({ memberId }: { memberId?: string }) => memberId !== undefined;
    const stored = (await ledger())["Member"]?.length ?? 0;
    const scanned = await db.member.scan().all();
    expect(scanned.every(isMember)).toBe(true);
    expect(scanned).toHaveLength(stored);
    expect(await db.member.scan().count()).toBe(stored);
    expect(await db.member.scan().parallel(3).count()).toBe(stored);
    expect(await db.match.scan().all()).toEqual([{ league: 1, matchId: "x" }]);
    expect(await db.member.all().all()).toHaveLength(stored);
    expect((await db.roll().all()).members).toHaveLength(stored);
    expect(await db.member.query({ memberId: member.memberId }).all()).toEqual([member]);
    expect(await db.member.byNickname({ nickname: "read" }).all()).toEqual([member]);
    expect(await db.member.get({ memberId: "UNIQUE" })).toBeUndefined();
  });

  it("come back from no read of a table whose items carry no name and whose keys are natural", async () => {
    const device = { kind: "phone", serial: "UNIQUE", address: "aa:bb::cc" } as const;
    expect(await db.device.create(device)).toEqual(device);
    await expect(db.device.create({ ...device, kind: "laptop" })).rejects.toMatchObject({
      code: "NotUnique",
      details: { values: ["aa:bb::cc"], owner: { kind: "phone", serial: "UNIQUE" } },
    });
    expect(await connection.stored("inventory")).toHaveLength(2);
    expect(await connection.stored("inventory")).toContainEqual({
      kind: "UNIQUE#Device#address#aa:bb::cc",
      serial: "UNIQUE",
      _owner: { kind: "phone", serial: "UNIQUE" },
    });
    expect(await db.device.scan().all()).toEqual([device]);
    expect(await db.device.scan().count()).toBe(1);
    expect(await db.device.query({ kind: "phone" }).all()).toEqual([device]);
    await db.device.delete(device);
    expect(await connection.stored("inventory")).toEqual([]);
  });

  it("that are missing or another's stand in nobody's way, as where a constraint was declared later", async () => {
    const [old, twin] = ["old", "twin"].map((memberId) => ({
      pk: `MEMBER#${memberId}`,
      sk: "MEMBER",
      _entity: "Member",
      memberId,
      email: "shared@example.com",
      firstName: "Old",
      lastName: memberId,
      points: 0,
      history: [],
      settings: { theme: "light" },
    }));
    for (const Item of [old, twin])
      await connection.documents.send(new PutCommand({ TableName: "club", Item: Item ?? {} }));
    // No guard is there; one is taken by the first of the two that is written with another value and back.
    await db.member.update({ memberId: "old" }).set({ email: "other@example.com", lastName: "Old" });
    await db.member.update({ memberId: "old" }).set({ email: "shared@example.com" });
    // The address of the twin is guarded for the other: it is left so, and the twin can go.
    await db.member.update({ memberId: "twin" }).set({ email: "twin@example.com", lastName: "Twin" });
    await ledger();
    await db.member.delete({ memberId: "twin" });
    await expect(created({ email: "shared@example.com" })).rejects.toMatchObject({
      code: "NotUnique",
      details: { owner: { memberId: "old" } },
    });
  });
});

describe("batches", () => {
  it("cannot keep constraints, and are refused", async () => {
    const refused = {
      code: "InvalidBatch",
      details: {
        entity: "Member",
        reason:
          "DynamoDB's batches cannot keep its unique constraints: write each item alone, or in a transaction",
      },
    };
    const member = freshMember();
    // @ts-expect-error A put of it does not fit a batch.
    await expect(db.batchWrite([db.member.put(member)])).rejects.toMatchObject(refused);
    // @ts-expect-error Nor does a delete.
    await expect(db.batchWrite([db.member.delete(member)])).rejects.toMatchObject(refused);
    // @ts-expect-error There are no such methods.
    await expect(db.member.putMany([member])).rejects.toMatchObject(refused);
    // @ts-expect-error There are no such methods.
    await expect(db.member.deleteMany([member])).rejects.toMatchObject(refused);
    expect(connection.sent()).toEqual([]);
    expect(await db.member.getMany([member])).toEqual([undefined]);
    await db.batchWrite([
      db.match.put({ league: 3, matchId: "b" }),
      db.match.delete({ league: 3, matchId: "b" }),
    ]);
  });
});
