import { piecesOf } from "../../../src/keys/encode-key.js";
import { GUARD_SORT_KEY, guardPrefix, OWNER_ATTRIBUTE } from "../../../src/keys/guard-key.js";
import type { EntityModel, TableModel, UniqueModel } from "../../../src/model/model.js";
import type { JsonSchema } from "../../../src/schema/json-schema.js";
import { ATTRIBUTE, ATTRIBUTE_DEFINITION, tagged } from "../json-schema-values.js";

/** The schema of the items that guard the values of a unique constraint, in DynamoDB JSON. */
export function guardItem(
  { name, primaryKey, attributes }: EntityModel,
  { partitionKey, sortKey, entityAttribute }: TableModel,
  constraint: UniqueModel,
): JsonSchema {
  const pieces = [...primaryKey.partition, ...primaryKey.sort].flatMap(piecesOf);
  const owner = [...new Set(pieces.map(({ attribute }) => attribute))].map(
    (attribute) => attributes.find((each) => each.name === attribute)?.storedAs ?? attribute,
  );
  const properties: Record<string, JsonSchema> = {
    [partitionKey.name]: tagged("S", {
      type: "string",
      pattern: `^${guardPrefix(name, constraint.name).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}`,
    }),
    ...(sortKey !== undefined && { [sortKey.name]: tagged("S", { const: GUARD_SORT_KEY }) }),
    ...(entityAttribute !== undefined && {
      [entityAttribute]: tagged("S", { const: `${name}.${constraint.name}` }),
    }),
    [OWNER_ATTRIBUTE]: tagged("M", {
      type: "object",
      description: `The attributes of the primary key of the ${name} that has the values.`,
      properties: Object.fromEntries(owner.map((attribute) => [attribute, ATTRIBUTE])),
      required: owner,
      additionalProperties: false,
    }),
  };
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    $defs: { attribute: ATTRIBUTE_DEFINITION },
  };
}
