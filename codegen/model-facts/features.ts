import { projectedNames } from "../../src/keys/decode-key.js";
import { isOrderedText, isTemplate, piecesOf } from "../../src/keys/encode-key.js";
import { hasResidualFilter } from "../../src/keys/partitions.js";
import type { EntityModel, KeyPart, TableModel } from "../../src/model/model.js";
import { isConverted } from "../../src/values/decode.js";

/**
 * The features of the runtime that an entity's design needs, and that its spec therefore names; a plain design needs
 * none.
 */
export interface Features {
  readonly keys: "typedKeys" | "naturalKeys" | undefined;
  readonly loose: boolean;
  readonly values: boolean;
  readonly keyDerived: boolean;
  readonly filters: boolean;
}

export function featuresOf(
  { attributes, primaryKey, indexes, unique = [], rest, zod }: EntityModel,
  table: TableModel,
): Features {
  const patterns = [primaryKey, ...indexes];
  const isTyped = (part: KeyPart) =>
    isTemplate(part)
      ? piecesOf(part).some((piece) => !isOrderedText(piece, table))
      : part.natural.type !== "string";
  const parts = patterns.flatMap(({ partition, sort }) => [...partition, ...sort]);
  // Guards have keys in the ordered encoding, whatever the table's is.
  const isGuarded = unique.some(({ pieces }) =>
    pieces.some((piece) => !isOrderedText(piece, { keyEncoding: "ordered" })),
  );
  const natural = parts.every(isTemplate) ? undefined : "naturalKeys";
  return {
    keys: parts.some(isTyped) || isGuarded ? "typedKeys" : natural,
    // zod's schema is asked.
    loose: (rest !== undefined && rest !== "never") || zod !== undefined,
    values: attributes.some(({ value }) => isConverted(value)),
    keyDerived:
      attributes.some(({ stored }) => stored === false) ||
      patterns.some(({ index }) => projectedNames(table, index) !== undefined),
    filters:
      attributes.some(({ name, storedAs = name }) => storedAs === table.timeToLive) ||
      patterns.some((pattern) => pattern.shared || hasResidualFilter(pattern, table)),
  };
}
