import type { RefuseValue } from "./document.js";
import { unwrap, type ValueSchema } from "./zod-schema.js";

/** What a codec of the schema makes of a value to store it. */
export function toStored(
  schema: ValueSchema | undefined,
  value: unknown,
  path: string,
  refuse: RefuseValue,
): unknown {
  const codec = codecOf(schema, path, refuse);
  try {
    return codec.encode(value);
  } catch (thrown) {
    return refuse(path, `cannot be encoded by its codec: ${reasonOf(thrown)}`);
  }
}

/** What a codec of the schema makes of a stored value. */
export function fromStored(
  schema: ValueSchema | undefined,
  value: unknown,
  path: string,
  refuse: RefuseValue,
): unknown {
  const codec = codecOf(schema, path, refuse);
  try {
    return codec.decode(value);
  } catch (thrown) {
    return refuse(path, `cannot be decoded by its codec: ${reasonOf(thrown)}`);
  }
}

function codecOf(schema: ValueSchema | undefined, path: string, refuse: RefuseValue): ValueSchema {
  const codec = unwrap(schema);
  return codec ?? refuse(path, "goes through a codec that the schema no longer has: generate the code again");
}

/** What zod's errors say, in one line; of others their message. */
function reasonOf(thrown: unknown): string {
  const issues: unknown = typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, "issues") : [];
  const messages = Array.isArray(issues) ? issues.map((issue: { message?: unknown }) => issue.message) : [];
  if (messages.length > 0) return messages.join("; ");
  return thrown instanceof Error ? thrown.message : String(thrown);
}
