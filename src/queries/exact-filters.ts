import type { Entity } from "../entities/entity.js";
import { attributePath } from "../entities/paths.js";
import type { ConditionNode } from "../expressions/condition.js";
import { compareKeyValues } from "../keys/key-order.js";
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
  const isKey = ({ attribute }: Inexact) => keys.has(entity.storedName(attribute));
  const inKey = inexact.filter(isKey);
  const filters = inexact
    .filter((one) => !isKey(one))
    .map((one) => {
      if (!entity.holds(one.attribute, pattern)) refuse(entity, pattern, one.attribute);
      return filterOf(entity, one);
    });
  if (inKey.length === 0) return { filters };
  const checks = inKey.map(({ attribute, range }) => {
    const [low, high] = [entity.encode(attribute, range.low), entity.encode(attribute, range.high)];
    const stored = entity.storedName(attribute);
    return (document: Document) =>
      compareKeyValues(document[stored], low) >= 0 && compareKeyValues(document[stored], high) <= 0;
  });
  return { filters, accepts: (document) => checks.every((check) => check(document)) };
}

function filterOf(entity: Entity, { attribute, range }: Inexact): ConditionNode {
  const path = attributePath(entity, attribute);
  return (range.operator === "eq" ? path.eq(range.low) : path.between(range.low, range.high)).node;
}

function refuse(entity: Entity, { name, index }: AccessPatternSpec, attribute: string): never {
  const reason = `${attribute} decides the partition, but tells single items apart only together with all that is before it in the sort key: the index "${index}" does not hold it`;
  throw entity.error("InvalidQuery", `${entity.name}.${name}: ${reason}`, { accessPattern: name, reason });
}
