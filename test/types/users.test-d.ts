import { describe, expectTypeOf, it } from "vitest";
import type { Database, User } from "../../examples/users/generated/index.js";

declare const db: Database;

describe("users", () => {
  it("takes natural keys", () => {
    expectTypeOf(db.user.get({ userId: "u" })).resolves.toEqualTypeOf<User | undefined>();
    expectTypeOf(db.user.byEmail({ email: "e" }).first()).resolves.toEqualTypeOf<User | undefined>();
    // @ts-expect-error the key is missing
    db.user.get({});
    // @ts-expect-error the e-mail is not the key
    db.user.get({ email: "e" });
    // @ts-expect-error the table has no sort key
    db.user.query({ userId: "u", createdAt: "2026" });
  });

  it("refuses what the untyped original stored", () => {
    db.user.update({ userId: "u" }).set({ age: 26, role: "senior-tester" });
    // @ts-expect-error the key does not change
    db.user.update({ userId: "u" }).set({ userId: "other" });
    // @ts-expect-error an age is a number
    db.user.update({ userId: "u" }).set({ age: "26" });
    // @ts-expect-error unknown attribute
    db.user.update({ userId: "u" }).set({ colour: "red" });
  });

  it("filters by the type of an attribute", async () => {
    const older = db.user.scan().filter((u) => u.age.gt(30));
    // @ts-expect-error an age is a number
    db.user.scan().filter((u) => u.age.gt("30"));
    // @ts-expect-error a number does not begin with anything
    db.user.scan().filter((u) => u.age.beginsWith("3"));
    // @ts-expect-error unknown attribute
    db.user.scan().filter((u) => u.years.gt(30));
    const names = await older.select("name").all();
    expectTypeOf(names).toEqualTypeOf<Pick<User, "name">[]>();
    // @ts-expect-error age was not selected
    names[0]?.age;
  });
});
