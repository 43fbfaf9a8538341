import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import { notExpired } from "../entities/expiry.js";
import { Aliases } from "../expressions/aliases.js";
import { type ConditionNode, renderCondition } from "../expressions/condition.js";
import { renderKeyConditions } from "../expressions/key-expression.js";
import { projection } from "../expressions/projection.js";
import type { KeyCondition } from "../keys/key-condition.js";
import type { Request } from "../operations/wire.js";
import { allOf } from "../operations/write.js";

/** What a Query reads, whichever page of it: everything about it but the place to start and how much to read. */
export interface Source {
  /** The entity that errors speak of; the first member of a collection. */
  readonly entity: Entity;
  /** The access pattern or the collection, for errors and cursors. */
  readonly accessPattern: string;
  readonly index?: string;
  readonly partition: readonly KeyCondition[];
  readonly sort: readonly KeyCondition[];
  /** Filters that monotable adds: the entity, and expiry. */
  readonly ownFilters: readonly ConditionNode[];
  readonly userFilters: readonly ConditionNode[];
  readonly selection?: readonly string[];
  readonly consistent: boolean;
  readonly descending: boolean;
}

/** One request's part of a Query. */
export interface Slice {
  readonly limit?: number | undefined;
  readonly startKey?: Readonly<Record<string, unknown>> | undefined;
  /** Count the matches and read none. */
  readonly count?: boolean;
}

/** Whether items that are read may not match, so that a request of n items may give fewer. */
export function isFiltered(source: Source): boolean {
  return source.ownFilters.length + source.userFilters.length > 0;
}

/** The Query of one slice. */
export function queryRequest(source: Source, slice: Slice): Request<"Query"> {
  const aliases = new Aliases();
  const keyCondition = renderKeyConditions([...source.partition, ...source.sort], aliases);
  const filter = allOf([...source.ownFilters, ...source.userFilters]);
  const input: QueryCommandInput = {
    TableName: source.entity.tableName,
    ...(source.index !== undefined && { IndexName: source.index }),
    KeyConditionExpression: keyCondition,
    ...(filter && { FilterExpression: renderCondition(filter, aliases) }),
    ...(slice.count && { Select: "COUNT" as const }),
    ...(!slice.count &&
      source.selection && {
        ProjectionExpression: projection(readAttributes(source, source.selection), aliases),
      }),
    ...(source.consistent && { ConsistentRead: true }),
    ...(source.descending && { ScanIndexForward: false }),
    ...(slice.limit !== undefined && { Limit: slice.limit }),
    ...(slice.startKey && { ExclusiveStartKey: slice.startKey }),
    ...aliases.maps(),
  };
  return { operation: "Query", input };
}

/** A page that is cut between two matches goes on from the keys of the last one, so they are read too. */
function readAttributes(source: Source, selection: readonly string[]): readonly string[] {
  return isFiltered(source) ? [...selection, ...keyNames(source)] : selection;
}

/** The key attributes that say where in a Query an item lies: those of the table, then those of the index. */
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

/** The filter that leaves out what has expired, of the entities that can expire. */
export function expiryFilter(entities: readonly Entity[], now: number): ConditionNode[] {
  const attribute = entities.map((entity) => entity.timeToLive).find((name) => name !== undefined);
  return attribute === undefined ? [] : [notExpired(attribute, now)];
}

/** The filter that leaves out other entities, where they may lie in what is read. */
export function entityFilter(entities: readonly Entity[], shared: boolean): ConditionNode[] {
  const attribute = entities[0]?.table.entityAttribute;
  const [first, ...others] = entities.map((entity) => entity.name);
  if (!shared || attribute === undefined || first === undefined) return [];
  const operand = { attribute };
  return others.length === 0
    ? [{ type: "compare", operator: "=", operand, value: first }]
    : [{ type: "in", operand, values: [first, ...others] }];
}
