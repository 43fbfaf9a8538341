import { isMonotableError } from "monotable";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDatabase, type MemberInput, tables } from "../golden/unique/generated/index.js";
import { connect } from "../support/connect.js";
import { checkLedger, clubConstraints } from "../support/ledger.js";

const connection = await connect(tables);
const faulty = await connection.faulty();
/** Through the proxy. */
const db = createDatabase(faulty.client);
/** Past it: another writer. */
const other = createDatabase(connection.client);

beforeEach(() => {
  faulty.proxy.arrived();
});

afterEach(async () => {
  await checkLedger(connection, "club", clubConstraints);
});

let count = 0;
function freshMember(more: Partial<MemberInput> = {}): MemberInput & { memberId: string } {
  count += 1;
  const memberId = `m${count}`;
  return { memberId, email: `${memberId}@example.com`, firstName: "Ann", lastName: memberId, ...more };
}

const twice = { GetItem: 1, TransactWriteItems: 2 };

describe.each(["dropped reply", "truncated body", "InternalServerErrorAfter"] as const)(
  "after a %s",
  (fault) => {
    beforeEach(() => {
      faulty.proxy.fail("TransactWriteItems", fault);
    });

    it("a create that the SDK sent again does not fail with a false NotUnique", async () => {
      const member = freshMember({ nickname: `create ${fault}` });
      expect(await db.member.create(member)).toMatchObject(member);
      expect(faulty.proxy.arrived()).toEqual({ TransactWriteItems: 2 });
      expect(await other.member.get(member)).toMatchObject(member);
    });

    it("a create that meets the value of another is uncertain only where no answer came", async () => {
      const member = await other.member.create(freshMember());
      const error: unknown = await db.member
        .create(freshMember({ email: member.email }))
        .catch((each: unknown) => each);
      if (!isMonotableError(error, "NotUnique")) throw error;
      expect(error.details.constraint).toBe("email");
      expect(error.details.uncertain).toBe(fault === "dropped reply" ? true : undefined);
    });

    it("an update, with its conditions and its addends, happened once", async () => {
      const member = await other.member.create(freshMember());
      const update = db.member
        .update(member)
        .set({ email: `new-${member.email}` })
        .add({ points: 2 })
        .if((m) => m.email.eq(member.email));
      const after = { ...member, email: `new-${member.email}`, points: 2 };
      expect(await update).toEqual(after);
      expect(faulty.proxy.arrived()).toEqual(twice);
      expect(await other.member.get(member)).toEqual(after);
    });

    it("a put, an upsert and a delete happened once", async () => {
      const member = freshMember({ nickname: `put ${fault}` });
      await db.member.put(member).if((m) => m.email.notExists());
      expect(faulty.proxy.arrived()).toEqual(twice);
      faulty.proxy.fail("TransactWriteItems", fault);
      expect(await db.member.upsert({ ...member, nickname: `upsert ${fault}` })).toMatchObject({
        nickname: `upsert ${fault}`,
      });
      faulty.proxy.fail("TransactWriteItems", fault);
      const old = await db.member
        .delete(member)
        .if((m) => m.email.exists())
        .returning("old");
      expect(old).toMatchObject({ nickname: `upsert ${fault}` });
      expect(faulty.proxy.arrived()).toEqual({ GetItem: 2, TransactWriteItems: 4 });
      expect(await other.member.get(member)).toBeUndefined();
    });

    it("a modify and a move happened once, and count one version each", async () => {
      const team = await other.team.create({ league: 1, teamId: `${fault}`, title: `Team ${fault}` });
      expect(await db.team.modify(team, () => ({ title: `New ${fault}` }))).toMatchObject({ version: 2 });
      faulty.proxy.fail("TransactWriteItems", fault);
      expect(await db.team.move(team, { league: 2 })).toMatchObject({ version: 3, title: `New ${fault}` });
      expect(faulty.proxy.arrived()).toEqual({ GetItem: 2, TransactWriteItems: 4 });
    });

    it("a transaction of the user's happened once", async () => {
      const [one, two] = [await other.member.create(freshMember()), freshMember()];
      await db.transactWrite([
        db.member.update(one).set({ email: `freed-${one.email}` }),
        db.member.create({ ...two, email: one.email }),
      ]);
      expect(faulty.proxy.arrived()).toEqual(twice);
      expect(await other.member.getMany([one, two])).toMatchObject([
        { email: `freed-${one.email}` },
        { email: one.email },
      ]);
    });
  },
);

describe("a write whose every reply is lost", () => {
  it("says that it may have happened, and leaves rows in order", async () => {
    const member = freshMember();
    faulty.proxy.fail("TransactWriteItems", ...Array.from({ length: 4 }, () => "dropped reply" as const));
    await expect(db.member.create(member)).rejects.toMatchObject({
      code: "Unreachable",
      details: { uncertain: true },
    });
    // Sent once more it is another request, which meets its own item.
    await expect(db.member.create(member)).rejects.toMatchObject({ code: "AlreadyExists" });
  });

  it("is not written where the read before it fails", async () => {
    const member = await other.member.create(freshMember());
    faulty.proxy.fail("GetItem", ...Array.from({ length: 4 }, () => "InternalServerError" as const));
    await expect(db.member.update(member).set({ email: "never@example.com" })).rejects.toMatchObject({
      code: "RequestFailed",
      details: { operation: "GetItem" },
    });
    expect(await other.member.get(member)).toEqual(member);
  });
});

describe("an attempt that arrives after its retry was cancelled", () => {
  it("of a create is carried out, and NotUnique said that it may be", async () => {
    const owner = await other.member.create(freshMember());
    const member = freshMember({ email: owner.email });
    faulty.proxy.fail("TransactWriteItems", "late");
    await expect(db.member.create(member)).rejects.toMatchObject({
      code: "NotUnique",
      details: { uncertain: true },
    });
    expect(await other.member.get(member)).toBeUndefined();
    await other.member.delete(owner);
    expect(await faulty.proxy.deliver()).toMatchObject([{ status: 200 }]);
    expect(await other.member.get(member)).toMatchObject(member);
  });

  it("of a transaction is carried out, and TransactionCanceled and its reasons said that it may be", async () => {
    const owner = await other.member.create(freshMember());
    const member = freshMember({ email: owner.email });
    faulty.proxy.fail("TransactWriteItems", "late");
    await expect(db.transactWrite([db.member.create(member)])).rejects.toMatchObject({
      code: "TransactionCanceled",
      details: { uncertain: true, reasons: [{ code: "NotUnique", details: { uncertain: true } }] },
      message: expect.stringContaining("may still be carried out"),
    });
    await other.member.delete(owner);
    expect(await faulty.proxy.deliver()).toMatchObject([{ status: 200 }]);
    expect(await other.member.get(member)).toMatchObject(member);
  });

  it("leaves no doubt where every attempt was answered", async () => {
    const owner = await other.member.create(freshMember());
    for (const fault of ["ThrottlingException", "InternalServerError"] as const) {
      faulty.proxy.fail("TransactWriteItems", fault);
      faulty.proxy.answered();
      const error: unknown = await db
        .transactWrite([db.member.create(freshMember({ email: owner.email }))])
        .catch((each: unknown) => each);
      if (!isMonotableError(error, "TransactionCanceled")) throw error;
      expect(error.details).not.toHaveProperty("uncertain");
      expect(error.details.reasons[0]?.details).not.toHaveProperty("uncertain");
      expect(faulty.proxy.answered()).toEqual({ TransactWriteItems: 2 });
    }
  });
});
