import type { Compression, UnionMember, ValueType } from "../model/model.js";
import { elementType, memberType } from "../model/value-type.js";
import { isStoredNumber, numberFault, readNumber, type StoredNumber } from "../wire/number.js";
import { isPlainObject } from "../wire/plain-object.js";
import { toStored } from "./codec.js";
import { CompressionFault, compress } from "./compression.js";
import { dateFault, isDateForm, writeDate } from "./date.js";
import { decodeAbsent, decodeValue } from "./decode.js";
import { describeValue } from "./describe-value.js";
import { contentOf, type DocumentValue, type RejectValue, sameValue } from "./document.js";
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
  reject: RejectValue,
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
  reject: RejectValue,
): DocumentValue | undefined {
  const [only] = possible;
  if (possible.length === 1 && only !== undefined)
    return encode(only, reject, optionSchema(schema, only.option));
  const trials: Trial[] = [];
  const mismatches: MemberMismatch[] = [];
  for (const member of possible) {
    const trial = tryMember(member, value, optionSchema(schema, member.option), encode);
    if (trial instanceof MemberMismatch) mismatches.push(trial);
    else trials.push(trial);
    if (!(trial instanceof MemberMismatch) && trial.exact && trial.encodable) return trial.stored;
  }
  // What zod cannot encode may be what a transform or a `catch` gave, and is stored as it is.
  const best = trials.find(({ exact }) => exact) ?? trials.find(({ encodable }) => encodable) ?? trials[0];
  if (best !== undefined) return best.stored;
  // The member that came furthest says best what is wrong.
  const [furthest] = mismatches.sort((one, other) => other.path.length - one.path.length);
  return reject(furthest?.path ?? "", furthest?.message ?? "is not a member of its union");
}

interface Trial {
  readonly stored: DocumentValue | undefined;
  /** It is read back as the same value. */
  readonly exact: boolean;
  /** zod encodes the value by this option of its union. */
  readonly encodable: boolean;
}

/** Thrown and caught here for a member that does not take a value: not an error while there are others. */
class MemberMismatch extends Error {
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
): Trial | MemberMismatch {
  const reject: RejectValue = (path, reason) => {
    throw new MemberMismatch(path, reason);
  };
  try {
    const stored = encode(member, reject, option);
    const read =
      stored === undefined
        ? decodeAbsent(member.value, "", reject, option)
        : decodeValue(stored, member.value, "", reject, option);
    return { stored, exact: sameValue(read, value), encodable: isEncodable(option, value) };
  } catch (thrown) {
    if (thrown instanceof MemberMismatch) return thrown;
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

/** A value that is nested deeper is left to the code that checks DynamoDB's limits. */
const MAXIMUM_COPY_DEPTH = 16;

/** DynamoDB's range of numbers. */
const [SMALLEST, TOO_LARGE] = [1e-130, 1e126] as const;

/**
 * Copies a value that is stored as it is: text, a number, a boolean, `null`, and lists and plain objects of such values.
 * Returns `undefined` for any other value, which has to be converted or rejected.
 *
 * @param isUnshared nobody else has the value, so that it need not be copied
 */
export function plainCopy(value: unknown, isUnshared = false, depth = 0): DocumentValue | undefined {
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
      return Array.isArray(value)
        ? copyOfList(value, isUnshared, depth)
        : copyOfMap(value, isUnshared, depth);
    default:
      return undefined;
  }
}

/** Returns true for a number in DynamoDB's range. A negative zero, which DynamoDB does not have, is not one. */
function isStored(value: number): boolean {
  const magnitude = Math.abs(value);
  return (magnitude >= SMALLEST && magnitude < TOO_LARGE) || Object.is(value, 0);
}

function copyOfList(
  value: readonly unknown[],
  isUnshared: boolean,
  depth: number,
): DocumentValue | undefined {
  // Holes become undefined.
  const copy = (isUnshared ? value : [...value]) as unknown[];
  for (let position = 0; position < copy.length; position += 1) {
    const element = copy[position];
    const copied = plainCopy(element, isUnshared, depth + 1);
    if (copied === undefined) return undefined;
    if (copied !== element) copy[position] = copied;
  }
  return copy as readonly DocumentValue[];
}

function copyOfMap(value: object, isUnshared: boolean, depth: number): DocumentValue | undefined {
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  if (Object.getOwnPropertySymbols(value).length > 0) return undefined;
  // All members at once, which is fast and calls a getter only once.
  const copy = (isUnshared ? value : { ...value }) as Record<string, unknown>;
  for (const name in copy) {
    if (!Object.hasOwn(copy, name)) continue;
    if (name === "" || name === "__proto__" || !name.isWellFormed()) return undefined;
    const member = copy[name];
    const copied = plainCopy(member, isUnshared, depth + 1);
    if (copied === undefined) return undefined;
    if (copied !== member) copy[name] = copied;
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
 * Encodes a value in document form, exactly or not at all: `undefined` is absent, and so is an empty set, which DynamoDB
 * cannot store; a `Date` becomes text or a number where the type says so; a compressed value becomes bytes.
 *
 * @param schema the schema of the value, which has its codecs
 * @param isUnshared the value is a copy already, which nobody else has
 */
export function encodeValue(
  value: unknown,
  type: ValueType,
  path: string,
  reject: RejectValue,
  schema?: ValueSchema,
  isUnshared?: boolean,
): DocumentValue | undefined {
  // Most values are stored as they are: only the others are walked part by part.
  const copy = typeof type === "string" ? plainCopy(value, isUnshared) : undefined;
  return copy === undefined ? encode(value, type, path, 1, reject, schema) : copy;
}

/**
 * Encodes a value that stored ones are compared with. It need not be storable itself: a Date between two seconds lies
 * between two stored numbers of seconds.
 */
export function encodeOperand(
  value: unknown,
  type: ValueType,
  path: string,
  reject: RejectValue,
  schema?: ValueSchema,
): DocumentValue | undefined {
  const bare = typeof type === "object" && type.kind === "nullable" ? type.of : type;
  const between = value instanceof Date && isDateForm(bare) && !Number.isNaN(value.getTime());
  return between ? writeDate(value, bare) : encodeValue(value, type, path, reject, schema);
}

function encode(
  value: unknown,
  type: ValueType,
  path: string,
  depth: number,
  reject: RejectValue,
  schema: ValueSchema | undefined,
): DocumentValue | undefined {
  if (depth > MAXIMUM_DEPTH) return reject(path, TOO_DEEP);
  if (typeof type === "object" && value !== undefined) {
    if (type.kind === "nullable" && value !== null)
      return encode(value, type.of, path, depth, reject, schema);
    if (type.kind === "compressed") {
      const plain = encode(value, type.of, path, depth, reject, schema);
      // Nothing is gained by compressing null, which is read as it is.
      return plain === undefined || plain === null ? plain : compressed(plain, type.by, path, reject);
    }
    if (type.kind === "codec") {
      const stored = toStored(schema, value, path, reject);
      return encode(stored, type.of ?? "any", path, depth, reject, undefined);
    }
    if (type.kind === "union") {
      return encodeMember(value, type.of, path, depth, reject, schema);
    }
  }
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "string":
      return value.isWellFormed()
        ? value
        : reject(path, "holds half a surrogate pair, which UTF-8 cannot store");
    case "number":
      return storableNumber(value, path, reject);
    case "bigint":
      return storableBigInt(value, type, path, reject);
    case "boolean":
      return value;
    case "object":
      return value === null ? null : encodeObject(value, type, path, depth, reject, schema);
    default:
      return reject(path, `is ${describeValue(value)}, which DynamoDB cannot store`);
  }
}

/** Encodes a value as the member of its union that it is. */
function encodeMember(
  value: unknown,
  members: readonly UnionMember[],
  path: string,
  depth: number,
  reject: RejectValue,
  schema: ValueSchema | undefined,
): DocumentValue | undefined {
  const possible = possibleMembers(members, value);
  if (possible.length === 0)
    return reject(path, `is ${describeValue(value)}, which no member of its union is`);
  const encodeAs: EncodeMember = (member, rejected, option) =>
    encode(value, member.value, path, depth, rejected, option);
  return encodeAsMember(possible, value, schema, encodeAs, reject);
}

function compressed(value: DocumentValue, by: Compression, path: string, reject: RejectValue): Uint8Array {
  try {
    return compress(value, by);
  } catch (error) {
    if (error instanceof CompressionFault) return reject(path, error.message);
    throw error;
  }
}

function encodeObject(
  value: object,
  type: ValueType,
  path: string,
  depth: number,
  reject: RejectValue,
  schema: ValueSchema | undefined,
): DocumentValue | undefined {
  if (value instanceof Date) {
    if (!isDateForm(type))
      return reject(path, "is a Date where the schema does not say so, so it could not be read back");
    const fault = dateFault(value, type);
    return fault === undefined ? writeDate(value, type) : reject(path, fault);
  }
  // A copy, and of a Buffer too what is read back: a Uint8Array.
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Set) return encodeSet(value, type, path, reject, schema);
  // As `db.raw` gives it.
  if (isStoredNumber(value)) return value;
  // At the last level DynamoDB stores no list and no map, not even an empty one.
  if (depth === MAXIMUM_DEPTH) return reject(path, TOO_DEEP);
  if (value instanceof Map) return encodePairs(value, type, path, depth, reject, schema);
  if (Array.isArray(value)) {
    // By position, since `map` skips the holes of a sparse array.
    return Array.from(value, (element: unknown, position) => {
      const place = `${path}[${position}]`;
      const of = elementType(type, position);
      const encoded = encode(element, of, place, depth + 1, reject, elementSchema(schema, position));
      return encoded === undefined ? reject(place, NO_ELEMENT) : encoded;
    });
  }
  if (!isPlainObject(value)) {
    const { name = "unknown" } = (value as object).constructor ?? {};
    return reject(path, `is an instance of ${name}; give a plain object, or declare a codec in the schema`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0)
    return reject(path, "has a member whose name is a symbol, which DynamoDB cannot store");
  const document: Record<string, DocumentValue> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === "__proto__") return reject(path, "has a member named __proto__, which cannot be read back");
    if (name === "") return reject(path, "has a member without a name, which DynamoDB cannot store");
    if (!name.isWellFormed())
      return reject(path, "has a member whose name holds half a surrogate pair, which UTF-8 cannot store");
    const encoded = encode(
      member,
      memberType(type, name),
      path === "" ? name : `${path}.${name}`,
      depth + 1,
      reject,
      memberSchema(schema, name),
    );
    if (encoded !== undefined) document[name] = encoded;
    else if (member !== undefined && isEntry(type, name))
      return reject(`${path}.${name}`, "is an empty set, which DynamoDB cannot store: leave the entry out");
  }
  return document;
}

/** Returns true for a member of a record: one of any name, which may be absent. */
function isEntry(type: ValueType, name: string): boolean {
  if (typeof type !== "object") return type === "any";
  return type.kind === "record" || (type.kind === "map" && !Object.hasOwn(type.of, name));
}

/** Encodes a `Map` as a list of pairs: its keys may be anything, and its order is kept. */
function encodePairs(
  value: ReadonlyMap<unknown, unknown>,
  type: ValueType,
  path: string,
  depth: number,
  reject: RejectValue,
  schema: ValueSchema | undefined,
): DocumentValue {
  if (typeof type !== "object" || type.kind !== "pairs")
    return reject(path, "is a Map where the schema does not say so, so it could not be read back");
  const schemas = pairSchemas(schema);
  const part = (one: unknown, form: ValueType, place: string, of: ValueSchema | undefined) => {
    const encoded = encode(one, form, place, depth + 2, reject, of);
    return encoded === undefined ? reject(place, NO_ELEMENT) : encoded;
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
  reject: RejectValue,
  schema: ValueSchema | undefined,
): DocumentValue | undefined {
  if (value.size === 0) return undefined;
  const of = typeof type === "object" && type.kind === "set" ? type.of : "any";
  const element = setElementSchema(schema);
  const elements = [...value].map((one) => encode(one, of, path, 1, reject, element));
  const first = kindOfElement(elements[0]);
  if (first === undefined || elements.some((element) => kindOfElement(element) !== first)) {
    return reject(path, "is a set that does not hold strings alone, numbers alone or binary values alone");
  }
  return withoutDuplicates(elements as readonly SetElement[]);
}

type SetElement = string | number | bigint | StoredNumber | Uint8Array;

/** Removes equal elements, with which DynamoDB rejects a set. In JavaScript two binary values differ, and so do `1` and `1n`. */
function withoutDuplicates(elements: readonly SetElement[]): ReadonlySet<SetElement> {
  const distinct = new Map(elements.map((element) => [contentOf(element), element]));
  return new Set(distinct.values());
}

function kindOfElement(value: unknown): "S" | "N" | "B" | undefined {
  if (typeof value === "string") return "S";
  if (typeof value === "number" || typeof value === "bigint" || isStoredNumber(value)) return "N";
  return value instanceof Uint8Array ? "B" : undefined;
}

function storableNumber(value: number, path: string, reject: RejectValue): number {
  const fault = numberFault(value);
  if (fault !== undefined) return reject(path, fault);
  return value === 0 ? 0 : value;
}

/** Checks a bigint. Without a declared type a stored number is read as a bigint only if no JavaScript number holds it. */
function storableBigInt(value: bigint, type: ValueType, path: string, reject: RejectValue): bigint {
  const digits = String(value < 0n ? -value : value).length;
  if (digits > MAXIMUM_DIGITS)
    return reject(path, `has ${digits} digits; DynamoDB stores ${MAXIMUM_DIGITS} at the most`);
  if (type !== "bigint" && typeof readNumber(String(value)) !== "bigint")
    return reject(path, "is a bigint where the schema does not say so, so it would be read back as a number");
  return value;
}
