import type { Entity } from "../entities/entity.js";
import type { ConditionNode } from "../expressions/condition.js";
import { OWNER_ATTRIBUTE } from "../keys/guard-key.js";
import { isTemplate } from "../keys/key-part.js";
import { ParallelScan } from "./parallel-scan.js";
import { Reading, type ReadingState } from "./reading.js";
import { entityFilter, expiryFilter, type Source } from "./source.js";

/** DynamoDB's limit of segments. */
const MAXIMUM_SEGMENTS = 1_000_000;

/** What a scan of one entity reads: the whole table, of which it gives the entity's items. */
function scanSource(entity: Entity, state: ReadingState): Source {
  const named = entityFilter([entity], true);
  const keys = [...entity.spec.primaryKey.partition, ...entity.spec.primaryKey.sort];
  return {
    operation: "Scan",
    entity,
    accessPattern: "scan",
    partition: [],
    sort: [],
    ownFilters: [
      ...(named.length > 0 ? named : [...prefixFilters(entity), ...noGuards(entity)]),
      ...(state.includeExpired ? [] : expiryFilter([entity], entity.now().getTime())),
    ],
    userFilters: state.filters.map((filter) => filter()).filter((node) => node !== undefined),
    // Where items do not carry their entity's name, their keys tell.
    ...(named.length === 0 && keys.some(isTemplate) && { accepts: (document) => entity.ownsKey(document) }),
    ...(state.selection && { selection: state.selection() }),
    consistent: state.consistent,
    descending: false,
  };
}

/** The filters on the literal text that the entity's keys begin with. */
function prefixFilters(entity: Entity): ConditionNode[] {
  const keys = [...entity.spec.primaryKey.partition, ...entity.spec.primaryKey.sort];
  return keys.filter(isTemplate).flatMap(({ name, template: [first] }): ConditionNode[] => {
    if (typeof first !== "string") return [];
    return [{ type: "function", name: "begins_with", operand: { attribute: name }, value: first }];
  });
}

/** The filter that leaves out the guards of unique constraints, where no name does. */
function noGuards({ table }: Entity): ConditionNode[] {
  return table.guards ? [{ type: "exists", attribute: OWNER_ATTRIBUTE, exists: false }] : [];
}

/** Reads the whole table for the items of one entity: every item in it is paid for. There is no order. */
export class Scan<Item, Paths> extends Reading<Item, Paths, ReadingState> {
  /** Reads these attributes alone. The cost stays that of the whole items. */
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Scan<Pick<Item, Name>, Paths> {
    return new Scan(this.target, this.selecting("scan", attributes));
  }

  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this {
    return this.with({ consistent: true });
  }

  /**
   * Reads the table in so many segments at once: sooner done, at the same cost. Its ends are `all`, `count`, `items` and
   * `for await`.
   *
   * @param segments 1 to 1,000,000; DynamoDB's capacity and the client's connections (50 unless it says otherwise) bound
   *   what many of them gain
   */
  parallel(segments: number): ParallelScan<Item> {
    const { entity } = this.target;
    if (!(Number.isSafeInteger(segments) && segments >= 1 && segments <= MAXIMUM_SEGMENTS)) {
      const reason = `the number of segments is a whole number from 1 to ${MAXIMUM_SEGMENTS}, got ${segments}`;
      throw entity.error("InvalidQuery", `${entity.name}: ${reason}`, { accessPattern: "scan", reason });
    }
    return new ParallelScan(() => {
      const source = this.source();
      return Array.from({ length: segments }, (_, position) =>
        this.reader({ ...source, segment: { position, total: segments } }),
      );
    });
  }

  protected source(): Source {
    return scanSource(this.target.entity, this.state);
  }
}
