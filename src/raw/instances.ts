import { MonotableError } from "../errors.js";
import { RAW } from "./items.js";

/** Refuses what the SDK would store as a map of its members, or of nothing: a `Date`, an instance of any other class. */
export function refuseInstances(value: unknown, path: string): void {
  if (typeof value !== "object" || value === null || isStorable(value)) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    const reason = `is an instance of ${value.constructor?.name}; give what DynamoDB stores of it`;
    throw new MonotableError("InvalidValue", `${RAW}: ${path} ${reason}`, {
      entity: RAW,
      attribute: path,
      reason,
    });
  }
  for (const [name, member] of Object.entries(value)) {
    refuseInstances(member, path === "" ? name : `${path}.${name}`);
  }
}

/** Instances that the document client knows: binary in its forms, sets, maps, and its own numbers. */
function isStorable(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    value instanceof Blob ||
    value instanceof Set ||
    value instanceof Map ||
    (value.constructor?.name ?? "").startsWith("NumberValue")
  );
}
