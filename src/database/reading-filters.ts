import type { AnyAction } from "../client/action.js";
import { query } from "../client/actions.js";
import type { QueryFilters } from "../entities/entity.js";
import { readingFiltersOf } from "../queries/query.js";

/** The filters of queries with the action that sends them. */
export interface ReadingFilters extends QueryFilters {
  readonly query: AnyAction;
}

/**
 * Filters the queries of one entity. The method `filters` brings it, and so do the specs of entities whose queries always
 * filter: others lie among their items, items expire, or keys hold a part of a value.
 */
export const readingFilters: ReadingFilters = {
  of: readingFiltersOf,
  /** The values of a filtered query may be of any type and any number. */
  query,
};
