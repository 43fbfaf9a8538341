import { z } from "zod";
import { Entity, type EntitySpec } from "../../src/entities/entity.js";
import type { KeyPart, Piece, PieceType, TableModel } from "../../src/model/model.js";
import { allFeatures } from "./all-features.js";

const piece = (attribute: string, type: PieceType = "string"): Piece => ({ attribute, type });
const part = (name: string, ...template: readonly (string | Piece)[]): KeyPart => ({ name, template });

const tickets: TableModel = {
  name: "tickets",
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
  indexes: [
    index("byTeam", ["teamPk"], ["teamSk"]),
    index("byDue", ["teamPk"], ["dueSk"]),
    index("byQueue", ["queuePk"], ["queueSk"]),
    index("byEmail", ["email"], ["score"]),
    index("inverted", ["sk"], ["pk"]),
  ],
  keyEncoding: "ordered",
  delimiter: "#",
  entityAttribute: "_entity",
};

function index(
  name: string,
  partition: readonly string[],
  sort: readonly string[],
): TableModel["indexes"][number] {
  const key = (attribute: string) => ({ name: attribute, type: attribute === "score" ? "N" : "S" }) as const;
  return {
    name,
    type: "global",
    partitionKey: partition.map(key),
    sortKey: sort.map(key),
    projection: "ALL",
  };
}

const primaryKey = {
  name: "query",
  partition: [part("pk", "BOARD#", piece("board"))],
  sort: [part("sk", "TICKET#", piece("id", "int"))],
};

/** An entity with an index for each way in which index keys follow: shared, of the primary key, natural, inverted. */
const spec: EntitySpec = {
  name: "Ticket",
  table: tickets,
  attributes: {
    board: { value: "string" },
    id: { value: "number" },
    team: { value: "string", optional: true },
    level: { value: "number", optional: true },
    due: { value: "date", optional: true },
    status: { value: "string" },
    rank: { value: "number" },
    email: { value: "string", optional: true },
    score: { value: "number", optional: true },
    tags: { value: "set", optional: true },
    note: { value: "string", optional: true },
    total: { value: "bigint", optional: true },
  },
  ...allFeatures,
  primaryKey,
  indexes: [
    {
      name: "byTeam",
      index: "byTeam",
      partition: [part("teamPk", "TEAM#", piece("team"))],
      sort: [part("teamSk", piece("level", "int"), "#", piece("id", "int"))],
    },
    {
      name: "byDue",
      index: "byDue",
      partition: [part("teamPk", "TEAM#", piece("team"))],
      sort: [part("dueSk", piece("due", "date"))],
    },
    {
      name: "byQueue",
      index: "byQueue",
      partition: [part("queuePk", "QUEUE#", piece("status"))],
      sort: [part("queueSk", piece("rank", "number"), "#", piece("board"))],
    },
    {
      name: "byEmail",
      index: "byEmail",
      partition: [{ name: "email", natural: piece("email") }],
      sort: [{ name: "score", natural: piece("score", "number") }],
    },
    { name: "inverted", index: "inverted", partition: primaryKey.sort, sort: primaryKey.partition },
  ],
};

const schema = z.object({
  board: z.string(),
  id: z.int(),
  team: z.string().optional(),
  level: z.int().optional(),
  due: z.date().optional(),
  status: z.string().default("new"),
  rank: z.number().default(0),
  email: z.string().optional(),
  score: z.number().optional(),
  tags: z.set(z.string()).optional(),
  note: z.string().optional(),
  total: z.bigint().optional(),
});

export const ticket = new Entity(spec, schema, "tickets-test");
