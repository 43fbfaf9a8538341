import { query } from "../client/actions.js";
import type { Entity } from "../entities/entity.js";
import { entityFilter, expiryFilter, type Filters, filtersOf } from "./filters.js";
import type { ReadingState } from "./reading.js";

/**
 * What queries of one entity need that filter what they read. The method `filters` brings it, and so do the specs of
 * entities whose queries always filter: others lie among their items, items expire, or keys hold but a part of a value.
 */
export const readingFilters = {
  /** The filters of a reading. */
  of(entity: Entity, state: ReadingState): Filters | undefined {
    return filtersOf(
      [...entityFilter([entity], state.pattern.shared ?? false), ...expiryFilter([entity], state)],
      state.filters.map((filter) => filter()),
    );
  },
  /** What sends such a query: its values may be of any type and any number. */
  query,
};
