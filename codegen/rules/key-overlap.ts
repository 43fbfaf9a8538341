import type { EntityModel } from "../../src/model/model.js";
import { pieceText } from "../model-facts/key-pieces.js";
import { canMeet } from "../model-facts/overlap.js";
import { describePart } from "./key-side.js";
import type { Rule } from "./rule.js";

/** Items of two entities never have one primary key: the one would overwrite the other. */
export const keyOverlap: Rule = {
  name: "key-overlap",
  check: (model, report) => {
    for (const table of model.tables) {
      const entities = model.entities.filter(
        (entity) => entity.table === table.name && isWhole(entity, table.sortKey !== undefined),
      );
      for (const [position, entity] of entities.entries()) {
        const other = entities
          .slice(0, position)
          .find((before) => canMeet(keyOf(entity), keyOf(before), table));
        if (other === undefined) continue;
        const message = `${entity.name} and ${other.name} can have the same key: ${describeKey(entity)} and ${describeKey(other)}`;
        const help = `Begin one of the keys with a distinct prefix, e.g. ${ownPrefix(entity, table.delimiter)}.`;
        report(["entities", entity.exportName, "key"], message, help);
      }
    }
  },
};

/** Returns true if both sides of the key could be read; faults of a side are reported elsewhere. */
export function isWhole({ primaryKey }: EntityModel, hasSortKey: boolean): boolean {
  return primaryKey.partition.length > 0 && (!hasSortKey || primaryKey.sort.length > 0);
}

/** The key attributes of an entity, the partition key first. */
export function keyOf({ primaryKey }: EntityModel) {
  return [...primaryKey.partition, ...primaryKey.sort];
}

/** An entity's key for messages. */
export function describeKey(entity: EntityModel): string {
  return `(${keyOf(entity).map(describePart).join(", ")})`;
}

/** A partition key that no other entity has, for help. */
export function ownPrefix({ name, primaryKey }: EntityModel, delimiter: string): string {
  const [part] = primaryKey.partition;
  const attribute =
    part === undefined
      ? undefined
      : ("template" in part ? part.template : [part.natural]).find((piece) => typeof piece === "object");
  return `key\`${name.toUpperCase()}${delimiter}${attribute === undefined ? "…" : `\${${pieceText(attribute)}}`}\``;
}
