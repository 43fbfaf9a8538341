import { describe } from "../keys/encode-piece.js";
import type { Compression, ValueType } from "../model/model.js";
import { CompressionFault, decompress } from "./compressed.js";
import { DATE_TEXTS, readDate } from "./date.js";
import { elementType, memberType, type RefuseValue } from "./encode.js";

/**
 * Turns a stored value back into the entity's: dates, bigints, what is compressed and what lies inside lists and maps. It does not validate:
 * only what could not be converted, or not exactly, is refused.
 */
export function decodeValue(value: unknown, type: ValueType, path: string, refuse: RefuseValue): unknown {
  if (typeof type === "object" && type.kind === "compressed")
    return decodeValue(decompressed(value, type.by, path, refuse), type.of, path, refuse);
  if (typeof type === "object") return value === null ? null : decodeNested(value, type, path, refuse);
  switch (type) {
    case "date":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return (
        readDate(value, type) ?? refuse(path, `should hold ${DATE_TEXTS[type]}, but holds ${describe(value)}`)
      );
    case "bigint":
      if (typeof value === "number" && Number.isInteger(value)) return integerOf(value);
      return typeof value === "bigint"
        ? value
        : refuse(path, `should hold an integer, but holds ${describe(value)}`);
    case "number":
      if (typeof value === "number") return value;
      return refuse(path, `should hold a number that JavaScript has exactly, but holds ${describe(value)}`);
    default:
      return value;
  }
}

/** What compressed bytes hold. What is no bytes was stored before its attribute was compressed: it is read as it is. */
function decompressed(value: unknown, by: Compression, path: string, refuse: RefuseValue): unknown {
  if (!(value instanceof Uint8Array)) return value;
  try {
    return decompress(value, by);
  } catch (error) {
    if (error instanceof CompressionFault) return refuse(path, error.message);
    throw error;
  }
}

/** The integer of a number's shortest text, which is the one that DynamoDB holds; `BigInt` gives that of its bits. */
function integerOf(value: number): bigint {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return BigInt(whole + fraction) * 10n ** BigInt(Number(exponent) - fraction.length);
}

function decodeNested(
  value: unknown,
  type: Exclude<ValueType, string | { readonly kind: "compressed" }>,
  path: string,
  refuse: RefuseValue,
): unknown {
  switch (type.kind) {
    case "nullable":
      return decodeValue(value, type.of, path, refuse);
    case "list":
    case "tuple":
      if (!Array.isArray(value)) return refuse(path, `should hold a list, but holds ${describe(value)}`);
      return value.map((element, position) =>
        decodeValue(element, elementType(type, position), `${path}[${position}]`, refuse),
      );
    case "set":
      if (!(value instanceof Set)) return refuse(path, `should hold a set, but holds ${describe(value)}`);
      return new Set([...value].map((element) => decodeValue(element, type.of, path, refuse)));
    case "record":
    case "map": {
      if (typeof value !== "object" || value === null) {
        return refuse(path, `should hold a map, but holds ${describe(value)}`);
      }
      const decoded: Record<string, unknown> = {};
      for (const [name, member] of Object.entries(value)) {
        decoded[name] = decodeValue(member, memberType(type, name), `${path}.${name}`, refuse);
      }
      return decoded;
    }
    case "codec":
      return value;
  }
}
