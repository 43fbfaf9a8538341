/**
 * Reads DynamoDB's text of a number: a number where it holds the value exactly, a bigint for an integer beyond that,
 * and otherwise the text, so that no digit is lost silently.
 */
export function readNumber(text: string): number | bigint | string {
  const value = Number(text);
  // Most are written as JavaScript writes them.
  if (String(value) === text) return value;
  if (significant(text) === significant(String(value))) return value;
  return /^-?\d+$/.test(text) ? BigInt(text) : text;
}

/** Why DynamoDB cannot store a number; `undefined` if it can. */
export function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return `is ${value}, which DynamoDB cannot store`;
  const magnitude = Math.abs(value);
  return magnitude !== 0 && (magnitude < 1e-130 || magnitude >= 1e126)
    ? `is ${value}, outside DynamoDB's range of numbers (1e-130 to 9.99e125)`
    : undefined;
}

/** Sign, digits and exponent without what does not change the value. */
export function significant(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const trimmed = digits.replace(/0+$/, "");
  if (trimmed === "") return "0";
  const scale = Number(exponent) - fraction.length + (digits.length - trimmed.length);
  return `${sign === "-" ? "-" : ""}${trimmed}e${scale}`;
}

/** The sum of two numbers by their texts, exact as DynamoDB's, read as {@link readNumber} does. */
export function addNumbers(a: string, b: string): number | bigint | string {
  const [one, other] = [decimalOf(a), decimalOf(b)];
  const scale = Math.min(one.scale, other.scale, 0);
  const [x, y] = [one, other].map(({ digits, scale: own }) => digits * 10n ** BigInt(own - scale));
  const total = (x ?? 0n) + (y ?? 0n);
  return readNumber(scale === 0 ? String(total) : `${total}e${scale}`);
}

/** A number as an integer and the power of ten that it counts. */
function decimalOf(text: string): { readonly digits: bigint; readonly scale: number } {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), scale: Number(exponent) - fraction.length };
}
