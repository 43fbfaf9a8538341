import { isDeepStrictEqual } from "node:util";
import type { AccessPatternSpec, Entity } from "../entities/entity.js";
import { notExpired } from "../entities/expiry.js";
import { entityCondition, nameAttributes } from "../entities/row-class.js";
import { Aliases, allOf, type ConditionNode, renderCondition } from "../expressions/condition.js";
import { projection, renderKeyConditions } from "../expressions/projection.js";
import { projectedNames } from "../keys/decode-key.js";
import { isTemplate } from "../keys/encode-key.js";
import type { KeyCondition } from "../keys/key-format.js";
import type { KeyAttribute } from "../model/model.js";
import { pageCapacity } from "../requests/capacity.js";
import type { Plan } from "../requests/operation.js";
import type { Request } from "../requests/request.js";
import type { StoredDocument } from "../values/document.js";

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
  /** Returns true if a row is an item of what is read. Rows of other tools and other releases are not. */
  readonly isItem: (document: StoredDocument) => boolean;
  /** True if keys alone tell items from other rows, so that a count must see them. */
  readonly isSeenByKeys?: boolean;
  /** The condition by which a count leaves out rows that are no items of what is read. */
  readonly counted?: Filters | undefined;
  /** Returns true if an item is a match, where no filter expression can decide it. */
  readonly accepts?: (document: StoredDocument) => boolean;
  /** Returns true if an item cannot be read and is left out. */
  readonly isSkipped?: (document: StoredDocument) => boolean;
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
  const filter = ((slice.count && source.counted) || source.filters)?.render(aliases);
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

/** The keys are read too: they and the name of the entity tell whose item a row is, and pages go on from them. */
function readAttributes(source: Source, selection: readonly string[]): readonly string[] {
  return [...selection, ...projectedNameAttributes(source), ...keyNames(source)];
}

/** Returns the attribute that names an item's entity, where it is in what is read. */
function projectedNameAttributes({
  entity,
  index,
}: {
  readonly entity: Entity;
  readonly index?: string | undefined;
}): readonly string[] {
  const names = nameAttributes(entity);
  const projected = projectedNames(entity.table, index);
  return projected === undefined || names.every((name) => projected.has(name)) ? names : [];
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

/** The filter that leaves out other entities, where they may lie in what is read. Rows without a name are seen by their keys. */
export function entityFilter(entities: readonly Entity[], shared: boolean): ConditionNode[] {
  const node = shared ? entityCondition(entities) : undefined;
  return node === undefined ? [] : [node];
}

/**
 * Returns true if a table has no names and the keys of what is read are composed: then keys alone tell items from other rows.
 * A key of an index that is an attribute says nothing.
 */
export function isSeenByKeys({ table }: Entity, patterns: readonly AccessPatternSpec[]): boolean {
  if (table.entityAttribute !== undefined) return false;
  return patterns.some(({ partition, sort }) => [...partition, ...sort].some(isTemplate));
}

/**
 * The filters of a count: the names of the entities are compared also where no other entity of the design lies. They are
 * written here, so that a read without filters needs nothing of what renders conditions.
 */
export function countedOf(
  entities: readonly [Entity, ...Entity[]],
  index: string | undefined,
  filters: Filters | undefined,
): Filters | undefined {
  const [attribute] = projectedNameAttributes({ entity: entities[0], index });
  if (
    attribute === undefined ||
    filters?.own.some((own) => isDeepStrictEqual(own, entityCondition(entities)))
  )
    return filters;
  const render = (aliases: Aliases): string => {
    const before = filters === undefined ? "" : `(${filters.render(aliases)}) AND `;
    const name = aliases.name(attribute);
    const constants = entities.map((entity) => constantsText(entity, aliases));
    const hasNames = constants.every((text) => text === undefined);
    const named = hasNames
      ? namedText(name, [...new Set(entities.map(({ storedAs }) => storedAs))], aliases)
      : entities
          .map((entity, at) => `(${name} = ${aliases.value(entity.storedAs)}${constants[at] ?? ""})`)
          .join(" OR ");
    return `${before}(${named} OR attribute_not_exists(${name}))`;
  };
  return { own: filters?.own ?? [], user: filters?.user ?? [], render };
}

/** The condition that a name is one of some, as text. */
function namedText(name: string, values: readonly string[], aliases: Aliases): string {
  const texts = values.map((value) => aliases.value(value));
  return texts.length === 1 ? `${name} = ${texts[0]}` : `${name} IN (${texts.join(", ")})`;
}

/** The condition on the constants of an entity, as text behind the one on its name; `undefined` where it has none. */
function constantsText({ constants }: Entity, aliases: Aliases): string | undefined {
  if (constants === undefined) return undefined;
  const texts = Object.entries(constants).map(
    ([name, value]) => `${aliases.name(name)} = ${aliases.value(value)}`,
  );
  return ` AND ${texts.join(" AND ")}`;
}
