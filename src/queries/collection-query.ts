import { holdsValue } from "../keys/derivation.js";
import { widestOf } from "../keys/encode-key.js";
import { partitionConditions } from "../keys/key-condition.js";
import { piecesOf, type Values } from "../keys/key-part.js";
import { spanCondition } from "../keys/sort-span.js";
import type { KeyPart } from "../model/model.js";
import type { CollectionSpec } from "../model/spec.js";
import { entityFilter, expiryFilter, filtersOf } from "./filters.js";
import { memberFilters } from "./member-conditions.js";
import type {
  Exactly,
  ItemOf,
  NameOf,
  SelectedEntry,
  SelectedResult,
  Selection,
} from "./member-selection.js";
import type { Member } from "./members.js";
import { MixedReading, type MixedState, type MixedTarget, PLAIN_MIXED } from "./mixed-reading.js";
import type { Source } from "./source.js";

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
