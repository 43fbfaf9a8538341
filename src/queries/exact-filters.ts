import type { Entity } from "../entities/entity.js";
import { attributePath } from "../entities/paths.js";
import type { ConditionNode } from "../expressions/condition.js";
import { compareKeyValues } from "../keys/key-order.js";
import { isTemplate } from "../keys/key-part.js";
import type { Inexact } from "../keys/open-sort.js";
import type { AccessPatternSpec } from "../model/spec.js";

type Document = Readonly<Record<string, unknown>>;

/** What makes a query exact whose keys hold but the shard or the bucket of an attribute. */
interface Exact {
  readonly filters: readonly ConditionNode[];
  /** For attributes that are keys of what is read, which DynamoDB does not filter by. */
  readonly accepts?: (document: Document) => boolean;
}

export function exactFilters(entity: Entity, pattern: AccessPatternSpec, inexact: readonly Inexact[]): Exact {
  const keys = new Set([...pattern.partition, ...pattern.sort].map(({ name }) => name));
  const inKey = inexact.filter(({ attribute }) => keys.has(attribute));
  const filters = inexact
    .filter(({ attribute }) => !keys.has(attribute))
    .map((one) => {
      if (!isReadable(entity, pattern, one.attribute)) refuse(entity, pattern, one.attribute);
      return filterOf(entity, one);
    });
  if (inKey.length === 0) return { filters };
  const checks = inKey.map(({ attribute, range }) => {
    const [low, high] = [entity.encode(attribute, range.low), entity.encode(attribute, range.high)];
    return (document: Document) =>
      compareKeyValues(document[attribute], low) >= 0 && compareKeyValues(document[attribute], high) <= 0;
  });
  return { filters, accepts: (document) => checks.every((check) => check(document)) };
}

function filterOf(entity: Entity, { attribute, range }: Inexact): ConditionNode {
  const path = attributePath(entity, attribute);
  return (range.operator === "eq" ? path.eq(range.low) : path.between(range.low, range.high)).node;
}

/** Whether an attribute is in the items that a pattern reads. */
function isReadable(entity: Entity, pattern: AccessPatternSpec, attribute: string): boolean {
  const index = entity.table.indexes.find(({ name }) => name === pattern.index);
  if (index === undefined || index.projection === "ALL") return true;
  const { partition, sort } = entity.spec.primaryKey;
  const held = [...partition, ...sort].some((part) => !isTemplate(part) && part.name === attribute);
  return held || (index.projection !== "KEYS_ONLY" && index.projection.includes(attribute));
}

function refuse(entity: Entity, { name, index }: AccessPatternSpec, attribute: string): never {
  const reason = `${attribute} decides the partition, but tells single items apart only together with all that is before it in the sort key: the index "${index}" does not hold it`;
  throw entity.error("InvalidQuery", `${entity.name}.${name}: ${reason}`, { accessPattern: name, reason });
}
