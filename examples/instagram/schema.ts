import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

/** Users, their photos, and who likes, comments and follows. */
export const instagram = defineTable("instagram", {
  partitionKey: "PK",
  sortKey: "SK",
  indexes: { GSI1: { partitionKey: "GSI1PK", sortKey: "GSI1SK" } },
});

/** 26 characters that sort by the time at which they were made. */
const ulid = z.ulid();
const counter = z.int().min(0).default(0);

export const User = defineEntity("User", {
  table: instagram,
  schema: z.object({
    username: z.string().min(1),
    name: z.string(),
    /** How many follow this user. */
    followerCount: counter,
    /** How many this user follows. */
    followingCount: counter,
  }),
  key: (u) => ({ partition: key`USER#${u.username}`, sort: key`USER#${u.username}` }),
});

export const Photo = defineEntity("Photo", {
  table: instagram,
  schema: z.object({
    username: z.string(),
    photoId: ulid,
    url: z.url(),
    likesCount: counter,
    commentCount: counter,
  }),
  key: (p) => ({ partition: key`UP#${p.username}`, sort: key`PHOTO#${p.photoId}` }),
});

/** That a user likes a photo. The key is the user, so nobody likes a photo twice; the index sorts by time. */
export const Like = defineEntity("Like", {
  table: instagram,
  schema: z.object({ photoId: ulid, likingUsername: z.string(), likeId: ulid }),
  key: (l) => ({ partition: key`PL#${l.photoId}`, sort: key`LIKE#${l.likingUsername}` }),
  indexes: (l) => ({
    newest: { index: "GSI1", partition: key`PL#${l.photoId}`, sort: key`LIKE#${l.likeId}` },
  }),
});

export const Comment = defineEntity("Comment", {
  table: instagram,
  schema: z.object({
    photoId: ulid,
    commentId: ulid,
    commentingUsername: z.string(),
    content: z.string().min(1),
  }),
  key: (c) => ({ partition: key`PC#${c.photoId}`, sort: key`COMMENT#${c.commentId}` }),
});

/** That a user follows another. The table finds the followers of a user, the index whom a user follows. */
export const Follow = defineEntity("Follow", {
  table: instagram,
  schema: z.object({
    /** The user who is followed. */
    followedUsername: z.string(),
    /** The user who follows. */
    followingUsername: z.string(),
  }),
  key: (f) => ({ partition: key`FOLLOW#${f.followedUsername}`, sort: key`FOLLOW#${f.followingUsername}` }),
  indexes: (f) => ({
    following: {
      index: "GSI1",
      partition: key`FOLLOW#${f.followingUsername}`,
      sort: key`FOLLOW#${f.followedUsername}`,
    },
  }),
});
