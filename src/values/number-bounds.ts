import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  type ExactNumber,
  integerOf,
  isStoredNumber,
  readNumber,
} from "../wire/number.js";
import { internalsOf, unwrap, type ValueSchema } from "./zod-schema.js";

/** A bound of a number: the number itself is allowed unless it is exclusive. */
export interface Bound {
  readonly value: number | bigint;
  readonly exclusive: boolean;
}

/** The bounds between which a number must lie. */
export interface NumberBounds {
  readonly least: Bound | undefined;
  readonly greatest: Bound | undefined;
}

/** A demand on a number, in the words of rules. */
type Demand = readonly [name: string, first?: unknown, second?: unknown];

/** The definition of a schema of numbers, or of one of its checks. */
interface Definition {
  readonly check?: string;
  readonly format?: string;
  readonly value?: unknown;
  readonly inclusive?: boolean;
  /** Those of zod, or those of a rule. */
  readonly checks?: readonly (Demand | { readonly _zod: { readonly def: Definition } })[];
}

/** The bounds of zod's formats of integers. */
const FORMATS: Readonly<Record<string, readonly [number | bigint, number | bigint]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** Returns the demands of a schema of numbers. */
function demandsOf(schema: ValueSchema | undefined): readonly Demand[] {
  // Type assertion: the definition of a schema of numbers is one of these.
  const def = internalsOf(unwrap(schema))?.def as unknown as Definition | undefined;
  return def === undefined ? [] : demandsIn(def);
}

function demandsIn({ check, format, value, inclusive, checks = [] }: Definition): readonly Demand[] {
  const own: Demand[] = [];
  if (check === "greater_than") own.push([inclusive ? "min" : "gt", value]);
  if (check === "less_than") own.push([inclusive ? "max" : "lt", value]);
  if (format !== undefined && /^(?:u?int(?:32|64)|safeint)$/.test(format))
    own.push(["int", ...(FORMATS[format] ?? [])]);
  return [...own, ...checks.flatMap((each) => (isDemand(each) ? [each] : demandsIn(each._zod.def)))];
}

function isDemand(check: Demand | object): check is Demand {
  return Array.isArray(check);
}

/** Returns the bounds that a schema of numbers declares; those of a `number` are never beyond the safe integers. */
export function boundsOf(schema: ValueSchema | undefined, type: "number" | "bigint"): NumberBounds {
  const safe: Demand = ["int", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const demands = [...demandsOf(schema), ...(type === "number" ? [safe] : [])];
  let least: Bound | undefined;
  let greatest: Bound | undefined;
  for (const [name, first, second] of demands) {
    const isInt = name === "int";
    if (isInt || name === "min" || name === "gt")
      least = tighter(least, boundOf(first, type, name === "gt"), 1);
    const upper = isInt ? second : first;
    if (isInt || name === "max" || name === "lt")
      greatest = tighter(greatest, boundOf(upper, type, name === "lt"), -1);
  }
  return { least, greatest };
}

/** Returns a bound; the digits of a bigint in a rule are text. `undefined` if there is none. */
function boundOf(given: unknown, type: "number" | "bigint", exclusive: boolean): Bound | undefined {
  const value = type === "bigint" && typeof given === "string" ? BigInt(given) : given;
  const isBound = typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value));
  return isBound ? { value, exclusive } : undefined;
}

function tighter(one: Bound | undefined, other: Bound | undefined, direction: 1 | -1): Bound | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const order = compareNumbers(other.value, one.value) * direction;
  return order > 0 || (order === 0 && other.exclusive) ? other : one;
}

/** Returns true if a schema of numbers takes integers alone. */
export function isInteger(schema: ValueSchema | undefined): boolean {
  return demandsOf(schema).some(([name]) => name === "int");
}

/** Returns true if a number lies beyond a bound. */
export function isBeyond(
  value: ExactNumber,
  bound: Bound | undefined,
  direction: "above" | "below",
): boolean {
  if (bound === undefined) return false;
  const order = compareNumbers(value, bound.value) * (direction === "above" ? 1 : -1);
  return order > 0 || (order === 0 && bound.exclusive);
}

/** Returns true if a number lies between bounds. */
export function isWithin(value: ExactNumber, { least, greatest }: NumberBounds): boolean {
  return !isBeyond(value, least, "below") && !isBeyond(value, greatest, "above");
}

/** Returns true if a value in document form is a number. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === "number" || typeof value === "bigint" || isStoredNumber(value);
}

/** Returns the sum of a number and an addend, with all its digits. */
export function sumOf(value: ExactNumber, addend: number | bigint): ExactNumber {
  return addNumbers(String(value), String(addend));
}

/** Returns a number as JavaScript has it: the nearest double where it has a fraction. */
export function plainNumber(value: ExactNumber): number | bigint {
  return isStoredNumber(value) ? (integerOf(value.text) ?? Number(value.text)) : value;
}

/** DynamoDB's limit of digits in a number. */
const MAXIMUM_DIGITS = 38;

/** Returns true if DynamoDB stores a number: it has 38 digits at the most. */
export function isStorable(value: ExactNumber): boolean {
  const [digits = ""] = canonicalNumber(String(value)).replace("-", "").split("e");
  return digits.length <= MAXIMUM_DIGITS;
}

/**
 * Returns the number that may be there before an addend is added to it, so that the sum is exactly at the bound; rounded to the
 * inner side where it has more digits than DynamoDB takes.
 */
export function before(bound: Bound, addend: number | bigint, direction: "above" | "below"): ExactNumber {
  const exact = addNumbers(String(bound.value), negative(String(addend)));
  if (isStorable(exact)) return exact;
  const [digits = "0", scale = "0"] = canonicalNumber(String(exact)).split("e");
  const dropped = digits.replace("-", "").length - MAXIMUM_DIGITS;
  const unit = 10n ** BigInt(dropped);
  const whole = BigInt(digits);
  const floor = whole / unit - (whole < 0n && whole % unit !== 0n ? 1n : 0n);
  const rounded = direction === "above" ? floor : floor + 1n;
  return readNumber(`${rounded}e${Number(scale) + dropped}`);
}

function negative(text: string): string {
  return text.startsWith("-") ? text.slice(1) : `-${text}`;
}
