/**
 * Gives the maps of an output in document form back their prototype. The SDK's document client assigns a stored member that
 * is named `__proto__`, so that it becomes the prototype of its map; like the direct way, this leaves such members out.
 */
export function restorePrototypes(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isClassPrototype(prototype)) Object.setPrototypeOf(value, Object.prototype);
  else if (prototype !== Object.prototype && !Array.isArray(value)) return;
  for (const member of Object.values(value)) restorePrototypes(member);
}

/** Returns true for the prototype of a class, which stored data cannot imitate: it has no functions. */
function isClassPrototype(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "constructor")) return false;
  const { constructor: maker } = value;
  return typeof maker === "function" && maker.prototype === value;
}
