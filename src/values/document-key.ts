/**
 * A text that tells items apart: the name of their table, and the key attributes in the order of their names. Each part
 * begins with its length, so that no two keys have one text.
 */
export function documentKey(tableName: string, key: Readonly<Record<string, unknown>>): string {
  let text = part(tableName);
  for (const name of sorted(Object.keys(key))) text += part(name) + valueText(key[name]);
  return text;
}

/** Most keys are sorted already, and sorting one or two names costs more than all the rest. */
function sorted(names: string[]): readonly string[] {
  const isSorted = names.every((name, position) => position === 0 || (names[position - 1] ?? "") <= name);
  return isSorted ? names : names.sort();
}

function valueText(value: unknown): string {
  if (typeof value === "string") return `S${value.length}:${value}`;
  if (value instanceof Uint8Array) return `B${part(Buffer.from(value).toString("base64"))}`;
  return `N${part(String(value))}`;
}

function part(text: string): string {
  return `${text.length}:${text}`;
}
