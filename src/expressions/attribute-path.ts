import type { ValueType } from "../model/model.js";
import { type DateForm, isDateForm } from "../values/date.js";
import { describeValue } from "../values/describe-value.js";
import type { DocumentValue } from "../values/document.js";
import { plainCopy } from "../values/encode.js";
import { type Comparator, Condition, type ConditionNode, type Operand, type Step } from "./condition.js";
import type { BinaryPath, ListPath, OrderedPath, StoredType, StringPath } from "./path-types.js";
import { type Part, parts, pathName, type Usage } from "./usage.js";

/** The place in an item that a path leads to, and what its operators need to know of it. */
export interface PathPlace {
  readonly operand: Operand;
  readonly value: ValueType;
  /** The operators that it has; all unless given. */
  readonly operators?: ReadonlySet<string> | undefined;
  /** Members are reached as properties. */
  readonly hasMembers?: boolean;
  /** Returns its name in code: `items[0].productId`. */
  name(): string;
  /** Encodes an operand of a type, or throws. */
  encode(value: unknown, type: ValueType): DocumentValue;
  reject(reason: string): never;
  /** Returns the place one step below, or throws. */
  below?(step: Step): PathPlace;
  /** Throws the error of a property that a path does not have. */
  throwNoProperty?(name: string): never;
}

/**
 * The property by which a path that is compared with another gives its place. It is the same in every copy of the package,
 * and so marks the paths of all.
 */
export const compared: unique symbol = Symbol.for("monotable.compared") as never;

type EveryPath = StringPath & BinaryPath & ListPath<unknown> & OrderedPath<unknown>;

/** The one implementation behind the path types: the type of its attribute decides which of its operators it has. */
export class AttributePath implements EveryPath {
  readonly [parts]: readonly Part[];
  readonly #place: PathPlace;
  readonly #usage: Usage | undefined;

  /** @param above the path from which this one was reached */
  constructor(place: PathPlace, usage?: Usage, above: readonly Part[] = []) {
    this[parts] = above;
    this.#place = place;
    this.#usage = usage;
  }

  get [pathName](): string {
    return this.#place.name();
  }

  get [compared](): { readonly path: AttributePath; readonly place: PathPlace } {
    return { path: this, place: this.#place };
  }

  /** Reads the operators and the members of a path as its properties. */
  static readonly properties: ProxyHandler<AttributePath> = {
    get(path, name) {
      const own: unknown = Reflect.get(path, name, path);
      if (typeof name === "symbol") return own;
      const { operators, hasMembers } = path.#place;
      // A member that has the name of an operator that maps do not have is reached all the same.
      if (typeof own === "function" && (operators === undefined || operators.has(name)))
        return own.bind(path);
      if (hasMembers) return path.member(name);
      return path.#place.throwNoProperty?.(name) ?? path.#place.reject(`has no ${name}`);
    },
  };

  exists(): Condition {
    return this.#condition({ type: "exists", ...this.#place.operand, exists: true });
  }

  notExists(): Condition {
    return this.#condition({ type: "exists", ...this.#place.operand, exists: false });
  }

  hasType(type: StoredType): Condition {
    if (!STORED_TYPES.has(type))
      return this.#place.reject(
        `hasType takes one of ${[...STORED_TYPES].join(", ")}, got ${describeValue(type)}`,
      );
    return this.#condition({
      type: "function",
      name: "attribute_type",
      operand: this.#place.operand,
      value: type,
    });
  }

  /** A member of a map. */
  member(name: string): AttributePath {
    return this.#below(name);
  }

  /** An entry of a record. */
  key(name: string): AttributePath {
    if (typeof name !== "string" || name === "")
      return this.#place.reject(`key() takes a name that is not empty, got ${describeValue(name)}`);
    return this.#below(name);
  }

  /** An element of a list. */
  at(position: number): AttributePath {
    if (!Number.isSafeInteger(position) || position < 0)
      return this.#place.reject(`at() takes a position from 0 on, got ${describeValue(position)}`);
    return this.#below(position);
  }

  #below(step: Step): AttributePath {
    const below = this.#place.below?.(step) ?? this.#place.reject("has nothing below it");
    return this.#path(below);
  }

  #path(place: PathPlace): AttributePath {
    const path = new AttributePath(place, this.#usage, [this]);
    const seen = new Proxy(path, AttributePath.properties);
    return this.#usage === undefined ? seen : this.#usage.add(path, seen);
  }

  #condition(node: ConditionNode, other: readonly Part[] = []): Condition {
    const condition = new Condition(node, [this, ...other], this.#usage);
    return this.#usage === undefined ? condition : this.#usage.add(condition, condition);
  }

  eq(value: unknown): Condition {
    return this.#compare("=", value);
  }

  ne(value: unknown): Condition {
    return this.#compare("<>", value);
  }

  lt(value: unknown): Condition {
    return this.#compare("<", value);
  }

  lte(value: unknown): Condition {
    return this.#compare("<=", value);
  }

  gt(value: unknown): Condition {
    return this.#compare(">", value);
  }

  gte(value: unknown): Condition {
    return this.#compare(">=", value);
  }

  between(low: unknown, high: unknown): Condition {
    const { operand } = this.#place;
    return this.#condition({ type: "between", operand, low: this.#value(low), high: this.#value(high) });
  }

  in(...given: readonly unknown[]): Condition {
    if (given.length === 0) return this.#place.reject("in() takes values, or a list of them");
    const [list] = given;
    // No value that has an order is a list.
    const values: readonly unknown[] = given.length === 1 && Array.isArray(list) ? list : given;
    const operands = values.map((value) => this.#value(value));
    return this.#condition({ type: "in", operand: this.#place.operand, values: operands });
  }

  beginsWith(prefix: string): Condition {
    if (typeof prefix !== "string")
      return this.#place.reject(`beginsWith takes a string, got ${describeValue(prefix)}`);
    return this.#function("begins_with", this.#place.encode(prefix, "string"));
  }

  contains(element: unknown): Condition {
    const type = typeOfElement(this.#place.value);
    if (!fits(element, type)) {
      const takes = type === "any" ? "value" : describeType(type);
      return this.#place.reject(`contains takes a ${takes}, got ${describeValue(element)}`);
    }
    return this.#function("contains", this.#place.encode(element, type));
  }

  #function(name: "begins_with" | "contains", value: DocumentValue): Condition {
    return this.#condition({ type: "function", name, operand: this.#place.operand, value });
  }

  size(): OrderedPath<number> {
    const place = this.#place;
    return this.#path({
      operand: { ...place.operand, size: true },
      value: "number",
      name: () => place.name(),
      reject: (reason) => place.reject(reason),
      encode: (value) =>
        typeof value === "number" && Number.isFinite(value)
          ? value
          : place.reject(`size() is compared with a number, got ${describeValue(value)}`),
    });
  }

  #compare(operator: Comparator, value: unknown): Condition {
    if (isPath(value)) return this.#compareTo(operator, value);
    const { operand, value: type } = this.#place;
    // Most operands are stored as they are.
    const plain = typeof value === type ? plainCopy(value) : undefined;
    const usage = this.#usage;
    const node = { type: "compare", operator, operand, value: plain ?? this.#value(value) } as const;
    const condition = new Condition(node, [this], usage);
    return usage === undefined ? condition : usage.add(condition, condition);
  }

  #compareTo(operator: Comparator, { [compared]: other }: AttributePath): Condition {
    const { operand, value: type } = this.#place;
    if (!alike(type, other.place.value)) {
      return this.#place.reject(
        `is a ${describeType(type)}; it cannot be compared with ${other.place.name()}, a ${describeType(other.place.value)}`,
      );
    }
    return this.#condition({ type: "compareTo", operator, operand, other: other.place.operand }, [
      other.path,
    ]);
  }

  /** Encodes an operand. A value of another type than the attribute's would be different from every item's, silently. */
  #value(value: unknown): DocumentValue {
    const { value: type } = this.#place;
    if (!fits(value, type)) {
      return this.#place.reject(
        `is a ${describeType(type)}; it cannot be compared with ${describeValue(value)}`,
      );
    }
    return this.#place.encode(value, type);
  }
}

/** Returns true if a value is a path, of this copy of the package or another. */
export function isPath(value: unknown): value is AttributePath {
  return typeof value === "object" && value !== null && compared in value;
}

/** Returns the type of what `contains` takes: an element of a list or a set, or a part of a text. */
function typeOfElement(type: ValueType): ValueType {
  if (typeof type === "object" && type.kind === "nullable") return typeOfElement(type.of);
  if (type === "string") return type;
  return typeof type === "object" && (type.kind === "list" || type.kind === "set") ? type.of : "any";
}

function fits(value: unknown, type: ValueType): boolean {
  if (value === undefined) return false;
  if (typeof type === "object") {
    if (type.kind === "nullable") return value === null || fits(value, type.of);
    return true;
  }
  switch (type) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return typeof value === type;
    case "date":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return value instanceof Date;
    case "binary":
      return value instanceof Uint8Array;
    default:
      return true;
  }
}

/** Returns true unless values of two types are known never to be equal. */
function alike(one: ValueType, other: ValueType): boolean {
  const [a, b] = [storedKind(one), storedKind(other)];
  if (a === "compressed" || b === "compressed") return false;
  return a === b || a === "any" || b === "any";
}

function storedKind(type: ValueType): string {
  if (typeof type === "object") {
    if (type.kind === "nullable") return storedKind(type.of);
    if (type.kind === "codec") return type.of === undefined ? "any" : storedKind(type.of);
    if (type.kind === "union") return "any";
    if (type.kind === "tuple" || type.kind === "pairs") return "list";
    return type.kind === "record" ? "map" : type.kind;
  }
  if (type === "date") return "string";
  return type === "bigint" ? "number" : type;
}

const STORED_TYPES: ReadonlySet<string> = new Set<StoredType>([
  "S",
  "SS",
  "N",
  "NS",
  "B",
  "BS",
  "BOOL",
  "NULL",
  "L",
  "M",
]);

function describeType(type: ValueType): string {
  if (isDateForm(type)) return DATE_NAMES[type];
  if (typeof type === "string") return type;
  return type.kind === "compressed" ? "compressed value" : type.kind;
}

const DATE_NAMES: Readonly<Record<DateForm, string>> = {
  date: "date",
  dateInSeconds: "date stored in seconds",
  dateInMilliseconds: "date stored in milliseconds",
};
