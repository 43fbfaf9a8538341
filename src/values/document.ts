import { base64 } from "../wire/base64.js";
import { canonicalNumber, type StoredNumber, storedNumberText } from "../wire/number.js";

/** A value in the form that the document client takes and gives: what DynamoDB can store, as JavaScript. */
export type DocumentValue =
  | string
  | number
  | bigint
  | StoredNumber
  | boolean
  | null
  | Uint8Array
  | ReadonlySet<string | number | bigint | StoredNumber | Uint8Array>
  | readonly DocumentValue[]
  | { readonly [name: string]: DocumentValue };

/** An item, or the attributes of a key, in document form. */
export type Document = Readonly<Record<string, DocumentValue>>;

/** An item in document form as it was read: the types of its values are not known yet. */
export type StoredDocument = Readonly<Record<string, unknown>>;

/** Throws the caller's error for a value at a path below its attribute (`lines[0].price`). */
export type RejectValue = (path: string, reason: string) => never;

/** A copy of a value in document form, or of a request with such values, that shares nothing with it that can change. */
export function copyOf<Value>(value: Value): Value {
  // Type assertion: a copy has the type of its original.
  return copyOfAny(value) as Value;
}

function copyOfAny(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOfAny);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Set) return new Set([...value].map(copyOfAny));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const name of Object.keys(copy)) copy[name] = copyOfAny(copy[name]);
  return copy;
}

/** Returns true if DynamoDB stores two documents as the same item. */
export function sameDocument(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean {
  return canonical(a) === canonical(b);
}

/** Returns a text that is the same for values that DynamoDB stores alike: each value after the letter of its type. */
function canonical(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `S${JSON.stringify(value)}`;
    case "number":
    case "bigint":
      return `N${canonicalNumber(String(value))}`;
    case "object":
      return canonicalObject(value);
    default:
      return String(value);
  }
}

function canonicalObject(value: object | null): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return `B${base64(value)}`;
  if (value instanceof Set) return `{${[...value].map(canonical).sort().join()}}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const number = storedNumberText(value);
  if (number !== undefined) return `N${canonicalNumber(number)}`;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `(${entries
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`)
    .sort()
    .join()})`;
}

/** Returns a text that is the same for equal elements of a set: DynamoDB rejects a set that has one twice. */
export function contentOf(element: unknown): string {
  if (element instanceof Uint8Array) return base64(element);
  return typeof element === "string" ? element : canonicalNumber(String(element));
}

/** Returns true if two values in code are equal: in their contents, and in the class of instances. */
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

/**
 * Returns a text that identifies an item: the name of its table, and its key attributes in the order of their names. Each
 * part begins with its length, so that no two keys share a text.
 */
export function documentKey(tableName: string, key: Readonly<Record<string, unknown>>): string {
  let text = part(tableName);
  for (const name of sorted(Object.keys(key))) text += part(name) + valueText(key[name]);
  return text;
}

/** Most keys are sorted already, and sorting one or two names costs more than all the rest. */
function sorted(names: string[]): readonly string[] {
  const isSorted = names.every((name, position) => position === 0 || (names[position - 1] ?? "") <= name);
  return isSorted ? names : names.sort();
}

function valueText(value: unknown): string {
  if (typeof value === "string") return `S${value.length}:${value}`;
  if (value instanceof Uint8Array) return `B${part(base64(value))}`;
  return `N${part(String(value))}`;
}

function part(text: string): string {
  return `${text.length}:${text}`;
}

/** A value of a key attribute. Those of one attribute are all of one type. */
type Scalar = string | undefined;

/** The values of one partition, which mostly has a single item. */
interface Partition<Value> {
  readonly sortKey: Scalar;
  value: Value;
  /** The values of its other items, by their sort keys. */
  others?: Map<Scalar, Value>;
}

/**
 * A map from the keys of one table to values. The attributes of a key are looked up one by one, since joining them to one
 * text takes three times as long.
 */
export class ByKey<Value> {
  readonly #partitionKey: string;
  readonly #sortKey: string | undefined;
  readonly #partitions = new Map<Scalar, Partition<Value>>();

  /** @param names the attributes of the table's keys */
  constructor([partitionKey = "", sortKey]: readonly string[]) {
    this.#partitionKey = partitionKey;
    this.#sortKey = sortKey;
  }

  /** @param item an item, or its key */
  get(item: Readonly<Record<string, unknown>>): Value | undefined {
    const partition = this.#partitions.get(scalarOf(item[this.#partitionKey]));
    if (partition === undefined) return undefined;
    const sortKey = this.#sortKeyOf(item);
    return partition.sortKey === sortKey ? partition.value : partition.others?.get(sortKey);
  }

  set(item: Readonly<Record<string, unknown>>, value: Value): void {
    const id = scalarOf(item[this.#partitionKey]);
    const sortKey = this.#sortKeyOf(item);
    const partition = this.#partitions.get(id);
    if (partition === undefined) this.#partitions.set(id, { sortKey, value });
    else if (partition.sortKey === sortKey) partition.value = value;
    else {
      partition.others ??= new Map();
      partition.others.set(sortKey, value);
    }
  }

  #sortKeyOf(item: Readonly<Record<string, unknown>>): Scalar {
    return this.#sortKey === undefined ? undefined : scalarOf(item[this.#sortKey]);
  }
}

function scalarOf(value: unknown): Scalar {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? base64(value) : String(value);
}
