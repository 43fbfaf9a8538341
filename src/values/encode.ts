import type { Compression, UnionMember, ValueType } from "../model/model.js";
import { elementType, memberType } from "../model/value-type.js";
import { readNumber, whyNoNumber } from "../wire/number.js";
import { toStored } from "./codec.js";
import { CompressionFault, compress } from "./compression.js";
import { isDateForm, whyNotStored, writeDate } from "./date.js";
import { decodeAbsent, decodeValue } from "./decode.js";
import { describe } from "./describe-value.js";
import { type DocumentValue, type RefuseValue, sameValue } from "./document.js";
import { possibleMembers } from "./union.js";
import {
  elementSchema,
  memberSchema,
  optionSchema,
  pairSchemas,
  setElementSchema,
  unwrap,
  type ValueSchema,
} from "./zod-schema.js";

/** Encodes a value as a member of its union, of which the schema is given. */
export type EncodeMember = (
  member: UnionMember,
  refuse: RefuseValue,
  option: ValueSchema | undefined,
) => DocumentValue | undefined;

/**
 * Encodes a value as one of the members that JavaScript's types leave. Of several, which a codec makes possible, it is
 * the first that zod too encodes it by and that is read back as the same value.
 *
 * @param possible one at least
 */
export function encodeAsMember(
  possible: readonly UnionMember[],
  value: unknown,
  schema: ValueSchema | undefined,
  encode: EncodeMember,
  refuse: RefuseValue,
): DocumentValue | undefined {
  const [only] = possible;
  if (possible.length === 1 && only !== undefined)
    return encode(only, refuse, optionSchema(schema, only.option));
  const trials: Trial[] = [];
  const misfits: Misfit[] = [];
  for (const member of possible) {
    const trial = tryMember(member, value, optionSchema(schema, member.option), encode);
    if (trial instanceof Misfit) misfits.push(trial);
    else trials.push(trial);
    if (!(trial instanceof Misfit) && trial.exact && trial.encodable) return trial.stored;
  }
  // What zod cannot encode may be what a transform or a `catch` gave, and is stored as it is.
  const best = trials.find(({ exact }) => exact) ?? trials.find(({ encodable }) => encodable) ?? trials[0];
  if (best !== undefined) return best.stored;
  // The member that came furthest says best what is wrong.
  const [furthest] = misfits.sort((one, other) => other.path.length - one.path.length);
  return refuse(furthest?.path ?? "", furthest?.message ?? "is none of its union");
}

interface Trial {
  readonly stored: DocumentValue | undefined;
  /** It is read back as the same value. */
  readonly exact: boolean;
  /** zod encodes the value by this option of its union. */
  readonly encodable: boolean;
}

/** Thrown and caught here: that a member does not take a value is no error while there are others. */
class Misfit extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

function tryMember(
  member: UnionMember,
  value: unknown,
  option: ValueSchema | undefined,
  encode: EncodeMember,
): Trial | Misfit {
  const refuse: RefuseValue = (path, reason) => {
    throw new Misfit(path, reason);
  };
  try {
    const stored = encode(member, refuse, option);
    const read =
      stored === undefined
        ? decodeAbsent(member.value, "", refuse, option)
        : decodeValue(stored, member.value, "", refuse, option);
    return { stored, exact: sameValue(read, value), encodable: isEncodable(option, value) };
  } catch (thrown) {
    if (thrown instanceof Misfit) return thrown;
    throw thrown;
  }
}

function isEncodable(schema: ValueSchema | undefined, value: unknown): boolean {
  try {
    unwrap(schema)?.encode(value);
    return schema !== undefined;
  } catch {
    return false;
  }
}

/** What is nested deeper is left to what knows the limits. */
const MAXIMUM_COPY_DEPTH = 16;

/** DynamoDB's range of numbers. */
const [SMALLEST, TOO_LARGE] = [1e-130, 1e126] as const;

/**
 * A copy of a value that is stored as it is: of texts, numbers, booleans, and of lists and plain objects of such. Anything
 * else gives nothing: what has to be converted or refused, and all about which that is not seen at once.
 *
 * @param isOwn nobody else has the value, so that it need not be copied
 */
export function plainCopy(value: unknown, isOwn = false, depth = 0): DocumentValue | undefined {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? value : undefined;
    case "number":
      return isStored(value) ? value : undefined;
    case "boolean":
      return value;
    case "object":
      if (value === null) return null;
      if (depth === MAXIMUM_COPY_DEPTH) return undefined;
      return Array.isArray(value) ? copyOfList(value, isOwn, depth) : copyOfMap(value, isOwn, depth);
    default:
      return undefined;
  }
}

/** Not a negative zero, nor what is no number. */
function isStored(value: number): boolean {
  const magnitude = Math.abs(value);
  return (magnitude >= SMALLEST && magnitude < TOO_LARGE) || Object.is(value, 0);
}

function copyOfList(value: readonly unknown[], isOwn: boolean, depth: number): DocumentValue | undefined {
  // Holes become undefined.
  const copy = (isOwn ? value : [...value]) as unknown[];
  for (let position = 0; position < copy.length; position += 1) {
    const element = copy[position];
    const own = plainCopy(element, isOwn, depth + 1);
    if (own === undefined) return undefined;
    if (own !== element) copy[position] = own;
  }
  return copy as readonly DocumentValue[];
}

function copyOfMap(value: object, isOwn: boolean, depth: number): DocumentValue | undefined {
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  if (Object.getOwnPropertySymbols(value).length > 0) return undefined;
  // All at once, which is fast, and so that what a getter gives is asked for once.
  const copy = (isOwn ? value : { ...value }) as Record<string, unknown>;
  for (const name in copy) {
    if (!Object.hasOwn(copy, name)) continue;
    if (name === "" || name === "__proto__" || !name.isWellFormed()) return undefined;
    const member = copy[name];
    const own = plainCopy(member, isOwn, depth + 1);
    if (own === undefined) return undefined;
    if (own !== member) copy[name] = own;
  }
  return copy as Readonly<Record<string, DocumentValue>>;
}

/** DynamoDB's limit of nesting. */
const MAXIMUM_DEPTH = 32;

const TOO_DEEP = `is nested deeper than the ${MAXIMUM_DEPTH} levels that DynamoDB stores`;

const NO_ELEMENT = "is undefined or an empty set, which a list cannot hold";

/** The most digits that DynamoDB keeps of a number. */
const MAXIMUM_DIGITS = 38;

/**
 * Turns a value into what the document client stores, exactly or not at all: `undefined` (and an empty set, which
 * DynamoDB has not) is absent, a `Date` becomes text or a number where the type says so, and what is compressed becomes
 * bytes.
 *
 * @param schema the schema of the value, of which its codecs are
 * @param isOwn nobody else has the value: it is a copy already
 */
export function encodeValue(
  value: unknown,
  type: ValueType,
  path: string,
  refuse: RefuseValue,
  schema?: ValueSchema,
  isOwn?: boolean,
): DocumentValue | undefined {
  // Most are: only what is no such value, or of a type that converts, is looked at one by one.
  const copy = typeof type === "string" ? plainCopy(value, isOwn) : undefined;
  return copy === undefined ? encode(value, type, path, 1, refuse, schema) : copy;
}

/**
 * A value that stored ones are compared with. It need not be one that could be stored: a Date between two seconds has
 * its place between two stored numbers of seconds.
 */
export function encodeOperand(
  value: unknown,
  type: ValueType,
  path: string,
  refuse: RefuseValue,
  schema?: ValueSchema,
): DocumentValue | undefined {
  const bare = typeof type === "object" && type.kind === "nullable" ? type.of : type;
  const between = value instanceof Date && isDateForm(bare) && !Number.isNaN(value.getTime());
  return between ? writeDate(value, bare) : encodeValue(value, type, path, refuse, schema);
}

function encode(
  value: unknown,
  type: ValueType,
  path: string,
  depth: number,
  refuse: RefuseValue,
  schema: ValueSchema | undefined,
): DocumentValue | undefined {
  if (depth > MAXIMUM_DEPTH) return refuse(path, TOO_DEEP);
  if (typeof type === "object" && value !== undefined) {
    if (type.kind === "nullable" && value !== null)
      return encode(value, type.of, path, depth, refuse, schema);
    if (type.kind === "compressed") {
      const plain = encode(value, type.of, path, depth, refuse, schema);
      // Nothing is gained by compressing null, which is read as it is.
      return plain === undefined || plain === null ? plain : compressed(plain, type.by, path, refuse);
    }
    if (type.kind === "codec") {
      const stored = toStored(schema, value, path, refuse);
      return encode(stored, type.of ?? "any", path, depth, refuse, undefined);
    }
    if (type.kind === "union") {
      return encodeMember(value, type.of, path, depth, refuse, schema);
    }
  }
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "string":
      return value.isWellFormed()
        ? value
        : refuse(path, "holds half a surrogate pair, which UTF-8 cannot store");
    case "number":
      return storableNumber(value, path, refuse);
    case "bigint":
      return storableBigInt(value, type, path, refuse);
    case "boolean":
      return value;
    case "object":
      return value === null ? null : encodeObject(value, type, path, depth, refuse, schema);
    default:
      return refuse(path, `is ${describe(value)}, which DynamoDB cannot store`);
  }
}

/** A value as the member of its union that it is. */
function encodeMember(
  value: unknown,
  members: readonly UnionMember[],
  path: string,
  depth: number,
  refuse: RefuseValue,
  schema: ValueSchema | undefined,
): DocumentValue | undefined {
  const possible = possibleMembers(members, value);
  if (possible.length === 0) return refuse(path, `is ${describe(value)}, which no member of its union is`);
  const encodeAs: EncodeMember = (member, refused, option) =>
    encode(value, member.value, path, depth, refused, option);
  return encodeAsMember(possible, value, schema, encodeAs, refuse);
}

function compressed(value: DocumentValue, by: Compression, path: string, refuse: RefuseValue): Uint8Array {
  try {
    return compress(value, by);
  } catch (error) {
    if (error instanceof CompressionFault) return refuse(path, error.message);
    throw error;
  }
}

function encodeObject(
  value: object,
  type: ValueType,
  path: string,
  depth: number,
  refuse: RefuseValue,
  schema: ValueSchema | undefined,
): DocumentValue | undefined {
  if (value instanceof Date) {
    if (!isDateForm(type))
      return refuse(path, "is a Date where the schema does not say so, so it could not be read back");
    const fault = whyNotStored(value, type);
    return fault === undefined ? writeDate(value, type) : refuse(path, fault);
  }
  // A copy, and of a Buffer too what is read back: a Uint8Array.
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Set) return encodeSet(value, type, path, refuse, schema);
  // At the last level DynamoDB stores no list and no map, not even an empty one.
  if (depth === MAXIMUM_DEPTH) return refuse(path, TOO_DEEP);
  if (value instanceof Map) return encodePairs(value, type, path, depth, refuse, schema);
  if (Array.isArray(value)) {
    // By position, since `map` skips the holes of a sparse array.
    return Array.from(value, (element: unknown, position) => {
      const place = `${path}[${position}]`;
      const of = elementType(type, position);
      const encoded = encode(element, of, place, depth + 1, refuse, elementSchema(schema, position));
      return encoded === undefined ? refuse(place, NO_ELEMENT) : encoded;
    });
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const name = value.constructor?.name ?? "unknown";
    return refuse(path, `is an instance of ${name}; give a plain object, or declare a codec in the schema`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0)
    return refuse(path, "has a member whose name is a symbol, which DynamoDB cannot store");
  const document: Record<string, DocumentValue> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === "__proto__") return refuse(path, "has a member named __proto__, which cannot be read back");
    if (name === "") return refuse(path, "has a member without a name, which DynamoDB cannot store");
    if (!name.isWellFormed())
      return refuse(path, "has a member whose name holds half a surrogate pair, which UTF-8 cannot store");
    const encoded = encode(
      member,
      memberType(type, name),
      path === "" ? name : `${path}.${name}`,
      depth + 1,
      refuse,
      memberSchema(schema, name),
    );
    if (encoded !== undefined) document[name] = encoded;
    else if (member !== undefined && isEntry(type, name))
      return refuse(`${path}.${name}`, "is an empty set, and an entry that is not stored is none");
  }
  return document;
}

/** Whether a member of a map is one of any name, which comes and goes. */
function isEntry(type: ValueType, name: string): boolean {
  if (typeof type !== "object") return type === "any";
  return type.kind === "record" || (type.kind === "map" && !Object.hasOwn(type.of, name));
}

/** A `Map` as a list of pairs: its keys may be anything, and its order is kept. */
function encodePairs(
  value: ReadonlyMap<unknown, unknown>,
  type: ValueType,
  path: string,
  depth: number,
  refuse: RefuseValue,
  schema: ValueSchema | undefined,
): DocumentValue {
  if (typeof type !== "object" || type.kind !== "pairs")
    return refuse(path, "is a Map where the schema does not say so, so it could not be read back");
  const schemas = pairSchemas(schema);
  const part = (one: unknown, form: ValueType, place: string, of: ValueSchema | undefined) => {
    const encoded = encode(one, form, place, depth + 2, refuse, of);
    return encoded === undefined ? refuse(place, NO_ELEMENT) : encoded;
  };
  return Array.from(value, ([key, of], position) => [
    part(key, type.key, `${path}[${position}][0]`, schemas.key),
    part(of, type.of, `${path}[${position}][1]`, schemas.value),
  ]);
}

function encodeSet(
  value: ReadonlySet<unknown>,
  type: ValueType,
  path: string,
  refuse: RefuseValue,
  schema: ValueSchema | undefined,
): DocumentValue | undefined {
  if (value.size === 0) return undefined;
  const of = typeof type === "object" && type.kind === "set" ? type.of : "any";
  const element = setElementSchema(schema);
  const elements = [...value].map((one) => encode(one, of, path, 1, refuse, element));
  const first = kindOfElement(elements[0]);
  if (first === undefined || elements.some((element) => kindOfElement(element) !== first)) {
    return refuse(path, "is a set that does not hold strings alone, numbers alone or binary values alone");
  }
  return withoutDuplicates(elements as readonly SetElement[]);
}

type SetElement = string | number | bigint | Uint8Array;

/** DynamoDB refuses a set with equal elements. To JavaScript two binary values differ, and so do `1` and `1n`. */
function withoutDuplicates(elements: readonly SetElement[]): ReadonlySet<SetElement> {
  const distinct = new Map(elements.map((element) => [contentOf(element), element]));
  return new Set(distinct.values());
}

function contentOf(element: SetElement): string {
  return element instanceof Uint8Array ? Buffer.from(element).toString("base64") : String(element);
}

function kindOfElement(value: unknown): "S" | "N" | "B" | undefined {
  if (typeof value === "string") return "S";
  if (typeof value === "number" || typeof value === "bigint") return "N";
  return value instanceof Uint8Array ? "B" : undefined;
}

function storableNumber(value: number, path: string, refuse: RefuseValue): number {
  const fault = whyNoNumber(value);
  if (fault !== undefined) return refuse(path, fault);
  return value === 0 ? 0 : value;
}

/** Where the schema says nothing, a number that is read is a bigint only if no other number in JavaScript is it. */
function storableBigInt(value: bigint, type: ValueType, path: string, refuse: RefuseValue): bigint {
  const digits = String(value < 0n ? -value : value).length;
  if (digits > MAXIMUM_DIGITS)
    return refuse(path, `has ${digits} digits; DynamoDB stores ${MAXIMUM_DIGITS} at the most`);
  if (type !== "bigint" && typeof readNumber(String(value)) !== "bigint")
    return refuse(path, "is a bigint where the schema does not say so, so it would be read back as a number");
  return value;
}
