import type { RejectValue } from "./document.js";
import { unwrap, type ValueSchema } from "./zod-schema.js";

/** Encodes a value by the codec of its schema. */
export function toStored(
  schema: ValueSchema | undefined,
  value: unknown,
  path: string,
  reject: RejectValue,
): unknown {
  const codec = codecOf(schema, path, reject);
  try {
    return codec.encode(value);
  } catch (thrown) {
    return reject(path, `cannot be encoded by its codec: ${reasonOf(thrown)}`);
  }
}

/** Decodes a stored value by the codec of its schema. */
export function fromStored(
  schema: ValueSchema | undefined,
  value: unknown,
  path: string,
  reject: RejectValue,
): unknown {
  const codec = codecOf(schema, path, reject);
  try {
    return codec.decode(value);
  } catch (thrown) {
    return reject(path, `cannot be decoded by its codec: ${reasonOf(thrown)}`);
  }
}

function codecOf(schema: ValueSchema | undefined, path: string, reject: RejectValue): ValueSchema {
  const codec = unwrap(schema);
  return (
    codec ?? reject(path, "is stored by a codec that the schema no longer has: run `npx monotable generate`")
  );
}

/** Returns the messages of zod's issues in one line, or the message of another error. */
function reasonOf(thrown: unknown): string {
  const issues: unknown = typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, "issues") : [];
  const messages = Array.isArray(issues) ? issues.map((issue: { message?: unknown }) => issue.message) : [];
  if (messages.length > 0) return messages.join("; ");
  return thrown instanceof Error ? thrown.message : String(thrown);
}
