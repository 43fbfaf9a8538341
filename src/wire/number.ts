/**
 * Marks the stored numbers of every copy of the package.
 *
 * @internal
 */
const STORED_NUMBER: unique symbol = Symbol.for("monotable.storedNumber") as never;

/**
 * A number that no JavaScript number or bigint holds exactly, with every digit that DynamoDB stores. It is written back as
 * the same number, by the SDK's document client too, whose `NumberValue` has the same methods.
 */
export class StoredNumber {
  /** Its decimal text, as DynamoDB returns it. */
  readonly text: string;
  /** @internal */
  declare readonly [STORED_NUMBER]: true;

  constructor(text: string) {
    this.text = text;
    // Here, since bundlers keep a class that has a computed member, used or not.
    this[STORED_NUMBER] = true;
  }

  /** Returns the number in DynamoDB's own form. */
  toAttributeValue(): { readonly N: string } {
    return { N: this.text };
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }

  /** Returns the nearest double. */
  valueOf(): number {
    return Number(this.text);
  }
}

/** Returns true if a value is a stored number, of this copy of the package or another. */
export function isStoredNumber(value: unknown): value is StoredNumber {
  return typeof value === "object" && value !== null && STORED_NUMBER in value;
}

/** A number as it is read: a JavaScript number where one holds it exactly, a bigint for any other integer. */
export type ExactNumber = number | bigint | StoredNumber;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads DynamoDB's text of a number, without losing a digit.
 *
 * @throws Error if the text is not a decimal number
 */
export function readNumber(text: string): ExactNumber {
  const value = Number(text);
  // Most are written as JavaScript writes them.
  if (String(value) === text && Number.isFinite(value)) return value;
  if (!DECIMAL.test(text)) throw new Error(`${JSON.stringify(text)} is not a number of DynamoDB`);
  if (canonicalNumber(text) === canonicalNumber(String(value))) return value;
  hasInexact = true;
  return /^-?\d+$/.test(text) ? BigInt(text) : new StoredNumber(text);
}

let hasInexact = false;

/**
 * Returns true once a number was read that no JavaScript number holds. Such numbers are rare: before the first one, lists and
 * maps need not be searched for them.
 */
export function mayHaveInexactNumbers(): boolean {
  return hasInexact;
}

/** Makes {@link mayHaveInexactNumbers} true, for documents that were not read here. */
export function expectInexactNumbers(): void {
  hasInexact = true;
}

/** Returns the digits of a {@link StoredNumber}, or of the SDK's `NumberValue`, of which there may be several copies. */
export function storedNumberText(value: object): string | undefined {
  const { toAttributeValue } = value as { readonly toAttributeValue?: () => { readonly N?: unknown } };
  const text = typeof toAttributeValue === "function" ? toAttributeValue.call(value).N : undefined;
  return typeof text === "string" ? text : undefined;
}

/**
 * Returns the text of a number as it is written: of a finite number, a bigint, or digits that were kept. `undefined` for any
 * other value.
 */
export function numberText(value: unknown): string | undefined {
  if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)))
    return String(value);
  return typeof value === "object" && value !== null ? storedNumberText(value) : undefined;
}

/** Returns the reason why DynamoDB cannot store a number; `undefined` if it can. */
export function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return `is ${value}, which DynamoDB cannot store`;
  const magnitude = Math.abs(value);
  return magnitude !== 0 && (magnitude < 1e-130 || magnitude >= 1e126)
    ? `is ${value}, outside DynamoDB's range of numbers (1e-130 to 9.99e125)`
    : undefined;
}

/** Returns sign, digits and exponent of a number, the same for all texts of one number. */
export function canonicalNumber(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const trimmed = digits.replace(/0+$/, "");
  if (trimmed === "") return "0";
  const scale = Number(exponent) - fraction.length + (digits.length - trimmed.length);
  return `${sign === "-" ? "-" : ""}${trimmed}e${scale}`;
}

/** Returns the integer that a decimal text is; `undefined` if it has a fraction. */
export function integerOf(text: string): bigint | undefined {
  const [digits = "0", scale = "0"] = canonicalNumber(text).split("e");
  return Number(scale) < 0 ? undefined : BigInt(digits) * 10n ** BigInt(scale);
}

/** Returns the sum of two numbers by their texts, exact as DynamoDB's, read as {@link readNumber} does. */
export function addNumbers(a: string, b: string): ExactNumber {
  const { x, y, scale } = aligned(a, b);
  return readNumber(scale === 0 ? String(x + y) : `${x + y}e${scale}`);
}

/** Compares two numbers by all their digits: negative if the first is less, positive if it is greater. */
export function compareNumbers(a: ExactNumber, b: ExactNumber): number {
  if (typeof a === "object" || typeof b === "object") {
    const { x, y } = aligned(String(a), String(b));
    return x < y ? -1 : Number(x > y);
  }
  return a < b ? -1 : Number(a > b);
}

/** Two numbers as integers that count the same power of ten, which is not above the ones. */
function aligned(a: string, b: string): { readonly x: bigint; readonly y: bigint; readonly scale: number } {
  const [first, second] = [decimalOf(a), decimalOf(b)];
  const scale = Math.min(first.scale, second.scale, 0);
  const countOf = ({ digits, scale: exponent }: Decimal) => digits * 10n ** BigInt(exponent - scale);
  return { x: countOf(first), y: countOf(second), scale };
}

/** A number as an integer and the power of ten that it counts. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

function decimalOf(text: string): Decimal {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), scale: Number(exponent) - fraction.length };
}
