import { textOf, typeOf, type WireItem, type WireValue } from "./imported-table.js";
import { propertyName, quoted } from "./names.js";

/** Formats of text by what zod calls them, the narrowest first. */
const FORMATS: readonly (readonly [schema: string, format: RegExp])[] = [
  ["z.uuid()", /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i],
  ["z.iso.datetime({ precision: 3 })", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ["z.iso.datetime()", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/],
  ["z.iso.datetime({ local: true })", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/],
  ["z.iso.date()", /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
  ["z.email()", /^[\w'+-][\w'+.-]*@([a-z0-9-]+\.)+[a-z]{2,}$/i],
  ["z.url()", /^https?:\/\/\S+$/],
];

/** At so few distinct values, each of them found so often, text is taken for one of a fixed list. */
const ENUM_VALUES = 6;
const ENUM_REPEATS = 3;

/** A zod schema that takes all of some values, and whether that says more than the values do. */
export interface ZodText {
  readonly text: string;
  readonly guess?: string;
}

/** The schema of an attribute that had these values. */
export function zodText(values: readonly WireValue[]): ZodText {
  const types = new Set(values.map(typeOf));
  const isNullable = types.delete("NULL");
  const parts = [...types].sort().map((type) =>
    typed(
      type,
      values.filter((value) => typeOf(value) === type),
    ),
  );
  const guess = parts.find((part) => part.guess !== undefined)?.guess;
  const [only, ...more] = parts.map(({ text }) => text);
  const text =
    only === undefined
      ? "z.null()"
      : `${more.length === 0 ? only : `z.union([${[only, ...more].join(", ")}])`}${isNullable ? ".nullable()" : ""}`;
  return { text, ...(guess === undefined ? {} : { guess }) };
}

function typed(type: string, values: readonly WireValue[]): ZodText {
  switch (type) {
    case "S":
      return stringText(values.map((value) => String(value["S"])));
    case "N":
      return numberText(values.map((value) => String(value["N"])));
    case "BOOL":
      return { text: "z.boolean()" };
    case "B":
      return { text: "z.instanceof(Uint8Array)" };
    case "SS":
      return { text: "z.set(z.string())" };
    case "NS":
      return { text: "z.set(z.number())" };
    case "BS":
      return { text: "z.set(z.instanceof(Uint8Array))" };
    case "L":
      return listText(values.flatMap((value) => value["L"] as WireValue[]));
    case "M":
      return mapText(values.map((value) => value["M"] as WireItem));
    default:
      return { text: "z.unknown()" };
  }
}

function stringText(values: readonly string[]): ZodText {
  const format = FORMATS.find(([, pattern]) => values.every((value) => pattern.test(value)));
  if (format !== undefined) return { text: format[0], guess: "the format of all values found" };
  const distinct = [...new Set(values)].sort();
  const isWord = distinct.every((value) => /^[A-Za-z][A-Za-z_ ]{0,30}$/.test(value));
  const isEnum =
    distinct.length > 1 && distinct.length <= ENUM_VALUES && values.length >= distinct.length * ENUM_REPEATS;
  if (!isEnum || !isWord) return { text: "z.string()" };
  return {
    text: `z.enum([${distinct.map(quoted).join(", ")}])`,
    guess: "the values found; there may be others",
  };
}

function numberText(values: readonly string[]): ZodText {
  if (!values.every((value) => /^-?\d+$/.test(value))) return { text: "z.number()" };
  return values.every((value) => Number.isSafeInteger(Number(value)))
    ? { text: "z.int()", guess: "only whole numbers were found" }
    : { text: "z.bigint()", guess: "numbers outside JavaScript's safe range were found" };
}

function listText(elements: readonly WireValue[]): ZodText {
  if (elements.length === 0) return { text: "z.array(z.unknown())", guess: "all lists found are empty" };
  const { text, guess } = zodText(elements);
  return { text: `z.array(${text})`, ...(guess === undefined ? {} : { guess }) };
}

/** Maps that share most of their members are objects; those that do not are records. */
function mapText(maps: readonly WireItem[]): ZodText {
  const names = [...new Set(maps.flatMap(Object.keys))];
  const members = maps.reduce((sum, map) => sum + Object.keys(map).length, 0);
  if (names.length === 0)
    return { text: "z.record(z.string(), z.unknown())", guess: "all maps found are empty" };
  if (names.length > 3 && maps.length > 1 && members / maps.length < names.length / 2) {
    const { text } = zodText(maps.flatMap((map) => Object.values<WireValue>(map)));
    return {
      text: `z.record(z.string(), ${text})`,
      guess: "a record, because the maps found have different members",
    };
  }
  const shape = objectShape(maps);
  return {
    text: `z.object({ ${shape.map(({ name, text }) => `${propertyName(name)}: ${text}`).join(", ")} })`,
  };
}

/** The members of items or maps: what is not in each of them is optional. */
export function objectShape(
  items: readonly WireItem[],
): readonly (ZodText & { readonly name: string; readonly optional: boolean })[] {
  const names = [...new Set(items.flatMap(Object.keys))];
  return names.map((name) => {
    const values = items.flatMap((item): WireValue[] => (item[name] === undefined ? [] : [item[name]]));
    const optional = values.length < items.length;
    const { text, guess } = zodText(values);
    return {
      name,
      optional,
      text: optional ? `${text}.optional()` : text,
      ...(guess === undefined ? {} : { guess }),
    };
  });
}

/** The attribute of which all items have the same text as something else of them. */
export function attributeWith(
  items: readonly WireItem[],
  texts: readonly string[],
  except: ReadonlySet<string>,
): string | undefined {
  const [first, ...others] = items;
  if (first === undefined) return undefined;
  const candidates = Object.keys(first).filter(
    (name) => !except.has(name) && textOf(first[name]) === texts[0],
  );
  return candidates.find((name) => others.every((item, at) => textOf(item[name]) === texts[at + 1]));
}
