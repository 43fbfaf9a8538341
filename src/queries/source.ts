import type { Entity } from "../entities/entity.js";
import { Aliases } from "../expressions/aliases.js";
import { renderKeyConditions } from "../expressions/key-expression.js";
import { projection } from "../expressions/projection.js";
import type { KeyCondition } from "../keys/key-condition.js";
import { pageCapacity } from "../operations/capacity.js";
import type { Plan } from "../operations/operation.js";
import type { Request } from "../requests/request.js";
import type { Filters } from "./filters.js";

/** What a Query or a Scan reads, whichever page of it: everything but the place to start and how much to read. */
export interface Source {
  readonly operation: "Query" | "Scan";
  /** The entity that errors speak of; the first member of a collection. */
  readonly entity: Entity;
  /** The access pattern or the collection, for errors and cursors. */
  readonly accessPattern: string;
  readonly index?: string;
  /** The conditions on the partition key; none in a Scan. */
  readonly partition: readonly KeyCondition[];
  readonly sort: readonly KeyCondition[];
  readonly filters?: Filters | undefined;
  /** Whether an item is a match, where no filter of DynamoDB can tell. */
  readonly accepts?: (document: Readonly<Record<string, unknown>>) => boolean;
  /** The attributes to read, by their names in DynamoDB; all unless given. */
  readonly selection?: readonly string[];
  readonly consistent: boolean;
  readonly descending: boolean;
  /** What a cursor belongs to besides: the range of a query that reads several partitions. */
  readonly range?: unknown;
  /** The keys of its items are read, whatever is selected: they are merged by them. */
  readonly keyed?: boolean;
  /** The part of a parallel Scan. */
  readonly segment?: { readonly position: number; readonly total: number };
}

/** One request's part of what is read. */
export interface Slice {
  readonly limit?: number | undefined;
  readonly startKey?: Readonly<Record<string, unknown>> | undefined;
  /** Count the matches and read none. */
  readonly count?: boolean;
}

/** Whether items that are read may not match, so that a request of n items may give fewer. */
export function isFiltered(source: Source): boolean {
  return source.accepts !== undefined || source.filters !== undefined;
}

/** The request of one slice. */
export function readRequest(source: Source, slice: Slice): Request<"Query" | "Scan"> {
  const aliases = new Aliases();
  const keyCondition = renderKeyConditions([...source.partition, ...source.sort], aliases);
  const filter = source.filters?.render(aliases);
  const selection = slice.count ? undefined : source.selection;
  const input = {
    TableName: source.entity.tableName,
    ...(source.index !== undefined && { IndexName: source.index }),
    ...(keyCondition !== "" && { KeyConditionExpression: keyCondition }),
    ...(filter !== undefined && { FilterExpression: filter }),
    ...(slice.count && { Select: "COUNT" as const }),
    ...(selection && { ProjectionExpression: projection(readAttributes(source, selection), aliases) }),
    ...(source.consistent && { ConsistentRead: true }),
    ...(source.descending && { ScanIndexForward: false }),
    ...(source.segment && { Segment: source.segment.position, TotalSegments: source.segment.total }),
    ...(slice.limit !== undefined && { Limit: slice.limit }),
    ...(slice.startKey && { ExclusiveStartKey: slice.startKey }),
    ...aliases.maps(),
  };
  return { operation: source.operation, input };
}

/** The plan of what is read: its first request. */
export function planOfSource(source: Source, of: string, limit: number | undefined): Plan {
  return {
    operation: source.operation,
    of,
    accessPattern: source.accessPattern,
    ...(source.index !== undefined && { index: source.index }),
    request: readRequest(source, { limit }).input,
    capacity: pageCapacity(limit, source.consistent),
  };
}

/** A page that is cut between two matches goes on from the keys of the last one, so they are read too. */
function readAttributes(source: Source, selection: readonly string[]): readonly string[] {
  return source.keyed || isFiltered(source) ? [...selection, ...keyNames(source)] : selection;
}

/** The key attributes that say where in what is read an item lies: those of the table, then those of the index. */
export function keyNames({ entity, index }: Source): readonly string[] {
  const { partitionKey, sortKey, indexes } = entity.table;
  const used = indexes.find(({ name }) => name === index);
  const attributes = [
    partitionKey,
    ...(sortKey ? [sortKey] : []),
    ...(used ? [...used.partitionKey, ...used.sortKey] : []),
  ];
  return [...new Set(attributes.map(({ name }) => name))];
}

/** The attributes by which DynamoDB sorts what is read. */
export function sortKeyNames({ entity, index }: Source): readonly string[] {
  const { sortKey, indexes } = entity.table;
  const own = sortKey ? [sortKey] : [];
  return (indexes.find(({ name }) => name === index)?.sortKey ?? own).map(({ name }) => name);
}
