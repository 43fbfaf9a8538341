import type { UnreadablePolicy } from "../errors.js";
import { type KeyDetails, MonotableError } from "../errors.js";
import { heldValues } from "../keys/decode-key.js";
import type { Values } from "../keys/key-format.js";
import { decodePlain } from "../values/decode.js";
import type { StoredDocument } from "../values/document.js";
import { type AccessPatternSpec, type Entity, keyAttributesOf } from "./entity.js";

type Unreadable = MonotableError<"UnreadableItem">;

/** Creates the error of a stored item that is not what its schema says. */
export function unreadableItem(
  entity: Entity,
  document: StoredDocument,
  { index }: Pick<AccessPatternSpec, "index">,
  path: string | undefined,
  reason: string,
): Unreadable {
  const where = path === undefined ? "" : `the stored ${path} `;
  const error = entity.error("UnreadableItem", `${entity.name}: ${where}${reason}`, {
    table: entity.table.name,
    ...(index !== undefined && { index }),
    key: readableKey(entity, document),
    ...(path !== undefined && { attribute: path, path }),
    reason,
  });
  Object.defineProperty(error.details, "stored", { value: document, enumerable: false });
  return error;
}

/** Returns the same error with further details. */
export function unreadableWith(
  error: Unreadable,
  more: Partial<Unreadable["details"]>,
  message: string = error.message,
): Unreadable {
  const details = { ...error.details, ...more };
  const { stored } = error.details;
  if (stored !== undefined) Object.defineProperty(details, "stored", { value: stored, enumerable: false });
  return new MonotableError("UnreadableItem", message, details, { cause: error });
}

/**
 * Returns true if an item that cannot be read is left out, and tells whom the policy names.
 *
 * @param policy that of the read; that of the database unless given
 */
export function isSkipped(
  { name, table, readPolicy }: Entity,
  error: Unreadable,
  accessPattern: string,
  policy: UnreadablePolicy = readPolicy.unreadable ?? "error",
): boolean {
  if (policy === "error") return false;
  const stored = error.details.stored ?? {};
  readPolicy.skipped?.({ entity: name, table: table.name, accessPattern, stored, error });
  if (typeof policy === "function") policy(error);
  return true;
}

/** Returns the attributes of the primary key of an item that may be unreadable: those that can be told. */
function readableKey(entity: Entity, document: StoredDocument): KeyDetails {
  const known = keyValues(entity, document);
  const decode = entity.spec.values?.decode ?? decodePlain;
  return Object.fromEntries(
    [...keyAttributesOf(entity)].map((name) => {
      if (known[name] !== undefined) return [name, known[name]];
      const { storedName, type, schema } = entity.attribute(name);
      const value = document[storedName];
      if (value === undefined) return [name, undefined];
      return [name, attempt((reject) => decode(value, type, name, reject, schema))];
    }),
  );
}

/** Returns the attributes that the primary key of a stored item holds, as far as they can be told from it. */
export function keyValues(entity: Entity, document: StoredDocument): Values {
  const { partition, sort } = entity.spec.primaryKey;
  const parts = [...partition, ...sort];
  return Object.assign(
    Object.create(null) as Values,
    ...parts.map((part) => heldValues(part, document[part.name], entity.keyFormat)),
  );
}

/** Runs a computation; `undefined` if it rejects. */
function attempt<Result>(compute: (reject: () => never) => Result): Result | undefined {
  try {
    return compute(() => {
      throw REJECTED;
    });
  } catch (error) {
    if (error === REJECTED) return undefined;
    throw error;
  }
}

const REJECTED = /* @__PURE__ */ Symbol("rejected");
