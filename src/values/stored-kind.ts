import type { ValueType } from "../model/model.js";

/** Whether a value is stored in a form that its schema makes, be it compressed or not. */
export function isCodec(type: ValueType): boolean {
  if (typeof type !== "object") return false;
  return type.kind === "codec" || (type.kind === "compressed" && isCodec(type.of));
}

/** Whether DynamoDB stores bytes of which it knows nothing. */
export function isCompressed(type: ValueType): boolean {
  return typeof type === "object" && type.kind === "compressed";
}
