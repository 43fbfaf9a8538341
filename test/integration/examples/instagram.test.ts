import { describe, expect, it } from "vitest";
import * as instagram from "../../../examples/instagram/access-patterns.js";
import { createDatabase, tables } from "../../../examples/instagram/generated/index.js";
import { main } from "../../../examples/instagram/main.js";
import { ulid } from "../../../examples/instagram/ulid.js";
import { connect } from "../../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

let count = 0;
/** A user whom no other test has. */
const newUser = (name = "Somebody") => {
  count += 1;
  return instagram.createUser(db, { username: `user-${String(count).padStart(4, "0")}`, name });
};
const newPhoto = async () => {
  const { username } = await newUser();
  return instagram.createPhoto(db, { username, url: "https://example.com/photo.jpg" });
};
const minute = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));

const TableName = "instagram";
const names = (...attributes: string[]) => Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
const put = (Item: object) => ({
  Put: {
    TableName,
    Item,
    ConditionExpression: "attribute_not_exists(#PK)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    ExpressionAttributeNames: names("PK"),
  },
});
const increment = (entity: string, PK: string, SK: string, counter: string) => ({
  Update: {
    TableName,
    Key: { PK, SK },
    UpdateExpression: `ADD #${counter} :v0`,
    ConditionExpression: `attribute_exists(#PK) AND NOT (#${counter} > :v1) AND (#_entity = :v2 OR attribute_not_exists(#_entity))`,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    ExpressionAttributeNames: names("PK", counter, "_entity"),
    ExpressionAttributeValues: { ":v0": 1, ":v1": Number.MAX_SAFE_INTEGER - 1, ":v2": entity },
  },
});
const transaction = (...TransactItems: object[]) => ({
  operation: "TransactWriteItems",
  input: { ClientRequestToken: expect.any(String), TransactItems },
});
const canceled = (reasons: readonly unknown[]) => ({ code: "TransactionCanceled", details: { reasons } });

describe("instagram", () => {
  it("creates a user once, and reads it (access pattern 1)", async () => {
    const user = await newUser("Ann");
    const { username } = user;
    expect(user).toEqual({ username, name: "Ann", followerCount: 0, followingCount: 0 });
    expect(await instagram.userByName(db, username)).toEqual(user);
    const key = { PK: `USER#${username}`, SK: `USER#${username}` };
    expect(connection.sent()).toEqual([
      { operation: "PutItem", input: put({ ...key, _entity: "User", ...user }).Put },
      { operation: "GetItem", input: { TableName, Key: key } },
    ]);
    await expect(instagram.createUser(db, user)).rejects.toMatchObject({ code: "AlreadyExists" });
    expect(await instagram.userByName(db, "nobody")).toBeUndefined();
  });

  it("gives a username to one of 50 who want it at once (access pattern 1)", {
    tags: "contention",
  }, async () => {
    const wishes = Array.from({ length: 50 }, (_, number) =>
      instagram.createUser(db, { username: "wanted", name: `Wish ${number}` }),
    );
    const results = await Promise.allSettled(wishes);
    const created = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(created).toEqual([await instagram.userByName(db, "wanted")]);
  });

  it("creates a photo once, reads it, and lists a user's photos newest first (access pattern 2)", async () => {
    const { username } = await newUser();
    const ids = [1, 2, 3].map((minutes) => ulid(minute(minutes)));
    for (const id of ids) await instagram.createPhoto(db, { username, url: "https://example.com/a.jpg" }, id);
    connection.sent();

    const photoId = ids[0] ?? "";
    expect(await instagram.photoById(db, { username, photoId })).toMatchObject({ likesCount: 0 });
    const photos = await instagram.photosOf(db, username).all();
    expect(photos.map((photo) => photo.photoId)).toEqual(ids.toReversed());
    expect(connection.sent()).toEqual([
      { operation: "GetItem", input: { TableName, Key: { PK: `UP#${username}`, SK: `PHOTO#${photoId}` } } },
      {
        operation: "Query",
        input: {
          TableName,
          KeyConditionExpression: "#PK = :v0 AND begins_with(#SK, :v1)",
          ScanIndexForward: false,
          ExpressionAttributeNames: names("PK", "SK"),
          ExpressionAttributeValues: { ":v0": `UP#${username}`, ":v1": "PHOTO#" },
        },
      },
    ]);
    const again = instagram.createPhoto(db, { username, url: "https://example.com/b.jpg" }, photoId);
    await expect(again).rejects.toMatchObject({ code: "AlreadyExists" });
  });

  it("likes a photo, and counts it, in one transaction (access pattern 3)", async () => {
    const photo = await newPhoto();
    const { username, photoId } = photo;
    connection.sent();
    const likeId = ulid();
    await instagram.likePhoto(db, photo, "bob", likeId);
    expect(connection.sent()).toEqual([
      transaction(
        put({
          PK: `PL#${photoId}`,
          SK: "LIKE#bob",
          GSI1PK: `PL#${photoId}`,
          GSI1SK: `LIKE#${likeId}`,
          _entity: "Like",
          photoId,
          likingUsername: "bob",
          likeId,
        }),
        increment("Photo", `UP#${username}`, `PHOTO#${photoId}`, "likesCount"),
      ),
    ]);
    expect(await instagram.photoById(db, photo)).toEqual({ ...photo, likesCount: 1 });

    // A second like of one user counts no second time, and a photo that is not there is not liked.
    await expect(instagram.likePhoto(db, photo, "bob")).rejects.toMatchObject(
      canceled([{ code: "AlreadyExists" }, undefined]),
    );
    expect(await instagram.photoById(db, photo)).toEqual({ ...photo, likesCount: 1 });
    const unknown = { username, photoId: ulid() };
    await expect(instagram.likePhoto(db, unknown, "bob")).rejects.toMatchObject(
      canceled([undefined, { code: "NotFound", details: { entity: "Photo", key: unknown } }]),
    );
    expect(await instagram.likesOf(db, unknown.photoId).all()).toEqual([]);
  });

  it("counts as many likes as there are, of 50 at once (access pattern 3)", {
    tags: "contention",
  }, async () => {
    const photo = await newPhoto();
    // 25 users, each of whom likes it twice at the same time.
    const likes = Array.from({ length: 50 }, (_, like) =>
      instagram.likePhoto(db, photo, `liker-${like % 25}`),
    );
    const results = await Promise.allSettled(likes);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(25);
    expect(await instagram.likesOf(db, photo.photoId).count()).toBe(25);
    expect((await instagram.photoById(db, photo))?.likesCount).toBe(25);
  });

  it("lists likes newest first, though their key is the user (access pattern 4)", async () => {
    const photo = await newPhoto();
    const likers = ["zoe", "ann", "max"];
    for (const [minutes, liker] of likers.entries()) {
      await instagram.likePhoto(db, photo, liker, ulid(minute(minutes)));
    }
    connection.sent();
    const likes = await instagram.likesOf(db, photo.photoId).all();
    expect(likes.map(({ likingUsername }) => likingUsername)).toEqual(likers.toReversed());
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName,
          IndexName: "GSI1",
          KeyConditionExpression: "#GSI1PK = :v0 AND begins_with(#GSI1SK, :v1)",
          ScanIndexForward: false,
          ExpressionAttributeNames: names("GSI1PK", "GSI1SK"),
          ExpressionAttributeValues: { ":v0": `PL#${photo.photoId}`, ":v1": "LIKE#" },
        },
      },
    ]);
  });

  it("comments on a photo, and counts it, in one transaction (access pattern 5)", async () => {
    const photo = await newPhoto();
    const { username, photoId } = photo;
    connection.sent();
    const commentId = ulid();
    const comment = { commentingUsername: "cyd", content: "Where is this?" };
    await instagram.commentOnPhoto(db, photo, comment, commentId);
    expect(connection.sent()).toEqual([
      transaction(
        put({
          PK: `PC#${photoId}`,
          SK: `COMMENT#${commentId}`,
          _entity: "Comment",
          ...comment,
          photoId,
          commentId,
        }),
        increment("Photo", `UP#${username}`, `PHOTO#${photoId}`, "commentCount"),
      ),
    ]);
    const unknown = { username, photoId: ulid() };
    await expect(instagram.commentOnPhoto(db, unknown, comment)).rejects.toMatchObject(
      canceled([undefined, { code: "NotFound" }]),
    );

    // One user may comment any number of times, at once.
    await Promise.all(Array.from({ length: 49 }, () => instagram.commentOnPhoto(db, photo, comment)));
    expect(await instagram.commentsOn(db, photoId).count()).toBe(50);
    expect((await instagram.photoById(db, photo))?.commentCount).toBe(50);
  });

  it("lists comments newest first (access pattern 6)", async () => {
    const photo = await newPhoto();
    for (const [minutes, content] of ["first", "second", "third"].entries()) {
      await instagram.commentOnPhoto(
        db,
        photo,
        { commentingUsername: "cyd", content },
        ulid(minute(minutes)),
      );
    }
    connection.sent();
    const comments = await instagram.commentsOn(db, photo.photoId).all();
    expect(comments.map(({ content }) => content)).toEqual(["third", "second", "first"]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName,
          KeyConditionExpression: "#PK = :v0 AND begins_with(#SK, :v1)",
          ScanIndexForward: false,
          ExpressionAttributeNames: names("PK", "SK"),
          ExpressionAttributeValues: { ":v0": `PC#${photo.photoId}`, ":v1": "COMMENT#" },
        },
      },
    ]);
  });

  it("follows a user, and counts on both sides, in one transaction (access pattern 7)", async () => {
    const ann = (await newUser()).username;
    const bob = (await newUser()).username;
    connection.sent();
    await instagram.follow(db, bob, ann);
    expect(connection.sent()).toEqual([
      transaction(
        put({
          PK: `FOLLOW#${ann}`,
          SK: `FOLLOW#${bob}`,
          GSI1PK: `FOLLOW#${bob}`,
          GSI1SK: `FOLLOW#${ann}`,
          _entity: "Follow",
          followedUsername: ann,
          followingUsername: bob,
        }),
        increment("User", `USER#${ann}`, `USER#${ann}`, "followerCount"),
        increment("User", `USER#${bob}`, `USER#${bob}`, "followingCount"),
      ),
    ]);

    // Neither following twice nor following nobody changes any of the three items.
    const counters = async () => {
      const [a, b] = await db.transactGet([
        db.user.get({ username: ann }).select("followerCount", "followingCount"),
        db.user.get({ username: bob }).select("followerCount", "followingCount"),
      ]);
      return [a, b];
    };
    const before = await counters();
    expect(before).toEqual([
      { followerCount: 1, followingCount: 0 },
      { followerCount: 0, followingCount: 1 },
    ]);
    await expect(instagram.follow(db, bob, ann)).rejects.toMatchObject(
      canceled([{ code: "AlreadyExists" }, undefined, undefined]),
    );
    await expect(instagram.follow(db, bob, "nobody")).rejects.toMatchObject(
      canceled([undefined, { code: "NotFound" }, undefined]),
    );
    expect(await counters()).toEqual(before);
  });

  it("refuses that a user follows themselves, before anything is sent (access pattern 7)", async () => {
    const { username } = await newUser();
    connection.sent();
    await expect(instagram.follow(db, username, username)).rejects.toMatchObject({
      code: "InvalidTransaction",
      details: { reason: expect.stringContaining("operations 2 and 3 are on one item of User") },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("counts as many followers as there are, of 50 at once (access pattern 7)", {
    tags: "contention",
  }, async () => {
    const followed = (await newUser()).username;
    const fans = await Promise.all(Array.from({ length: 10 }, () => newUser()));
    // Each of 10 follows 5 times at the same time.
    const follows = Array.from({ length: 50 }, (_, n) =>
      instagram.follow(db, fans[n % 10]?.username ?? "", followed),
    );
    const results = await Promise.allSettled(follows);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await instagram.userByName(db, followed)).toMatchObject({ followerCount: 10 });
    expect(await db.follow.query({ followedUsername: followed }).count()).toBe(10);
    for (const user of await instagram.followersOf(db, followed)) expect(user.followingCount).toBe(1);
  });

  it("reads the profiles of any number of followers, each with its own (access pattern 8)", async () => {
    const { username } = await newUser("Star");
    const fans = [];
    for (let number = 0; number < 120; number += 1) fans.push(await newUser(`Fan ${number}`));
    for (const fan of fans) await instagram.follow(db, fan.username, username);
    connection.sent();

    const followers = await instagram.followersOf(db, username);
    expect(followers.map(({ name }) => name)).toEqual(fans.map(({ name }) => name));
    expect(connection.sent().map(({ operation }) => operation)).toEqual([
      "Query",
      "BatchGetItem",
      "BatchGetItem",
    ]);

    const [fan] = fans;
    expect(await instagram.followedBy(db, fan?.username ?? "")).toMatchObject([{ name: "Star" }]);
    const [query, batch] = connection.sent();
    expect(query).toMatchObject({ input: { IndexName: "GSI1" } });
    expect(batch).toEqual({
      operation: "BatchGetItem",
      input: {
        RequestItems: { instagram: { Keys: [{ PK: `USER#${username}`, SK: `USER#${username}` }] } },
      },
    });

    // Followers whose accounts are gone are left out; nobody is asked for where nobody follows.
    await db.user.delete({ username: fans[1]?.username ?? "" });
    expect(await instagram.followersOf(db, username)).toHaveLength(119);
    connection.sent();
    expect(await instagram.followersOf(db, "nobody")).toEqual([]);
    expect(connection.sent().map(({ operation }) => operation)).toEqual(["Query"]);
  });

  it("keeps the likes of a photo that is deleted", async () => {
    const photo = await newPhoto();
    await instagram.likePhoto(db, photo, "bob");
    await db.photo.delete(photo);
    expect(await instagram.likesOf(db, photo.photoId).count()).toBe(1);
    expect(await instagram.photoById(db, photo)).toBeUndefined();
  });

  it("runs its program from beginning to end", async () => {
    expect(await main(db)).toEqual([
      "https://example.com/lake.jpg: 2 likes, 1 comment",
      "2 follow Ann: Bob, Cyd",
      "Ann follows Cyd",
    ]);
  });
});
