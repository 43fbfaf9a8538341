import type { EntityModel, Model } from "../../src/model/model.js";
import {
  camelCase,
  capital,
  entityNames,
  kebabCase,
  pascalCase,
  queryName,
  tableItemName,
  tablePathsName,
} from "../model-facts/names.js";
import type { Report, Rule } from "./rule.js";

/** The names of the design make names of generated types, methods, properties and files, each of which there is once. */
export const generatedName: Rule = {
  name: "generated-name",
  check: (model, report) => {
    const definitions = definitionsOf(model);
    for (const definition of definitions) checkName(definition, report);
    checkUnique([...definitions, ...tablesOf(model)], report);
    for (const entity of model.entities) checkMethods(entity, report);
  },
};

interface Named {
  readonly kind: "entity" | "collection" | "table";
  readonly name: string;
  readonly path: readonly string[];
  /** The types that are generated for it. */
  readonly types: readonly string[];
}

function definitionsOf(model: Model): Named[] {
  return [
    ...model.entities.map((entity): Named => {
      return {
        kind: "entity",
        name: entity.name,
        path: ["entities", entity.exportName],
        types: entityTypes(entity),
      };
    }),
    ...model.collections.map(({ name, exportName }): Named => {
      const type = pascalCase(name);
      return {
        kind: "collection",
        name,
        path: ["collections", exportName],
        types: [type, `${type}Key`, `${type}Item`, `${type}Paths`],
      };
    }),
  ];
}

/** A table has types of what a scan of it gives, and neither a property nor a file of its own. */
function tablesOf({ tables }: Model): Named[] {
  return tables.map(({ name }) => ({
    kind: "table",
    name,
    path: ["tables", name],
    types: [tableItemName(name), tablePathsName(name)],
  }));
}

function entityTypes({ name, indexes }: EntityModel): string[] {
  const { spec: _, ...types } = entityNames(name);
  const queries = ["query", ...indexes.map((pattern) => pattern.name)].map((pattern) =>
    queryName(name, pattern),
  );
  return [...Object.values(types), ...new Set(queries)];
}

function checkName({ kind, name, path, types }: Named, report: Report): void {
  if (!IDENTIFIER.test(name)) {
    const message = `"${name}", the name of ${article(kind)}, is not a valid TypeScript identifier`;
    report(path, message, "Use letters and digits, beginning with a letter.");
    return;
  }
  const property = camelCase(name);
  if (DATABASE_MEMBERS.has(property)) {
    const message = `${name}: db.${property} is a method of every database`;
    report(path, message, `Rename the ${kind}.`);
  }
  const file = kebabCase(name);
  if (OWN_FILES.has(file)) {
    report(
      path,
      `${name}: the file name ${file}.ts is reserved for another generated file`,
      `Rename the ${kind}.`,
    );
  }
  const type = types.find((candidate) => RESERVED_TYPES.has(candidate));
  if (type !== undefined) {
    report(path, `${name}: the type name ${type} is reserved in generated code`, `Rename the ${kind}.`);
  }
}

function checkUnique(definitions: readonly Named[], report: Report): void {
  const unlessTable = ({ kind, name }: Named, form: (name: string) => string) =>
    kind === "table" ? [] : [form(name)];
  const facets: readonly (readonly [(definition: Named) => readonly string[], (name: string) => string])[] = [
    [
      ({ kind, name }) => [`${kind} ${name}`],
      (name) => `are both named ${name.slice(name.indexOf(" ") + 1)}`,
    ],
    [(one) => unlessTable(one, camelCase), (name) => `would both be db.${name}`],
    [(one) => unlessTable(one, kebabCase), (name) => `would both be written to ${name}.ts`],
    [({ types }) => types, (name) => `would both generate the type ${name}`],
  ];
  for (const [position, definition] of definitions.entries()) {
    const before = definitions.slice(0, position);
    for (const [names, clash] of facets) {
      const taken = new Set(names(definition));
      const other = before.find((candidate) => names(candidate).some((name) => taken.has(name)));
      if (other === undefined) continue;
      const shared = names(other).find((name) => taken.has(name)) ?? "";
      const subject = `${capital(article(definition.kind))} ${definition.name} and ${article(other.kind)} ${other.name}`;
      report(definition.path, `${subject} ${clash(shared)}`, "Rename one of them.");
      break;
    }
  }
}

function checkMethods({ name, exportName, indexes }: EntityModel, report: Report): void {
  const types = new Map<string, string>();
  for (const pattern of indexes) {
    const path = ["entities", exportName, "indexes", pattern.name];
    const type = queryName(name, pattern.name);
    const before = types.get(type);
    types.set(type, pattern.name);
    if (!IDENTIFIER.test(pattern.name)) {
      const message = `${name}: the name of the access pattern "${pattern.name}" is not a valid TypeScript identifier`;
      report(path, message, "Use letters and digits, beginning with a letter: the name becomes a method.");
    } else if (METHODS.has(pattern.name)) {
      const message = `${name}: the access pattern "${pattern.name}" has the name of a repository method`;
      report(path, message, "Name it after its key: byStatus, ofCustomer.");
    } else if (before !== undefined || type === queryName(name, "query")) {
      const message = `${name}: the access patterns "${before ?? "query"}" and "${pattern.name}" would both generate the type ${type}`;
      report(path, message, "Rename one of them.");
    }
  }
}

/** The generated files that are there beside those of entities and collections. */
const OWN_FILES: ReadonlySet<string> = new Set(["index", "tables", "patterns", "runtime"]);

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/;

function article(kind: Named["kind"]): string {
  return `the ${kind}`;
}

const OBJECT_MEMBERS = [
  "constructor",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "prototype",
  "toJSON",
  "toLocaleString",
  "toString",
  "valueOf",
];

/** The names of repository members, present and reserved. */
const METHODS: ReadonlySet<string> = new Set([
  ...OBJECT_MEMBERS,
  ..."create get put update upsert delete query then catch finally".split(" "),
  ..."check cursorOf decode deleteMany getMany encode modify move name plan putMany scan spec validate watch".split(
    " ",
  ),
]);

/** The names of database members, present and reserved. */
const DATABASE_MEMBERS: ReadonlySet<string> = new Set([
  ...OBJECT_MEMBERS,
  ..."batchGet batchWrite transactGet transactWrite then catch finally raw scan close client options tables".split(
    " ",
  ),
]);

/** Types that generated code speaks of: those of its own index, of the runtime, and global ones. */
const RESERVED_TYPES: ReadonlySet<string> = new Set(
  (
    "Database DatabaseClient DatabaseOptions TableNames TableModel " +
    "AcrossEntities AnyItem AttributeSpec BatchWriteOptions Between BigIntPath BinaryPath " +
    "BooleanPath Check CollectionQuery CollectionSpec CompressedPath ConditionBuilder Create " +
    "DatePath Delete EntitySpec Get GlobalCollectionQuery GlobalQuery GlobalScan GlobalTableScan " +
    "KeyedRepository ListPath Many MapPath Modifier Modify Move NonNullable NumberPath PrefixRange Put Query Range " +
    "Raw RecordPath Scan SingletonRepository StringRange TableScan TuplePath UniqueRepository UniqueSingletonRepository Update Upsert " +
    "VersionedRepository VersionedSingletonRepository VersionedUniqueRepository VersionedUniqueSingletonRepository " +
    "ListChanges MapChanges NumberChanges RecordChanges RemovableChanges TupleChanges ValueChanges SetPath StringPath ValuePath " +
    "Array Date Exclude Extract Lowercase Map Object Omit Partial Pick Promise ReadonlyArray ReadonlyMap ReadonlySet Readonly Record " +
    "Required Set String Symbol Uint8Array Uppercase"
  ).split(" "),
);
