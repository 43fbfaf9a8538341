import { defineCollection, defineEntity, defineTable, key, lower, many } from "monotable";
import { z } from "zod";

/** A design of unique constraints: alone and together, optional, beside versions and moves. */
export const club = defineTable("club", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    inverted: { partitionKey: "sk", sortKey: "pk" },
  },
});

/** A member, of whom four things are unique. */
export const Member = defineEntity("Member", {
  table: club,
  schema: z.object({
    memberId: z.string(),
    email: z.email(),
    nickname: z.string().optional(),
    firstName: z.string(),
    lastName: z.string(),
    badge: z.int().min(0).max(999).optional(),
    points: z.number().default(0),
    tags: z.set(z.string()).optional(),
    history: z.array(z.string()).default([]),
    settings: z.object({ theme: z.string(), size: z.number().optional() }).default({ theme: "light" }),
  }),
  key: (m) => ({ partition: key`MEMBER#${m.memberId}`, sort: key`MEMBER` }),
  indexes: (m) => ({
    byNickname: { index: "gsi1", partition: key`NICKNAME#${m.nickname}`, sort: key`MEMBER` },
    all: { index: "inverted" },
  }),
  unique: (m) => ({
    email: m.email,
    nickname: m.nickname,
    name: [m.firstName, m.lastName],
    badge: m.badge,
  }),
  accept: ["hot-partition"],
});

/** A team, whose title is unique in its league. It moves between leagues. */
export const Team = defineEntity("Team", {
  table: club,
  schema: z.object({
    league: z.int().min(1).max(9),
    teamId: z.string(),
    title: z.string(),
    wins: z.int().default(0),
    foundedAt: z.date().optional(),
  }),
  key: (t) => ({ partition: key`LEAGUE#${t.league}`, sort: key`TEAM#${t.teamId}` }),
  unique: (t) => ({ title: [t.league, t.title], founding: t.foundedAt }),
  version: "version",
  timestamps: { updated: "updatedAt" },
});

/** Free of constraints, in the table with the guards of others. */
export const Match = defineEntity("Match", {
  table: club,
  schema: z.object({ league: z.int().min(1).max(9), matchId: z.string(), owner: z.string().optional() }),
  key: (m) => ({ partition: key`LEAGUE#${m.league}`, sort: key`MATCH#${m.matchId}` }),
});

/** A league with its teams and matches. */
export const league = defineCollection("league", { matches: many(Match), teams: many(Team) });

/** The members, by the inverted index. */
export const roll = defineCollection("roll", { members: many(Member) }, { index: "inverted" });

/** A table whose items have no names and whose keys are the attributes themselves. */
export const inventory = defineTable("inventory", {
  partitionKey: "kind",
  sortKey: "serial",
  entityAttribute: false,
  keyEncoding: "plain",
  delimiter: "::",
});

/** A device. */
export const Device = defineEntity("Device", {
  table: inventory,
  schema: z.object({ kind: z.enum(["phone", "laptop"]), serial: z.string(), address: z.string() }),
  key: (d) => ({ partition: d.kind, sort: d.serial }),
  unique: (d) => ({ address: d.address }),
  accept: ["hot-partition"],
});

/** Logins are kept as they are written, and are the same in every case. */
export const accounts = defineTable("accounts", { partitionKey: "id" });

/** An account. */
export const Account = defineEntity("Account", {
  table: accounts,
  schema: z.object({ accountId: z.string(), login: z.string(), email: z.email() }),
  attributes: { accountId: { storedAs: "a" }, email: { storedAs: "e" } },
  key: (a) => ({ partition: key`ACCOUNT#${a.accountId}` }),
  unique: (a) => ({ login: lower(a.login), email: a.email }),
});
