import { base64 } from "./base64.js";
import { numberText } from "./number.js";

type Members = Readonly<Record<string, unknown>>;

/** Writes an input whose only values are of keys. It is small, so that nothing is gained by writing its bytes at once. */
export function keyInput(input: object): string {
  return JSON.stringify(
    converted(input as Members, (member, name) => {
      switch (name) {
        case "Key":
        case "ExclusiveStartKey":
        case "ExpressionAttributeValues":
          return converted(member as Members, wireValue);
        case "ExpressionAttributeNames":
          return converted(member as Members, (placeholder) => placeholder);
        default:
          return member;
      }
    }),
  );
}

/** The members of an object that have a value, each as another. */
function converted(members: Members, convert: (member: unknown, name: string) => unknown): Members {
  // Without a prototype, so that there may be a member of any name.
  const result = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (member !== undefined && member !== null) result[name] = convert(member, name);
  }
  return result;
}

function wireValue(value: unknown): object {
  if (typeof value === "string") return { S: value };
  if (value instanceof Uint8Array) return { B: base64(value) };
  const number = numberText(value);
  if (number === undefined) throw new Error(`Unsupported key value of type ${typeof value}`);
  return { N: number };
}
