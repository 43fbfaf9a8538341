/** A copy of a value in document form, or of a request with such values, that shares nothing with it that can change. */
export function copyOf<Value>(value: Value): Value {
  // A copy is of the type of what it is a copy of: the seam.
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
