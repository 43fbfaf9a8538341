import { isPlainObject } from "../wire/plain-object.js";

/** Whose members are attributes or values. */
const HOLDERS: ReadonlySet<string> = new Set([
  "Item",
  "Key",
  "ExclusiveStartKey",
  "ExpressionAttributeValues",
  "Parameters",
]);

/**
 * An input as the SDK takes it. The SDK finds the type of a value by the name of its constructor, so that a map with a
 * member `constructor` would be rejected, or be stored as something else: it is passed as a `Map`.
 */
export function sdkInput<Input>(input: Input): Input {
  // Type assertion: only maps are replaced, and only the SDK sees them.
  return sdkParts(input, (part, name) =>
    HOLDERS.has(name) ? sdkParts(part, sdkValue) : sdkInput(part),
  ) as Input;
}

function sdkValue(value: unknown): unknown {
  const whole = sdkParts(value, sdkValue);
  return isPlainObject(whole) && Object.hasOwn(whole, "constructor") ? new Map(Object.entries(whole)) : whole;
}

/** The same list or object with other parts; itself, if no part is another. */
function sdkParts(value: unknown, convert: (part: unknown, name: string) => unknown): unknown {
  if (Array.isArray(value)) {
    const parts = value.map((part) => convert(part, ""));
    return parts.every((part, position) => part === value[position]) ? value : parts;
  }
  if (!isPlainObject(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const [name, part] of Object.entries(value)) {
    const converted = convert(part, name);
    if (converted === part) continue;
    changed ??= { ...value };
    changed[name] = converted;
  }
  return changed ?? value;
}
