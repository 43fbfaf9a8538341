import type { Compression, ValueType } from "../model/model.js";
import { elementType, mapParts, memberType } from "../model/value-type.js";
import { integerOf, isStoredNumber, mayHaveInexactNumbers } from "../wire/number.js";
import { fromStored } from "./codec.js";
import { CompressionFault, decompress } from "./compression.js";
import { DATE_TEXTS, readDate } from "./date.js";
import { describeValue } from "./describe-value.js";
import type { RejectValue } from "./document.js";
import { decodeNumber, decodeNumbers } from "./stored-number.js";
import { memberToRead } from "./union.js";
import {
  elementSchema,
  memberSchema,
  optionSchema,
  pairSchemas,
  setElementSchema,
  type ValueSchema,
} from "./zod-schema.js";

/** Decodes a stored value that needs no conversion. */
export function decodePlain(value: unknown, type: ValueType, path: string, reject: RejectValue): unknown {
  // A null is compared with the schema, as every value is.
  if (type !== "number" || typeof value === "number" || value === null) return value;
  if (typeof value === "bigint" || isStoredNumber(value)) return decodeNumber(value, "number", path, reject);
  return reject(path, `should hold a number, but holds ${describeValue(value)}`);
}

/** Returns true if values of a type are stored as they are, so that {@link decodeValue} returns them unchanged. */
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

/** Returns true if the stored form of a type differs from the value in code. */
export function isConverted(type: ValueType): boolean {
  return type !== "number" && !isAsStored(type);
}

/**
 * Decodes a stored value into the entity's: dates, bigints, compressed values, codecs, and the values inside lists and
 * maps. It does not validate: it rejects only a value that cannot be converted.
 *
 * @param schema the schema of the value, which has its codecs
 */
export function decodeValue(
  value: unknown,
  type: ValueType,
  path: string,
  reject: RejectValue,
  schema?: ValueSchema,
): unknown {
  if (typeof type === "object") return decodeNested(value, type, path, reject, schema);
  if (value === null) return value;
  switch (type) {
    case "date":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return (
        readDate(value, type) ??
        reject(path, `should hold ${DATE_TEXTS[type]}, but holds ${describeValue(value)}`)
      );
    case "bigint":
      // The integer of a number's text, which is what DynamoDB stores; `BigInt` would give that of its bits.
      if (typeof value === "number" && Number.isInteger(value)) return integerOf(String(value));
      if (typeof value === "bigint" || isStoredNumber(value))
        return decodeNumber(value, "bigint", path, reject);
      return reject(path, `should hold an integer, but holds ${describeValue(value)}`);
    default:
      return decodePlain(value, type, path, reject);
  }
}

/** Decompresses bytes. Any other value was stored before its attribute was compressed, and is read as it is. */
function decompressed(value: unknown, by: Compression, path: string, reject: RejectValue): unknown {
  if (!(value instanceof Uint8Array)) return value;
  try {
    return decompress(value, by);
  } catch (error) {
    if (error instanceof CompressionFault) return reject(path, error.message);
    throw error;
  }
}

function decodeNested(
  value: unknown,
  type: Exclude<ValueType, string>,
  path: string,
  reject: RejectValue,
  schema: ValueSchema | undefined,
): unknown {
  if (type.kind === "compressed") {
    const plain = decompressed(value, type.by, path, reject);
    const numbers = mayHaveInexactNumbers() ? decodeNumbers(plain, schema, path, reject) : plain;
    return decodeValue(numbers, type.of, path, reject, schema);
  }
  if (type.kind === "codec") {
    return fromStored(schema, decodeValue(value, type.of ?? "any", path, reject), path, reject);
  }
  if (type.kind === "union") {
    const member = memberToRead(type.of, value);
    if (member === undefined)
      return reject(path, `should hold a value of its union, but holds ${describeValue(value)}`);
    return decodeValue(value, member.value, path, reject, optionSchema(schema, member.option));
  }
  if (value === null) return null;
  switch (type.kind) {
    case "nullable":
      return decodeValue(value, type.of, path, reject, schema);
    case "list":
    case "tuple":
      return listOf(value, path, reject).map((element, position) => {
        const of = elementType(type, position);
        return decodeValue(element, of, `${path}[${position}]`, reject, elementSchema(schema, position));
      });
    case "set": {
      if (!(value instanceof Set))
        return reject(path, `should hold a set, but holds ${describeValue(value)}`);
      const element = setElementSchema(schema);
      return new Set([...value].map((one) => decodeValue(one, type.of, path, reject, element)));
    }
    case "pairs":
      return decodePairs(value, type, path, reject, schema);
    case "record":
    case "map":
      return decodeMap(value, type, path, reject, schema);
    default:
      return value;
  }
}

function listOf(value: unknown, path: string, reject: RejectValue): readonly unknown[] {
  return Array.isArray(value) ? value : reject(path, `should hold a list, but holds ${describeValue(value)}`);
}

function decodePairs(
  value: unknown,
  type: Extract<ValueType, { readonly kind: "pairs" }>,
  path: string,
  reject: RejectValue,
  schema: ValueSchema | undefined,
): ReadonlyMap<unknown, unknown> {
  const schemas = pairSchemas(schema);
  return new Map(
    listOf(value, path, reject).map((entry, position) => {
      const place = `${path}[${position}]`;
      const [key, of] = listOf(entry, place, reject);
      return [
        decodeValue(key, type.key, `${place}[0]`, reject, schemas.key),
        decodeValue(of, type.of, `${place}[1]`, reject, schemas.value),
      ];
    }),
  );
}

function decodeMap(
  value: unknown,
  type: Extract<ValueType, { readonly kind: "map" | "record" }>,
  path: string,
  reject: RejectValue,
  schema: ValueSchema | undefined,
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return reject(path, `should hold a map, but holds ${describeValue(value)}`);
  }
  const decoded: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    // An assignment to it would set the prototype.
    if (name === "__proto__") continue;
    const of = memberType(type, name);
    decoded[name] = decodeValue(member, of, `${path}.${name}`, reject, memberSchema(schema, name));
  }
  if (type.kind === "record") return decoded;
  for (const [name, of] of Object.entries(type.of)) {
    if (Object.hasOwn(decoded, name)) continue;
    const absent = decodeAbsent(of, `${path}.${name}`, reject, memberSchema(schema, name));
    if (absent !== undefined) decoded[name] = absent;
  }
  return decoded;
}

/** Returns the value of an attribute that is not stored: an empty set where one is required, usually `undefined`. */
export function decodeAbsent(
  type: ValueType,
  path: string,
  reject: RejectValue,
  schema?: ValueSchema,
): unknown {
  if (typeof type === "string") return undefined;
  switch (type.kind) {
    case "set":
      return type.required ? new Set() : undefined;
    case "codec":
      if (!type.required) return undefined;
      return fromStored(schema, decodeAbsent(type.of ?? "any", path, reject), path, reject);
    case "nullable":
    case "compressed":
      return decodeAbsent(type.of, path, reject, schema);
    case "union": {
      for (const { value, option } of type.of) {
        const absent = decodeAbsent(value, path, reject, optionSchema(schema, option));
        if (absent !== undefined) return absent;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** Replaces the places where a recursive type comes again by references to the type itself. */
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
 * Reads values that are stored in another form than in code: dates, bigints, compressed values, codecs, unions, and such
 * values inside lists and maps. The specs of such items name it, so that the bundles of all others leave it out.
 */
export const conversions = { decode: decodeValue, absent: decodeAbsent, tied } as const;
