import {
  checkName,
  type Exactly,
  type ItemOf,
  itemFilters,
  type Member,
  type MixedContext,
  MixedReading,
  type MixedState,
  memberFilters,
  memberOf,
  type NameOf,
  PLAIN_MIXED,
  type SelectedEntry,
  type Selection,
} from "./members.js";
import { ParallelScan } from "./parallel-scan.js";
import { expiryFilter, filtersOf, isSeenByKeys, type Source } from "./source.js";

/** The context of a scan of a table, or of one of its indexes. */
export interface TableScanContext extends MixedContext {
  readonly index: string | undefined;
  /** Every entity that lies in it; `members` are those that are given. */
  readonly first: Member;
}

/** Returns the source of a scan of a table: all of it, of which it gives the items of its entities. */
function tableScanSource({ name, index, members, first }: TableScanContext, state: MixedState): Source {
  const entities = members.map(({ entity }) => entity);
  const conditions = state.conditions.map((nodes) => nodes());
  const { own, user } = memberFilters(members, name, itemFilters(members), conditions);
  return {
    operation: "Scan",
    entity: first.entity,
    accessPattern: name,
    ...(index !== undefined && { index }),
    partition: [],
    sort: [],
    filters: filtersOf([...own, ...expiryFilter(entities, state)], user),
    isItem: (document) => memberOf(members, document) !== undefined,
    isSeenByKeys: isSeenByKeys(
      first.entity,
      members.flatMap(({ entity, pattern }) => [entity.spec.primaryKey, pattern]),
    ),
    consistent: state.consistent,
    descending: false,
  };
}

/**
 * Reads a whole global index, for the items of all entities that have an access pattern on it: every item is paid for.
 * There is no order. Items of no entity of the design are left out. Nothing is read until one of its ends is called.
 */
export class GlobalTableScan<Item, Paths> extends MixedReading<
  Item[],
  Item,
  Paths,
  TableScanContext,
  MixedState
> {
  protected readonly label = "entity";

  /** @internal */
  static start(): MixedState {
    return PLAIN_MIXED;
  }

  /** Gives the items of these entities alone. The cost stays that of all items. */
  entities<Name extends NameOf<Item, "entity">>(
    ...names: readonly [Name, ...Name[]]
  ): GlobalTableScan<Extract<Item, { readonly entity: Name }>, Pick<Paths, Name & keyof Paths>> {
    return new GlobalTableScan(this.narrowed(names), this.state);
  }

  /**
   * Reads these attributes of each entity alone; an entity that is left out is given whole. The cost stays that of the
   * whole items.
   */
  select<const Given extends Selection<Item, "entity">>(
    selection: Exactly<Given, NameOf<Item, "entity">>,
  ): GlobalTableScan<SelectedEntry<Item, "entity", Given>, Paths> {
    return new GlobalTableScan(this.context, this.selecting(selection));
  }

  /**
   * Reads in so many segments at once: sooner done, at the same cost.
   *
   * @param segments 1 to 1,000,000; DynamoDB's capacity and the client's connections (50 unless it says otherwise) bound
   *   what many of them gain
   */
  parallel(segments: number): ParallelScan<Item> {
    const place = { entity: this.context.first.entity, accessPattern: this.context.name };
    return new ParallelScan(place, () => this.reader(), segments);
  }

  /** The cursor that goes on after an item, whether or not the item is still there. */
  cursorOf<Name extends NameOf<Item, "entity">>(entity: Name, item: ItemOf<Item, "entity", Name>): string {
    return this.cursorAfter(entity, item);
  }

  protected narrowed(names: readonly string[]): TableScanContext {
    const { members, name } = this.context;
    for (const each of names) checkName(members, name, each);
    const [first = members[0], ...others] = members.filter((member) => names.includes(member.name));
    return { ...this.context, members: [first, ...others] };
  }

  protected source(): Source {
    return this.selected(tableScanSource(this.context, this.state));
  }

  protected gather(entries: Item[]): Item[] {
    return entries;
  }
}

/** Reads a whole table, or a whole local index, for the items of all of its entities, which can also read consistently. */
export class TableScan<Item, Paths> extends GlobalTableScan<Item, Paths> {
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this {
    return this.with({ consistent: true });
  }

  override entities<Name extends NameOf<Item, "entity">>(
    ...names: readonly [Name, ...Name[]]
  ): TableScan<Extract<Item, { readonly entity: Name }>, Pick<Paths, Name & keyof Paths>> {
    return new TableScan(this.narrowed(names), this.state);
  }

  override select<const Given extends Selection<Item, "entity">>(
    selection: Exactly<Given, NameOf<Item, "entity">>,
  ): TableScan<SelectedEntry<Item, "entity", Given>, Paths> {
    return new TableScan(this.context, this.selecting(selection));
  }
}
