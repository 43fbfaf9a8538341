import type { KeyAttributeType } from "../model/model.js";
import { describeValue } from "../values/describe-value.js";
import { type ExactNumber, isStoredNumber, readNumber } from "../wire/number.js";
import { fingerprint } from "./cursor-seal.js";
import { keyAttributes, keyNames, type Source } from "./source.js";

type KeyValue = string | ExactNumber | Uint8Array;
type Key = Readonly<Record<string, unknown>>;

type PackedValue = string | number | { readonly n: string } | { readonly b: string };
/** The content of a cursor: the values of a key; of several segments, the key of each, `[]` before its first item, 0 at its end. */
type Packed = readonly PackedValue[] | readonly (readonly PackedValue[] | 0)[];

/**
 * The cursor that goes on after an item: opaque text for URLs, bound to the access pattern, its key and its direction.
 * It holds the keys of one item (not the partition key, which the query gives), sealed if the database has a secret.
 *
 * @param key `undefined` is the beginning of what is read
 */
export function encodeCursor(source: Source, key: Key | undefined): string {
  return write(source, key === undefined ? [] : packKey(source, key));
}

/** The key after which a cursor goes on. A cursor of another query, or one that was changed, is rejected. */
export function decodeCursor(source: Source, cursor: string): Key | undefined {
  const values = read(source, cursor);
  return values.length === 0 ? undefined : (unpackKey(source, values) ?? reject(source, OTHER));
}

/** The position of a segment of a parallel scan: before its first item, after an item, or at its end. */
export type Position = "begin" | Key | "end";

/** The cursor of a parallel scan: how far each of its segments was read. */
export function encodePositions(source: Source, positions: readonly Position[]): string {
  const packed = positions.map((position) => {
    if (position === "end") return 0;
    return position === "begin" ? [] : packKey(source, position);
  });
  return write(source, packed, positions.length);
}

/** Decodes the position of each segment. Rejects a cursor of another number of segments. */
export function decodePositions(source: Source, cursor: string, segments: number): Position[] {
  const values = read(source, cursor, segments);
  if (values.length !== segments) return reject(source, OTHER);
  return values.map((value): Position => {
    if (value === 0) return "end";
    if (!Array.isArray(value)) return reject(source, OTHER);
    return value.length === 0 ? "begin" : (unpackKey(source, value) ?? reject(source, OTHER));
  });
}

const OTHER = "it was made by another query (entity, access pattern, key or direction), or was changed";
const SEALED_OTHER = `${OTHER}; or it was not sealed with a cursorSecret of this database`;

function reject(source: Source, reason: string): never {
  const { entity, accessPattern } = source;
  const message = `${entity.name}: this cursor is not one of ${accessPattern}: ${reason}`;
  throw entity.error("InvalidCursor", message, { accessPattern, reason });
}

/** The text of a cursor: sealed, or with a checksum over what it belongs to and where it stands before it. */
function write(source: Source, values: Packed, segments?: number): string {
  const { seal } = source.entity;
  if (seal !== undefined) return seal.seal(JSON.stringify(values), boundOf(source, null, segments));
  const content = [fingerprint(boundOf(source, values, segments)), ...values];
  return textOf(content);
}

function read(source: Source, cursor: string, segments?: number): readonly unknown[] {
  const { seal } = source.entity;
  if (typeof cursor !== "string") return reject(source, `a cursor is a text, got ${describeValue(cursor)}`);
  if (seal !== undefined) {
    const text = seal.open(cursor, boundOf(source, null, segments));
    return text === undefined ? reject(source, SEALED_OTHER) : (JSON.parse(text) as unknown[]);
  }
  const content = parse(cursor);
  if (content === undefined) return reject(source, "it is not one of monotable's cursors");
  const [checksum, ...values] = content;
  return checksum === fingerprint(boundOf(source, values, segments)) ? values : reject(source, OTHER);
}

/** The key attributes that the query itself does not fix: a cursor cannot leave the partition it was made for. */
function freeKeyNames(source: Source): readonly string[] {
  const fixed = new Set(source.partition.map(({ name }) => name));
  return keyNames(source).filter((name) => !fixed.has(name));
}

function packKey(source: Source, key: Key): readonly PackedValue[] {
  return freeKeyNames(source).map((name) => pack(key[name] as KeyValue));
}

/** The whole key, with what the query fixes; `undefined` if the values are not those of a key. */
function unpackKey(source: Source, values: readonly unknown[]): Key | undefined {
  const names = freeKeyNames(source);
  if (values.length !== names.length) return undefined;
  const types = new Map(keyAttributes(source).map(({ name, type }) => [name, type]));
  const fixed = source.partition.map(({ name, value }) => [name, value] as const);
  const free = names.map((name, position) => [name, unpack(values[position], types.get(name))] as const);
  if (free.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries([...fixed, ...free]);
}

/** Returns the text of everything that a cursor is bound to, with the values that a checksum covers. */
function boundOf(source: Source, values: unknown, segments: number | undefined): string {
  const { entity, accessPattern, index, partition, sort, descending, range } = source;
  const bound = [
    entity.table.name,
    entity.name,
    accessPattern,
    index ?? null,
    partition,
    sort,
    descending,
    values,
    ...(segments === undefined ? [] : [segments]),
    ...(range === undefined ? [] : [range]),
  ];
  return JSON.stringify(bound, (_, value: unknown) =>
    typeof value === "bigint" || value instanceof Uint8Array ? pack(value) : value,
  );
}

function textOf(content: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

function parse(cursor: string): readonly [string, ...unknown[]] | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const isContent = Array.isArray(content) && typeof content[0] === "string";
    // Base64 and JSON have several texts for one content: only the one that was made is a cursor.
    return isContent && textOf(content) === cursor ? (content as [string, ...unknown[]]) : undefined;
  } catch {
    // Not JSON: whatever it is, it is not a cursor.
    return undefined;
  }
}

function pack(value: KeyValue): PackedValue {
  if (typeof value === "bigint" || isStoredNumber(value)) return { n: String(value) };
  return value instanceof Uint8Array ? { b: Buffer.from(value).toString("base64url") } : value;
}

/** The text of a number that DynamoDB can store: 38 digits, which may have zeros before or behind them. */
const KEY_NUMBER = /^-?(?=[\d.]*[1-9])\d{1,126}(?:\.\d{1,168})?$|^-?\d(?:\.\d{1,37})?[eE][+-]?\d{1,3}$/;

/** Returns the value of a key attribute; `undefined` if a cursor has something else in its place. */
function unpack(value: unknown, type: KeyAttributeType | undefined): KeyValue | undefined {
  if (type === "S") return typeof value === "string" && value !== "" ? value : undefined;
  if (type === "N" && typeof value === "number") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { n, b } = value as { readonly n?: unknown; readonly b?: unknown };
  if (type === "N") return typeof n === "string" && KEY_NUMBER.test(n) ? readNumber(n) : undefined;
  const bytes = typeof b === "string" ? new Uint8Array(Buffer.from(b, "base64")) : undefined;
  return bytes && bytes.length > 0 ? bytes : undefined;
}
