import { isMonotableError } from "monotable";
import { afterEach, describe, expect, it } from "vitest";
import { createDatabase, type MemberInput, tables } from "../golden/unique/generated/index.js";
import { connect } from "../support/connect.js";
import { checkLedger, clubConstraints } from "../support/ledger.js";

const connection = await connect(tables);
const db = createDatabase(connection.client, { now: () => new Date(NOW) });

const NOW = "2026-03-01T10:00:00.000Z";
const ledger = () => checkLedger(connection, "club", clubConstraints);

// Whatever a test does: the rows are the items and their guards.
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

const defaults = { points: 0, history: [], settings: { theme: "light" } };
const codeOf = (error: unknown) => (isMonotableError(error) ? error.code : error);
const operations = () => connection.sent().map(({ operation }) => operation);

const names = (...attributes: string[]) => Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
const TableName = "club";
const ReturnValuesOnConditionCheckFailure = "ALL_OLD";
const memberKey = (memberId: string) => ({ pk: `MEMBER#${memberId}`, sk: "MEMBER" });
const guard = (constraint: string, values: string, memberId: string) => ({
  pk: `UNIQUE#Member#${constraint}#${values}`,
  sk: "UNIQUE",
  _entity: `Member.${constraint}`,
  _owner: { memberId },
});
/** The guard of a new item. */
const newGuard = (constraint: string, values: string, memberId: string) => ({
  Put: {
    TableName,
    Item: guard(constraint, values, memberId),
    ConditionExpression: "attribute_not_exists(#pk)",
    ReturnValuesOnConditionCheckFailure,
    ExpressionAttributeNames: names("pk"),
  },
});
const owned = (memberId: string) => ({
  ConditionExpression: "attribute_not_exists(#pk) OR #_owner = :v0",
  ReturnValuesOnConditionCheckFailure,
  ExpressionAttributeNames: names("pk", "_owner"),
  ExpressionAttributeValues: { ":v0": { memberId } },
});
const takenGuard = (constraint: string, values: string, memberId: string) => ({
  Put: { TableName, Item: guard(constraint, values, memberId), ...owned(memberId) },
});
const givenGuard = (constraint: string, values: string, memberId: string) => {
  const { pk, sk } = guard(constraint, values, memberId);
  return { Delete: { TableName, Key: { pk, sk }, ...owned(memberId) } };
};
const transaction = (...TransactItems: unknown[]) => ({
  operation: "TransactWriteItems",
  input: { TransactItems, ClientRequestToken: expect.any(String) },
});
const read = (memberId: string) => ({
  operation: "GetItem",
  input: { TableName, Key: memberKey(memberId), ConsistentRead: true },
});

describe("create", () => {
  it("stores the item and its guards in one transaction", async () => {
    const member = freshMember({ nickname: "Ann #1", badge: 7 });
    const { memberId, email } = member;
    expect(await db.member.create(member)).toEqual({ ...defaults, ...member });
    const request = [
      {
        Put: {
          TableName,
          Item: {
            ...memberKey(memberId),
            _entity: "Member",
            gsi1pk: "NICKNAME#Ann$g$j1",
            gsi1sk: "MEMBER",
            ...member,
            ...defaults,
          },
          ConditionExpression: "attribute_not_exists(#pk)",
          ReturnValuesOnConditionCheckFailure,
          ExpressionAttributeNames: names("pk"),
        },
      },
      newGuard("email", email, memberId),
      newGuard("nickname", "Ann$g$j1", memberId),
      newGuard("name", `Ann#${memberId}`, memberId),
      newGuard("badge", "p5007", memberId),
    ];
    expect(connection.sent()).toEqual([transaction(...request)]);
    expect(db.member.create(member).plan()).toEqual({
      operation: "TransactWriteItems",
      of: "Member",
      accessPattern: "query",
      request: { TransactItems: request },
      // The item, in the table and two indexes, and four guards, each in the table and the inverted index; all twice.
      capacity: { writeUnits: 2 * (3 + 4 * 2) },
    });
    await db.member.delete(member);
  });

  it("has no guard where an attribute is absent", async () => {
    const { memberId, ...rest } = freshMember();
    await db.member.create({ memberId, ...rest });
    expect(connection.sent()).toEqual([
      transaction(
        { Put: expect.anything() },
        newGuard("email", rest.email, memberId),
        newGuard("name", `Ann#${memberId}`, memberId),
      ),
    ]);
    await db.member.create(freshMember());
  });

  it("tells which attributes another item has, and which item", async () => {
    const first = await db.member.create(freshMember({ nickname: "first" }));
    const second = freshMember({ email: first.email });
    const refused = db.member.create(second);
    await expect(refused).rejects.toMatchObject({
      code: "NotUnique",
      message: `Member memberId "${second.memberId}": Member memberId "${first.memberId}" has the email "${first.email}" already`,
    });
    const error = await refused.catch((thrown: unknown) => thrown);
    if (!isMonotableError(error, "NotUnique")) throw error;
    expect(error.details).toEqual({
      entity: "Member",
      key: { memberId: second.memberId },
      constraint: "email",
      attributes: ["email"],
      values: [first.email],
      owner: { memberId: first.memberId },
    });
    expect(await db.member.get(second)).toBeUndefined();

    await expect(
      db.member.create(freshMember({ firstName: first.firstName, lastName: first.lastName })),
    ).rejects.toMatchObject({
      code: "NotUnique",
      details: { constraint: "name", attributes: ["firstName", "lastName"], values: ["Ann", first.lastName] },
    });
    // The item itself comes first.
    await expect(db.member.create({ ...second, memberId: first.memberId })).rejects.toMatchObject({
      code: "AlreadyExists",
      details: { key: { memberId: first.memberId } },
    });
  });

  it("gives values whose joined texts are alike guards of their own", async () => {
    const one = freshMember({ firstName: "a#b", lastName: "c" });
    const other = freshMember({ firstName: "a", lastName: "b#c" });
    await db.member.create(one);
    await db.member.create(other);
    // The delimiter within a value is escaped: each of the two has a guard of its own.
    const ofOne = guard("name", "a$jb#c", one.memberId);
    const ofOther = guard("name", "a#b$jc", other.memberId);
    expect(await connection.stored(TableName)).toEqual(expect.arrayContaining([ofOne, ofOther]));

    await expect(
      db.member.create({ ...freshMember(), firstName: "a#b", lastName: "c" }),
    ).rejects.toMatchObject({
      code: "NotUnique",
      details: { constraint: "name" },
    });
    await db.member.delete(one);
    const left = await connection.stored(TableName);
    expect(left).not.toContainEqual(ofOne);
    expect(left).toContainEqual(ofOther);
  });

  it("refuses what cannot be a key before it sends anything", async () => {
    await expect(db.member.create(freshMember({ nickname: "x".repeat(2100) }))).rejects.toMatchObject({
      code: "InvalidKey",
      details: { accessPattern: expect.stringMatching(/^(unique\.nickname|byNickname)$/) },
    });
    const long = freshMember({ firstName: "x".repeat(1500), lastName: "y".repeat(600) });
    await expect(db.member.create(long)).rejects.toMatchObject({
      code: "InvalidKey",
      details: {
        accessPattern: "unique.name",
        attribute: "firstName, lastName",
        reason: "makes the key of its guard 2120 bytes long; DynamoDB allows 2048",
      },
    });
    await expect(db.member.create(freshMember({ firstName: "" }))).rejects.toMatchObject({
      code: "InvalidKey",
      details: { attribute: "firstName" },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("lets exactly one of 50 have an address that all want at once", { tags: "contention" }, async () => {
    const email = "everybody@example.com";
    const results = await Promise.all(
      Array.from({ length: 50 }, () =>
        db.member.create(freshMember({ email })).then(() => "created", codeOf),
      ),
    );
    expect(results.filter((result) => result === "created")).toHaveLength(1);
    expect(results.filter((result) => result === "NotUnique")).toHaveLength(49);
    const { Member = [] } = await ledger();
    expect(Member.filter((member) => member["email"] === email)).toHaveLength(1);
  });
});

describe("update", () => {
  it("is a single request where it touches no constraint", async () => {
    const member = await db.member.create(freshMember());
    connection.sent();
    await db.member
      .update(member)
      .set({ settings: { theme: "dark" } })
      .add({ points: 1 });
    expect(operations()).toEqual(["UpdateItem"]);
    expect(db.member.update(member).add({ points: 1 }).plan().operation).toBe("UpdateItem");
  });

  it("reads the item, and changes it with its guards if it is still so", async () => {
    const member = await db.member.create(freshMember());
    const { memberId, email } = member;
    connection.sent();
    const update = db.member.update({ memberId }).set({ email: `new-${email}` });
    expect(await update).toEqual({ ...member, email: `new-${email}` });
    expect(connection.sent()).toEqual([
      read(memberId),
      transaction(
        {
          Update: {
            TableName,
            Key: memberKey(memberId),
            UpdateExpression: "SET #email = :v0",
            ConditionExpression:
              "attribute_exists(#pk) AND #email = :v1 AND attribute_not_exists(#nickname) AND #firstName = :v2 AND " +
              "#lastName = :v3 AND attribute_not_exists(#badge) AND #points = :v4 AND attribute_not_exists(#tags) AND " +
              "#history = :v5 AND #settings = :v6 AND (#_entity = :v7 OR attribute_not_exists(#_entity))",
            ReturnValuesOnConditionCheckFailure,
            ExpressionAttributeNames: names(
              ..."email pk nickname firstName lastName badge points tags history settings _entity".split(" "),
            ),
            ExpressionAttributeValues: {
              ":v0": `new-${email}`,
              ":v1": email,
              ":v2": "Ann",
              ":v3": memberId,
              ":v4": 0,
              ":v5": [],
              ":v6": { theme: "light" },
              ":v7": "Member",
            },
          },
        },
        takenGuard("email", `new-${email}`, memberId),
        givenGuard("email", email, memberId),
      ),
    ]);
    expect(update.plan()).toEqual({
      operation: "GetItem",
      of: "Member",
      accessPattern: "query",
      request: read(memberId).input,
      capacity: { readUnits: 100 },
      followedBy: ["TransactWriteItems"],
    });
    // The old address is free again.
    await db.member.create(freshMember({ email }));
    await ledger();
    await expect(update.set({ email })).rejects.toMatchObject({ code: "NotUnique" });
    expect(await db.member.get({ memberId })).toMatchObject({ email: `new-${email}` });
  });

  it("leaves the guard of an equal value alone", async () => {
    const member = await db.member.create(freshMember());
    connection.sent();
    expect(await db.member.update(member).set({ email: member.email })).toEqual(member);
    expect(connection.sent()).toEqual([read(member.memberId), transaction({ Update: expect.anything() })]);
  });

  it("sets, removes and sets again what is optional", async () => {
    const member = await db.member.create(freshMember());
    const key = { memberId: member.memberId };
    expect(await db.member.update(key).set({ nickname: "opt" })).toEqual({ ...member, nickname: "opt" });
    await ledger();
    await expect(db.member.create(freshMember({ nickname: "opt" }))).rejects.toMatchObject({
      code: "NotUnique",
      details: { constraint: "nickname" },
    });
    expect(await db.member.update(key).remove("nickname")).toEqual(member);
    await ledger();
    expect(await db.member.update(key).remove("nickname")).toEqual(member);
    const other = await db.member.create(freshMember({ nickname: "opt" }));
    await expect(db.member.update(key).set({ nickname: "opt" })).rejects.toMatchObject({
      code: "NotUnique",
      details: { key, owner: { memberId: other.memberId } },
    });
    await db.member.update(other).remove("nickname");
    expect(await db.member.update(key).set({ nickname: "opt" })).toMatchObject({ nickname: "opt" });
  });

  it("keeps several attributes unique together, when one of them is changed", async () => {
    const [one, other] = [await db.member.create(freshMember()), await db.member.create(freshMember())];
    await expect(db.member.update(other).set({ lastName: one.lastName })).rejects.toMatchObject({
      code: "NotUnique",
      details: { constraint: "name", values: ["Ann", one.lastName] },
    });
    await db.member.update(other).set({ firstName: "Bob" });
    await db.member.update(other).set({ lastName: one.lastName });
    expect((await db.member.get(other))?.lastName).toBe(one.lastName);
  });

  it("gives the item before, after, and what has changed, with every kind of change", async () => {
    const member = await db.member.create(
      freshMember({ points: 0.1, tags: new Set(["a", "b"]), history: ["x"] }),
    );
    const update = db.member
      .update(member)
      .set({ email: `other-${member.email}` })
      .add({ points: 0.2 })
      .append({ history: ["y"] })
      .deleteFrom({ tags: new Set(["b"]) })
      .change((m) => [m.settings.theme.set("dark"), m.settings.size.set(3)]);
    const changed = {
      email: `other-${member.email}`,
      points: 0.3,
      history: ["x", "y"],
      tags: new Set(["a"]),
      settings: { theme: "dark", size: 3 },
    };
    expect(await update).toEqual({ ...member, ...changed });
    expect(await db.member.get(member)).toEqual({ ...member, ...changed });

    const back = db.member.update(member).set({ email: member.email });
    expect(await back.returning("old")).toEqual({ ...member, ...changed });
    expect(await back.set({ badge: 8 }).returning("changed")).toEqual({ email: member.email, badge: 8 });
    await db.member.delete(member);
  });

  it("fails with what is wrong: the item's absence, its condition, then its values", async () => {
    const [one, other] = [await db.member.create(freshMember()), await db.member.create(freshMember())];
    const taken = { email: one.email };
    await expect(db.member.update({ memberId: "nobody" }).set(taken)).rejects.toMatchObject({
      code: "NotFound",
      details: { key: { memberId: "nobody" } },
    });
    await expect(
      db.member
        .update(other)
        .set(taken)
        .if((m) => m.points.gt(5)),
    ).rejects.toMatchObject({ code: "ConditionFailed", details: { item: { memberId: other.memberId } } });
    await expect(
      db.member
        .update(other)
        .set(taken)
        .if((m) => m.points.eq(0)),
    ).rejects.toMatchObject({ code: "NotUnique" });
    expect(
      await db.member
        .update(other)
        .set({ email: "if@example.com" })
        .if((m) => m.email.eq(other.email)),
    ).toMatchObject({ email: "if@example.com" });
  });

  it("refuses to change unique attributes but by set and remove", async () => {
    const update = db.member.update({ memberId: "m" });
    // @ts-expect-error A number of a constraint is not added to.
    await expect(update.add({ badge: 1 })).rejects.toMatchObject({
      code: "InvalidUpdate",
      details: { attribute: "badge", reason: "is in the unique constraint badge, so it is changed with set" },
    });
    // @ts-expect-error Nor is it set only where there is none.
    await expect(update.setIfAbsent({ nickname: "n" })).rejects.toMatchObject({ code: "InvalidUpdate" });
    expect(connection.sent()).toEqual([]);
  });
});

describe("put, upsert and delete", () => {
  it("put creates with guards, and replaces those of another value", async () => {
    const member = freshMember({ nickname: "put" });
    const { memberId, email } = member;
    expect(await db.member.put(member)).toEqual({ ...defaults, ...member });
    expect(connection.sent()).toEqual([
      read(memberId),
      transaction(
        {
          Put: {
            TableName,
            Item: expect.objectContaining(member),
            ConditionExpression: "attribute_not_exists(#pk)",
            ReturnValuesOnConditionCheckFailure,
            ExpressionAttributeNames: names("pk"),
          },
        },
        takenGuard("email", email, memberId),
        takenGuard("nickname", "put", memberId),
        takenGuard("name", `Ann#${memberId}`, memberId),
      ),
    ]);
    await ledger();

    const { nickname: _, ...without } = member;
    await db.member.put({ ...without, badge: 9 });
    expect(connection.sent().at(-1)).toEqual(
      transaction(
        {
          Put: {
            TableName,
            Item: expect.objectContaining({ badge: 9 }),
            ConditionExpression:
              "#email = :v0 AND #nickname = :v1 AND #firstName = :v2 AND #lastName = :v3 AND attribute_not_exists(#badge)",
            ReturnValuesOnConditionCheckFailure,
            ExpressionAttributeNames: names("email", "nickname", "firstName", "lastName", "badge"),
            ExpressionAttributeValues: { ":v0": email, ":v1": "put", ":v2": "Ann", ":v3": memberId },
          },
        },
        takenGuard("badge", "p5009", memberId),
        givenGuard("nickname", "put", memberId),
      ),
    );
    await ledger();
    const other = await db.member.create(freshMember({ nickname: "put" }));
    await expect(db.member.put(member)).rejects.toMatchObject({
      code: "NotUnique",
      details: { constraint: "nickname", owner: { memberId: other.memberId } },
    });
    await expect(db.member.put(member).if((m) => m.badge.eq(1))).rejects.toMatchObject({
      code: "ConditionFailed",
    });
  });

  it("upsert merges, keeps what it was not given, and frees what it replaces", async () => {
    const member = freshMember({ nickname: "ups" });
    expect(await db.member.upsert(member)).toEqual({ ...defaults, ...member });
    await ledger();
    const { nickname: _, ...without } = member;
    const merged = await db.member.upsert({ ...without, email: `ups-${member.email}`, points: 4 });
    expect(merged).toEqual({ ...defaults, ...member, email: `ups-${member.email}`, points: 4 });
    expect(await db.member.get(member)).toEqual(merged);
    await ledger();
    await expect(db.member.upsert(freshMember({ nickname: "ups" }))).rejects.toMatchObject({
      code: "NotUnique",
    });
  });

  it("delete frees all, tells the old item, and does nothing to what is not there", async () => {
    const member = await db.member.create(freshMember({ nickname: "del", badge: 10 }));
    connection.sent();
    await expect(db.member.delete(member).if((m) => m.badge.eq(3))).rejects.toMatchObject({
      code: "ConditionFailed",
    });
    connection.sent();
    expect(await db.member.delete(member).returning("old")).toEqual(member);
    const { memberId, email } = member;
    expect(connection.sent()).toEqual([
      read(memberId),
      transaction(
        { Delete: expect.objectContaining({ Key: memberKey(memberId) }) },
        givenGuard("email", email, memberId),
        givenGuard("nickname", "del", memberId),
        givenGuard("name", `Ann#${memberId}`, memberId),
        givenGuard("badge", "p5011", memberId),
      ),
    ]);
    await ledger();
    expect(await db.member.delete(member).returning("old")).toBeUndefined();
    await db.member.delete(member);
    await db.member.create(member);
    await db.member.delete(member);
  });
});

describe("versions, modify and move", () => {
  it("keep constraints, versions and times together", async () => {
    const founded = new Date("1999-01-01T00:00:00.000Z");
    const team = await db.team.create({ league: 1, teamId: "a", title: "Reds", foundedAt: founded });
    expect(team).toEqual({
      league: 1,
      teamId: "a",
      title: "Reds",
      wins: 0,
      foundedAt: founded,
      version: 1,
      updatedAt: NOW,
    });
    connection.sent();
    const renamed = await db.team.update(team, team).set({ title: "Blues" }).add({ wins: 1 });
    expect(renamed).toEqual({ ...team, title: "Blues", wins: 1, version: 2 });
    expect(await db.team.get(team)).toEqual(renamed);
    expect(connection.sent()[1]).toMatchObject({
      input: {
        TransactItems: [
          {
            Update: {
              ConditionExpression:
                "attribute_exists(#pk) AND #version = :v4 AND #version = :v5 AND #title = :v6 AND NOT (#wins > :v7) AND (#_entity = :v8 OR attribute_not_exists(#_entity))",
            },
          },
          {},
          {},
        ],
      },
    });
    await expect(db.team.update(team, team).set({ title: "Greens" })).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { item: { version: 2 } },
    });
    await expect(db.team.delete(team, team)).rejects.toMatchObject({ code: "ConditionFailed" });

    const other = await db.team.create({ league: 2, teamId: "b", title: "Blues" });
    connection.sent();
    const modified = await db.team.modify(team, ({ title }) => ({ title: `${title} United` }));
    expect(modified).toEqual({ ...renamed, title: "Blues United", version: 3 });
    expect(operations()).toEqual(["GetItem", "TransactWriteItems"]);
    await expect(db.team.modify(team, () => ({ title: "Blues", league: 1 }))).resolves.toBeDefined();

    await expect(db.team.move(team, { league: 2 })).rejects.toMatchObject({
      code: "NotUnique",
      details: { constraint: "title", values: [2, "Blues"], owner: { league: 2, teamId: "b" } },
    });
    await db.team.update(other).set({ title: "Greys" });
    connection.sent();
    const moved = await db.team.move(team, { league: 2 });
    expect(moved).toMatchObject({ league: 2, title: "Blues", foundedAt: founded, version: 5 });
    // The guard of what stays goes over to the new key.
    expect(connection.sent()).toEqual([
      { operation: "GetItem", input: expect.anything() },
      transaction(
        { Delete: expect.anything() },
        { Put: expect.anything() },
        {
          Put: expect.objectContaining({
            Item: expect.objectContaining({ pk: "UNIQUE#Team#title#p5002#Blues" }),
          }),
        },
        {
          Put: {
            TableName,
            Item: {
              pk: "UNIQUE#Team#founding#1999-01-01T00:00:00.000Z",
              sk: "UNIQUE",
              _entity: "Team.founding",
              _owner: { league: 2, teamId: "a" },
            },
            ConditionExpression: "attribute_not_exists(#pk) OR #_owner = :v0",
            ReturnValuesOnConditionCheckFailure,
            ExpressionAttributeNames: names("pk", "_owner"),
            ExpressionAttributeValues: { ":v0": { league: 1, teamId: "a" } },
          },
        },
        { Delete: expect.objectContaining({ Key: { pk: "UNIQUE#Team#title#p5001#Blues", sk: "UNIQUE" } }) },
      ),
    ]);
    await ledger();
    await db.team.put({ league: 2, teamId: "a", title: "Whites" }, moved);
    await ledger();
    await db.team.delete(moved);
    await db.team.delete(other);
  });
});

describe("values that are the same in every case, and attributes under other names", () => {
  const guardOf = (constraint: string, value: string) => ({
    id: `UNIQUE#Account#${constraint}#${value}`,
    _entity: `Account.${constraint}`,
    _owner: { a: "1" },
  });

  it("keeps one guard, whatever the case, and lets an item change its own", async () => {
    await db.account.create({ accountId: "1", login: "Ann", email: "Ann@example.com" });
    const item = { id: "ACCOUNT#1", _entity: "Account", a: "1", login: "Ann", e: "Ann@example.com" };
    const guards = [guardOf("login", "ann"), guardOf("email", "Ann@example.com")];
    const byId = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) =>
      String(a["id"]) < String(b["id"]) ? -1 : 1;
    const rows = async () => (await connection.stored("accounts")).toSorted(byId);
    expect(await rows()).toEqual([item, ...guards].toSorted(byId));

    const other = { accountId: "2", login: "ANN", email: "other@example.com" };
    await expect(db.account.create(other)).rejects.toMatchObject({
      code: "NotUnique",
      details: { constraint: "login", attributes: ["login"], values: ["ANN"], owner: { accountId: "1" } },
    });

    await db.account.update({ accountId: "1" }).set({ login: "ANN" });
    expect(await rows()).toEqual([{ ...item, login: "ANN" }, ...guards].toSorted(byId));

    await db.account.update({ accountId: "1" }).set({ login: "Bea", email: "bea@example.com" });
    const renamed = { ...item, login: "Bea", e: "bea@example.com" };
    const moved = [guardOf("login", "bea"), guardOf("email", "bea@example.com")];
    expect(await rows()).toEqual([renamed, ...moved].toSorted(byId));

    await db.account.delete({ accountId: "1" });
    expect(await rows()).toEqual([]);
  });
});
