import type { ValueType } from "../model/model.js";
import { type DateForm, isDateForm } from "../values/date.js";
import { describe } from "../values/describe-value.js";
import type { DocumentValue } from "../values/document.js";
import { type Comparator, Condition, type Operand, type Step } from "./condition.js";
import type { BinaryPath, ListPath, OrderedPath, StoredType, StringPath } from "./path-types.js";

/** What a path needs to know of its attribute. */
export interface PathAttribute {
  readonly name: string;
  readonly value: ValueType;
  /** Turns an operand of that type into document form, or refuses it. */
  encode(value: unknown, type: ValueType): DocumentValue;
  refuse(reason: string): never;
  /** The path of what lies one step below, or a refusal. */
  below?(step: Step): AttributePath;
}

/** Marks the paths of every copy of the package; a path that is compared with another has its operand there. */
export const compared: unique symbol = Symbol.for("monotable.compared") as never;

type EveryPath = StringPath & BinaryPath & ListPath<unknown> & OrderedPath<unknown>;

/** The one implementation behind the path types: which of its methods an attribute has, its type decides. */
export class AttributePath implements EveryPath {
  readonly #attribute: PathAttribute;
  readonly #operand: Operand;

  constructor(attribute: PathAttribute, operand: Operand = { attribute: attribute.name }) {
    this.#attribute = attribute;
    this.#operand = operand;
  }

  get [compared](): { readonly operand: Operand; readonly value: ValueType; readonly name: string } {
    return { operand: this.#operand, value: this.#attribute.value, name: this.#attribute.name };
  }

  exists(): Condition {
    return new Condition({ type: "exists", ...this.#operand, exists: true });
  }

  notExists(): Condition {
    return new Condition({ type: "exists", ...this.#operand, exists: false });
  }

  hasType(type: StoredType): Condition {
    if (!STORED_TYPES.has(type))
      return this.#attribute.refuse(
        `hasType takes one of ${[...STORED_TYPES].join(", ")}, got ${describe(type)}`,
      );
    return new Condition({ type: "function", name: "attribute_type", operand: this.#operand, value: type });
  }

  /** A member of a map. */
  member(name: string): AttributePath {
    return this.#below(name);
  }

  /** An entry of a record. */
  key(name: string): AttributePath {
    if (typeof name !== "string" || name === "")
      return this.#attribute.refuse(`key() takes a name that is not empty, got ${describe(name)}`);
    return this.#below(name);
  }

  /** An element of a list. */
  at(position: number): AttributePath {
    if (!Number.isSafeInteger(position) || position < 0)
      return this.#attribute.refuse(`at() takes a position from 0 on, got ${describe(position)}`);
    return this.#below(position);
  }

  #below(step: Step): AttributePath {
    return this.#attribute.below?.(step) ?? this.#attribute.refuse("has nothing below it");
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
    return new Condition({
      type: "between",
      operand: this.#operand,
      low: this.#value(low),
      high: this.#value(high),
    });
  }

  in(...values: readonly unknown[]): Condition {
    if (values.length === 0) return this.#attribute.refuse("in() takes at least one value");
    const operands = values.map((value) => this.#value(value));
    return new Condition({ type: "in", operand: this.#operand, values: operands });
  }

  beginsWith(prefix: string): Condition {
    if (typeof prefix !== "string")
      return this.#attribute.refuse(`beginsWith takes a string, got ${describe(prefix)}`);
    const value = this.#attribute.encode(prefix, "string");
    return new Condition({ type: "function", name: "begins_with", operand: this.#operand, value });
  }

  contains(element: unknown): Condition {
    const type = typeOfElement(this.#attribute.value);
    if (!fits(element, type)) {
      const takes = type === "any" ? "value" : describeType(type);
      return this.#attribute.refuse(`contains takes a ${takes}, got ${describe(element)}`);
    }
    const value = this.#attribute.encode(element, type);
    return new Condition({ type: "function", name: "contains", operand: this.#operand, value });
  }

  size(): OrderedPath<number> {
    const { name, refuse } = this.#attribute;
    const encode = (value: unknown): DocumentValue =>
      typeof value === "number" && Number.isFinite(value)
        ? value
        : refuse(`size() is compared with a number, got ${describe(value)}`);
    return new AttributePath({ name, value: "number", encode, refuse }, { ...this.#operand, size: true });
  }

  #compare(operator: Comparator, value: unknown): Condition {
    if (isPath(value)) return this.#compareTo(operator, value);
    return new Condition({ type: "compare", operator, operand: this.#operand, value: this.#value(value) });
  }

  #compareTo(operator: Comparator, path: Pick<AttributePath, typeof compared>): Condition {
    const other = path[compared];
    if (!alike(this.#attribute.value, other.value)) {
      return this.#attribute.refuse(
        `is a ${describeType(this.#attribute.value)}; it cannot be compared with ${other.name}, a ${describeType(other.value)}`,
      );
    }
    return new Condition({ type: "compareTo", operator, operand: this.#operand, other: other.operand });
  }

  /** A value of another type than the attribute's compares false with every item, silently: it is refused. */
  #value(value: unknown): DocumentValue {
    const { value: type } = this.#attribute;
    if (!fits(value, type)) {
      return this.#attribute.refuse(
        `is a ${describeType(type)}; it cannot be compared with ${describe(value)}`,
      );
    }
    return this.#attribute.encode(value, type);
  }
}

function isPath(value: unknown): value is Pick<AttributePath, typeof compared> {
  return typeof value === "object" && value !== null && compared in value;
}

/** What `contains` takes: an element of a list or a set, or a part of a text. */
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

/** Whether values of two types can be equal: only what is known not to be is refused. */
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
