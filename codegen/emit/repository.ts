import { projectedNames, toldBy } from "../../src/keys/decode-key.js";
import type { AccessPatternModel, IndexCondition, KeyPart } from "../../src/model/model.js";
import { bucketed, pieceText, shardCount } from "../model-facts/key-pieces.js";
import { manyOf, oneOf, queryName } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import { interfaceDeclaration, type Method, stringLiteral } from "../printer/typescript.js";
import { modificationName } from "./change-types.js";
import { needsKey, takesKey } from "./query-types.js";
import { type EntityScope, generic, indexOf, runtime } from "./scope.js";
import { unionArgument } from "./type-text.js";

/** The interface of an entity's repository: what can be done with its items. */
export function repositoryType(scope: EntityScope): Layout {
  const { entity, names } = scope;
  const methods = [
    ...itemMethods(scope),
    ...rewriteMethods(scope),
    ...queryMethods(scope),
    ...batchMethods(scope),
    ...storedMethods(scope),
  ];
  const whom = scope.keyAttributes.size === 0 ? `the ${entity.name}` : manyOf(entity.name);
  return interfaceDeclaration(`Reads and writes ${whom}.`, names.repository, methods);
}

function itemMethods(scope: EntityScope): Method[] {
  const { entity, names, keyAttributes } = scope;
  const { item, input, paths } = names;
  const one = oneOf(entity.name);
  const singleton = keyAttributes.size === 0;
  const key = singleton ? [] : [`key: ${names.key}`];
  const the = singleton ? `the ${entity.name}` : one;
  const whole = [`item: ${input}`];
  const version = entity.attributes.find(({ managed }) => managed === "version")?.name;
  // An item that was read has its version, so it can be given as it is.
  const read = version === undefined ? undefined : `Pick<${item}, ${stringLiteral(version)}>`;
  const unchanged = read === undefined ? [] : [`read?: ${read}`];
  const since =
    read === undefined
      ? ""
      : "\nWith `read`, the item as it was read or its version, only if nobody has written it since.";
  const sent = sentBy(scope);
  // What keeps unique constraints takes part in no batch, which its type says.
  const guarded = entity.unique === undefined ? [] : ['"guarded"'];
  const kept = entity.attributes.some(({ managed }) => managed === "created" || managed === "updated");
  return [
    {
      doc: singleton
        ? `Reads the ${entity.name}: one GetItem.`
        : `Reads ${one} by its primary key: one GetItem.`,
      name: "get",
      parameters: key,
      returns: generic(runtime("Get"), item),
    },
    {
      doc: singleton
        ? `Stores the ${entity.name}. Fails with \`AlreadyExists\` if it is there: one conditional PutItem.`
        : `Stores a new ${entity.name}. Fails with \`AlreadyExists\` if its key is taken${sent.create}.`,
      name: "create",
      parameters: whole,
      returns: generic(runtime("Create"), item),
    },
    {
      doc:
        read === undefined
          ? `Stores ${the}, replacing the one ${singleton ? "that is there" : "with its key"}${sent.put}.${kept ? REPLACED : ""}`
          : `Replaces ${the}, \`read\` the one that is there or its version, only if nobody has written it since${sent.put}.${kept ? REPLACED : ""}`,
      name: "put",
      parameters: read === undefined ? whole : [...whole, `read: ${read}`],
      returns: generic(runtime("Put"), item, paths, ...guarded),
    },
    {
      doc: `Changes ${the}. Fails with \`NotFound\` if there is none${sent.update}.${since}`,
      name: "update",
      parameters: [...key, ...unchanged],
      returns: generic(runtime("Update"), item, names.update),
    },
    {
      doc: `Creates ${the} or merges into the one ${singleton ? "that is there" : "with its key"}; defaults apply at creation only${sent.upsert}.`,
      name: "upsert",
      parameters: whole,
      returns: generic(runtime("Upsert"), item),
    },
    {
      doc: `Deletes ${the} if there is one${sent.delete}.${since}`,
      name: "delete",
      parameters: [...key, ...unchanged],
      returns: generic(runtime("Delete"), item, paths, ...guarded.flatMap((kind) => ["void", kind])),
    },
    {
      doc: `The condition that ${the} is so, as a part of a transaction that does not change it.`,
      name: "check",
      parameters: [...key, ["condition: ", generic(runtime("ConditionBuilder"), paths)]],
      returns: runtime("Check"),
    },
  ];
}

/** What each write of a whole item sends, and what unique constraints let it fail with. */
function sentBy({ entity }: EntityScope) {
  const { unique = [] } = entity;
  if (unique.length === 0) {
    return {
      create: ": one conditional PutItem",
      put: ": one PutItem",
      update: ": one UpdateItem",
      upsert: ": one UpdateItem",
      delete: ": one DeleteItem",
    };
  }
  const taken = "with `NotUnique` if another item has its";
  const values = alternatives(
    unique.map(({ pieces }) => pieces.map(({ attribute }) => attribute).join(" with ")),
  );
  const transaction = "one GetItem, and one transaction with its guards";
  return {
    create: `, and ${taken} ${values}: one transaction with its guards`,
    put: `. Fails ${taken} ${values}: ${transaction}`,
    update: `, and ${taken} ${values}: one UpdateItem, or where it changes one of those, ${transaction}`,
    upsert: `. Fails ${taken} ${values}: ${transaction}`,
    delete: `: ${transaction}`,
  };
}

/** `a, b or c`. */
function alternatives(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} or ${last}`;
}

const REPLACED = "\nIts time of creation is that of this write: nothing of the old item is kept.";

/** What reads an item and writes it on condition that it is still so. */
function rewriteMethods(scope: EntityScope): Method[] {
  const { entity, names, keyAttributes } = scope;
  const { item, key } = names;
  const one = keyAttributes.size === 0 ? `the ${entity.name}` : oneOf(entity.name);
  const keys = keyAttributes.size === 0 ? [] : [`key: ${key}`];
  const changes = modificationName(scope);
  const modify: Method[] =
    changes === undefined
      ? []
      : [
          {
            doc: `Changes ${one} by what it is: reads it, and writes what the function gives if it is still so, else tries again.`,
            name: "modify",
            parameters: [...keys, ["modifier: ", generic(runtime("Modifier"), item, changes)]],
            returns: generic(runtime("Modify"), item),
          },
        ];
  if (keyAttributes.size === 0) return modify;
  const moved = changes === undefined ? `Partial<${key}>` : `Partial<${key}> & ${changes}`;
  return [
    ...modify,
    {
      doc: `Changes the primary key of ${one}, and other attributes with it: a GetItem, and one transaction of a delete and a put${entity.unique === undefined ? "" : ", with its guards"}.`,
      name: "move",
      parameters: [...keys, `changes: ${moved}`],
      returns: generic(runtime("Move"), item),
    },
  ];
}

/** What turns items into what is stored and back; nothing is sent. */
function storedMethods({ entity, names }: EntityScope): Method[] {
  const one = oneOf(entity.name);
  return [
    {
      doc: `${one.replace(/^./, (letter) => letter.toUpperCase())} as \`create\` would store it, validated, with all of its keys. Nothing is sent.`,
      name: "encode",
      parameters: [`item: ${names.input}`],
      returns: "Record<string, unknown>",
    },
    {
      doc: `${one.replace(/^./, (letter) => letter.toUpperCase())} out of a stored item: of a stream, an export or a raw answer.`,
      name: "decode",
      parameters: ["stored: Readonly<Record<string, unknown>>"],
      returns: names.item,
    },
  ];
}

/** What is done with any number of items; a singleton is one item. */
function batchMethods({ entity, names, keyAttributes }: EntityScope): Method[] {
  if (keyAttributes.size === 0) return [];
  const { item, input, key } = names;
  const many = manyOf(entity.name);
  const options = ["options?: ", runtime("BatchWriteOptions")];
  // A batch has no conditions, so it cannot demand the version that it would replace.
  const versioned = entity.attributes.some(({ managed }) => managed === "version");
  const methods: Method[] = [
    {
      doc: `Reads ${many} by their keys, in the order of the keys: BatchGetItem, 100 with a request.`,
      name: "getMany",
      parameters: [`keys: readonly ${key}[]`, ["options?: ", runtime("RunOptions")]],
      returns: `Promise<(${item} | undefined)[]>`,
    },
    {
      doc: `Stores ${many}, replacing those with their keys: BatchWriteItem, 25 with a request.`,
      name: "putMany",
      parameters: [["items: ", generic(runtime("Many"), input)], options],
      returns: "Promise<void>",
    },
    {
      doc: `Deletes ${many} by their keys: BatchWriteItem, 25 with a request.`,
      name: "deleteMany",
      parameters: [["keys: ", generic(runtime("Many"), key)], options],
      returns: "Promise<void>",
    },
  ];
  // It has no transactions either, so it cannot keep unique constraints.
  if (entity.unique !== undefined) return methods.filter(({ name }) => name === "getMany");
  return versioned ? methods.filter(({ name }) => name !== "putMany") : methods;
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

/** `scan`, of the table and of the index of each access pattern: never chosen but by its name. */
function scanMethods(scope: EntityScope): Method[] {
  const { entity, names } = scope;
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

/** What a query is called with: nothing where the key is fixed, and at will where only its sort key is not. */
function keyParameter(pattern: AccessPatternModel, type: string): Layout[] {
  if (!takesKey(pattern)) return [];
  return [needsKey(pattern) ? `key: ${type}` : `key?: ${type}`];
}

function describe(entity: string, pattern: AccessPatternModel): string {
  const { index, partition, sort, when } = pattern;
  const where = index === undefined ? "" : ` on ${index}`;
  const sorted = sort.length === 0 ? "" : `, sorted by ${sort.map(display).join(", ")}`;
  return `${manyOf(entity)}${where} with partition key ${partition.map(display).join(", ")}${sorted}${when === undefined ? "" : `, when ${describeWhen(when)}`}.${describeRequests(pattern)}`;
}

/** How many requests several partitions take. */
function describeRequests(pattern: AccessPatternModel): string {
  const shards = shardCount(pattern);
  const [bucket] = bucketed(pattern);
  const each = bucket === undefined ? "" : ` for each ${bucket.derived?.kind} of the range`;
  const order = pattern.sort.length === 0 ? "one after another" : "merged";
  if (shards > 1) return `\n${shards} Queries${each}, ${order}.`;
  return bucket === undefined ? "" : `\nOne Query${each}, until there is enough.`;
}

/** The condition of an index for people: `status is PENDING or PAID`. */
function describeWhen(when: IndexCondition): string {
  return Object.entries(when)
    .map(([attribute, values]) => `${attribute} is ${values.map(String).join(" or ")}`)
    .join(" and ");
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
  // The keys tell attributes that the index does not hold.
  const told = toldBy(scope.entity.primaryKey, pattern);
  return picked(item, projectedAttributes(scope, pattern, told));
}

/** A type by attributes, with those alone that a pattern's index holds: what filters take. */
export function projected(scope: EntityScope, pattern: AccessPatternModel, type: Layout): Layout {
  return picked(type, projectedAttributes(scope, pattern));
}

function picked(type: Layout, names: readonly string[] | undefined): Layout {
  if (names === undefined) return type;
  return generic("Pick", type, names.length === 0 ? "never" : unionArgument(names.map(stringLiteral)));
}

/** The attributes that a pattern's index holds, and others that are told, in the entity's order; `undefined` if all. */
function projectedAttributes(
  { entity, table }: EntityScope,
  pattern: AccessPatternModel,
  told?: ReadonlyMap<string, KeyPart>,
): string[] | undefined {
  const held = projectedNames(table, pattern.index);
  if (held === undefined) return undefined;
  const names = entity.attributes
    // An index holds attributes by their names in DynamoDB.
    .filter(({ name, storedAs = name }) => held.has(storedAs) || told?.has(name))
    .map(({ name }) => name);
  return names.length === entity.attributes.length ? undefined : names;
}
