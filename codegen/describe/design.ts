import { piecesOf } from "../../src/keys/encode-key.js";
import type {
  AccessPatternModel,
  CollectionModel,
  EntityModel,
  KeyPart,
  Model,
  TableModel,
} from "../../src/model/model.js";
import { conditionText } from "../model-facts/index-conditions.js";
import {
  bucketed,
  keyText,
  leadingText,
  partitionForm,
  partText,
  queryPieces,
  shardCount,
} from "../model-facts/key-pieces.js";
import { camelCase } from "../model-facts/names.js";
import { type Cost, type CostOptions, type Prices, TableCosts } from "./costs.js";

/** A design as a person wants to see it: what every picture of it is made of. */
export interface TableDesign {
  readonly table: TableModel;
  readonly entities: readonly EntityModel[];
  readonly collections: readonly CollectionModel[];
  /** The entity chart of the table, then of each index. */
  readonly charts: readonly EntityChart[];
  readonly patterns: readonly PatternRow[];
  readonly writes: readonly WriteRow[];
  readonly itemCollections: readonly ItemCollection[];
  readonly prices: Prices;
  /** The size of the largest item that costs are reckoned with, in bytes. */
  readonly itemBytes: number;
}

/** The key templates of each entity, in the table or in one index. */
export interface EntityChart {
  /** Absent: the table itself. */
  readonly index?: string;
  /** The projection of an index, unless it is ALL. */
  readonly projection?: string;
  readonly local: boolean;
  /** The names of the key attributes. */
  readonly keys: readonly string[];
  readonly rows: readonly EntityChartRow[];
}

export interface EntityChartRow {
  readonly entity: string;
  /** One for each key attribute. */
  readonly keys: readonly string[];
  /** The condition under which an item is in the index. */
  readonly when?: string;
}

/** One way to read. */
export interface PatternRow {
  /** The entity or the collection that it gives. */
  readonly reads: string;
  /** As code calls it: `order.byStatus({ status, orderDate? })`. */
  readonly call: string;
  readonly doc?: string;
  readonly index?: string;
  readonly request: string;
  readonly cost: Cost;
}

export interface WriteRow {
  readonly entity: string;
  /** The number of indexes that its items can enter. */
  readonly indexes: number;
  readonly create: Cost;
  readonly change: Cost;
}

/** The tables of a Model, each with all that is said of it. */
export function describeModel(model: Model, options: CostOptions = {}): TableDesign[] {
  return model.tables.map((table) => {
    const entities = model.entities.filter((entity) => entity.table === table.name);
    const collections = model.collections.filter((collection) => collection.table === table.name);
    const costs = new TableCosts(table, options);
    return {
      table,
      entities,
      collections,
      charts: chartsOf(table, entities),
      patterns: [
        ...entities.flatMap((entity) => entityPatterns(entity, costs)),
        ...collections.flatMap((collection) => collectionPattern(collection, entities, costs)),
      ],
      writes: entities.map((entity) => ({
        entity: entity.name,
        indexes: entity.indexes.length,
        create: costs.create(entity),
        change: costs.change(entity),
      })),
      itemCollections: itemCollections(table, entities, collections),
      prices: costs.prices,
      itemBytes: costs.itemBytes,
    };
  });
}

/** The access pattern of an entity that a member of a collection reads. */
function memberPattern(
  member: CollectionModel["members"][number],
  entities: readonly EntityModel[],
): AccessPatternModel | undefined {
  const entity = entities.find(({ name }) => name === member.entity);
  return entity && [entity.primaryKey, ...entity.indexes].find(({ name }) => name === member.pattern);
}

function chartsOf(table: TableModel, entities: readonly EntityModel[]): EntityChart[] {
  const keyDefinitions = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
  const primary: EntityChart = {
    local: false,
    keys: keyDefinitions.map(({ name }) => name),
    rows: entities.map(({ name, primaryKey }) => rowOf(name, primaryKey)),
  };
  const indexes = table.indexes.map(({ name, type, partitionKey, sortKey, projection }): EntityChart => {
    const rows = entities.flatMap((entity) =>
      entity.indexes.filter(({ index }) => index === name).map((pattern) => rowOf(entity.name, pattern)),
    );
    const held = typeof projection === "string" ? projection : `INCLUDE ${projection.join(", ")}`;
    return {
      index: name,
      local: type === "local",
      keys: [...partitionKey, ...sortKey].map((key) => key.name),
      rows,
      ...(projection !== "ALL" && { projection: held }),
    };
  });
  return [primary, ...indexes];
}

function rowOf(entity: string, { partition, sort, when }: AccessPatternModel): EntityChartRow {
  return {
    entity,
    keys: [...partition, ...sort].map(partText),
    ...(when && { when: conditionText(when, JSON.stringify) }),
  };
}

function entityPatterns(entity: EntityModel, costs: TableCosts): PatternRow[] {
  const name = camelCase(entity.name);
  const { primaryKey } = entity;
  const reads = { reads: entity.name };
  const get: PatternRow = {
    ...reads,
    call: `${name}.get${keyArguments(primaryKey)}`,
    request: `GetItem ${[...primaryKey.partition, ...primaryKey.sort].map((part) => `${part.name} = ${partText(part)}`).join(", ")}`,
    cost: costs.get(),
  };
  // Where a key is the whole of an item's, there is one item, and GetItem reads it for less.
  const single = queryArguments(primaryKey) === keyArguments(primaryKey);
  const patterns = [...(single ? [] : [primaryKey]), ...entity.indexes];
  return [
    get,
    ...patterns.map((pattern): PatternRow => {
      return {
        ...reads,
        call: `${name}.${pattern.name}${queryArguments(pattern)}`,
        request: queryText(pattern),
        cost: costs.query(pattern),
        ...(pattern.doc !== undefined && { doc: pattern.doc }),
        ...(pattern.index !== undefined && { index: pattern.index }),
      };
    }),
  ];
}

function collectionPattern(
  collection: CollectionModel,
  entities: readonly EntityModel[],
  costs: TableCosts,
): PatternRow[] {
  const patterns = collection.members.flatMap((member) => memberPattern(member, entities) ?? []);
  const [first] = patterns;
  if (first === undefined) return [];
  return [
    {
      reads: collection.members.map(({ entity }) => entity).join(", "),
      call: `${camelCase(collection.name)}${queryArguments({ ...first, sort: [] })}`,
      request: collectionText(collection, patterns),
      cost: costs.query(first),
      ...(collection.doc !== undefined && { doc: collection.doc }),
      ...(collection.index !== undefined && { index: collection.index }),
    },
  ];
}

/** Items that share a partition key: what one Query can read together. */
export interface ItemCollection {
  /** Absent: in the table itself. */
  readonly index?: string;
  /** The template of the partition key. */
  readonly partition: string;
  /** In the order in which their items lie, as far as the templates tell. */
  readonly members: readonly { readonly entity: string; readonly sort: string }[];
  /** The collections of the schema that read it. */
  readonly readBy: readonly string[];
}

/** The item collections of a table and its indexes. */
function itemCollections(
  table: TableModel,
  entities: readonly EntityModel[],
  collections: readonly CollectionModel[],
): ItemCollection[] {
  return [undefined, ...table.indexes.map(({ name }) => name)].flatMap((index) => {
    const groups = new Map<string, { entity: EntityModel; pattern: AccessPatternModel }[]>();
    for (const entity of entities) {
      for (const pattern of [entity.primaryKey, ...entity.indexes]) {
        if (pattern.index !== index) continue;
        const form = partitionForm(pattern);
        groups.set(form, [...(groups.get(form) ?? []), { entity, pattern }]);
      }
    }
    return [...groups.values()].map((members): ItemCollection => {
      const sorted = members.toSorted((a, b) => compare(leadOf(a.pattern), leadOf(b.pattern)));
      const names = new Set(members.map(({ entity }) => entity.name));
      const readBy = collections.filter(
        (collection) =>
          collection.index === index && collection.members.every(({ entity }) => names.has(entity)),
      );
      return {
        ...(index !== undefined && { index }),
        partition: (members[0]?.pattern.partition ?? []).map(partText).join(", "),
        members: sorted.map(({ entity, pattern }) => ({
          entity: entity.name,
          sort: pattern.sort.map(partText).join(", "),
        })),
        readBy: readBy.map(({ name }) => camelCase(name)),
      };
    });
  });
}

const leadOf = ({ sort: [part] }: AccessPatternModel): string => leadingText(part);

/** As DynamoDB sorts text: by UTF-8 bytes. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * Returns the parameters of a query: the partition key's attributes, then those of the sort key, which may be left out.
 */
function queryArguments(pattern: AccessPatternModel): string {
  const { fixed, shards, bucket, sort } = queryPieces(pattern);
  const needed = [...fixed, ...(bucket === undefined ? [] : [bucket])].map(({ attribute }) => attribute);
  const open = [...shards, ...sort].map(({ attribute }) => `${attribute}?`);
  return argumentsText([...new Set([...needed, ...open])]);
}

/** Returns the parameters of an operation on one item. */
function keyArguments({ partition, sort }: AccessPatternModel): string {
  return argumentsText([
    ...new Set([...partition, ...sort].flatMap(piecesOf).map(({ attribute }) => attribute)),
  ]);
}

function argumentsText(names: readonly string[]): string {
  return names.length === 0 ? "()" : `({ ${names.join(", ")} })`;
}

/** The Query of a pattern with its partition key alone: `Query pk = USER#{userId}, sk begins with ORDER#`. */
function queryText(pattern: AccessPatternModel): string {
  const prefix = leadingText(pattern.sort[0]);
  return `${times(pattern)}Query ${keyText(pattern.partition)}${sortText(pattern.sort, prefix)}${pattern.shared ? ", filtered by entity" : ""}`;
}

function sortText([part]: readonly KeyPart[], prefix: string): string {
  if (part === undefined || prefix === "") return "";
  const whole = "template" in part && part.template.length === 1;
  return `, ${part.name} ${whole ? "=" : "begins with"} ${prefix}`;
}

/** Several requests, where a partition is spread. */
function times(pattern: AccessPatternModel): string {
  const [bucket] = bucketed(pattern);
  const shards = shardCount(pattern);
  const each = bucket === undefined ? "" : `for each ${bucket.derived?.kind}: `;
  return `${each}${shards > 1 ? `${shards} × ` : ""}`;
}

/** The Query of a collection, from the first to the last sort key of its members. */
function collectionText({ shared }: CollectionModel, members: readonly AccessPatternModel[]): string {
  const [first] = members;
  if (first === undefined) return "Query";
  const prefixes = members.map(({ sort }) => leadingText(sort[0]));
  const sorted = [...new Set(prefixes)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const name = first.sort[0]?.name;
  const span =
    name === undefined || sorted.includes("") ? "" : `, ${name} from ${sorted[0]} to ${sorted.at(-1)}`;
  return `${times(first)}Query ${keyText(first.partition)}${span}${shared ? ", filtered by entity" : ""}`;
}
