/**
 * The runtime of generated code, published as `monotable/runtime/v1`: code that was generated for it keeps working for
 * as long as that path exists.
 */

export type { DatabaseClient } from "./client/document-client.js";
export type { AcrossEntities } from "./database/across.js";
export type { DatabaseOptions } from "./database/connection.js";
export { openDatabase } from "./database/database.js";
export { looseItems } from "./entities/loose-items.js";
export { toldByKeys } from "./entities/told-by-keys.js";
export type {
  ListChanges,
  MapChanges,
  NumberChanges,
  RecordChanges,
  RemovableChanges,
  TupleChanges,
  ValueChanges,
} from "./expressions/change-paths.js";
export type { Condition } from "./expressions/condition.js";
export type {
  BigIntPath,
  BinaryPath,
  BooleanPath,
  CompressedPath,
  DatePath,
  ListPath,
  MapPath,
  NumberPath,
  RecordPath,
  SetPath,
  StringPath,
  TuplePath,
  ValuePath,
} from "./expressions/path-types.js";
export { naturalKeys } from "./keys/features.js";
export type { Between, BinaryRange, PrefixRange, Range, StringRange } from "./keys/range.js";
export { typedKeys } from "./keys/typed-keys.js";
export type { TableModel } from "./model/model.js";
export type { AttributeSpec, CollectionSpec, EntitySpec } from "./model/spec.js";
export type { BatchWriteOptions, Many } from "./operations/batch-write.js";
export type { Check } from "./operations/check.js";
export type { ConditionBuilder } from "./operations/condition.js";
export type { Delete } from "./operations/delete.js";
export type { Get, Put, Update } from "./operations/interfaces.js";
export type { Modifier, Modify } from "./operations/modify.js";
export type { Move } from "./operations/move.js";
export type { Plan, RunOptions } from "./operations/operation.js";
export type { Create } from "./operations/put.js";
export type { Upsert } from "./operations/upsert.js";
export type { Bounds } from "./queries/budget.js";
export type { CollectionQuery, GlobalCollectionQuery } from "./queries/collection-query.js";
export { inexactQueries } from "./queries/inexact-queries.js";
export { openCollection } from "./queries/open-collection.js";
export type { ParallelScan } from "./queries/parallel-scan.js";
export type { CollectionPage, Page } from "./queries/readable.js";
export { readingFilters } from "./queries/reading-filters.js";
export type { GlobalTableScan, TableScan } from "./queries/table-scan.js";
export type { GlobalQuery, GlobalScan, Query, Scan } from "./queries/types.js";
export type { Raw } from "./raw/raw.js";
export { conversions } from "./values/conversions.js";
