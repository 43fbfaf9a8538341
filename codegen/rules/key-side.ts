import { holdsValue, piecesOf } from "../../src/keys/encode-key.js";
import type {
  AccessPatternModel,
  Derivation,
  EntityModel,
  KeyPart,
  Model,
  Piece,
  TableModel,
} from "../../src/model/model.js";
import { pieceText } from "../model-facts/key-pieces.js";

/** One key attribute that an access pattern composes or takes, and where it is declared. */
export interface KeySide {
  /** Its name in messages: `Order.key`, `Order.byStatus`. */
  readonly subject: string;
  readonly pattern: AccessPatternModel;
  readonly part: KeyPart;
  readonly side: "partition" | "sort";
  readonly primary: boolean;
  readonly path: readonly string[];
}

/** The key attributes of an entity, those that an index takes over from the primary key once only. */
export function keySides(entity: EntityModel): KeySide[] {
  const primaryNames = new Set(
    [...entity.primaryKey.partition, ...entity.primaryKey.sort].map((part) => part.name),
  );
  return [
    ...sidesOf(entity, entity.primaryKey),
    ...entity.indexes.flatMap((pattern) =>
      sidesOf(entity, pattern).filter(({ part }) => !primaryNames.has(part.name)),
    ),
  ];
}

/** The key attributes of one access pattern. */
export function sidesOf(entity: EntityModel, pattern: AccessPatternModel): KeySide[] {
  const primary = pattern.index === undefined;
  const subject = `${entity.name}.${primary ? "key" : pattern.name}`;
  const base = ["entities", entity.exportName, ...(primary ? ["key"] : ["indexes", pattern.name])];
  const sides = (side: "partition" | "sort") =>
    pattern[side].map((part): KeySide => ({ subject, pattern, part, side, primary, path: [...base, side] }));
  return [...sides("partition"), ...sides("sort")];
}

/** A key attribute as the schema writes it: `ORDER#{orderId}`, or the name of an attribute. */
export function describePart(part: KeyPart): string {
  if (!("template" in part)) return part.natural.attribute;
  const text = part.template
    .map((piece) => (typeof piece === "string" ? piece : `{${pieceText(piece)}}`))
    .join("");
  return `\`${text}\``;
}

/** The key attributes of several parts, as messages show them. */
export function describeParts(parts: readonly KeyPart[]): string {
  return parts.map(describePart).join(", ");
}

export function tableOf(model: Model, name: string): TableModel | undefined {
  return model.tables.find((table) => table.name === name);
}

/** Returns true if many items share the derived value: a day, a month, a year, a shard. */
export function isBucket(derived: Derivation | undefined): boolean {
  return ["day", "month", "year", "shard"].includes(derived?.kind ?? "");
}

/**
 * Creates the test whether parts of a key determine a piece: they hold the attribute's value, or the same derived
 * value.
 */
export function determinedBy(parts: readonly KeyPart[]): (piece: Piece) => boolean {
  const pieces = parts.flatMap(piecesOf);
  const values = new Set(pieces.filter(holdsValue).map(({ attribute }) => attribute));
  const derived = new Set(pieces.map(pieceText));
  return (piece) => values.has(piece.attribute) || derived.has(pieceText(piece));
}
