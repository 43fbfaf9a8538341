import { isStoredNumber } from "../wire/number.js";
import { isPlainObject } from "../wire/plain-object.js";

/** Whose members are attributes or values. */
const HOLDERS: ReadonlySet<string> = new Set([
  "Item",
  "Key",
  "ExclusiveStartKey",
  "ExpressionAttributeValues",
  "Parameters",
]);

/** The class of the SDK for numbers that JavaScript does not have: it takes no other instances. */
export interface NumberValues {
  from(text: string): unknown;
}

/**
 * Converts an input to the values that the SDK's document client takes. It recognises the type of a value by its
 * constructor, so that it would reject a map with a member `constructor`, or store it as something else: such a map becomes
 * a `Map`. A {@link StoredNumber} becomes its `NumberValue`.
 */
export function sdkInput<Input>(input: Input, numbers: NumberValues): Input {
  // Type assertion: the result is the input, but for values that only the SDK sees.
  return sdkParts(input, (part, name) =>
    HOLDERS.has(name) ? sdkParts(part, (value) => sdkValue(value, numbers)) : sdkInput(part, numbers),
  ) as Input;
}

function sdkValue(value: unknown, numbers: NumberValues): unknown {
  if (isStoredNumber(value)) return numbers.from(value.text);
  if (value instanceof Set) return sdkSet(value, numbers);
  const whole = sdkParts(value, (part) => sdkValue(part, numbers));
  return isPlainObject(whole) && Object.hasOwn(whole, "constructor") ? new Map(Object.entries(whole)) : whole;
}

function sdkSet(elements: ReadonlySet<unknown>, numbers: NumberValues): ReadonlySet<unknown> {
  const isKept = (element: unknown) => !isStoredNumber(element);
  if ([...elements].every(isKept)) return elements;
  return new Set(Array.from(elements, (element) => sdkValue(element, numbers)));
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
