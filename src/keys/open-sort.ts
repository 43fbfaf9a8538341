import type { KeyPart, Piece } from "../model/model.js";
import type { KeyFormat } from "./encode-key.js";
import { type KeyCondition, sortConditions } from "./key-condition.js";
import { isTemplate, piecesOf, type Values } from "./key-part.js";
import { keepsOrder, unsortedRange } from "./plain-order.js";
import { type ParsedRange, parseRange } from "./range.js";
import type { Refuse } from "./refuse.js";

/** A value or a range of an attribute that the conditions on the keys do not hold exactly. */
export interface Inexact {
  readonly attribute: string;
  readonly range: ParsedRange;
  /** The sort key holds it, but does not sort by it. */
  readonly unsorted?: true;
}

/**
 * The conditions on the sort key of a query whose partition key may hold an attribute's shard or bucket alone. Such an
 * attribute is in the conditions on the sort key too, where that begins with it; where it is not, other values share the
 * partition with it.
 *
 * @param open the attributes of the partition key that are not a single value
 */
export function openSort(
  { partition, sort }: { readonly partition: readonly KeyPart[]; readonly sort: readonly KeyPart[] },
  values: Values,
  open: ReadonlySet<string>,
  format: KeyFormat,
  refuse: Refuse,
): { readonly sort: readonly KeyCondition[]; readonly inexact: readonly Inexact[] } {
  const pieces = partition.flatMap(piecesOf);
  const sortPieces = sort.flatMap(piecesOf);
  const parse = (attribute: string) => parseRange(values[attribute], (reason) => refuse(attribute, reason));
  const lossy = new Map(pieces.filter(isLossy).map((piece) => [piece.attribute, piece]));
  const inexact = [...lossy.values()]
    .filter(
      ({ attribute }) => values[attribute] !== undefined && !isApplied(attribute, sortPieces, values, parse),
    )
    .map(({ attribute }) => ({ attribute, range: parse(attribute) }));
  for (const { attribute, range } of inexact) {
    if (lossy.get(attribute)?.derived?.kind !== "shard" || range.operator === "eq") continue;
    if (!sortPieces.some((piece) => piece.attribute === attribute))
      refuse(attribute, "takes a single value: it decides the shard");
  }
  const isRange = ({ range }: Inexact) => range.operator !== "eq";
  const isBucket = ({ attribute }: Inexact) => lossy.get(attribute)?.derived?.kind !== "shard";
  const left = new Set(
    inexact.filter((one) => isRange(one) && isBucket(one)).map(({ attribute }) => attribute),
  );
  const fixed = pieces.map(({ attribute }) => attribute).filter((name) => !open.has(name) || left.has(name));
  const given = Object.fromEntries(Object.entries(values).filter(([name]) => !left.has(name)));
  const conditions = sortConditions(sort, given, format, refuse, new Set(fixed));
  const unsorted = unsortedRange(sort, given, format, refuse);
  return {
    sort: conditions,
    inexact: unsorted === undefined ? inexact : [...inexact, { ...unsorted, unsorted: true }],
  };
}

/** Whether a piece leaves open which value it was made of. Folding does so on purpose: a query finds any case. */
function isLossy({ derived }: Piece): boolean {
  return (
    derived?.kind === "shard" ||
    derived?.kind === "day" ||
    derived?.kind === "month" ||
    derived?.kind === "year"
  );
}

/** Whether the conditions on the sort key reach an attribute as it is: every piece before it is a single value. */
function isApplied(
  attribute: string,
  sortPieces: readonly Piece[],
  values: Values,
  parse: (attribute: string) => ParsedRange,
): boolean {
  for (const piece of sortPieces) {
    if (values[piece.attribute] === undefined) return false;
    const isExact = !isLossy(piece) && piece.derived?.kind !== "lower" && piece.derived?.kind !== "upper";
    if (piece.attribute === attribute && isExact) return true;
    if (parse(piece.attribute).operator !== "eq") return false;
  }
  return false;
}

/** Whether the keys of an access pattern hold but a part of a value, or do not sort by it: then its queries are filtered. */
export function isInexact(
  { partition, sort }: { readonly partition: readonly KeyPart[]; readonly sort: readonly KeyPart[] },
  format: KeyFormat,
): boolean {
  const isUnsorted = (part: KeyPart) =>
    isTemplate(part) &&
    part.template.some(
      (piece, position) =>
        typeof piece !== "string" && !keepsOrder(piece, position === part.template.length - 1, format),
    );
  return partition.flatMap(piecesOf).some(isLossy) || sort.some(isUnsorted);
}

/** Whether a sort key begins with an attribute that sorts backwards in it. */
export function sortsBackwards(sort: readonly KeyPart[], attribute: string | undefined): boolean {
  const [first] = sort.flatMap(piecesOf);
  return first !== undefined && first.attribute === attribute && first.derived?.kind === "descending";
}
