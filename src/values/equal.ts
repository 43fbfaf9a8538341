import { significant } from "./number.js";

/** Whether two documents are stored as the same item. */
export function sameDocument(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean {
  return canonical(a) === canonical(b);
}

/** A text that two values share if DynamoDB stores them alike: each value after the letter of its type. */
function canonical(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `S${JSON.stringify(value)}`;
    case "number":
    case "bigint":
      return `N${significant(String(value))}`;
    case "object":
      return canonicalObject(value);
    default:
      return String(value);
  }
}

function canonicalObject(value: object | null): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return `B${Buffer.from(value).toString("base64")}`;
  if (value instanceof Set) return `{${[...value].map(canonical).sort().join()}}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `(${entries
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`)
    .sort()
    .join()})`;
}
