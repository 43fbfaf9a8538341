import type { ZodSchema } from "../load/zod-schema.js";
import { type Place, sampleDate, sizes } from "./place.js";
import { randomOf } from "./random.js";

const HEX = "0123456789abcdef";
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const LETTERS_AND_DIGITS = `${LETTERS}0123456789`;

/** Text that a schema takes: of its format, of its length, and telling what it is where it may be anything. */
export function sampleText(schema: ZodSchema, place: Place): string {
  const { def } = schema._zod;
  const checks = (def.checks ?? []).map((check) => check._zod.def);
  const formats = [def, ...checks].filter(({ format }) => format !== undefined);
  for (const { format, prefix, suffix, includes, precision } of formats as readonly TextCheck[]) {
    if (format === "starts_with") return fitted(`${prefix}${plain(place)}`, schema);
    if (format === "ends_with") return `${plain(place)}${suffix}`;
    if (format === "includes") return fitted(`${includes}${plain(place)}`, schema);
    const text = formatted(format, place, precision);
    if (text !== undefined) return text;
  }
  return fitted(plain(place), schema);
}

interface TextCheck {
  readonly format: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly includes?: string;
  readonly precision?: number | null;
}

/** `user-1` of `userId`, `title 2` of `title`. */
function plain({ name, number }: Place): string {
  const id = /^(.+?)_?(?:Id|ID|id|uuid)$/.exec(name)?.[1];
  if (id !== undefined) return `${id}-${number + 1}`;
  return `${name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()} ${number + 1}`.replace(/ /g, "-");
}

/** As long as the schema demands: cut at the end, or filled up. */
function fitted(text: string, schema: ZodSchema): string {
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = sizes(schema);
  return text.length > maximum ? text.slice(text.length - maximum) : text.padEnd(minimum, "0");
}

/** A text of one of zod's formats; `undefined` of one that allows any text, or that is not known. */
function formatted(format: string, place: Place, precision: number | null | undefined): string | undefined {
  const { name, number } = place;
  const random = randomOf(`${place.seed}/${name}/${number}/${format}`);
  const date = sampleDate(place).toISOString();
  switch (format) {
    case "email":
      return `${LETTERS.charAt(number % 26)}${random.text(4, LETTERS)}@example.com`;
    case "uuid":
    case "guid":
      return `${random.text(8, HEX)}-${random.text(4, HEX)}-4${random.text(3, HEX)}-8${random.text(3, HEX)}-${random.text(12, HEX)}`;
    case "url":
      return `https://example.com/${name}/${number + 1}`;
    case "emoji":
      return "📦";
    case "nanoid":
      return random.text(21, LETTERS_AND_DIGITS);
    case "cuid":
      return `c${random.text(24, LETTERS_AND_DIGITS)}`;
    case "cuid2":
      return `${random.text(1, LETTERS)}${random.text(23, LETTERS_AND_DIGITS)}`;
    case "ulid":
      return `01KE${String(number % 10)}${random.text(21, CROCKFORD)}`;
    case "xid":
      return random.text(20, "0123456789abcdefghijklmnopqrstuv");
    case "ksuid":
      return `2${random.text(26, LETTERS_AND_DIGITS)}`;
    case "ipv4":
      return `192.0.2.${(number % 254) + 1}`;
    case "ipv6":
      return `2001:db8::${((number % 254) + 1).toString(16)}`;
    case "cidrv4":
      return `192.0.${number % 255}.0/24`;
    case "cidrv6":
      return `2001:db8:${(number + 1).toString(16)}::/48`;
    case "mac":
      return Array.from({ length: 6 }, () => random.text(2, HEX)).join(":");
    case "base64":
      return Buffer.from(plain(place)).toString("base64");
    case "base64url":
      return Buffer.from(plain(place)).toString("base64url");
    case "e164":
      return `+1555${String(1_000_000 + random.below(9_000_000))}`;
    case "date":
      return date.slice(0, 10);
    case "time":
      return date.slice(11, 19);
    case "datetime":
      if (precision === -1) return `${date.slice(0, 16)}Z`;
      if (precision === 0) return `${date.slice(0, 19)}Z`;
      return precision === undefined || precision === null || precision === 3
        ? date
        : `${date.slice(0, 20)}${"0".repeat(precision)}Z`;
    case "duration":
      return `P${number + 1}D`;
    case "uppercase":
      return plain(place).toUpperCase();
    default:
      return undefined;
  }
}
