import type { IndexModel } from "../../src/model/model.js";
import { type ImportedKind, type ImportedTable, textOf, type WireItem } from "./imported-table.js";
import { findKinds, literalStart } from "./kinds.js";
import { camelCase, freshName, pascalCase, propertyName, propertyOf, quoted } from "./names.js";
import { attributeWith, objectShape } from "./zod-text.js";

/** The mark of a guess of the import. */
const GUESS = "// guess:";

/** A first schema file for tables that exist. What is not certain is marked with `// guess: …`. */
export function schemaText(tables: readonly ImportedTable[]): string {
  const taken = new Set(["z", "key", "definetable", "defineentity"]);
  const texts = tables.map((table) => tableText(table, taken));
  const body = texts.join("\n");
  const names = ["defineEntity", "defineTable", ...(body.includes("key`") ? ["key"] : [])];
  return [
    `import { ${names.join(", ")} } from "monotable";`,
    'import { z } from "zod";',
    "",
    `${GUESS} made from a sample of the items, which may not show every attribute. Review it, then delete this line.`,
    "",
    body,
  ].join("\n");
}

function tableText(table: ImportedTable, taken: Set<string>): string {
  const { kinds, delimiter, entityAttribute } = findKinds(table);
  const variable = freshName(camelCase(table.name), taken);
  const indexes = table.indexes.map((index) => `    ${propertyName(index.name)}: ${indexText(index)},`);
  const lines = [
    `export const ${variable} = defineTable(${quoted(table.name)}, {`,
    `  partitionKey: ${quoted(table.partitionKey.name)},`,
    ...(table.sortKey === undefined ? [] : [`  sortKey: ${quoted(table.sortKey.name)},`]),
    ...(indexes.length === 0 ? [] : ["  indexes: {", ...indexes, "  },"]),
    `  ${GUESS} the keys are plain text with ${quoted(delimiter)} between their pieces`,
    '  keyEncoding: "plain",',
    `  delimiter: ${quoted(delimiter)},`,
    ...(entityAttribute === undefined
      ? [`  ${GUESS} no attribute names the kind of each item`, "  entityAttribute: false,"]
      : [
          `  ${GUESS} this attribute names the kind of each item`,
          `  entityAttribute: ${quoted(entityAttribute)},`,
        ]),
    ...(table.timeToLive === undefined ? [] : [`  timeToLive: ${quoted(table.timeToLive)},`]),
    ...(table.stream === undefined ? [] : [`  stream: ${quoted(table.stream)},`]),
    "});",
    "",
  ];
  const entities = kinds.map((kind) =>
    entityText(kind, table, { variable, delimiter, entityAttribute, taken }),
  );
  return [...lines, ...entities].join("\n");
}

function indexText({ type, partitionKey, sortKey, projection }: IndexModel): string {
  const names = (keys: readonly { readonly name: string }[]): string =>
    keys.length === 1 ? quoted(keys[0]?.name ?? "") : `[${keys.map(({ name }) => quoted(name)).join(", ")}]`;
  const isMulti = partitionKey.length > 1 || sortKey.length > 1;
  const both = (keys: readonly { readonly name: string }[]): string =>
    isMulti && keys.length === 1 ? `[${names(keys)}]` : names(keys);
  return `{ ${[
    ...(type === "local" ? ['type: "local"'] : [`partitionKey: ${both(partitionKey)}`]),
    ...(sortKey.length === 0 ? [] : [`sortKey: ${both(sortKey)}`]),
    ...(projection === "ALL"
      ? []
      : [`projection: ${typeof projection === "string" ? quoted(projection) : JSON.stringify(projection)}`]),
  ].join(", ")} }`;
}

interface EntityContext {
  readonly variable: string;
  readonly delimiter: string;
  readonly entityAttribute: string | undefined;
  readonly taken: Set<string>;
}

function entityText(kind: ImportedKind, table: ImportedTable, context: EntityContext): string {
  const { variable, delimiter, entityAttribute, taken } = context;
  const { items } = kind;
  const primaryNames = new Set([
    table.partitionKey.name,
    ...(table.sortKey === undefined ? [] : [table.sortKey.name]),
  ]);
  const keyNames = [
    ...primaryNames,
    ...table.indexes.flatMap((index) => [...index.partitionKey, ...index.sortKey].map(({ name }) => name)),
  ];
  // A natural key of an index is an attribute like any other, of which other keys may be made.
  const reserved = new Set([
    ...keyNames.filter((name) => primaryNames.has(name) || isForKeys(name)),
    ...(entityAttribute === undefined ? [] : [entityAttribute]),
  ]);
  const read = (attribute: string, among = items): KeyText | undefined =>
    keyText(attribute, among, delimiter, reserved);
  const partition = read(table.partitionKey.name);
  const sort = table.sortKey === undefined ? undefined : read(table.sortKey.name);
  const primary = new Map<string, KeyText | undefined>([[table.partitionKey.name, partition]]);
  if (table.sortKey !== undefined) primary.set(table.sortKey.name, sort);

  const uses = table.indexes.flatMap((index) => indexUse(index, kind, primary, read) ?? []);
  const texts = [...primary.values(), ...uses.flatMap(({ sides }) => sides.map(({ source }) => source))];
  const composed = new Set(
    [...primary, ...uses.flatMap(({ sides }) => sides.map((side) => [side.attribute, side.source] as const))]
      .filter(([, source]) => source?.natural === false)
      .map(([name]) => name),
  );
  const invented = [...new Set(texts.flatMap((text) => text?.invented ?? []))];
  const shape = objectShape(items).filter(({ name }) => !composed.has(name) && name !== entityAttribute);
  const shapeNames = new Set(shape.map(({ name }) => name));
  const naturals = [...primary].flatMap(([name, source]) =>
    (source === undefined || source.natural) && !shapeNames.has(name) ? [name] : [],
  );
  const keySides = [
    side("partition", partition ?? naturalOf(table.partitionKey.name)),
    ...(table.sortKey === undefined ? [] : [side("sort", sort ?? naturalOf(table.sortKey.name))]),
  ];
  const guesses = [
    ...new Set(
      [...primary.values()].flatMap((text) => text?.guesses ?? ["the keys found have different shapes"]),
    ),
  ];
  const usesAttributes = keySides.some((text) => text.includes("o.") || text.includes("o["));
  const exportName = freshName(pascalCase(kind.name), taken);
  return [
    ...(items.length === 0 ? [`${GUESS} no items were found, so the attributes are unknown`] : []),
    `export const ${exportName} = defineEntity(${quoted(entityAttribute === undefined ? exportName : kind.name)}, {`,
    `  table: ${variable},`,
    "  schema: z.object({",
    ...[...invented, ...naturals].map(
      (name) => `    ${propertyName(name)}: z.string(), ${GUESS} found only in the key`,
    ),
    ...shape.map(
      ({ name, text, guess }) =>
        `    ${propertyName(name)}: ${text},${guess === undefined ? "" : ` ${GUESS} ${guess}`}`,
    ),
    "  }),",
    ...guesses.map((guess) => `  ${GUESS} ${guess}`),
    `  key: (${usesAttributes ? "o" : ""}) => ({ ${keySides.join(", ")} }),`,
    ...(uses.length === 0 ? [] : indexesText(uses)),
    "});",
    "",
  ].join("\n");
}

function naturalOf(attribute: string): KeyText {
  return {
    text: /^[A-Za-z_$][\w$]*$/.test(attribute) ? `o.${attribute}` : `o[${quoted(attribute)}]`,
    natural: true,
    invented: [],
    guesses: [],
  };
}

const side = (name: string, { text }: KeyText): string => `${name}: ${text}`;

interface FoundUse {
  readonly name: string;
  readonly index: string;
  readonly sides: readonly { readonly side: string; readonly attribute: string; readonly source: KeyText }[];
}

/** Returns how the items of a kind use an index; `undefined` if none is in it. */
function indexUse(
  index: IndexModel,
  { items }: ImportedKind,
  primary: ReadonlyMap<string, KeyText | undefined>,
  read: (attribute: string, among: ImportedKind["items"]) => KeyText | undefined,
): FoundUse | undefined {
  const keys = [...index.partitionKey, ...index.sortKey];
  const inside = items.filter((item) => keys.every(({ name }) => item[name] !== undefined));
  if (inside.length === 0) return undefined;
  const name = camelCase(`by ${index.name.replace(/index$/i, "")}`);
  if (index.partitionKey.length > 1 || index.sortKey.length > 1)
    return { name, index: index.name, sides: [] };
  const sides = [
    ...(index.type === "local" ? [] : index.partitionKey.map((key) => ["partition", key.name] as const)),
    ...index.sortKey.map((key) => ["sort", key.name] as const),
  ].filter(([, attribute]) => !primary.has(attribute));
  const sources = sides.map(([which, attribute]) => ({
    side: which,
    attribute,
    source: read(attribute, inside),
  }));
  const sound = sources.flatMap(({ source, ...rest }) => (source === undefined ? [] : [{ ...rest, source }]));
  return sound.length === sources.length ? { name, index: index.name, sides: sound } : undefined;
}

function indexesText(uses: readonly FoundUse[]): string[] {
  const usesAttributes = uses.some(({ sides }) => sides.some(({ source }) => /\bo[.[]/.test(source.text)));
  return [
    `  indexes: (${usesAttributes ? "o" : ""}) => ({`,
    ...uses.flatMap(({ name, index, sides }) => {
      const guesses = [...new Set(sides.flatMap(({ source }) => source.guesses))];
      const sideOptions = sides.map(({ side: which, source }) => `, ${which}: ${source.text}`).join("");
      return [
        ...guesses.map((guess) => `    ${GUESS} ${guess}`),
        `    ${propertyName(name)}: { index: ${quoted(index)}${sideOptions} },`,
      ];
    }),
    "  }),",
  ];
}

/** Names of attributes that are made for keys alone. */
const SYNTHETIC = /(^|[^a-z])(pk|sk|gsi|lsi|hash|range|partition|sort)/i;

/** Returns true if an attribute's name says that it exists only for a key. */
function isForKeys(attribute: string): boolean {
  return SYNTHETIC.test(attribute);
}

/** The text of a key attribute, and its guess. */
interface KeyText {
  /** The source: `o.email`, or a template. */
  readonly text: string;
  /** The key attribute is an attribute of the entity. */
  readonly natural: boolean;
  /** Attributes that the key has and the items do not. */
  readonly invented: readonly string[];
  readonly guesses: readonly string[];
}

/** Reads from the items of a kind what their key attribute is made of; `undefined` where it cannot be one key. */
function keyText(
  attribute: string,
  items: readonly WireItem[],
  delimiter: string,
  keyNames: ReadonlySet<string>,
): KeyText | undefined {
  const texts = items.map((item) => textOf(item[attribute]) ?? "");
  const isText = items.every((item) => item[attribute]?.["S"] !== undefined);
  const isPlain = !texts.some((text) => text.includes(delimiter));
  const named = isForKeys(attribute);
  if (!isText || (isPlain && !named)) return natural(attribute);
  const pieces = texts.map((text) => text.split(delimiter));
  const [first = []] = pieces;
  if (pieces.some((own) => own.length !== first.length)) return undefined;
  const invented: string[] = [];
  const guesses: string[] = [];
  const start = literalStart(first);
  const parts = first.map((text, at): string => {
    const values = pieces.map((own) => own[at] ?? "");
    const isSame = values.every((value) => value === text);
    if (isSame && (text === "" || (text === start && at <= 1))) return escapeTemplate(text);
    const found = attributeWith(items, values, keyNames);
    if (found !== undefined) {
      if (items.length === 1) guesses.push(`${found} has the value of this key in the one item found`);
      return `\${${propertyOf("o", found)}}`;
    }
    if (isSame) {
      guesses.push(`${JSON.stringify(text)} is the same in all items found`);
      return escapeTemplate(text);
    }
    const before = first[at - 1] ?? "";
    const name = !/^[A-Za-z]+$/.test(before)
      ? camelCase(`${attribute}Part${at + 1}`)
      : `${camelCase(before)}Id`;
    invented.push(name);
    guesses.push(`no attribute has this piece of the key: "${name}" is a name for it`);
    return `\${${propertyOf("o", name)}}`;
  });
  const isNatural = isPlain && invented.length > 0;
  if (isNatural) return natural(attribute);
  return { text: `key\`${parts.join(escapeTemplate(delimiter))}\``, natural: false, invented, guesses };
}

function natural(attribute: string): KeyText {
  return { text: propertyOf("o", attribute), natural: true, invented: [], guesses: [] };
}

function escapeTemplate(text: string): string {
  return text.replace(/[\\`]|\$\{/g, "\\$&");
}
