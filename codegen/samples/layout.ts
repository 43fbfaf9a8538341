import { piecesOf } from "../../src/keys/encode-key.js";
import type { EntityModel, Model } from "../../src/model/model.js";

/** How many items of each entity are made up. */
export interface SampleSize {
  /** How many partitions an entity has: the first holds as many items, each other one fewer. */
  readonly partitions: number;
  /** The most items of an entity. */
  readonly count?: number;
}

/** Where an item lies: the number of its partition, and its number there. */
export interface Place {
  readonly partition: number;
  readonly item: number;
}

/** The places of an entity's items: one alone of a singleton, and as many as its keys tell apart. */
export function placesOf({ primaryKey }: EntityModel, { partitions, count }: SampleSize): Place[] {
  if (count === 0) return [];
  const fixed = namesIn(primaryKey.partition);
  const varied = namesIn(primaryKey.sort).filter((name) => !fixed.includes(name));
  if (fixed.length === 0 && varied.length === 0) return [{ partition: 0, item: 0 }];
  // So few partitions that the items of the last one do not fall to the limit.
  const few =
    count === undefined || varied.length === 0 ? partitions : Math.ceil((Math.sqrt(8 * count + 1) - 1) / 2);
  const first = fixed.length === 0 ? (count ?? partitions) : few;
  const many = Array.from({ length: fixed.length === 0 ? 1 : few }, (_, partition) => partition);
  return many
    .flatMap((partition) => {
      const items = varied.length === 0 ? 1 : Math.max(1, first - partition);
      return Array.from({ length: items }, (_, item) => ({ partition, item }));
    })
    .slice(0, count);
}

/**
 * Which of its values an attribute has: one of the few that name partitions somewhere, so that items of several entities
 * meet in one partition as they do in real data, or the next.
 */
export function positionOf(
  name: string,
  { primaryKey }: EntityModel,
  { partition, item }: Place,
  number: number,
  shared: ReadonlySet<string>,
  partitions: number,
): number {
  if (namesIn(primaryKey.partition).includes(name)) return partition;
  if (!shared.has(name)) return number;
  return (partition + item + (namesIn(primaryKey.sort).includes(name) ? 0 : 1)) % partitions;
}

/** The attributes that name partitions. */
export function partitionAttributes(model: Model): ReadonlySet<string> {
  return new Set(model.entities.flatMap(({ primaryKey }) => namesIn(primaryKey.partition)));
}

function namesIn(parts: EntityModel["primaryKey"]["partition"]): string[] {
  return parts.flatMap(piecesOf).map(({ attribute }) => attribute);
}
