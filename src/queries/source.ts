import type { Entity } from "../entities/entity.js";
import { notExpired } from "../entities/read-item.js";
import { Aliases, allOf, type ConditionNode, join, renderCondition } from "../expressions/condition.js";
import { projection, renderKeyConditions } from "../expressions/projection.js";
import type { KeyCondition } from "../keys/key-format.js";
import type { KeyAttribute } from "../model/model.js";
import { pageCapacity } from "../requests/capacity.js";
import type { Plan } from "../requests/operation.js";
import type { Request } from "../requests/request.js";

/** The parameters that all pages of a Query or a Scan share: everything but the start key and the limit. */
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
  /** Returns true if an item is a match, where no filter expression can decide it. */
  readonly accepts?: (document: Readonly<Record<string, unknown>>) => boolean;
  /** The attributes to read, by their names in DynamoDB; all unless given. */
  readonly selection?: readonly string[];
  readonly consistent: boolean;
  readonly descending: boolean;
  /** The range of a fan-out query, to which its cursors are bound too. */
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

/** Returns true if some of the items that are read may not match, so that a request of n items may return fewer. */
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
export function keyNames(source: Source): readonly string[] {
  return [...new Set(keyAttributes(source).map(({ name }) => name))];
}

/** The key attributes of the table, then those of the index, with their types. */
export function keyAttributes({ entity, index }: Source): readonly KeyAttribute[] {
  const { partitionKey, sortKey, indexes } = entity.table;
  const used = indexes.find(({ name }) => name === index);
  return [
    partitionKey,
    ...(sortKey ? [sortKey] : []),
    ...(used ? [...used.partitionKey, ...used.sortKey] : []),
  ];
}

/** The attributes by which DynamoDB sorts what is read. */
export function sortKeyNames({ entity, index }: Source): readonly string[] {
  const { sortKey, indexes } = entity.table;
  const own = sortKey ? [sortKey] : [];
  return (indexes.find(({ name }) => name === index)?.sortKey ?? own).map(({ name }) => name);
}

/** The filters of a read: DynamoDB applies them after reading. */
export interface Filters {
  /** Those that monotable adds: the entity, and expiry. */
  readonly own: readonly ConditionNode[];
  readonly user: readonly ConditionNode[];
  /** All of them as the text of an expression. */
  render(aliases: Aliases): string;
}

/** Filters, if there are any: they bring what renders them, so that a read without filters needs nothing of it. */
export function filtersOf(
  own: readonly ConditionNode[],
  conditions: readonly (ConditionNode | undefined)[],
): Filters | undefined {
  const user = conditions.filter((node) => node !== undefined);
  const node = allOf([...own, ...user]);
  return node && { own, user, render: (aliases) => renderCondition(node, aliases) };
}

/** The filter that leaves out what has expired, of the entities that can expire, unless that is asked for. */
export function expiryFilter(
  entities: readonly Entity[],
  { includeExpired }: { readonly includeExpired: boolean },
): ConditionNode[] {
  const mortal = includeExpired ? undefined : entities.find(({ timeToLive }) => timeToLive !== undefined);
  return mortal?.timeToLive === undefined ? [] : [notExpired(mortal.timeToLive, mortal.now().getTime())];
}

/** The filter that leaves out other entities, where they may lie in what is read. */
export function entityFilter(entities: readonly Entity[], shared: boolean): ConditionNode[] {
  const attribute = entities[0]?.table.entityAttribute;
  const [first, ...others] = new Set(entities.map((entity) => entity.storedAs));
  if (!shared || attribute === undefined || first === undefined) return [];
  const operand = { attribute };
  if (entities.some(({ constants }) => constants !== undefined))
    return [
      join(
        "or",
        entities.map((entity) => nameCondition(entity, attribute)),
      ),
    ];
  return others.length === 0
    ? [{ type: "compare", operator: "=", operand, value: first }]
    : [{ type: "in", operand, values: [first, ...others] }];
}

/** The condition that an item carries the name and the constants of an entity. */
function nameCondition({ storedAs, constants = {} }: Entity, attribute: string): ConditionNode {
  const carried = Object.entries({ [attribute]: storedAs, ...constants });
  return join(
    "and",
    carried.map(([name, value]): ConditionNode => {
      return { type: "compare", operator: "=", operand: { attribute: name }, value };
    }),
  );
}
