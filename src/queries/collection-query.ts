import type { AccessPatternSpec, CollectionSpec, Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import { holdsValue, piecesOf } from "../keys/encode-key.js";
import { partitionConditions } from "../keys/key-condition.js";
import { type Values, widestOf } from "../keys/key-format.js";
import { spanCondition } from "../keys/sort-span.js";
import type { KeyPart } from "../model/model.js";
import type { Sender } from "../requests/request.js";
import {
  type Exactly,
  type ItemOf,
  type Member,
  MixedReading,
  type MixedState,
  type MixedTarget,
  memberFilters,
  type NameOf,
  PLAIN_MIXED,
  type SelectedEntry,
  type SelectedResult,
  type Selection,
} from "./members.js";
import { entityFilter, expiryFilter, filtersOf, type Source } from "./source.js";

/** A member of a collection. */
export interface CollectionMember extends Member {
  readonly cardinality: "one" | "many";
}

/** What a collection query is made with. */
export interface CollectionTarget extends MixedTarget {
  readonly spec: CollectionSpec;
  readonly members: readonly [CollectionMember, ...CollectionMember[]];
}

interface CollectionState extends MixedState {
  readonly values: Values;
  readonly descending: boolean;
}

/** What the one Query of a collection reads: exactly the sort keys that its members span. */
function collectionSource({ spec, members }: CollectionTarget, state: CollectionState): Source {
  const [{ entity, pattern }] = members;
  const entities = members.map((member) => member.entity);
  const refuse = entity.refuseKey(spec.name);
  const format = widestOf([entity.keyFormat, ...entities.map((each) => each.keyFormat)]);
  const sort = members.map((member) => ({
    sort: member.pattern.sort,
    values: valuesOf(pattern.partition, member.pattern.partition, state.values),
  }));
  const span = spanCondition(sort, format, refuse);
  const named = entityFilter(entities, spec.shared ?? false);
  const conditions = state.conditions.map((nodes) => nodes());
  const { own, user } = memberFilters(members, spec.name, named, conditions);
  return {
    operation: "Query",
    entity,
    accessPattern: spec.name,
    ...(spec.index !== undefined && { index: spec.index }),
    partition: partitionConditions(pattern.partition, state.values, format, refuse),
    sort: span === undefined ? [] : [span],
    filters: filtersOf([...own, ...expiryFilter(entities, state)], user),
    consistent: state.consistent,
    descending: state.descending,
  };
}

/**
 * What the partition key decides of a member, which may call its attributes by other names than the first member does.
 * Of an attribute whose day or lower case it holds it decides no value, so the member's sort keys may have any.
 */
function valuesOf(first: readonly KeyPart[], own: readonly KeyPart[], values: Values): Values {
  const names = first.flatMap(piecesOf).map((piece) => piece.attribute);
  const known = own
    .flatMap(piecesOf)
    .map((piece, position) => [piece, values[names[position] ?? piece.attribute]] as const)
    .filter(([piece]) => holdsValue(piece));
  return Object.fromEntries(known.map(([{ attribute }, value]) => [attribute, value]));
}

/**
 * A query of several entities that lie together on a global index. Nothing is read until one of its ends is called:
 * `all`, `page`, `pages`, `first`, `count`, `items`, or `for await`.
 */
export class GlobalCollectionQuery<Result, Item, Paths> extends MixedReading<
  Result,
  Item,
  Paths,
  CollectionTarget,
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
    return new GlobalCollectionQuery(this.target, this.selecting(selection));
  }

  /**
   * The cursor that goes on after an item of a member, whether or not the item is still there. The item must have the
   * attributes that make its key and, of a collection on an index, the index's.
   */
  cursorOf<Name extends NameOf<Item, "member">>(member: Name, item: ItemOf<Item, "member", Name>): string {
    return this.cursorAfter(member, item);
  }

  protected source(): Source {
    return this.selected(collectionSource(this.target, this.state));
  }

  protected gather(entries: Item[]): Result {
    const { members } = this.target;
    const groups = new Map<string, unknown[]>(members.map(({ name }) => [name, []]));
    // The seam between the generated union of entries and their implementation.
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
    return new CollectionQuery(this.target, this.selecting(selection));
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
    const reason = `the collection "${spec.name}" has a member "${name}" that is not in the generated code; generate it anew`;
    throw new MonotableError("InvalidOptions", `createDatabase: ${reason}`, { reason });
  });
  const [first, ...others] = members;
  if (first === undefined) return undefined;
  const target: CollectionTarget = { name: spec.name, spec, members: [first, ...others], sender };
  const index = first.entity.table.indexes.find(({ name }) => name === spec.index);
  const Class = index?.type === "global" ? GlobalCollectionQuery : CollectionQuery;
  return (key: Values = {}) => new Class(target, GlobalCollectionQuery.start(key));
}
