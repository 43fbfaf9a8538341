import { type CollectionAdvice, type Definition, definition } from "./definition.js";
import type { EntityDefinition } from "./entity.js";

/** An entity's part in a collection: at most one item, or any number. */
export interface CollectionMember<
  Cardinality extends "one" | "many" = "one" | "many",
  Entity extends EntityDefinition = EntityDefinition,
> {
  readonly cardinality: Cardinality;
  readonly entity: Entity;
}

/** The collection holds at most one item of this entity. */
export function one<Entity extends EntityDefinition>(entity: Entity): CollectionMember<"one", Entity> {
  return { cardinality: "one", entity };
}

/** The collection holds any number of items of this entity. */
export function many<Entity extends EntityDefinition>(entity: Entity): CollectionMember<"many", Entity> {
  return { cardinality: "many", entity };
}

type IndexNames<Members extends CollectionMembers> = keyof NonNullable<
  Members[keyof Members]["entity"]["table"]["options"]["indexes"]
>;
export type CollectionMembers = Readonly<Record<string, CollectionMember>>;

export interface CollectionDefinition<Members extends CollectionMembers = CollectionMembers>
  extends Definition<"collection"> {
  readonly members: Members;
  readonly index?: string;
  readonly accept?: readonly CollectionAdvice[];
}

/**
 * Declares a collection: items of several entities that lie together and that one Query reads.
 *
 * @param options.index the index that it reads; the table itself unless given
 * @param options.accept warnings of the generator that do not apply here
 * @example
 * const account = defineCollection("account", { customer: one(Customer), orders: many(Order) });
 */
export function defineCollection<const Members extends CollectionMembers>(
  name: string,
  members: Members,
  options: {
    readonly index?: IndexNames<Members> & string;
    readonly accept?: readonly CollectionAdvice[];
  } = {},
): CollectionDefinition<Members> {
  return { [definition]: "collection", name, members, ...options };
}
