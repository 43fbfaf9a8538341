import { keyDerivedAttributes, projectedNames } from "../../src/keys/decode-key.js";
import type { AccessPatternModel, KeyPart } from "../../src/model/model.js";
import { conditionText } from "../model-facts/index-conditions.js";
import { bucketed, pieceText, shardCount } from "../model-facts/key-pieces.js";
import { manyOf, queryName } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import { interfaceDeclaration, type Method, stringLiteral } from "../printer/typescript.js";
import { needsKey, takesKey } from "./query-types.js";
import { type EntityScope, generic, indexOf, runtime } from "./scope.js";
import { unionArgument } from "./type-text.js";

/** The interface of an entity's repository: the methods that all have, which the runtime declares, and its queries. */
export function repositoryType(scope: EntityScope): Layout {
  const { entity, names, keyAttributes } = scope;
  const whom = keyAttributes.size === 0 ? `the ${entity.name}` : manyOf(entity.name);
  const base = generic(runtime(baseName(scope)), names.types);
  // There is nothing to change.
  const isFixed = entity.attributes.every(({ name, managed }) => keyAttributes.has(name) || managed);
  return interfaceDeclaration(
    `Reads and writes ${whom}.`,
    names.repository,
    queryMethods(scope),
    isFixed ? generic("Omit", base, '"modify"') : base,
  );
}

/** The runtime's interface for an entity: other methods take the version that was read, or keep unique constraints. */
function baseName({ entity, keyAttributes }: EntityScope): string {
  const isVersioned = entity.attributes.some(({ managed }) => managed === "version");
  const isUnique = entity.unique !== undefined;
  const kind = keyAttributes.size === 0 ? "Singleton" : isVersioned || isUnique ? "" : "Keyed";
  return `${isVersioned ? "Versioned" : ""}${isUnique ? "Unique" : ""}${kind}Repository`;
}

function queryMethods(scope: EntityScope): Method[] {
  const { entity, names, keyAttributes } = scope;
  const singleton = keyAttributes.size === 0;
  const patterns = singleton ? entity.indexes : [entity.primaryKey, ...entity.indexes];
  const queries = patterns.map((pattern) => {
    const query = indexOf(scope.table, pattern)?.type === "global" ? "GlobalQuery" : "Query";
    return {
      doc: [pattern.doc, describe(entity.name, pattern)].filter((text) => text !== undefined).join("\n"),
      name: pattern.name,
      parameters: keyParameter(pattern, queryName(entity.name, pattern.name)),
      returns: generic(runtime(query), itemOf(scope, pattern), projected(scope, pattern, names.paths)),
    };
  });
  return singleton ? queries : [...queries, ...scanMethods(scope)];
}

/** `scan`, of the table and of the index of each access pattern; where there is no index, the base's is enough. */
function scanMethods(scope: EntityScope): Method[] {
  const { entity, names } = scope;
  if (entity.indexes.length === 0) return [];
  const many = manyOf(entity.name);
  return [
    {
      doc: `All ${many}, in no order: reads the whole table.`,
      name: "scan",
      parameters: [],
      returns: generic(runtime("Scan"), names.item, names.paths),
    },
    ...entity.indexes.map((pattern) => ({
      doc: `All ${many} in the index of \`${pattern.name}\`, in no order: reads the whole index.`,
      name: "scan",
      parameters: [`index: ${stringLiteral(pattern.name)}`],
      returns: generic(
        runtime(indexOf(scope.table, pattern)?.type === "global" ? "GlobalScan" : "Scan"),
        itemOf(scope, pattern),
        projected(scope, pattern, names.paths),
      ),
    })),
  ];
}

/** The parameters of a query: nothing where the key is fixed, and at will where only its sort key is not. */
function keyParameter(pattern: AccessPatternModel, type: string): Layout[] {
  if (!takesKey(pattern)) return [];
  return [needsKey(pattern) ? `key: ${type}` : `key?: ${type}`];
}

function describe(entity: string, pattern: AccessPatternModel): string {
  const { index, partition, sort, when } = pattern;
  const where = index === undefined ? "" : ` on ${index}`;
  const sorted = sort.length === 0 ? "" : `, sorted by ${sort.map(display).join(", ")}`;
  return `${manyOf(entity)}${where} with partition key ${partition.map(display).join(", ")}${sorted}${when === undefined ? "" : `, when ${conditionText(when)}`}.${describeRequests(pattern)}`;
}

/** The number of requests that several partitions take. */
function describeRequests(pattern: AccessPatternModel): string {
  const shards = shardCount(pattern);
  const [bucket] = bucketed(pattern);
  const each = bucket === undefined ? "" : ` for each ${bucket.derived?.kind} of the range`;
  const order = pattern.sort.length === 0 ? "one after another" : "merged";
  if (shards > 1) return `\n${shards} Queries${each}, ${order}.`;
  return bucket === undefined ? "" : `\nOne Query${each}, until there is enough.`;
}

/** A part of a key for people: `ORDER#{orderDate}#{orderId}`. */
function display(part: KeyPart): string {
  const pieces = "natural" in part ? [part.natural] : part.template;
  const text = pieces.map((piece) => (typeof piece === "string" ? piece : `{${pieceText(piece)}}`)).join("");
  return `\`${text}\``;
}

/** The type of the items that a pattern reads: all of the item, or what its index holds. */
export function itemOf(
  scope: EntityScope,
  pattern: AccessPatternModel,
  item: Layout = scope.names.item,
): Layout {
  // Keys also give attributes that the index leaves out.
  const keyDerived = keyDerivedAttributes(scope.entity.primaryKey, pattern);
  return picked(item, projectedAttributes(scope, pattern, keyDerived));
}

/** A type by attributes, with those alone that a pattern's index holds: what filters take. */
export function projected(scope: EntityScope, pattern: AccessPatternModel, type: Layout): Layout {
  return picked(type, projectedAttributes(scope, pattern));
}

function picked(type: Layout, names: readonly string[] | undefined): Layout {
  if (names === undefined) return type;
  return generic("Pick", type, names.length === 0 ? "never" : unionArgument(names.map(stringLiteral)));
}

/** The attributes that a pattern's index projects, and those that its keys give, in the entity's order; `undefined` if all. */
function projectedAttributes(
  { entity, table }: EntityScope,
  pattern: AccessPatternModel,
  keyDerived?: ReadonlyMap<string, KeyPart>,
): string[] | undefined {
  const held = projectedNames(table, pattern.index);
  if (held === undefined) return undefined;
  const names = entity.attributes
    // An index holds attributes by their names in DynamoDB.
    .filter(({ name, storedAs = name }) => held.has(storedAs) || keyDerived?.has(name))
    .map(({ name }) => name);
  return names.length === entity.attributes.length ? undefined : names;
}
