/** The words of a name: `HTTPRequest` has two, as `http-request` and `http_request`. */
function words(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== "");
}

/** A word with its first letter as a capital. */
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A name as a type has it: `Order`, `HTTPRequest`. */
export function pascalCase(name: string): string {
  const joined = words(name).map(capital).join("");
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** A name as a value has it: `order`, `httpRequest`. */
export function camelCase(name: string): string {
  const [first = "", ...more] = words(name);
  const joined = first.toLowerCase() + more.map(capital).join("");
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** A name as a file has it: `order`, `http-request`. */
export function kebabCase(name: string): string {
  return words(name).join("-").toLowerCase();
}

/** Words that cannot name a constant, and the constants that generated modules have besides tables. */
const taken = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private " +
    "protected public return static super switch this throw true try typeof undefined var void while with yield tables"
  ).split(" "),
);

/** Returns true if a word cannot name a variable. */
export const isReserved = (word: string): boolean => taken.has(word);

/** The constant that holds a table. */
export function tableConstant(table: string): string {
  const name = camelCase(table);
  return taken.has(name) || /(Spec|Pattern)$/.test(name) ? `${name}Table` : name;
}

/** The type of what a scan of a whole table gives. */
export function tableItemName(table: string): string {
  return `${pascalCase(table)}TableItem`;
}

/** The type of the attributes that a scan of a whole table filters by. */
export function tablePathsName(table: string): string {
  return `${pascalCase(table)}TablePaths`;
}

/** The constant that holds the spec of an entity or a collection. */
export function specConstant(name: string): string {
  return `${camelCase(name)}Spec`;
}

/** The names of the types that are generated for an entity. */
export interface EntityNames {
  readonly item: string;
  readonly input: string;
  readonly key: string;
  readonly changes: string;
  readonly modification: string;
  readonly removable: string;
  readonly addends: string;
  readonly update: string;
  readonly lists: string;
  readonly sets: string;
  readonly below: string;
  readonly paths: string;
  readonly repository: string;
  readonly spec: string;
}

export function entityNames(entity: string): EntityNames {
  const item = pascalCase(entity);
  return {
    item,
    input: `${item}Input`,
    key: `${item}Key`,
    changes: `${item}Changes`,
    modification: `${item}Modification`,
    removable: `${item}Removable`,
    addends: `${item}Addends`,
    update: `${item}Update`,
    lists: `${item}Lists`,
    sets: `${item}Sets`,
    below: `${item}Below`,
    paths: `${item}Paths`,
    repository: `${item}Repository`,
    spec: specConstant(entity),
  };
}

/** The type of what an access pattern takes: `OrderQuery`, `OrderByStatusQuery`. */
export function queryName(entity: string, pattern: string): string {
  return `${pascalCase(entity)}${pattern === "query" ? "" : pascalCase(pattern)}Query`;
}

/** `an Order`, `a User`. */
export function oneOf(name: string): string {
  const vowel = /^[aeio]/i.test(name) && !/^(eu|one)/i.test(name);
  const shortU = /^u/i.test(name) && !/^(uni|us[aeiu]|ut)/i.test(name);
  return `${vowel || shortU ? "an" : "a"} ${name}`;
}

/** `Orders`, `Categories`. */
export function manyOf(name: string): string {
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/i.test(name) ? `${name}es` : `${name}s`;
}

/**
 * Stands for the schema module in the printed types of a Model (`import("monotable:schema").Status`), which do not know
 * where they will be written: the emitter puts the path from the generated file in its place.
 */
export const SCHEMA_MODULE = "monotable:schema";
