import type { AccessPatternSpec, CollectionSpec, Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import { isReversible, piecesOf } from "../keys/encode-key.js";
import { partitionConditions } from "../keys/key-condition.js";
import { type Values, widestOf } from "../keys/key-format.js";
import { spanCondition } from "../keys/sort-span.js";
import type { KeyPart } from "../model/model.js";
import type { Sender } from "../requests/request.js";
import {
  type Exactly,
  type ItemOf,
  type Member,
  type MixedContext,
  MixedReading,
  type MixedState,
  memberFilters,
  memberOf,
  type NameOf,
  PLAIN_MIXED,
  type SelectedEntry,
  type SelectedResult,
  type Selection,
} from "./members.js";
import { countedOf, entityFilter, expiryFilter, filtersOf, isSeenByKeys, type Source } from "./source.js";

/** A member of a collection. */
export interface CollectionMember extends Member {
  readonly cardinality: "one" | "many";
}

/** The context of a collection query. */
export interface CollectionContext extends MixedContext {
  readonly spec: CollectionSpec;
  readonly members: readonly [CollectionMember, ...CollectionMember[]];
}

interface CollectionState extends MixedState {
  readonly values: Values;
  readonly descending: boolean;
}

/** Returns the source of a collection's one Query: exactly the sort keys that its members span. */
function collectionSource({ spec, members }: CollectionContext, state: CollectionState): Source {
  const [{ entity, pattern }] = members;
  const entities = members.map((member) => member.entity);
  const reject = entity.rejectKey(spec.name);
  const format = widestOf([entity.keyFormat, ...entities.map((each) => each.keyFormat)]);
  const sort = members.map((member) => ({
    sort: member.pattern.sort,
    values: valuesOf(pattern.partition, member.pattern.partition, state.values),
  }));
  const span = spanCondition(sort, format, reject);
  const named = entityFilter(entities, spec.shared ?? false);
  const conditions = state.conditions.map((nodes) => nodes());
  const { own, user } = memberFilters(members, spec.name, named, conditions);
  const filters = filtersOf([...own, ...expiryFilter(entities, state)], user);
  return {
    operation: "Query",
    entity,
    accessPattern: spec.name,
    ...(spec.index !== undefined && { index: spec.index }),
    partition: partitionConditions(pattern.partition, state.values, format, reject),
    sort: span === undefined ? [] : [span],
    filters,
    isSeenByKeys: isSeenByKeys(
      entity,
      members.map((member) => member.pattern),
    ),
    counted: countedOf([entity, ...entities.slice(1)], spec.index, filters),
    isItem: (document) => memberOf(members, document) !== undefined,
    consistent: state.consistent,
    descending: state.descending,
  };
}

/**
 * Returns the values of a member that the partition key decides; it may call its attributes by other names than the first member does.
 * A key that holds only the day or the lower case of an attribute decides no value of it, so the member's sort keys may have any.
 */
function valuesOf(first: readonly KeyPart[], own: readonly KeyPart[], values: Values): Values {
  const names = first.flatMap(piecesOf).map((piece) => piece.attribute);
  const decided = own
    .flatMap(piecesOf)
    .map((piece, position) => [piece, values[names[position] ?? piece.attribute]] as const)
    .filter(([piece]) => isReversible(piece));
  return Object.fromEntries(decided.map(([{ attribute }, value]) => [attribute, value]));
}

/**
 * A query of several entities that lie together on a global index. Nothing is read until one of its ends is called:
 * `all`, `page`, `pages`, `first`, `count`, `items`, or `for await`.
 */
export class GlobalCollectionQuery<Result, Item, Paths> extends MixedReading<
  Result,
  Item,
  Paths,
  CollectionContext,
  CollectionState
> {
  protected readonly label = "member";

  /** @internal */
  static start(values: Values): CollectionState {
    return { ...PLAIN_MIXED, values: { ...values }, descending: false };
  }

  /** Reads from the end of the sort order. */
  descending(): this {
    return this.with({ descending: true });
  }

  /**
   * Reads these attributes of each member alone; a member that is left out is given whole. The cost stays that of the
   * whole items.
   *
   * @example db.account({ userId }).select({ orders: ["orderId", "total"] })
   */
  select<const Given extends Selection<Item, "member">>(
    selection: Exactly<Given, NameOf<Item, "member">>,
  ): GlobalCollectionQuery<SelectedResult<Result, Given>, SelectedEntry<Item, "member", Given>, Paths> {
    return new GlobalCollectionQuery(this.context, this.selecting(selection));
  }

  /**
   * The cursor that goes on after an item of a member, whether or not the item is still there. The item must have the
   * attributes that make its key and, of a collection on an index, the index's.
   */
  cursorOf<Name extends NameOf<Item, "member">>(member: Name, item: ItemOf<Item, "member", Name>): string {
    return this.cursorAfter(member, item);
  }

  protected source(): Source {
    return this.selected(collectionSource(this.context, this.state));
  }

  protected gather(entries: Item[]): Result {
    const { members } = this.context;
    const groups = new Map<string, unknown[]>(members.map(({ name }) => [name, []]));
    // Type assertion between the generated union of entries and their implementation.
    for (const { member, item } of entries as { member: string; item: unknown }[])
      groups.get(member)?.push(item);
    const result = members.map(({ name, cardinality }) => {
      const items = groups.get(name) ?? [];
      return [name, cardinality === "one" ? items[0] : items] as const;
    });
    return Object.fromEntries(result) as Result;
  }
}

/** A query of several entities that lie together in the table or on a local index, which can also read consistently. */
export class CollectionQuery<Result, Item, Paths> extends GlobalCollectionQuery<Result, Item, Paths> {
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this {
    return this.with({ consistent: true });
  }

  override select<const Given extends Selection<Item, "member">>(
    selection: Exactly<Given, NameOf<Item, "member">>,
  ): CollectionQuery<SelectedResult<Result, Given>, SelectedEntry<Item, "member", Given>, Paths> {
    return new CollectionQuery(this.context, this.selecting(selection));
  }
}

/** The method of a collection. Specs of collections name it, so that bundles of designs without are without. */
export function openCollection(
  spec: CollectionSpec,
  entities: ReadonlyMap<string, Entity>,
  sender: Sender,
): unknown {
  const members = spec.members.map(({ name, cardinality, entity, pattern }): CollectionMember => {
    const found = entities.get(entity.name);
    const patterns: readonly AccessPatternSpec[] = [entity.primaryKey, ...entity.indexes];
    const used = patterns.find((each) => each.name === pattern);
    if (found && used) return { name, cardinality, entity: found, pattern: used };
    const reason = `the collection "${spec.name}" has a member "${name}" that is not in the generated code; run \`npx monotable generate\``;
    throw new MonotableError("InvalidOptions", `createDatabase: ${reason}`, { reason });
  });
  const [first, ...others] = members;
  if (first === undefined) return undefined;
  const context: CollectionContext = { name: spec.name, spec, members: [first, ...others], sender };
  const index = first.entity.table.indexes.find(({ name }) => name === spec.index);
  const Class = index?.type === "global" ? GlobalCollectionQuery : CollectionQuery;
  return (key: Values = {}) => new Class(context, GlobalCollectionQuery.start(key));
}
