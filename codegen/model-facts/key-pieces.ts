import { piecesOf } from "../../src/keys/encode-key.js";
import { bucketKind, finer } from "../../src/keys/partitions.js";
import type { AccessPatternModel, KeyAttributeType, KeyPart, Piece } from "../../src/model/model.js";

/** The key pieces that a query of a pattern takes, from the left. */
export interface QueryPieces {
  /** The attributes that are single values always. */
  readonly fixed: readonly Piece[];
  /** The sharded attributes that the sort key does not hold: without them, all shards are read. */
  readonly shards: readonly Piece[];
  /** The attribute of which the partition key holds the day, month or year alone: a value, or both ends of a range. */
  readonly bucket: Piece | undefined;
  readonly sort: readonly Piece[];
}

export function queryPieces(pattern: AccessPatternModel): QueryPieces {
  const partition = allPieces(pattern.partition);
  const [bucket] = bucketed(pattern);
  const isOpen = ({ attribute }: Piece) => attribute === bucket?.attribute || isSharded(pattern, attribute);
  const fixed = firstPieces(pattern.partition).filter((piece) => !isOpen(piece));
  const fixedAttributes = new Set(fixed.map(({ attribute }) => attribute));
  const sort = firstPieces(pattern.sort).filter(({ attribute }) => !fixedAttributes.has(attribute));
  const sorted = new Set(sort.map(({ attribute }) => attribute));
  const shards = firstPieces(pattern.partition).filter(
    (piece) => isOpen(piece) && piece.attribute !== bucket?.attribute && !sorted.has(piece.attribute),
  );
  return { fixed, shards, bucket: partition.find(({ attribute }) => attribute === bucket?.attribute), sort };
}

/**
 * Returns the key pieces of a query of a single shard, if they differ: the sharded attributes of the sort key come
 * before those that stand before them there.
 */
export function singleShardPieces(pattern: AccessPatternModel): QueryPieces | undefined {
  const { fixed, shards, bucket, sort } = queryPieces(pattern);
  const isOwn = ({ attribute }: Piece) => attribute !== bucket?.attribute && isSharded(pattern, attribute);
  const own = sort.filter(isOwn);
  const rest = sort.filter((piece) => !isOwn(piece));
  const isFirst = own.every((piece, position) => piece === sort[position]);
  return isFirst ? undefined : { fixed: [...fixed, ...own], shards, bucket, sort: rest };
}

/** Returns the largest number of shards that a query of a pattern merges. */
export function shardCount({ partition }: AccessPatternModel): number {
  return allPieces(partition)
    .map(({ derived }) => (derived?.kind === "shard" ? derived.count : 1))
    .reduce((product, count) => product * count, 1);
}

/** The attributes of which a partition key holds the day, month or year alone, by their finest piece. */
export function bucketed({ partition }: AccessPatternModel): Piece[] {
  return firstPieces(partition).flatMap(({ attribute }) => {
    const ofAttribute = allPieces(partition).filter((piece) => piece.attribute === attribute);
    const isOpen = ofAttribute.every(
      ({ derived }) => bucketKind(derived) !== undefined || derived?.kind === "shard",
    );
    const kinds = ofAttribute.map(({ derived }) => bucketKind(derived)).filter((kind) => kind !== undefined);
    if (!isOpen || kinds.length === 0) return [];
    const finest = kinds.reduce(finer);
    return ofAttribute.filter(({ derived }) => derived?.kind === finest).slice(0, 1);
  });
}

function isSharded({ partition }: AccessPatternModel, attribute: string): boolean {
  const ofAttribute = allPieces(partition).filter((piece) => piece.attribute === attribute);
  return ofAttribute.length > 0 && ofAttribute.every(({ derived }) => derived?.kind === "shard");
}

/** Every piece, those of one attribute too. */
function allPieces(parts: readonly KeyPart[]): readonly Piece[] {
  return parts.flatMap(piecesOf);
}

/** The first piece of each attribute, from the left. */
function firstPieces(parts: readonly KeyPart[]): readonly Piece[] {
  const pieces = allPieces(parts);
  return pieces.filter(({ attribute }, position) => {
    return pieces.findIndex((piece) => piece.attribute === attribute) === position;
  });
}

/** A piece as the schema writes it: `orderId`, `day(placedAt)`, `shard(orderId, 8)`. */
export function pieceText({ attribute, width, derived }: Piece): string {
  if (derived === undefined) return attribute;
  if (derived.kind === "shard") return `shard(${attribute}, ${derived.count})`;
  return derived.kind === "padded" ? `padded(${attribute}, ${width})` : `${derived.kind}(${attribute})`;
}

/** Returns the DynamoDB type of a key attribute: a string if it is composed, otherwise the type of its attribute. */
export function keyAttributeType(part: KeyPart): KeyAttributeType {
  return "template" in part ? "S" : PIECE_TYPES[part.natural.type];
}

const PIECE_TYPES: Readonly<Record<Piece["type"], KeyAttributeType>> = {
  string: "S",
  date: "S",
  dateInSeconds: "N",
  dateInMilliseconds: "N",
  boolean: "S",
  int: "N",
  number: "N",
  bigint: "N",
  binary: "B",
};

/** Returns the template of a key attribute: `ORDER#{orderId}`, or `{email}` for an attribute used directly. */
export function partText(part: KeyPart): string {
  if (!("template" in part)) return `{${part.natural.attribute}}`;
  return part.template.map((piece) => (typeof piece === "string" ? piece : `{${pieceText(piece)}}`)).join("");
}

/** `pk = USER#{userId}, sk = PROFILE`: the key attributes that a request names in full. */
export function keyText(parts: readonly KeyPart[]): string {
  return parts.map((part) => `${part.name} = ${partText(part)}`).join(", ");
}

/** The literal text with which all values of a key attribute begin. */
export function leadingText(part: KeyPart | undefined): string {
  if (part === undefined || !("template" in part)) return "";
  const [first] = part.template;
  return typeof first === "string" ? first : "";
}

/** The partition key without the names of its attributes: two entities with one such form meet in partitions. */
export function partitionForm({ partition }: AccessPatternModel): string {
  const forms = partition.map((part) =>
    "template" in part
      ? part.template.map((piece) => (typeof piece === "string" ? piece : "{}")).join("")
      : `{${part.name}}`,
  );
  return JSON.stringify([partition.map(({ name }) => name), forms]);
}
