import { describe } from "../keys/encode-piece.js";
import type { ValueType } from "../model/model.js";
import type { DocumentValue } from "../values/document.js";
import { type Comparator, Condition, type Operand } from "./condition.js";
import type { BinaryPath, ListPath, OrderedPath, StringPath } from "./paths.js";

/** What a path needs to know of its attribute. */
export interface PathAttribute {
  readonly name: string;
  readonly value: ValueType;
  /** Turns an operand of that type into document form, or refuses it. */
  encode(value: unknown, type: ValueType): DocumentValue;
  refuse(reason: string): never;
}

type EveryPath = StringPath & BinaryPath & ListPath<unknown> & OrderedPath<unknown>;

/** The one implementation behind the path types: which of its methods an attribute has, its type decides. */
export class AttributePath implements EveryPath {
  readonly #attribute: PathAttribute;
  readonly #operand: Operand;

  constructor(attribute: PathAttribute, operand: Operand = { attribute: attribute.name }) {
    this.#attribute = attribute;
    this.#operand = operand;
  }

  exists(): Condition {
    return new Condition({ type: "exists", attribute: this.#attribute.name, exists: true });
  }

  notExists(): Condition {
    return new Condition({ type: "exists", attribute: this.#attribute.name, exists: false });
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
    return new AttributePath({ name, value: "number", encode, refuse }, { attribute: name, size: true });
  }

  #compare(operator: Comparator, value: unknown): Condition {
    return new Condition({ type: "compare", operator, operand: this.#operand, value: this.#value(value) });
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
      return value instanceof Date;
    case "binary":
      return value instanceof Uint8Array;
    default:
      return true;
  }
}

function describeType(type: ValueType): string {
  return typeof type === "string" ? type : type.kind;
}
