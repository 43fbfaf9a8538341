/** The objects in a value, itself among them. */
export function objectsIn(value: unknown, found = new Set<unknown>()): ReadonlySet<unknown> {
  if (typeof value !== "object" || value === null || found.has(value)) return found;
  found.add(value);
  for (const name of Reflect.ownKeys(value)) objectsIn(Reflect.get(value, name), found);
  if (value instanceof Map || value instanceof Set) for (const part of value) objectsIn(part, found);
  return found;
}
