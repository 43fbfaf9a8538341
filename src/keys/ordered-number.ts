/** Sign, number of digits, digits: `p0242` for 42; for negative ones the complements, so that they sort backwards. */
export function orderedInteger(value: bigint): string {
  const digits = String(value < 0n ? -value : value);
  const width = digits.length;
  if (value >= 0n) return `p${pad(width, 2)}${digits}`;
  return `m${pad(99 - width, 2)}${complement(digits)}`;
}

/** Sign, exponent, digits: `p50115` for 15 (1.5e1); for negative ones the complements, closed by `~`. */
export function orderedDecimal(value: number): string {
  if (value === 0) return "n";
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const biased = Number(exponent) + 500;
  return value > 0 ? `p${pad(biased, 3)}${digits}` : `m${pad(999 - biased, 3)}${complement(digits)}~`;
}

/** The integer that {@link orderedInteger} wrote; `undefined` of another text. */
export function readInteger(text: string): bigint | undefined {
  const [, sign, digits = ""] = /^([pm])\d\d(\d+)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return sign === "p" ? BigInt(digits) : -BigInt(complement(digits));
}

/** The number that {@link orderedDecimal} wrote; `undefined` of another text. */
export function readDecimal(text: string): number | undefined {
  if (text === "n") return 0;
  const [, sign, biased = "", first = "", rest = ""] = /^([pm])(\d{3})(\d)(\d*)~?$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  if (sign === "p") return Number(`${first}.${rest}e${Number(biased) - 500}`);
  return -Number(`${complement(first)}.${complement(rest)}e${499 - Number(biased)}`);
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** Each digit as 9 minus it: texts of one shape sort backwards. */
export function complement(text: string): string {
  return text.replace(/\d/g, (digit) => String(9 - Number(digit)));
}
