import * as instagram from "./access-patterns.js";
import type { Database } from "./generated/index.js";

/** Three users, a photo, and what becomes of it. */
export async function main(db: Database): Promise<string[]> {
  for (const [username, name] of [
    ["ann", "Ann"],
    ["bob", "Bob"],
    ["cyd", "Cyd"],
  ] as const) {
    await instagram.createUser(db, { username, name });
  }
  const photo = await instagram.createPhoto(db, { username: "ann", url: "https://example.com/lake.jpg" });
  await instagram.likePhoto(db, photo, "bob");
  await instagram.likePhoto(db, photo, "cyd");
  await instagram.commentOnPhoto(db, photo, { commentingUsername: "cyd", content: "Where is this?" });
  await instagram.follow(db, "bob", "ann");
  await instagram.follow(db, "cyd", "ann");
  await instagram.follow(db, "ann", "cyd");

  const [newest] = await instagram.photosOf(db, "ann").all();
  const followers = await instagram.followersOf(db, "ann");
  const ann = await instagram.userByName(db, "ann");
  return [
    `${newest?.url}: ${newest?.likesCount} likes, ${newest?.commentCount} comment`,
    `${ann?.followerCount} follow ${ann?.name}: ${followers.map(({ name }) => name).join(", ")}`,
    `${ann?.name} follows ${(await instagram.followedBy(db, "ann")).map(({ name }) => name).join(", ")}`,
  ];
}
