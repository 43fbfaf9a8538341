import type { AccessPatternSpec, Entity } from "../entities/entity.js";
import { patternKey } from "../entities/write-item.js";
import { satisfiesCondition } from "../keys/key-condition.js";
import { encodeCursor } from "./cursor.js";
import type { Source } from "./source.js";

type KeyValues = Readonly<Record<string, unknown>>;

/**
 * The cursor that goes on after an item of a query: made from the attributes of its keys. An item that the query could
 * not give is rejected.
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
    ...(index !== undefined && patternKey(entity, pattern.name, values)),
  };
  const broken = [...source.partition, ...source.sort].find(
    (condition) => !satisfiesCondition(condition, key[condition.name]),
  );
  if (broken === undefined) return encodeCursor(source, key);
  const reason = `the item is not one that this query gives: its key attribute "${broken.name}" lies outside of what is read`;
  throw entity.error("InvalidCursor", `${entity.name}: no cursor of ${accessPattern}: ${reason}`, {
    accessPattern,
    reason,
  });
}
