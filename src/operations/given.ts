import { type Entity, keyAttributesOf } from "../entities/entity.js";
import { isMonotableError } from "../errors.js";
import type { Values } from "../keys/key-format.js";
import { captured } from "../requests/operation.js";
import { describe } from "../values/describe-value.js";
import type { Document } from "../values/document.js";

/** Composes the primary key of the values that an operation was given. Rejects what is not such an object. */
export function composeKey(entity: Entity, given: unknown): Document {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const names = [...keyAttributesOf(entity)].join(", ");
    throw invalidKey(entity, `must be an object { ${names} }, got ${describe(given)}`);
  }
  try {
    return entity.key(given as Values);
  } catch (error) {
    throw isMonotableError(error) ? error : invalidKey(entity, `cannot be read: ${textOf(error)}`, error);
  }
}

function invalidKey(entity: Entity, reason: string, cause?: unknown) {
  const details = { accessPattern: "query", reason };
  return entity.error("InvalidKey", `${entity.name}: its key ${reason}`, details, cause);
}

/** The key of an operation: its values, and the stored key that is composed of them. */
export interface GivenKey {
  readonly values: Values;
  readonly key: () => Document;
}

/** Captures the values of a key as they are now. */
export function givenKey(entity: Entity, given: unknown): GivenKey {
  let values: Values = {};
  const key = captured(() => {
    const stored = composeKey(entity, given);
    values = { ...(given as Values) };
    return stored;
  });
  return { values, key };
}

/** Captures the result of a computation over a given value. A value that cannot be read is rejected by its path. */
export function capturedFrom<Result>(entity: Entity, given: unknown, compute: () => Result): () => Result {
  return captured(() => explained(entity, given, compute));
}

/** Runs a computation over a given value. A value that cannot be read is rejected by its path. */
export function explained<Result>(entity: Entity, given: unknown, compute: () => Result): Result {
  try {
    return compute();
  } catch (error) {
    const fault = isMonotableError(error) ? undefined : faultOf(given, "", new Set());
    if (fault === undefined) throw error;
    const { attribute, reason } = fault;
    throw entity.error("InvalidValue", `${entity.name}: ${attribute} ${reason}`, fault, error);
  }
}

interface Fault {
  readonly attribute: string;
  readonly reason: string;
}

/** Finds a getter that throws, or a binary value without its memory, in a value that could not be read. */
function faultOf(value: unknown, attribute: string, seen: Set<unknown>): Fault | undefined {
  if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
  seen.add(value);
  try {
    if (value instanceof Uint8Array) new Uint8Array(value);
  } catch {
    return { attribute, reason: "is binary whose ArrayBuffer is detached: give a copy of it" };
  }
  if (ArrayBuffer.isView(value)) return undefined;
  for (const name of Object.keys(value)) {
    const path = Array.isArray(value)
      ? `${attribute}[${name}]`
      : attribute === ""
        ? name
        : `${attribute}.${name}`;
    try {
      const fault = faultOf(Reflect.get(value, name), path, seen);
      if (fault !== undefined) return fault;
    } catch (error) {
      return { attribute: path, reason: `cannot be read, since its getter threw: ${textOf(error)}` };
    }
  }
  return undefined;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
