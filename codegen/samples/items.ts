import { piecesOf } from "../../src/keys/encode-key.js";
import type { EntityModel, Model } from "../../src/model/model.js";
import type { Document } from "../../src/values/document.js";
import { isZodSchema } from "../zod-schemas/zod-schema.js";
import { createRandom } from "./context.js";
import { type SampledDesign, SampleStore, type StoredItem } from "./store.js";
import { sampleValue } from "./value.js";

/** An item as `create` takes it. */
export type SampleInput = Readonly<Record<string, unknown>>;

export interface SampleOptions extends SampleSize {
  /** The random seed: the same text gives the same items. */
  readonly seed: string;
}

/** Items of one entity. */
export interface EntitySamples {
  /** As `create` takes them. */
  readonly inputs: readonly SampleInput[];
  /** As they are stored. */
  readonly documents: readonly Document[];
  /** The guards of their unique values in the table. */
  readonly guards: readonly Document[];
  /** The reasons why items are missing. */
  readonly problems: readonly string[];
}

/** Items by the name of their entity. */
export type Samples = ReadonlyMap<string, EntitySamples>;

/** The number of attempts at an item until all of its values are valid. */
const TRIES = 12;

/** The number of rejected values of one attribute after which it is given up. */
const BUDGET = 200;

/**
 * Items of every entity, made up from the zod schemas, which take them. An attribute has the same few values wherever its
 * name is the same, so that items of several entities meet in one partition as they do in real data.
 */
export function sampleItems(design: SampledDesign, options: SampleOptions): Samples {
  const shared = partitionAttributes(design.model);
  return new Map(
    design.model.entities.map((entity) => [entity.name, madeUp(design, entity, options, shared)] as const),
  );
}

/** Items that somebody gives, by the name of their entity, as they would be stored. */
export function storedItems(design: SampledDesign, given: ReadonlyMap<string, readonly unknown[]>): Samples {
  return new Map(
    design.model.entities.map((entity) => {
      const store = SampleStore.of(design, entity);
      const stored: StoredItem[] = [];
      const problems = (given.get(entity.name) ?? []).flatMap((input, position) => {
        const added = store?.add(input);
        if (added === undefined) return [];
        if ("reason" in added) return [`item ${position + 1}: ${added.reason}`];
        stored.push(added);
        return [];
      });
      const inputs = (given.get(entity.name) ?? []) as readonly SampleInput[];
      return [entity.name, { inputs, ...parts(stored), problems }] as const;
    }),
  );
}

function parts(stored: readonly StoredItem[]) {
  return {
    documents: stored.map(({ document }) => document),
    guards: stored.flatMap(({ guards }) => guards),
  };
}

function madeUp(
  design: SampledDesign,
  entity: EntityModel,
  options: SampleOptions,
  shared: ReadonlySet<string>,
): EntitySamples {
  const store = SampleStore.of(design, entity);
  const inputs: SampleInput[] = [];
  const stored: StoredItem[] = [];
  const problems = new Set<string>();
  if (store === undefined) return { inputs, ...parts(stored), problems: [] };
  const places = placesOf(entity, options);
  for (const [number, place] of places.entries()) {
    let problem: string | undefined;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const { input, missing } = inputOf(store, entity, options, (name) =>
        positionOf(name, entity, place, number + attempt * places.length, shared, options.partitions),
      );
      if (missing !== undefined) {
        problem = `${entity.name}.${missing}: no valid sample value found for its schema`;
        break;
      }
      const added = store.add(input);
      if ("document" in added) {
        inputs.push(input);
        stored.push(added);
        problem = undefined;
        break;
      }
      problem ??= added.reason;
    }
    if (problem !== undefined) problems.add(problem);
  }
  return { inputs, ...parts(stored), problems: [...problems] };
}

/** One item, or the attribute of which there is no value. */
function inputOf(
  { schema: { shape } }: SampleStore,
  entity: EntityModel,
  { seed }: SampleOptions,
  position: (name: string) => number,
): { readonly input: SampleInput; readonly missing?: string } {
  const input: Record<string, unknown> = {};
  for (const { name, optional, managed } of entity.attributes) {
    const schema: unknown = shape[name];
    if (!isZodSchema(schema) || managed !== undefined) continue;
    const at = position(name);
    // Items lack what may be absent, as real ones do.
    if (optional && (at + name.length) % 3 === 0) continue;
    const value = sampleValue(schema, {
      name,
      entity: entity.name,
      position: at,
      random: createRandom(`${seed}/${entity.name}/${name}/${at}`),
      attempt: 0,
      budget: { left: BUDGET },
    });
    if (value !== undefined) input[name] = value;
    else if (schema._zod.optin === undefined) return { input, missing: name };
  }
  return { input };
}

/** The number of sample items of each entity. */
export interface SampleSize {
  /** The number of partitions of an entity: the first holds as many items, each further one holds one fewer. */
  readonly partitions: number;
  /** The most items of an entity. */
  readonly count?: number;
}

/** The position of an item: the number of its partition, and its number there. */
interface Place {
  readonly partition: number;
  readonly item: number;
}

/** The places of an entity's items: one alone of a singleton, and as many as its keys tell apart. */
function placesOf({ primaryKey }: EntityModel, { partitions, count }: SampleSize): Place[] {
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
 * Returns the position of an attribute's value: one of the few that name partitions, so that items of several entities
 * share a partition as in real data, or the next one.
 */
function positionOf(
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
function partitionAttributes(model: Model): ReadonlySet<string> {
  return new Set(model.entities.flatMap(({ primaryKey }) => namesIn(primaryKey.partition)));
}

function namesIn(parts: EntityModel["primaryKey"]["partition"]): string[] {
  return parts.flatMap(piecesOf).map(({ attribute }) => attribute);
}
