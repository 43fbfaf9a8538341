import { capital } from "../model-facts/names.js";
import type { ZodSchema } from "../zod-schemas/zod-schema.js";
import { createRandom, hash, kebab, type SampleContext, sampleTime } from "./context.js";
import { matchingText } from "./pattern.js";

const PEOPLE = ["ann", "bob", "cleo", "dan", "eve", "finn", "gus", "hana", "ida", "jon", "kim", "leo"];
const PLACES = ["Oslo", "Porto", "Kyoto", "Quito", "Perth", "Accra"];
const WORDS = ["Bright", "Quiet", "Steady", "Simple", "Early", "Warm", "Small", "Even"];
const PERSON = /user|customer|member|author|employee|person|player|account|contact|guest/i;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The texts that custom checks often demand; tried if the attribute's name gives no valid text. */
const USUAL = [
  "ab",
  "12px",
  "1.0.0",
  "#1f6feb",
  "42",
  "true",
  "en",
  "NO",
  "EUR",
  "09:30",
  "2026-01-05",
  "a@example.com",
];

/** A text that a string schema takes, as far as its format, its pattern and its lengths tell. */
export function sampleText(schema: ZodSchema, context: SampleContext): string {
  const defs = [schema, ...(schema._zod.def.checks ?? [])].map(({ _zod }) => _zod.def as TextCheck);
  const { attempt } = context;
  const formattedText = defs.map((def) => formatted(def, context)).find((text) => text !== undefined);
  if (formattedText !== undefined) return formattedText;
  const pattern = schema._zod.pattern ?? defs.find(({ pattern }) => pattern !== undefined)?.pattern;
  const formatsOwn = defs.some(({ format }) => format !== undefined && !AFFIXES.has(format));
  if (pattern !== undefined && (formatsOwn || schema._zod.def.type === "template_literal")) {
    const random = createRandom(`${context.name}/${context.position}/${attempt}`);
    const text = matchingText(pattern, random);
    if (text !== undefined) return text;
  }
  const usual = attempt > 0 ? USUAL[attempt - 1] : undefined;
  const plain =
    usual ?? named(attempt === 0 ? context : { ...context, position: context.position + attempt });
  return fitted(affixed(cased(plain, defs), defs), schema);
}

/** Texts that a schema of another kind than text, such as `z.custom`, may take. */
export function usualTexts(context: SampleContext): readonly string[] {
  return [named(context), ...USUAL];
}

interface TextCheck {
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly includes?: string;
  readonly precision?: number | null;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
}

/** Formats that say what a text begins with, ends in or holds; all else of it is free. */
const AFFIXES: ReadonlySet<string> = new Set([
  "starts_with",
  "ends_with",
  "includes",
  "lowercase",
  "uppercase",
]);

function affixed(text: string, defs: readonly TextCheck[]): string {
  return defs.reduce((made, { prefix, suffix, includes }) => {
    if (prefix !== undefined && !made.startsWith(prefix)) return prefix + made;
    if (suffix !== undefined && !made.endsWith(suffix)) return made + suffix;
    return includes !== undefined && !made.includes(includes) ? made + includes : made;
  }, text);
}

function cased(text: string, defs: readonly TextCheck[]): string {
  if (defs.some(({ format }) => format === "uppercase")) return text.toUpperCase();
  return defs.some(({ format }) => format === "lowercase") ? text.toLowerCase() : text;
}

/** A text of a format for which a pattern alone would make an unlikely one. */
function formatted({ format, precision }: TextCheck, context: SampleContext): string | undefined {
  const position = context.position + context.attempt;
  const time = sampleTime(position).toISOString();
  switch (format) {
    case "email":
      return `${person(position)}@example.com`;
    case "url":
      return `https://example.com/${kebab(context.name)}/${position + 1}`;
    case "uuid":
    case "guid":
      return uuid(context);
    case "ulid":
      return ulid(context);
    case "datetime":
      return dateTime(time, precision);
    case "date":
      return time.slice(0, 10);
    case "time":
      return time.slice(11, 19);
    case "duration":
      return `P${position + 1}D`;
    case "ipv4":
      return `192.0.2.${(position % 250) + 1}`;
    case "ipv6":
      return `2001:db8::${(position + 1).toString(16)}`;
    case "cidrv4":
      return `192.0.${position % 250}.0/24`;
    case "cidrv6":
      return `2001:db8:${(position + 1).toString(16)}::/48`;
    case "e164":
      return `+1555010${String(position % 1000).padStart(4, "0")}`;
    case "cuid":
      return `c${hex(context, 24)}`;
    case "cuid2":
      return `a${hex(context, 23)}`;
    case "nanoid":
      return hex(context, 21);
    case "ksuid":
      return hex(context, 27);
    case "xid":
      return hex(context, 20);
    case "base64":
    case "base64url":
      return "bW9ub3RhYmxl";
    case "emoji":
      return "🙂";
    default:
      return undefined;
  }
}

/** By the precision that the schema asks for: none means any. */
function dateTime(time: string, precision: number | null | undefined): string {
  if (precision === undefined || precision === null || precision === 3) return time;
  if (precision === -1) return `${time.slice(0, 16)}Z`;
  return precision === 0 ? `${time.slice(0, 19)}Z` : `${time.slice(0, 19)}.${"0".repeat(precision)}Z`;
}

/** Returns a text that a person would write under such a name. */
function named({ name, entity, position }: SampleContext): string {
  const word = kebab(name);
  const number = position + 1;
  if (/(^|-)(e-?mail)$/.test(word)) return `${person(position)}@example.com`;
  if (/(^|-)(user-?name|handle|owner|author|user)$/.test(word)) return person(position);
  if (/(first-name|display-name)$/.test(word)) return capital(person(position));
  if (word === "name") return PERSON.test(entity) ? capital(person(position)) : `${entity} ${number}`;
  if (/last-name$/.test(word)) return ["Stone", "Lake", "Field"][position % 3] ?? "Stone";
  if (/(^|-)(city|town|place)$/.test(word)) return PLACES[position % PLACES.length] ?? "Oslo";
  if (/(^|-)street$/.test(word)) return `${number} Mill Lane`;
  if (/(^|-)country$/.test(word)) return "Norway";
  if (/(^|-)zip$/.test(word)) return String(10_000 + number);
  if (/(^|-)(text|content|message|description|bio|note|body)$/.test(word))
    return `${WORDS[position % WORDS.length]} ${word.split("-").at(-1)}`;
  if (/(^|-)(title)$/.test(word))
    return `The ${WORDS[position % WORDS.length]} ${capital(word.split("-")[0] ?? "")}`;
  const id = /^(.+)-(id|uuid|key|number|no|code)$/.exec(word);
  return `${id?.[1] ?? word}-${number}`;
}

/**
 * Returns a text of the length that the checks demand: filled up at the end, or cut at the start, which holds no
 * number.
 */
function fitted(text: string, schema: ZodSchema): string {
  const checks = (schema._zod.def.checks ?? []).map((check) => check._zod.def as TextCheck);
  const length = (kind: string, member: "length" | "minimum" | "maximum") =>
    checks.flatMap((check) => (check.check === kind ? [Number(check[member])] : []));
  const exact = length("length_equals", "length");
  const least = Math.max(0, ...length("min_length", "minimum"), ...exact);
  const most = Math.min(Number.POSITIVE_INFINITY, ...length("max_length", "maximum"), ...exact);
  const filled = text.length < least ? text + "0".repeat(least - text.length) : text;
  return filled.length > most ? filled.slice(filled.length - most) : filled;
}

const person = (position: number): string => {
  const name = PEOPLE[position % PEOPLE.length] ?? "ann";
  return position < PEOPLE.length ? name : `${name}${Math.floor(position / PEOPLE.length) + 1}`;
};

function uuid(context: SampleContext): string {
  return `${hex(context, 8)}-${hex(context, 4, 1)}-4${hex(context, 3, 2)}-8${hex(context, 3, 3)}-${hex(context, 12, 4)}`;
}

/** Digits that follow from the name and the number alone, so that what refers to an item has its id. */
function hex({ name, position, attempt }: SampleContext, length: number, part = 0): string {
  let text = "";
  for (let at = 0; text.length < length; at += 1) text += hash(`${name}/${position + attempt}/${part}/${at}`);
  return text.slice(0, length);
}

function ulid(context: SampleContext): string {
  let milliseconds = sampleTime(context.position).getTime();
  let time = "";
  for (let position = 0; position < 10; position += 1) {
    time = CROCKFORD.charAt(milliseconds % 32) + time;
    milliseconds = Math.floor(milliseconds / 32);
  }
  return time + hex(context, 16).toUpperCase();
}
