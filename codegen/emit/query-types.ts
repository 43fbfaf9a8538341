import type { AccessPatternModel, Piece, PieceType } from "../../src/model/model.js";
import { type QueryPieces, queryPieces, singleShardPieces } from "../model-facts/key-pieces.js";
import { queryName } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import { interfaceDeclaration, type Member, member, typeDeclaration } from "../printer/typescript.js";
import { attributeOf, type EntityScope, generic, presentType, runtime } from "./scope.js";
import { objectType, readType, unionInParentheses, unionLayout } from "./type-text.js";

/** Returns true if a query of a pattern takes an argument. */
export function takesKey(pattern: AccessPatternModel): boolean {
  const { shards, sort } = queryPieces(pattern);
  return needsKey(pattern) || shards.length + sort.length > 0;
}

/** Returns true if the argument of a query of a pattern is required. */
export function needsKey(pattern: AccessPatternModel): boolean {
  const { fixed, bucket } = queryPieces(pattern);
  return fixed.length > 0 || bucket !== undefined;
}

/**
 * The argument of a query: the partition, then pieces of the sort key from the left, the last of which may be a range. With
 * two or more sort pieces it is a union with one member for each piece that can be the last.
 */
export function queryType(scope: EntityScope, pattern: AccessPatternModel): Layout {
  const name = queryName(scope.entity.name, pattern.name);
  const pieces = queryPieces(pattern);
  const single = singleShardPieces(pattern);
  const common = commonMembers(scope, pieces);
  const alternatives = alternativesOf(scope, pieces);
  const [only] = alternatives;
  if (single !== undefined) {
    // What is fixed for one shard is not for all of them, so nothing stands before the whole.
    const [all, one] = [pieces, single].map((each) =>
      alternativesOf(scope, each).map((members) => [...commonMembers(scope, each), ...members]),
    );
    const doc =
      ", then pieces of the sort key from the left; the last may be a range. Or what tells the shard.";
    return typeDeclaration(
      describe(pattern, doc),
      name,
      unionLayout(
        [...(all ?? []), ...(one ?? [])].map((members) => objectType(members.map(member))),
        true,
      ),
    );
  }
  if (pieces.sort.length === 0) return interfaceDeclaration(describe(pattern, "."), name, common);
  if (alternatives.length === 1) {
    const doc = describe(pattern, ", then a value or a range of the sort key.");
    return interfaceDeclaration(doc, name, [...common, ...(only ?? [])]);
  }
  const doc = ", then pieces of the sort key from the left; the last may be a range.";
  return typeDeclaration(describe(pattern, doc), name, alternativesType(common, alternatives));
}

/** The part of the argument of a query whichever piece of the sort key is the last. */
function commonMembers(scope: EntityScope, { fixed, shards, bucket, sort }: QueryPieces): Member[] {
  const isSorted = sort.some(({ attribute }) => attribute === bucket?.attribute);
  return [
    ...fixed.map((piece) => fixedMember(scope, piece)),
    ...(bucket === undefined || isSorted ? [] : [bucketMember(scope, bucket)]),
    ...shards.map((piece) => ({ ...fixedMember(scope, piece), optional: true })),
  ];
}

/**
 * The argument of a query for the sort key: one alternative for each piece that can be the last. An attribute of which the
 * partition key holds the day is given always: as a single value before further pieces, else as a value or both ends.
 */
function alternativesOf(scope: EntityScope, { bucket, sort }: QueryPieces): Member[][] {
  const dated = sort.findIndex(({ attribute }) => attribute === bucket?.attribute);
  if (sort.length === 0) return [[]];
  return sort.flatMap((last, position) => {
    // The alternative before it has the range, and the pieces before that.
    if (position === dated && position > 0) return [];
    const members = sort.map((piece, other): Member => {
      if (bucket !== undefined && other === dated && other >= position) return bucketMember(scope, bucket);
      if (other < position) return fixedMember(scope, piece);
      if (other === position) return lastMember(scope, last);
      return { name: piece.attribute, optional: true, type: "never" };
    });
    return [members];
  });
}

/** One of several ways to go on. What all begin with stands before them where it would be repeated too often. */
function alternativesType(common: readonly Member[], alternatives: readonly (readonly Member[])[]): Layout {
  if (alternatives.length < 3 || common.length === 0) {
    const whole = alternatives.map((members) => objectType([...common, ...members].map(member)));
    return unionLayout(whole, true);
  }
  const rest = alternatives.map((members) => objectType(members.map(member)));
  return [objectType(common.map(member)), " & ", unionInParentheses(rest, true)];
}

function describe(pattern: AccessPatternModel, sort: string): string {
  return `The argument of \`${pattern.name}\`: the partition key${sort}`;
}

function fixedMember(scope: EntityScope, { attribute }: Piece): Member {
  return { name: attribute, type: presentType(scope, attribute) };
}

/** A value, or both ends of a range: its buckets must have an end. */
function bucketMember(scope: EntityScope, piece: Piece): Member {
  const bound = rangeBounds[piece.type] ?? "string";
  const type = unionLayout([presentType(scope, piece.attribute), generic(runtime("Between"), bound)]);
  return { name: piece.attribute, type };
}

function lastMember(scope: EntityScope, piece: Piece): Member {
  const value = presentType(scope, piece.attribute);
  const range = rangeType(scope, piece);
  return {
    name: piece.attribute,
    optional: true,
    type: range === undefined ? value : unionLayout([value, range]),
  };
}

const rangeBounds: Readonly<Record<PieceType, string | undefined>> = {
  string: undefined,
  int: "number",
  number: "number",
  bigint: "bigint",
  boolean: undefined,
  date: "Date",
  dateInSeconds: "Date",
  dateInMilliseconds: "Date",
  binary: "Uint8Array",
};

/** The range of a sort piece. A string's bounds need not be whole values, unless its values are listed. */
function rangeType(scope: EntityScope, piece: Piece): Layout | undefined {
  if (piece.type === "boolean") return undefined;
  switch (piece.derived?.kind) {
    // The order of the values is not in the key.
    case "lower":
    case "upper":
      return runtime("PrefixRange");
    case "day":
    case "month":
    case "year":
    case "shard":
      return undefined;
    default:
  }
  if (piece.type === "binary") return runtime("BinaryRange");
  const bound = rangeBounds[piece.type];
  if (bound !== undefined) return generic(runtime("Range"), bound);
  const { simple } = readType(attributeOf(scope.entity, piece.attribute).types.output);
  if (simple || piece.values === undefined) return runtime("StringRange");
  return generic(runtime("StringRange"), presentType(scope, piece.attribute));
}
