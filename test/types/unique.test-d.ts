import { describe, expectTypeOf, it } from "vitest";
import type { BatchPart } from "../../src/operations/interfaces.js";
import type { Database, Member, Team } from "../golden/unique/generated/index.js";

declare const db: Database;
declare const member: Member;
declare const team: Team;
const key = { memberId: "m1" };

describe("an entity with unique constraints", () => {
  it("gives what others give", () => {
    expectTypeOf<Awaited<ReturnType<typeof db.member.create>>>().toEqualTypeOf<Member>();
    const put = db.member.put(member).if((m) => m.badge.notExists());
    expectTypeOf<Awaited<typeof put>>().toEqualTypeOf<Member>();
    const old = db.member
      .delete(key)
      .returning("old")
      .if((m) => m.badge.eq(1));
    expectTypeOf<Awaited<typeof old>>().toEqualTypeOf<Member | undefined>();
    const changed = db.team.update(team, team).set({ title: "t" }).returning("changed");
    expectTypeOf<Awaited<typeof changed>>().toEqualTypeOf<Partial<Team>>();
    db.transactWrite([put, old, changed]);
  });

  it("changes unique attributes by set and remove alone", () => {
    const update = db.member.update(key).set({ badge: 1 }).remove("nickname").add({ points: 1 });
    update.setIfAbsent({ points: 1 });
    // @ts-expect-error it is unique
    update.add({ badge: 1 });
    // @ts-expect-error it is unique
    update.setIfAbsent({ email: "e" });
  });

  it("takes no part in batches", () => {
    expectTypeOf(db.match.put({ league: 1, matchId: "m" })).toExtend<BatchPart>();
    expectTypeOf(db.match.delete({ league: 1, matchId: "m" })).toExtend<BatchPart>();
    expectTypeOf(db.member.put(member)).not.toExtend<BatchPart>();
    expectTypeOf(db.member.delete(key)).not.toExtend<BatchPart>();
    expectTypeOf(db.member.delete(key).returning("old")).not.toExtend<BatchPart>();
    db.member.getMany([key]);
    // @ts-expect-error there is none
    db.member.putMany([member]);
    // @ts-expect-error there is none
    db.member.deleteMany([key]);
  });
});
