import type { ValueType } from "../model/model.js";
import { mapParts } from "../model/value-parts.js";

/** A type that is nested in itself as one that holds itself, so that whoever walks it needs to know nothing of that. */
export function tied(type: ValueType): ValueType {
  return JSON.stringify(type).includes('"recursive"') ? tie(type, new Map()) : type;
}

function tie(type: ValueType, open: ReadonlyMap<number, ValueType>): ValueType {
  if (typeof type === "string") return type;
  if (type.kind === "again") return open.get(type.id) ?? "any";
  if (type.kind !== "recursive") return mapParts(type, (part) => tie(part, open));
  const knot = {};
  const of = tie(type.of, new Map([...open, [type.id, knot as ValueType]]));
  // The one place that closes the circle: from here on the knot is the type.
  return Object.assign(knot, of) as ValueType;
}
