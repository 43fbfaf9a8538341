import type { Comment, Database, PhotoInput, PhotoKey, User, UserInput } from "./generated/index.js";
import { ulid } from "./ulid.js";

// Each access pattern, by number. Likes, comments and follows are stored in one transaction with their counters.

/** 1. A new user, whose name nobody has. */
export const createUser = (db: Database, user: Pick<UserInput, "username" | "name">) => db.user.create(user);

/** 1. A user by name. */
export const userByName = (db: Database, username: string) => db.user.get({ username });

/** 2. A new photo of a user. */
export const createPhoto = (db: Database, photo: Pick<PhotoInput, "username" | "url">, photoId = ulid()) =>
  db.photo.create({ ...photo, photoId });

/** 2. One photo. */
export const photoById = (db: Database, photo: PhotoKey) => db.photo.get(photo);

/** 2. The photos of a user, newest first. */
export const photosOf = (db: Database, username: string) => db.photo.query({ username }).descending();

/** 3. A user likes a photo: once, and only a photo that there is. */
export const likePhoto = (
  db: Database,
  { username, photoId }: PhotoKey,
  likingUsername: string,
  likeId = ulid(),
) =>
  db.transactWrite([
    db.like.create({ photoId, likingUsername, likeId }),
    db.photo.update({ username, photoId }).add({ likesCount: 1 }),
  ]);

/** 4. The likes of a photo, newest first. */
export const likesOf = (db: Database, photoId: string) => db.like.newest({ photoId }).descending();

/** 5. A user comments on a photo. */
export const commentOnPhoto = (
  db: Database,
  { username, photoId }: PhotoKey,
  comment: Pick<Comment, "commentingUsername" | "content">,
  commentId = ulid(),
) =>
  db.transactWrite([
    db.comment.create({ ...comment, photoId, commentId }),
    db.photo.update({ username, photoId }).add({ commentCount: 1 }),
  ]);

/** 6. The comments on a photo, newest first. */
export const commentsOn = (db: Database, photoId: string) => db.comment.query({ photoId }).descending();

/** 7. A user follows another. Nobody follows themselves: the two counters would be of one item. */
export const follow = (db: Database, followingUsername: string, followedUsername: string) =>
  db.transactWrite([
    db.follow.create({ followedUsername, followingUsername }),
    db.user.update({ username: followedUsername }).add({ followerCount: 1 }),
    db.user.update({ username: followingUsername }).add({ followingCount: 1 }),
  ]);

/** 8. The profiles of those who follow a user, by name. */
export async function followersOf(db: Database, followedUsername: string): Promise<User[]> {
  const follows = await db.follow.query({ followedUsername }).all();
  return profiles(
    db,
    follows.map(({ followingUsername }) => followingUsername),
  );
}

/** 8. The profiles of those whom a user follows, by name. */
export async function followedBy(db: Database, followingUsername: string): Promise<User[]> {
  const follows = await db.follow.following({ followingUsername }).all();
  return profiles(
    db,
    follows.map(({ followedUsername }) => followedUsername),
  );
}

/** Any number of users by their names, in the order of the names; without those that are gone. */
async function profiles(db: Database, usernames: readonly string[]): Promise<User[]> {
  const users = await db.user.getMany(usernames.map((username) => ({ username })));
  return users.filter((user) => user !== undefined);
}
