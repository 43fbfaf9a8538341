import type { DocumentValue } from "./document.js";

/** What is nested deeper is left to what knows the limits. */
const MAXIMUM_COPY_DEPTH = 16;
/** DynamoDB's range of numbers. */
const [SMALLEST, TOO_LARGE] = [1e-130, 1e126] as const;

/**
 * A copy of a value that is stored as it is: of texts, numbers, booleans, and of lists and plain objects of such. Anything
 * else gives nothing: what has to be converted or refused, and all about which that is not seen at once.
 *
 * @param isOwn nobody else has the value, so that it need not be copied
 */
export function plainCopy(value: unknown, isOwn = false, depth = 0): DocumentValue | undefined {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? value : undefined;
    case "number":
      return isStored(value) ? value : undefined;
    case "boolean":
      return value;
    case "object":
      if (value === null) return null;
      if (depth === MAXIMUM_COPY_DEPTH) return undefined;
      return Array.isArray(value) ? copyOfList(value, isOwn, depth) : copyOfMap(value, isOwn, depth);
    default:
      return undefined;
  }
}

/** Not a negative zero, nor what is no number. */
function isStored(value: number): boolean {
  const magnitude = Math.abs(value);
  return (magnitude >= SMALLEST && magnitude < TOO_LARGE) || Object.is(value, 0);
}

function copyOfList(value: readonly unknown[], isOwn: boolean, depth: number): DocumentValue | undefined {
  // Holes become undefined.
  const copy = (isOwn ? value : [...value]) as unknown[];
  for (let position = 0; position < copy.length; position += 1) {
    const element = copy[position];
    const own = plainCopy(element, isOwn, depth + 1);
    if (own === undefined) return undefined;
    if (own !== element) copy[position] = own;
  }
  return copy as readonly DocumentValue[];
}

function copyOfMap(value: object, isOwn: boolean, depth: number): DocumentValue | undefined {
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  if (Object.getOwnPropertySymbols(value).length > 0) return undefined;
  // All at once, which is fast, and so that what a getter gives is asked for once.
  const copy = (isOwn ? value : { ...value }) as Record<string, unknown>;
  for (const name in copy) {
    if (!Object.hasOwn(copy, name)) continue;
    if (name === "" || name === "__proto__" || !name.isWellFormed()) return undefined;
    const member = copy[name];
    const own = plainCopy(member, isOwn, depth + 1);
    if (own === undefined) return undefined;
    if (own !== member) copy[name] = own;
  }
  return copy as Readonly<Record<string, DocumentValue>>;
}
