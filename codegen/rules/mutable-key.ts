import { piecesOf } from "../../src/keys/encode-key.js";
import type { AttributeModel } from "../../src/model/model.js";
import { tableOf } from "./key-side.js";
import type { Rule } from "./rule.js";

/** A primary key is made of what stays: to change it, the item has to be deleted and put again. */
export const mutableKey: Rule = {
  name: "mutable-key",
  severity: "warning",
  check: (model, report) => {
    for (const entity of model.entities) {
      const { primaryKey, exportName } = entity;
      const timeToLive = tableOf(model, entity.table)?.timeToLive;
      const pieces = new Set([...primaryKey.partition, ...primaryKey.sort].flatMap(piecesOf).map(nameOf));
      for (const attribute of entity.attributes) {
        const why = pieces.has(attribute.name) ? whyMutable(attribute, timeToLive) : undefined;
        if (why === undefined) continue;
        report(
          ["entities", exportName, "attributes", attribute.name],
          `${entity.name}.key: attribute "${attribute.name}" ${why}, but changing the primary key takes a transaction of a delete and a put (move)`,
          'Use attributes that do not change in the key. If it never changes, add accept: ["mutable-key"].',
        );
      }
    }
  },
};

const nameOf = ({ attribute }: { readonly attribute: string }): string => attribute;

function whyMutable(
  { name, storedAs = name, defaulted }: AttributeModel,
  timeToLive: string | undefined,
): string | undefined {
  if (storedAs === timeToLive) return "is the time to live, which is often extended";
  return defaulted ? "has a default, which suggests that it changes later" : undefined;
}
