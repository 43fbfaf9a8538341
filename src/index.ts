export type { Hooks, RequestEvent, ResponseEvent } from "./client/sender.js";
export {
  type ErrorCode,
  type ErrorDetails,
  isMonotableError,
  MonotableError,
  type MonotableErrorOf,
} from "./errors.js";
export { and, type Condition, not, or } from "./expressions/condition.js";
export type { UnknownItem } from "./raw/items.js";
export type { Statement, StatementPageOptions, StatementResult } from "./raw/statement.js";
export type { Clock } from "./requests/request.js";
export {
  type CollectionDefinition,
  type CollectionMember,
  defineCollection,
  many,
  one,
} from "./schema/collection.js";
export { defineEntity, type EntityDefinition, type EntityOptions } from "./schema/entity.js";
export type { Fixtures } from "./schema/fixtures.js";
export {
  type AttributeRef,
  type DerivedRef,
  day,
  descending,
  type KeyTemplate,
  key,
  lower,
  month,
  padded,
  shard,
  upper,
  year,
} from "./schema/key.js";
export type { TableSettings } from "./schema/table.js";
export { defineTable, type IndexOptions, type TableDefinition, type TableOptions } from "./schema/table.js";
export { StoredNumber } from "./wire/number.js";
