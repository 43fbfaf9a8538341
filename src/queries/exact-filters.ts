import type { StoredDocument } from "../values/document.js";
import type { Entity } from "../entities/entity.js";
import { attributePath } from "../entities/paths.js";
import { holds } from "../entities/read-item.js";
import { storedName } from "../entities/stored-names.js";
import { encodeAttribute } from "../entities/write-item.js";
import type { ConditionNode } from "../expressions/condition.js";
import { compareKeyValues } from "../keys/key-order.js";
import type { Inexact } from "../keys/open-sort.js";
import type { RangeOperator } from "../keys/range.js";
import type { AccessPatternSpec } from "../model/spec.js";

/** What makes a query exact whose keys hold but the shard or the bucket of an attribute, or do not sort by it. */
interface Exact {
  readonly filters: readonly ConditionNode[];
  /** For attributes that are keys of what is read, which DynamoDB does not filter by. */
  readonly accepts?: (document: StoredDocument) => boolean;
}

export function exactFilters(entity: Entity, pattern: AccessPatternSpec, inexact: readonly Inexact[]): Exact {
  const keys = new Set([...pattern.partition, ...pattern.sort].map(({ name }) => name));
  const isKey = ({ attribute }: Inexact) => keys.has(storedName(entity, attribute));
  const inKey = inexact.filter(isKey);
  const filters = inexact
    .filter((one) => !isKey(one))
    .map((one) => {
      if (!holds(entity, one.attribute, pattern)) throwNotProjected(entity, pattern, one);
      return filterOf(entity, one);
    });
  if (inKey.length === 0) return { filters };
  const checks = inKey.map(({ attribute, range }) => {
    const [low, high] = [
      encodeAttribute(entity, attribute, range.low),
      encodeAttribute(entity, attribute, range.high),
    ];
    const stored = storedName(entity, attribute);
    return (document: StoredDocument) =>
      isWithin(
        range.operator,
        compareKeyValues(document[stored], low),
        compareKeyValues(document[stored], high),
      );
  });
  return { filters, accepts: (document) => checks.every((check) => check(document)) };
}

/** Whether a value is in a range, by how it compares with the two ends, which are one of a single value. */
function isWithin(operator: RangeOperator, low: number, high: number): boolean {
  switch (operator) {
    case "lt":
      return low < 0;
    case "lte":
      return low <= 0;
    case "gt":
      return low > 0;
    case "gte":
      return low >= 0;
    default:
      return low >= 0 && high <= 0;
  }
}

function filterOf(entity: Entity, { attribute, range }: Inexact): ConditionNode {
  const path = attributePath(entity, attribute);
  const { operator, low, high } = range;
  if (operator === "between" || operator === "beginsWith") return path.between(low, high).node;
  return path[operator](low).node;
}

function throwNotProjected(entity: Entity, { name, index }: AccessPatternSpec, { attribute, unsorted }: Inexact): never {
  const why = unsorted
    ? "takes no range: the plain keys do not sort by it"
    : "decides the partition, but tells single items apart only together with all that is before it in the sort key";
  const reason = `${attribute} ${why}: the index "${index}" does not hold it`;
  throw entity.error("InvalidQuery", `${entity.name}.${name}: ${reason}`, { accessPattern: name, reason });
}
