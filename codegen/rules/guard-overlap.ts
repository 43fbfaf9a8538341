import { GUARD_SORT_KEY, guardPrefix } from "../../src/keys/guard-key.js";
import type { EntityModel, TableModel } from "../../src/model/model.js";
import { canMeet, guardParts } from "../model-facts/overlap.js";
import { describeKey, isWhole, keyOf, ownPrefix } from "./key-overlap.js";
import type { Report, Rule } from "./rule.js";

/** No item has the key of a guard of a unique constraint: the one would pass for the other. */
export const guardOverlap: Rule = {
  name: "guard-overlap",
  check: (model, report) => {
    for (const table of model.tables) {
      const entities = model.entities.filter((entity) => entity.table === table.name);
      const whole = entities.filter((entity) => isWhole(entity, table.sortKey !== undefined));
      for (const entity of whole) checkEntity(entity, entities, table, report);
    }
  },
};

function checkEntity(
  entity: EntityModel,
  entities: readonly EntityModel[],
  table: TableModel,
  report: Report,
): void {
  for (const { name, storedAs = name, unique = [] } of entities) {
    const constraint = unique.find((one) => canMeet(keyOf(entity), guardParts(storedAs, one, table), table));
    if (constraint === undefined) continue;
    const sort = table.sortKey === undefined ? "" : `, \`${GUARD_SORT_KEY}\``;
    const guard = `(\`${guardPrefix(storedAs, constraint.name)}…\`${sort})`;
    const message = `${entity.name} and the guards of ${name}.unique.${constraint.name} can have the same key: ${describeKey(entity)} and ${guard}`;
    const help = `Begin its keys with a distinct prefix, e.g. ${ownPrefix(entity, table.delimiter)}.`;
    report(["entities", entity.exportName, "key"], message, help);
    return;
  }
}
