import type { Entity } from "../entities/entity.js";
import { patternKey } from "../entities/index-keys.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import type { Partitions, Place } from "./partitions.js";
import { keyNames, type Source } from "./source.js";

/**
 * The cursor of a query over several partitions: the numbers of the bucket and the shard, then the cursor in that
 * partition. However many shards there are, one item says where each of them goes on.
 */
export function encodePlace(partitions: Partitions, { bucket, shard, key }: Place): string {
  const source = partitions.source(bucket, shard);
  const own = key && Object.fromEntries(keyNames(source).map((name) => [name, key[name]]));
  return `${bucket}.${shard}.${encodeCursor(source, own)}`;
}

/** Where a cursor goes on. One of another query, or one that was changed, is refused. */
export function decodePlace(partitions: Partitions, cursor: string): Place {
  const { first, last, shards } = partitions;
  const [, ...parts] = /^(\d{1,9})\.(\d{1,9})\.(.*)$/s.exec(cursor) ?? [];
  const [bucket, shard] = parts.map(Number);
  const source = partitions.source(first, 0);
  if (bucket === undefined || shard === undefined) {
    return refuse(source.entity, source.accessPattern, "it is not one of monotable's cursors");
  }
  if (bucket < first || bucket > last || shard >= shards) {
    return refuse(
      source.entity,
      source.accessPattern,
      "it stands in a partition that this query does not read",
    );
  }
  return { bucket, shard, key: decodeCursor(partitions.source(bucket, shard), parts[2] ?? "") };
}

/**
 * The cursor that goes on after an item of a query over several partitions.
 *
 * @param cursorIn the cursor that goes on after it in its own partition, or the refusal of an item that does not lie there
 */
export function cursorOfItem(
  partitions: Omit<Partitions, "cursorOf">,
  item: Readonly<Record<string, unknown>>,
  cursorIn: (source: Source) => string,
): string {
  const { first, last, shards, source } = partitions;
  const { entity, accessPattern } = source(first, 0);
  const key = patternKey(entity, accessPattern, item);
  const bucket = Math.min(Math.max(partitions.bucketOf(item), first), last);
  let shard = 0;
  const isOwn = () => source(bucket, shard).partition.every(({ name, value }) => key[name] === value);
  while (shard < shards - 1 && !isOwn()) shard += 1;
  return `${bucket}.${shard}.${cursorIn(source(bucket, shard))}`;
}

function refuse(entity: Entity, accessPattern: string, reason: string): never {
  const message = `${entity.name}: this cursor is not one of ${accessPattern}: ${reason}`;
  throw entity.error("InvalidCursor", message, { accessPattern, reason });
}
