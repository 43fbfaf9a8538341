/** A stored value as a person reads it: text as it is, all else as JSON would have it. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : jsonText(value);
}

function jsonText(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Set) return `{${[...value].map(jsonText).join(", ")}}`;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    if (Object.keys(value).length === 0) return "{}";
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${name}: ${jsonText(member)}`)
      .join(", ")} }`;
  }
  return JSON.stringify(value) ?? "";
}
