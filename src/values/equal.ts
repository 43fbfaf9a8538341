import { significant } from "../wire/number.js";

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

/** Whether two values in code are the same: what they hold, and the class of what is none of JavaScript's own. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (classOf(a) !== classOf(b)) return false;
  if (a instanceof Date) return a.getTime() === Number(b);
  if (a instanceof Uint8Array || Array.isArray(a) || a instanceof Set || a instanceof Map)
    return sameElements([...a], [...(b as Iterable<unknown>)]);
  const [ofA, ofB] = [entriesOf(a), entriesOf(b)];
  return ofA.length === ofB.length && ofA.every(([name, of]) => sameValue(of, Reflect.get(b, name)));
}

function classOf(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, position) => sameValue(element, b[position]));
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, each]) => each !== undefined);
}
