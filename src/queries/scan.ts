import type { Entity } from "../entities/entity.js";
import { readNames } from "../entities/read-item.js";
import { isItemOf } from "../entities/row-class.js";
import { itemFilters } from "./members.js";
import { ParallelScan } from "./parallel-scan.js";
import { Reading, type ReadingState } from "./query.js";
import { expiryFilter, filtersOf, isSeenByKeys, type Source } from "./source.js";
import type * as interfaces from "./types.js";

/** Returns the source of a scan of one entity: the whole table or index, of which it gives the entity's items. */
function scanSource(entity: Entity, state: ReadingState): Source {
  const { pattern } = state;
  const own = itemFilters([{ name: entity.name, entity, pattern }]);
  return {
    operation: "Scan",
    entity,
    accessPattern: "scan",
    ...(pattern.index !== undefined && { index: pattern.index }),
    partition: [],
    sort: [],
    filters: filtersOf(
      [...own, ...expiryFilter([entity], state)],
      state.filters.map((filter) => filter()),
    ),
    isItem: (document) => isItemOf(entity, document, pattern),
    isSeenByKeys: isSeenByKeys(entity, [entity.spec.primaryKey, pattern]),
    ...(state.selection && { selection: readNames(entity, state.selection(), pattern) }),
    consistent: state.consistent,
    descending: false,
  };
}

export class GlobalScan<Item, Paths>
  extends Reading<Item, Paths, ReadingState>
  implements interfaces.GlobalScan<Item, Paths>
{
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): GlobalScan<Pick<Item, Name>, Paths> {
    return new GlobalScan(this.context, this.selecting("scan", attributes));
  }

  parallel(segments: number): ParallelScan<Item> {
    const place = { entity: this.context.entity, accessPattern: "scan" };
    return new ParallelScan(place, () => this.reader(), segments);
  }

  protected source(): Source {
    return scanSource(this.context.entity, this.state);
  }
}

export class Scan<Item, Paths> extends GlobalScan<Item, Paths> implements interfaces.Scan<Item, Paths> {
  consistent(): this {
    return this.with({ consistent: true });
  }

  override select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Scan<Pick<Item, Name>, Paths> {
    return new Scan(this.context, this.selecting("scan", attributes));
  }
}
