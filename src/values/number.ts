/**
 * Reads DynamoDB's text of a number: a number where it holds the value exactly, a bigint for an integer beyond that,
 * and otherwise the text, so that no digit is lost silently.
 */
export function readNumber(text: string): number | bigint | string {
  const value = Number(text);
  if (significant(text) === significant(String(value))) return value;
  return /^-?\d+$/.test(text) ? BigInt(text) : text;
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
