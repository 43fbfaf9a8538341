import type { Entity } from "../entities/entity.js";
import type { KeyCondition } from "../keys/key-condition.js";
import { compareText } from "../keys/text-bounds.js";
import type { AccessPatternSpec } from "../model/spec.js";
import { encodeCursor } from "./cursor.js";
import type { Source } from "./source.js";

type KeyValues = Readonly<Record<string, unknown>>;

/**
 * The cursor that goes on after an item of a query: made from the attributes of its keys. An item that the query could
 * not give is refused.
 */
export function cursorOf(
  source: Source,
  item: unknown,
  entity: Entity,
  pattern: Pick<AccessPatternSpec, "name">,
): string {
  const { accessPattern, index } = source;
  const values = (item ?? {}) as KeyValues;
  const key: KeyValues = {
    ...entity.key(values),
    ...(index !== undefined && entity.patternKey(pattern.name, values)),
  };
  const broken = [...source.partition, ...source.sort].find(
    (condition) => !holds(condition, key[condition.name]),
  );
  if (broken === undefined) return encodeCursor(source, key);
  const reason = `the item is not one that this query gives: its key attribute "${broken.name}" lies outside of what is read`;
  throw entity.error("InvalidCursor", `${entity.name}: no cursor of ${accessPattern}: ${reason}`, {
    accessPattern,
    reason,
  });
}

/** Whether a key attribute is as a condition of the query demands, in DynamoDB's order. */
function holds(condition: KeyCondition, found: unknown): boolean {
  const order = compare(found, condition.value);
  switch (condition.operator) {
    case "=":
      return order === 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "between":
      return order >= 0 && compare(found, condition.high) <= 0;
    case "beginsWith":
      return typeof found === "string" && found.startsWith(String(condition.value));
  }
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  const [left, right] = [a as number | bigint, b as number | bigint];
  if (left < right) return -1;
  return left > right ? 1 : 0;
}
