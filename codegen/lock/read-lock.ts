import { readFile } from "node:fs/promises";
import { checksumOf, type Lock } from "./lock.js";

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
    return unreadable("it has the marks of a merge that is not finished");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unreadable("it is not JSON");
  }
  if (!isObject(value)) return unreadable("it is not a lock of monotable");
  const { format, schema, tables, entities } = value;
  if (format !== 1) {
    return unreadable(`its format is ${JSON.stringify(format)}, and this version of monotable reads 1`);
  }
  if (typeof schema !== "string" || !isObject(tables) || !isObject(entities)) {
    return unreadable("it is not a lock of monotable");
  }
  for (const [name, entry] of [...Object.entries(tables), ...Object.entries(entities)]) {
    if (!isObject(entry) || entry["checksum"] !== checksumOf(entry)) {
      return unreadable(`its entry "${name}" was edited: the checksum is another`);
    }
  }
  // The one seam: an entry of the right checksum was written by us.
  return { kind: "found", lock: value as unknown as Lock, text };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
