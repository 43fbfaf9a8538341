import type { Entity } from "../entities/entity.js";
import { readNames } from "../entities/stored-item.js";
import { itemsOf } from "./member.js";
import { ParallelScan } from "./parallel-scan.js";
import { Reading, type ReadingState } from "./reading.js";
import { expiryFilter, type Source } from "./source.js";

/** What a scan of one entity reads: the whole table or index, of which it gives the entity's items. */
function scanSource(entity: Entity, state: ReadingState): Source {
  const { pattern } = state;
  const { ownFilters, accepts } = itemsOf([{ name: entity.name, entity, pattern }]);
  return {
    operation: "Scan",
    entity,
    accessPattern: "scan",
    ...(pattern.index !== undefined && { index: pattern.index }),
    partition: [],
    sort: [],
    ownFilters: [
      ...ownFilters,
      ...(state.includeExpired ? [] : expiryFilter([entity], entity.now().getTime())),
    ],
    userFilters: state.filters.map((filter) => filter()).filter((node) => node !== undefined),
    ...(accepts && { accepts }),
    ...(state.selection && { selection: readNames(entity, state.selection(), pattern) }),
    consistent: state.consistent,
    descending: false,
  };
}

/** Reads a whole global index for the items of one entity: every item in it is paid for. There is no order. */
export class GlobalScan<Item, Paths> extends Reading<Item, Paths, ReadingState> {
  /** Reads these attributes alone. The cost stays that of the whole items. */
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): GlobalScan<Pick<Item, Name>, Paths> {
    return new GlobalScan(this.target, this.selecting("scan", attributes));
  }

  /**
   * Reads in so many segments at once: sooner done, at the same cost.
   *
   * @param segments 1 to 1,000,000; DynamoDB's capacity and the client's connections (50 unless it says otherwise) bound
   *   what many of them gain
   */
  parallel(segments: number): ParallelScan<Item> {
    const place = { entity: this.target.entity, accessPattern: "scan" };
    return new ParallelScan(place, () => this.reader(), segments);
  }

  protected source(): Source {
    return scanSource(this.target.entity, this.state);
  }
}

/** Reads the whole table, or a whole local index, for the items of one entity: every item in it is paid for. */
export class Scan<Item, Paths> extends GlobalScan<Item, Paths> {
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this {
    return this.with({ consistent: true });
  }

  override select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Scan<Pick<Item, Name>, Paths> {
    return new Scan(this.target, this.selecting("scan", attributes));
  }
}
