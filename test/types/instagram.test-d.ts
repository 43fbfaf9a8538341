import { describe, expectTypeOf, it } from "vitest";
import * as instagram from "../../examples/instagram/access-patterns.js";
import type { Database, Follow, Photo, User } from "../../examples/instagram/generated/index.js";

declare const db: Database;

describe("instagram", () => {
  it("finds a follow from both sides", () => {
    const follows = db.follow.query({ followedUsername: "ann" });
    expectTypeOf(follows.all()).resolves.toEqualTypeOf<Follow[]>();
    expectTypeOf(db.follow.following({ followingUsername: "bob" }).all()).resolves.toEqualTypeOf<Follow[]>();
    // @ts-expect-error the table is asked for those who are followed
    db.follow.query({ followingUsername: "bob" });
    expectTypeOf(instagram.followersOf(db, "ann")).resolves.toEqualTypeOf<User[]>();
  });

  it("counts with numbers that nobody gives", () => {
    expectTypeOf(instagram.createUser(db, { username: "ann", name: "Ann" })).resolves.toEqualTypeOf<User>();
    // @ts-expect-error counters begin at 0
    instagram.createUser(db, { username: "ann", name: "Ann", followerCount: 1 });
    db.user.update({ username: "ann" }).add({ followerCount: -1 });
    // @ts-expect-error not a number
    db.user.update({ username: "ann" }).add({ name: 1 });
  });

  it("knows a photo by its owner and its id", () => {
    expectTypeOf(instagram.photoById(db, { username: "ann", photoId: "p" })).resolves.toEqualTypeOf<
      Photo | undefined
    >();
    // @ts-expect-error its owner is missing
    db.photo.get({ photoId: "p" });
    // @ts-expect-error a like has nothing to add to
    db.like.update({ photoId: "p", likingUsername: "bob" }).add({ likes: 1 });
  });
});
