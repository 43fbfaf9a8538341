import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IndexCondition } from "../../src/model/model.js";

/**
 * The physical design as it was when code was last generated: what is stored, and where. It speaks of names and forms in
 * DynamoDB, so that a new name in code alone is no change.
 */
export interface Lock {
  readonly format: 1;
  /** The schema file, from the folder of the lock. */
  readonly schema: string;
  /** By logical name. */
  readonly tables: Readonly<Record<string, Sealed<LockedTable>>>;
  /** By entity name. */
  readonly entities: Readonly<Record<string, Sealed<LockedEntity>>>;
}

/**
 * An entry with its checksum, by which an edit is noticed. Each entry has its own, so that git can merge changes of
 * different entries.
 */
export type Sealed<T> = T & { readonly checksum: string };

export interface LockedTable {
  /** As in `pk S`. */
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly keyEncoding: string;
  readonly delimiter: string;
  /** The attribute that holds the entity's name. */
  readonly entityAttribute?: string;
  readonly timeToLive?: string;
  readonly indexes?: Readonly<Record<string, LockedIndex>>;
}

export interface LockedIndex {
  readonly local?: true;
  readonly partitionKey: readonly string[];
  readonly sortKey?: readonly string[];
  readonly projection: string | readonly string[];
}

export interface LockedEntity {
  readonly table: string;
  /** Its name in the entity attribute, where that is another one. */
  readonly storedAs?: string;
  readonly constants?: Readonly<Record<string, string | number | boolean>>;
  /** By stored name. */
  readonly attributes: Members;
  /** The name of an attribute in code, by its stored name, where the two differ. */
  readonly names?: Readonly<Record<string, string>>;
  /** Key attributes, each with what it is made of: `ORDER#${placedAt date}`, or `= status` as it is. */
  readonly key: LockedKey;
  /** By the name of the index, with the condition where several keys are written to it. */
  readonly indexes?: Readonly<Record<string, LockedPattern>>;
  /** The attributes of each unique constraint. */
  readonly unique?: Readonly<Record<string, string>>;
}

export type LockedKey = Readonly<Record<string, string>>;

export interface LockedPattern {
  readonly key: LockedKey;
  /** The condition on which an item is in the index. */
  readonly when?: IndexCondition;
}

/** The stored form of a value: a word, or the parts of a list, record, map and so on. */
export type Form = string | { readonly [kind: string]: Form | readonly Form[] | Members };

/** The forms of what a map or an item has, by name as {@link memberKey} writes it. */
export type Members = { readonly [member: string]: Form };

/** A member's name in a lock: one that may be absent ends in `?`, and a question mark of its own is two. */
export function memberKey(name: string, optional: boolean): string {
  return `${name.replaceAll("?", "??")}${optional ? "?" : ""}`;
}

/** Reverses {@link memberKey}. */
export function readMemberKey(key: string): { readonly name: string; readonly optional: boolean } {
  const marks = /\?*$/.exec(key)?.[0].length ?? 0;
  const optional = marks % 2 === 1;
  return { name: (optional ? key.slice(0, -1) : key).replaceAll("??", "?"), optional };
}

/** An entry with its checksum. */
export function seal<T extends object>(entry: T): Sealed<T> {
  return { ...entry, checksum: checksumOf(entry) };
}

/** Returns the checksum of the content, whatever its formatting and order. */
function checksumOf(entry: object): string {
  const { checksum: _, ...content } = entry as { readonly checksum?: string };
  return createHash("sha256").update(canonicalText(content)).digest("hex").slice(0, 12);
}

/** JSON with the names of each object in order. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, of]) => of !== undefined);
  const ordered = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${ordered.map(([name, of]) => `${JSON.stringify(name)}:${canonicalText(of)}`).join(",")}}`;
}

/** The text of the file: a value on each line, entries in the order of their names, so that git merges what it can. */
export function lockText(lock: Lock): string {
  const sorted = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { format, schema, tables, entities } = lock;
  return `${JSON.stringify({ format, schema, tables: sorted(tables), entities: sorted(entities) }, null, 2)}\n`;
}

/** A lock as it is on the disk: none, one that can be trusted, or a sentence on why it cannot. */
export type FoundLock =
  | { readonly kind: "none" }
  | { readonly kind: "found"; readonly lock: Lock; readonly text: string }
  | { readonly kind: "unreadable"; readonly problem: string };

/** Reads a lock file, and proves that it is as it was written. */
export async function readLock(path: string): Promise<FoundLock> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { kind: "none" };
    throw error;
  }
  return parseLock(text);
}

/** The lock that a file holds. */
export function parseLock(text: string): FoundLock {
  const unreadable = (problem: string): FoundLock => ({ kind: "unreadable", problem });
  if (/^(<{7}|={7}|>{7})( |$)/m.test(text)) {
    return unreadable("it has conflict markers of an unfinished merge");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unreadable("it is not valid JSON");
  }
  if (!isObject(value)) return unreadable("it is not a lock file of monotable");
  const { format, schema, tables, entities } = value;
  if (format !== 1) {
    return unreadable(`its format is ${JSON.stringify(format)}, but this version of monotable reads 1`);
  }
  if (typeof schema !== "string" || !isObject(tables) || !isObject(entities)) {
    return unreadable("it is not a lock file of monotable");
  }
  for (const [name, entry] of [...Object.entries(tables), ...Object.entries(entities)]) {
    if (!isObject(entry) || entry["checksum"] !== checksumOf(entry)) {
      return unreadable(`checksum mismatch in entry "${name}" (edited by hand or merged incorrectly)`);
    }
  }
  // A type assertion: an entry of the right checksum was written by us.
  return { kind: "found", lock: value as unknown as Lock, text };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
