export type { Hooks, RequestEvent, ResponseEvent } from "./client/hooks.js";
export { type ErrorCode, type ErrorDetails, isMonotableError, MonotableError } from "./errors.js";
export { and, type Condition, not, or } from "./expressions/condition.js";
export type { Clock } from "./operations/clock.js";
export type { Statement, StatementPageOptions } from "./raw/statement.js";
export type { StatementResult } from "./raw/statements.js";
export type { UnknownItem } from "./raw/stored-items.js";
export {
  type CollectionDefinition,
  type CollectionMember,
  defineCollection,
  many,
  one,
} from "./schema/collection.js";
export {
  type DerivedRef,
  day,
  descending,
  lower,
  month,
  padded,
  shard,
  upper,
  year,
} from "./schema/derivation.js";
export { defineEntity, type EntityDefinition, type EntityOptions } from "./schema/entity.js";
export type { Fixtures } from "./schema/fixtures.js";
export { type AttributeRef, type KeyTemplate, key } from "./schema/key.js";
export { defineTable, type IndexOptions, type TableDefinition, type TableOptions } from "./schema/table.js";
export type { TableSettings } from "./schema/table-settings.js";
