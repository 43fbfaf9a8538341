import { piecesOf } from "../../src/keys/encode-key.js";
import type { AccessPatternModel, CollectionModel, KeyPart } from "../../src/model/model.js";
import { bucketed, queryPieces, shardCount } from "../model-facts/key-pieces.js";
import { keyText, leadingText } from "./key-text.js";

/** What a query takes: the partition key's attributes, then those of the sort key, which may be left out. */
export function queryArguments(pattern: AccessPatternModel): string {
  const { fixed, shards, bucket, sort } = queryPieces(pattern);
  const needed = [...fixed, ...(bucket === undefined ? [] : [bucket])].map(({ attribute }) => attribute);
  const open = [...shards, ...sort].map(({ attribute }) => `${attribute}?`);
  return argumentsText([...new Set([...needed, ...open])]);
}

/** What an operation on one item takes. */
export function keyArguments({ partition, sort }: AccessPatternModel): string {
  return argumentsText([
    ...new Set([...partition, ...sort].flatMap(piecesOf).map(({ attribute }) => attribute)),
  ]);
}

function argumentsText(names: readonly string[]): string {
  return names.length === 0 ? "()" : `({ ${names.join(", ")} })`;
}

/** The Query of a pattern with its partition key alone: `Query pk = USER#{userId}, sk begins with ORDER#`. */
export function queryText(pattern: AccessPatternModel): string {
  const prefix = leadingText(pattern.sort[0]);
  return `${times(pattern)}Query ${keyText(pattern.partition)}${sortText(pattern.sort, prefix)}${pattern.shared ? ", filtered by entity" : ""}`;
}

function sortText([part]: readonly KeyPart[], prefix: string): string {
  if (part === undefined || prefix === "") return "";
  const whole = "template" in part && part.template.length === 1;
  return `, ${part.name} ${whole ? "=" : "begins with"} ${prefix}`;
}

/** Several requests, where a partition is spread. */
function times(pattern: AccessPatternModel): string {
  const [bucket] = bucketed(pattern);
  const shards = shardCount(pattern);
  const each = bucket === undefined ? "" : `for each ${bucket.derived?.kind}: `;
  return `${each}${shards > 1 ? `${shards} × ` : ""}`;
}

/** The Query of a collection, from the first to the last sort key of its members. */
export function collectionText({ shared }: CollectionModel, members: readonly AccessPatternModel[]): string {
  const [first] = members;
  if (first === undefined) return "Query";
  const prefixes = members.map(({ sort }) => leadingText(sort[0]));
  const sorted = [...new Set(prefixes)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const name = first.sort[0]?.name;
  const span =
    name === undefined || sorted.includes("") ? "" : `, ${name} from ${sorted[0]} to ${sorted.at(-1)}`;
  return `${times(first)}Query ${keyText(first.partition)}${span}${shared ? ", filtered by entity" : ""}`;
}
