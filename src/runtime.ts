/**
 * The runtime of generated code, published as `monotable/runtime/v1`: code that was generated for it keeps working for
 * as long as that path exists.
 */

export type { DatabaseClient } from "./client/sdk-client.js";
export type { DatabaseOptions } from "./database/connection.js";
export type { AcrossEntities } from "./database/database.js";
export { openDatabase } from "./database/database.js";
export { readingFilters } from "./database/reading-filters.js";
export type {
  KeyedRepository,
  SingletonRepository,
  UniqueRepository,
  UniqueSingletonRepository,
  VersionedRepository,
  VersionedSingletonRepository,
  VersionedUniqueRepository,
  VersionedUniqueSingletonRepository,
} from "./database/repository-types.js";
export type { AttributeSpec } from "./entities/attribute.js";
export type { CollectionSpec, EntitySpec } from "./entities/entity.js";
// The second name is that of release 0.1.0, in code that it generated.
export { keyDerivedReads, keyDerivedReads as toldByKeys, looseItems } from "./entities/read-item.js";
export type { Condition } from "./expressions/condition.js";
export type {
  BigIntPath,
  BinaryPath,
  BooleanPath,
  CompressedPath,
  DatePath,
  ListChanges,
  ListPath,
  MapChanges,
  MapPath,
  NumberChanges,
  NumberPath,
  RecordChanges,
  RecordPath,
  RemovableChanges,
  SetPath,
  StringPath,
  TupleChanges,
  TuplePath,
  ValueChanges,
  ValuePath,
} from "./expressions/path-types.js";
export { naturalKeys, typedKeys } from "./keys/features.js";
export type { Between, BinaryRange, PrefixRange, Range, StringRange } from "./keys/range.js";
export type { TableModel } from "./model/model.js";
export type { BatchWriteOptions, Many } from "./operations/batch-write.js";
export type { Check } from "./operations/check.js";
export type { ConditionBuilder } from "./operations/condition.js";
export type { Delete } from "./operations/delete.js";
export type { Get, Put, Update } from "./operations/interfaces.js";
export type { Modifier, Modify } from "./operations/modify.js";
export type { Move } from "./operations/move.js";
export type { Create } from "./operations/put.js";
export type { Upsert } from "./operations/upsert.js";
export type { Bounds } from "./queries/budget.js";
export type { CollectionQuery, GlobalCollectionQuery } from "./queries/collection-query.js";
export { openCollection } from "./queries/collection-query.js";
export type { ParallelScan } from "./queries/parallel-scan.js";
export { fanOutQueries, fanOutQueries as inexactQueries } from "./queries/partitioned-read.js";
export type { CollectionPage, Page } from "./queries/readable.js";
export type { GlobalTableScan, TableScan } from "./queries/table-scan.js";
export type { GlobalQuery, GlobalScan, Query, Scan } from "./queries/types.js";
export type { Raw } from "./raw/raw.js";
export type { Plan, RunOptions } from "./requests/operation.js";
export {
  cidrV4Pattern,
  emailPattern,
  guidPattern,
  ipv4Pattern,
  isoDatePattern,
  isoDatetimeInMillisecondsPattern,
  isoDatetimeInSecondsPattern,
  isoDatetimePattern,
  isoDatetimeWithOffsetPattern,
  isoDurationPattern,
  macPattern,
  uuidPattern,
  uuidV4Pattern,
  uuidV6Pattern,
  uuidV7Pattern,
} from "./validation/patterns.js";
export { conversions } from "./values/decode.js";
