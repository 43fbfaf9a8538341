/** A text that tells items apart: the name of their table, and the key attributes in the order of their names. */
export function documentKey(tableName: string, key: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(key).sort();
  return JSON.stringify([tableName, ...names.map((name) => [name, typed(key[name])])]);
}

function typed(value: unknown): unknown {
  if (value instanceof Uint8Array) return ["B", Buffer.from(value).toString("base64")];
  return typeof value === "string" ? value : ["N", String(value)];
}
