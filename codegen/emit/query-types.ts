import type { AccessPatternModel, Piece, PieceType } from "../../src/model/model.js";
import { interfaceDeclaration, type Member, member, typeDeclaration } from "./declaration.js";
import type { Layout } from "./layout.js";
import { queryName } from "./names.js";
import { attributeOf, type EntityScope, generic, presentType, queryPieces, runtime } from "./scope.js";
import { objectType, readType, unionInParentheses, unionLayout } from "./type-text.js";

/** Whether a query of a pattern takes anything at all. */
export function takesKey(pattern: AccessPatternModel): boolean {
  const { partition, sort } = queryPieces(pattern);
  return partition.length + sort.length > 0;
}

/**
 * What a query takes: the partition, then pieces of the sort key from the left, the last of which may be a range. With
 * two or more sort pieces it is a union with one member for each piece that can be the last.
 */
export function queryType(scope: EntityScope, pattern: AccessPatternModel): Layout {
  const name = queryName(scope.entity.name, pattern.name);
  const { partition, sort } = queryPieces(pattern);
  const fixed = partition.map((piece) => fixedMember(scope, piece));
  const [first, ...more] = sort;
  if (first === undefined) return interfaceDeclaration(describe(pattern, "."), name, fixed);
  if (more.length === 0) {
    const doc = describe(pattern, ", then a value or a range of the sort key.");
    return interfaceDeclaration(doc, name, [...fixed, lastMember(scope, first)]);
  }
  const alternatives = sort.map((piece, position) => [
    ...sort.slice(0, position).map((before) => fixedMember(scope, before)),
    lastMember(scope, piece),
    ...sort.slice(position + 1).map((after) => ({ name: after.attribute, optional: true, type: "never" })),
  ]);
  const doc = ", then pieces of the sort key from the left; the last may be a range.";
  return typeDeclaration(describe(pattern, doc), name, alternativesType(fixed, alternatives));
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
  return `What \`${pattern.name}\` takes: the partition key${sort}`;
}

function fixedMember(scope: EntityScope, { attribute }: Piece): Member {
  return { name: attribute, type: presentType(scope, attribute) };
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
  const bound = rangeBounds[piece.type];
  if (bound !== undefined) return generic(runtime("Range"), bound);
  const { simple } = readType(attributeOf(scope.entity, piece.attribute).types.output);
  if (simple || piece.values === undefined) return runtime("StringRange");
  return generic(runtime("StringRange"), presentType(scope, piece.attribute));
}
