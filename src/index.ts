export type { DatabaseClient } from "./client/sdk-client.js";
export type { Hooks, RequestEvent, ResponseEvent } from "./client/sender.js";
export type { DatabaseOptions } from "./database/connection.js";
export type { AcrossEntities } from "./database/database.js";
export {
  type ErrorCode,
  type ErrorDetails,
  isMonotableError,
  MonotableError,
  type MonotableErrorOf,
} from "./errors.js";
export { and, type Condition, not, or } from "./expressions/condition.js";
export type {
  BinaryPath,
  BooleanPath,
  ListPath,
  NumberPath,
  OrderedPath,
  Path,
  SetPath,
  StringPath,
  ValuePath,
} from "./expressions/path-types.js";
export type { Range } from "./keys/range.js";
export type { BatchWriteOptions, Many } from "./operations/batch-write.js";
export type { Check } from "./operations/check.js";
export type { Delete } from "./operations/delete.js";
export type { BatchPart, Get, Put, Results, TransactionPart, Update } from "./operations/interfaces.js";
export type { Modify } from "./operations/modify.js";
export type { Move } from "./operations/move.js";
export type { Create } from "./operations/put.js";
export type { TransactWriteOptions } from "./operations/transact-write.js";
export type { Upsert } from "./operations/upsert.js";
export type { Bounds } from "./queries/budget.js";
export type { CollectionPage, Page } from "./queries/readable.js";
export type { GlobalQuery, GlobalScan, Query, Scan } from "./queries/types.js";
export type { UnknownItem } from "./raw/items.js";
export type { Raw, RawInput, RawOperation, RawOutput } from "./raw/raw.js";
export type { Statement, StatementPageOptions, StatementResult } from "./raw/statement.js";
export type { Capacity, Plan, RunOptions } from "./requests/operation.js";
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
