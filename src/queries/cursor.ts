import { createHash } from "node:crypto";
import { keyNames, type Source } from "./source.js";

type KeyValue = string | number | bigint | Uint8Array;

/** A cursor's content: a checksum over what it belongs to and where it stands, then the key that it stands at. */
type Content = readonly [checksum: string, ...key: readonly PackedValue[]];
type PackedValue = string | number | { readonly n: string } | { readonly b: string };

/**
 * The cursor that goes on after an item: opaque text for URLs, bound to the access pattern, its key and its direction.
 * It holds the keys of one item (not the partition key, which the query gives), and is not a secret.
 *
 * @param key `undefined` is the beginning of what is read
 */
export function encodeCursor(source: Source, key: Readonly<Record<string, unknown>> | undefined): string {
  const values = key === undefined ? [] : freeKeyNames(source).map((name) => pack(key[name] as KeyValue));
  const content: Content = [checksum(source, values), ...values];
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

/** The key after which a cursor goes on. A cursor of another query, or one that was changed, is refused. */
export function decodeCursor(source: Source, cursor: string): Readonly<Record<string, unknown>> | undefined {
  const names = freeKeyNames(source);
  const content = parse(cursor);
  if (content === undefined) return refuse(source, "it is not one of monotable's cursors");
  const [given, ...values] = content;
  const isBeginning = values.length === 0;
  if (!(isBeginning || values.length === names.length) || given !== checksum(source, values)) {
    return refuse(
      source,
      "it was made by another query (entity, access pattern, key or direction), or was changed",
    );
  }
  if (isBeginning) return undefined;
  const fixed = source.partition.map(({ name, value }) => [name, value] as const);
  return Object.fromEntries([
    ...fixed,
    ...names.map((name, position) => [name, unpack(values[position])] as const),
  ]);
}

function refuse(source: Source, reason: string): never {
  const { entity, accessPattern } = source;
  const message = `${entity.name}: this cursor is not one of ${accessPattern}: ${reason}`;
  throw entity.error("InvalidCursor", message, { accessPattern, reason });
}

/** The key attributes that the query itself does not fix: a cursor cannot leave the partition it was made for. */
function freeKeyNames(source: Source): readonly string[] {
  const fixed = new Set(source.partition.map(({ name }) => name));
  return keyNames(source).filter((name) => !fixed.has(name));
}

function checksum(source: Source, values: readonly PackedValue[]): string {
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
    ...(range === undefined ? [] : [range]),
  ];
  const text = JSON.stringify(bound, (_, value: unknown) =>
    typeof value === "bigint" || value instanceof Uint8Array ? pack(value) : value,
  );
  return createHash("sha256").update(text).digest("base64url").slice(0, 12);
}

function parse(cursor: string): Content | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(content) && typeof content[0] === "string"
      ? (content as unknown as Content)
      : undefined;
  } catch {
    // Not JSON: whatever it is, it is not a cursor.
    return undefined;
  }
}

function pack(value: KeyValue): PackedValue {
  if (typeof value === "bigint") return { n: String(value) };
  return value instanceof Uint8Array ? { b: Buffer.from(value).toString("base64url") } : value;
}

function unpack(value: PackedValue | undefined): unknown {
  if (typeof value !== "object") return value;
  return "n" in value ? BigInt(value.n) : new Uint8Array(Buffer.from(value.b, "base64url"));
}
