import { piecesOf } from "../../src/keys/encode-key.js";
import type { AccessPatternModel, EntityModel, KeyPart, Piece } from "../../src/model/model.js";
import { describeParts } from "./key-side.js";
import type { Rule } from "./rule.js";

/**
 * Items are spread over partitions by an attribute with many values. A partition takes 1,000 write and 3,000 read units
 * in a second, whatever the table has.
 */
export const hotPartition: Rule = {
  name: "hot-partition",
  severity: "warning",
  check: (model, report) => {
    for (const entity of model.entities) {
      if (isSingleton(entity)) continue;
      for (const pattern of [entity.primaryKey, ...entity.indexes.filter(hasOwnPartition(entity))]) {
        const pieces = pattern.partition.flatMap(piecesOf);
        if (pattern.partition.length === 0 || pieces.some(isSpread)) continue;
        const primary = pattern.index === undefined;
        const subject = `${entity.name}.${primary ? "key" : pattern.name}`;
        const path = ["entities", entity.exportName, ...(primary ? ["key"] : ["indexes", pattern.name])];
        report(
          [...path, "partition"],
          `${subject}: all items are in ${partitions(pattern.partition, pieces)}, and a partition is limited to 1,000 write units per second`,
          "Add an attribute with many values to the partition key, or shard it with shard(attribute, n). " +
            'If few items are written there, add accept: ["hot-partition"].',
        );
      }
    }
  },
};

function isSingleton({ primaryKey }: EntityModel): boolean {
  return [...primaryKey.partition, ...primaryKey.sort].flatMap(piecesOf).length === 0;
}

/** Selects patterns with another partition key than the primary key, which is reported already. */
function hasOwnPartition({ primaryKey }: EntityModel): (pattern: AccessPatternModel) => boolean {
  const primaryNames = primaryKey.partition.map(({ name }) => name);
  return ({ partition }) => partition.some(({ name }) => !primaryNames.includes(name));
}

/** Returns true if a key piece can have more values than the schema lists. */
function isSpread({ type, values, derived }: Piece): boolean {
  return derived?.kind === "shard" || (values === undefined && type !== "boolean");
}

function partitions(parts: readonly KeyPart[], pieces: readonly Piece[]): string {
  if (pieces.length === 0) return `one partition, ${describeParts(parts)}`;
  const count = pieces.reduce((product, { values }) => product * (values?.length ?? 2), 1);
  return `${count} partitions, one for each ${pieces.map(({ attribute }) => attribute).join(" and ")}`;
}
