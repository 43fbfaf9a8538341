import { describe } from "../keys/encode-key.js";
import type { ValueType } from "../model/model.js";
import type { RefuseValue } from "./refuse-value.js";

/** A stored value as it is: of numbers, those that JavaScript has not exactly are refused. */
export function decodePlain(value: unknown, type: ValueType, path: string, refuse: RefuseValue): unknown {
  if (type !== "number" || typeof value === "number") return value;
  return refuse(path, `should hold a number that JavaScript has exactly, but holds ${describe(value)}`);
}

/** Whether what is stored of a type is the value itself, whatever it is: {@link decodeValue} gives it as it is. */
export function isAsStored(type: ValueType): boolean {
  return typeof type === "string" && !CONVERTED.has(type);
}

const CONVERTED: ReadonlySet<unknown> = new Set([
  "date",
  "dateInSeconds",
  "dateInMilliseconds",
  "bigint",
  "number",
]);

/** Whether values of a type are stored as something else than code has. */
export function isConverted(type: ValueType): boolean {
  return type !== "number" && !isAsStored(type);
}
