/** The order of a value's members, their kinds, and whether they may be changed: what equality does not tell. */
export function layoutOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : typeof value;
  const kind = `${Object.isFrozen(value)} ${Object.prototype.toString.call(value)}`;
  if (value instanceof Map || value instanceof Set) return [kind, [...value].map(layoutOf)];
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain && !Array.isArray(value)) return kind;
  return [
    kind,
    isPlain,
    Reflect.ownKeys(value).map((name) => [String(name), layoutOf(Reflect.get(value, name))]),
  ];
}
