import type { Entity, QueryFilters } from "../entities/entity.js";
import type { Capacity, Plan } from "../requests/operation.js";
import type { Request, Sender } from "../requests/request.js";
import { copyOf } from "../values/document.js";
import type { buildCondition } from "./condition.js";

/** The entity and the sender of a repository, which each of its operations is created with. */
export interface RepositoryContext {
  readonly entity: Entity;
  readonly sender: Sender;
  /** Builds the conditions of `.filter`, if `filters` is among the methods. */
  readonly buildCondition?: typeof buildCondition | undefined;
  /** Builds the filters of queries, if `filters` is among the methods. */
  readonly readingFilters?: QueryFilters | undefined;
}

/** The plan of a request on the table by primary key. */
export function planOf(entity: Entity, request: Request, capacity: Capacity): Plan {
  return {
    operation: request.operation,
    of: entity.name,
    accessPattern: "query",
    // Whoever changes it changes nothing that is sent.
    request: copyOf(request.input),
    capacity,
  };
}
