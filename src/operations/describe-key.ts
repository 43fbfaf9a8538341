/** A key for a message: `userId "u1", orderId "o1"`. */
export function describeKey(key: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(key).map(
    ([name, value]) => `${name} ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
  );
  return parts.length === 0 ? "(a singleton)" : parts.join(", ");
}
