import type { Compression, ValueType } from "../model/model.js";
import { elementType, mapParts, memberType } from "../model/value-type.js";
import { fromStored } from "./codec.js";
import { CompressionFault, decompress } from "./compression.js";
import { DATE_TEXTS, readDate } from "./date.js";
import { describe } from "./describe-value.js";
import type { RefuseValue } from "./document.js";
import { memberToRead } from "./union.js";
import {
  elementSchema,
  memberSchema,
  optionSchema,
  pairSchemas,
  setElementSchema,
  type ValueSchema,
} from "./zod-schema.js";

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

/**
 * Turns a stored value back into the entity's: dates, bigints, what is compressed or a codec made, and what lies inside
 * lists and maps. It does not validate: only what could not be converted, or not exactly, is refused.
 *
 * @param schema the schema of the value, of which its codecs are
 */
export function decodeValue(
  value: unknown,
  type: ValueType,
  path: string,
  refuse: RefuseValue,
  schema?: ValueSchema,
): unknown {
  if (typeof type === "object") return decodeNested(value, type, path, refuse, schema);
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
    default:
      return decodePlain(value, type, path, refuse);
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
  type: Exclude<ValueType, string>,
  path: string,
  refuse: RefuseValue,
  schema: ValueSchema | undefined,
): unknown {
  if (type.kind === "compressed") {
    return decodeValue(decompressed(value, type.by, path, refuse), type.of, path, refuse, schema);
  }
  if (type.kind === "codec") {
    return fromStored(schema, decodeValue(value, type.of ?? "any", path, refuse), path, refuse);
  }
  if (type.kind === "union") {
    const member = memberToRead(type.of, value);
    if (member === undefined)
      return refuse(path, `should hold a value of its union, but holds ${describe(value)}`);
    return decodeValue(value, member.value, path, refuse, optionSchema(schema, member.option));
  }
  if (value === null) return null;
  switch (type.kind) {
    case "nullable":
      return decodeValue(value, type.of, path, refuse, schema);
    case "list":
    case "tuple":
      return listOf(value, path, refuse).map((element, position) => {
        const of = elementType(type, position);
        return decodeValue(element, of, `${path}[${position}]`, refuse, elementSchema(schema, position));
      });
    case "set": {
      if (!(value instanceof Set)) return refuse(path, `should hold a set, but holds ${describe(value)}`);
      const element = setElementSchema(schema);
      return new Set([...value].map((one) => decodeValue(one, type.of, path, refuse, element)));
    }
    case "pairs":
      return decodePairs(value, type, path, refuse, schema);
    case "record":
    case "map":
      return decodeMap(value, type, path, refuse, schema);
    default:
      return value;
  }
}

function listOf(value: unknown, path: string, refuse: RefuseValue): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(path, `should hold a list, but holds ${describe(value)}`);
}

function decodePairs(
  value: unknown,
  type: Extract<ValueType, { readonly kind: "pairs" }>,
  path: string,
  refuse: RefuseValue,
  schema: ValueSchema | undefined,
): ReadonlyMap<unknown, unknown> {
  const schemas = pairSchemas(schema);
  return new Map(
    listOf(value, path, refuse).map((entry, position) => {
      const place = `${path}[${position}]`;
      const [key, of] = listOf(entry, place, refuse);
      return [
        decodeValue(key, type.key, `${place}[0]`, refuse, schemas.key),
        decodeValue(of, type.of, `${place}[1]`, refuse, schemas.value),
      ];
    }),
  );
}

function decodeMap(
  value: unknown,
  type: Extract<ValueType, { readonly kind: "map" | "record" }>,
  path: string,
  refuse: RefuseValue,
  schema: ValueSchema | undefined,
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(path, `should hold a map, but holds ${describe(value)}`);
  }
  const decoded: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const of = memberType(type, name);
    decoded[name] = decodeValue(member, of, `${path}.${name}`, refuse, memberSchema(schema, name));
  }
  if (type.kind === "record") return decoded;
  for (const [name, of] of Object.entries(type.of)) {
    if (Object.hasOwn(decoded, name)) continue;
    const absent = decodeAbsent(of, `${path}.${name}`, refuse, memberSchema(schema, name));
    if (absent !== undefined) decoded[name] = absent;
  }
  return decoded;
}

/** What it means that a value is not stored: an empty set, where there must be one; usually nothing. */
export function decodeAbsent(
  type: ValueType,
  path: string,
  refuse: RefuseValue,
  schema?: ValueSchema,
): unknown {
  if (typeof type === "string") return undefined;
  switch (type.kind) {
    case "set":
      return type.required ? new Set() : undefined;
    case "codec":
      if (!type.required) return undefined;
      return fromStored(schema, decodeAbsent(type.of ?? "any", path, refuse), path, refuse);
    case "nullable":
    case "compressed":
      return decodeAbsent(type.of, path, refuse, schema);
    case "union": {
      for (const { value, option } of type.of) {
        const absent = decodeAbsent(value, path, refuse, optionSchema(schema, option));
        if (absent !== undefined) return absent;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

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

/**
 * What reading items needs whose values are stored as something else than code has: dates, bigints, compressed values,
 * codecs, unions, and what lies in lists and maps. Specs of such items name it, so that bundles of the others are without.
 */
export const conversions = { decode: decodeValue, absent: decodeAbsent, tied } as const;
