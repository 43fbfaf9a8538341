import { describeValue } from "../values/describe-value.js";
import type { DocumentValue } from "../values/document.js";
import { InvalidOperandError, type Part, parts, type Usage } from "./usage.js";

/** One step below a value: the member of a map by name, the element of a list by position. */
export type Step = string | number;

/** A place in an item: an attribute, and the way down from it. */
export interface DocumentPath {
  readonly attribute: string;
  readonly below?: readonly Step[];
}

/** The place one step below. */
export function stepInto({ attribute, below = [] }: DocumentPath, step: Step): DocumentPath {
  return { attribute, below: [...below, step] };
}

/** The path as expression text: each name as a placeholder, positions as they are. */
export function renderPath({ attribute, below = [] }: DocumentPath, aliases: Aliases): string {
  return below.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${aliases.name(step)}`),
    aliases.name(attribute),
  );
}

/** The path for people: `items[0].productId`. */
export function describePath({ attribute, below = [] }: DocumentPath): string {
  return below.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${step}`),
    attribute,
  );
}

/** Returns true if two paths cannot be changed together: they are one, or one lies below the other. */
export function overlaps(one: DocumentPath, other: DocumentPath): boolean {
  const [shorter = [], longer = []] = [stepsOf(one), stepsOf(other)].sort((a, b) => a.length - b.length);
  return shorter.every((step, position) => step === longer[position]);
}

function stepsOf({ attribute, below = [] }: DocumentPath): Step[] {
  return [attribute, ...below];
}

/** A condition as a value. Operands are in document form already. */
export type ConditionNode =
  | {
      readonly type: "compare";
      readonly operator: Comparator;
      readonly operand: Operand;
      readonly value: DocumentValue;
    }
  | {
      readonly type: "compareTo";
      readonly operator: Comparator;
      readonly operand: Operand;
      readonly other: Operand;
    }
  | {
      readonly type: "between";
      readonly operand: Operand;
      readonly low: DocumentValue;
      readonly high: DocumentValue;
    }
  | { readonly type: "in"; readonly operand: Operand; readonly values: readonly DocumentValue[] }
  | {
      readonly type: "function";
      readonly name: "begins_with" | "contains" | "attribute_type";
      readonly operand: Operand;
      readonly value: DocumentValue;
    }
  | ({ readonly type: "exists"; readonly exists: boolean } & DocumentPath)
  | { readonly type: "and" | "or"; readonly nodes: readonly ConditionNode[] }
  | { readonly type: "not"; readonly node: ConditionNode };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** The operand of a condition: an attribute, something below it, or its size. */
export interface Operand extends DocumentPath {
  readonly size?: true;
}

/** DynamoDB's limit of operands in one IN; a longer list becomes several, joined by OR. */
const MAXIMUM_IN = 100;

/**
 * Marks the conditions of every copy of the package.
 *
 * @internal
 */
const CONDITION: unique symbol = Symbol.for("monotable.condition") as never;

/**
 * A condition on an item, made from the attributes that `.if` and `.filter` hand out.
 *
 * @example
 * db.order.query({ userId }).filter((o) => o.total.gt(100).and(o.status.in("PENDING", "PAID")))
 */
export class Condition {
  /** @internal */
  readonly node: ConditionNode;
  /** @internal */
  declare readonly [parts]: readonly Part[];
  /** @internal */
  declare readonly [CONDITION]: true;
  readonly #usage: Usage | undefined;

  /** @internal */
  constructor(node: ConditionNode, madeOf: readonly Part[] = [], usage?: Usage) {
    this.node = node;
    this[parts] = madeOf;
    // Here, since bundlers keep a class that has a computed member, used or not.
    this[CONDITION] = true;
    this.#usage = usage;
  }

  /** Both this and every other condition hold. */
  and(...others: readonly Condition[]): Condition {
    return this.#join("and", others);
  }

  /** This or at least one other condition holds. */
  or(...others: readonly Condition[]): Condition {
    return this.#join("or", others);
  }

  /** This condition does not hold. */
  not(): Condition {
    return this.#joined({ type: "not", node: this.node }, [this]);
  }

  #join(type: "and" | "or", others: readonly unknown[]): Condition {
    const all = [this, ...others.map((other) => operand(type, other))];
    return this.#joined(
      join(
        type,
        all.map(({ node }) => node),
      ),
      all,
    );
  }

  #joined(node: ConditionNode, madeOf: readonly Condition[]): Condition {
    const condition = new Condition(node, madeOf, this.#usage);
    return this.#usage?.add(condition, condition) ?? condition;
  }
}

/** Returns true if a value is a condition, of this copy of the package or another. */
export function isCondition(value: unknown): value is Condition {
  return typeof value === "object" && value !== null && CONDITION in value;
}

/** Stands for a condition where there may be none: `undefined` is left out. */
export type MaybeCondition = Condition | undefined;

/**
 * All of the conditions hold. Those that are `undefined` are left out, so that a condition can depend on what is asked
 * for; `undefined` if none is left.
 *
 * @example
 * .filter((o) => and(o.total.gt(1), onlyPaid ? o.status.eq("PAID") : undefined))
 */
export function and(...conditions: readonly MaybeCondition[]): Condition | undefined {
  return joined("and", conditions);
}

/** At least one of the conditions holds. Those that are `undefined` are left out; `undefined` if none is left. */
export function or(...conditions: readonly MaybeCondition[]): Condition | undefined {
  return joined("or", conditions);
}

/** The condition does not hold. `not(undefined)` is `undefined`: no condition stays none. */
export function not(condition: MaybeCondition): Condition | undefined {
  return condition === undefined ? undefined : operand("not", condition).not();
}

function joined(type: "and" | "or", conditions: readonly MaybeCondition[]): Condition | undefined {
  const [first, ...others] = conditions
    .filter((one) => one !== undefined)
    .map((condition) => operand(type, condition));
  if (first === undefined) return undefined;
  return type === "and" ? first.and(...others) : first.or(...others);
}

/** Returns an operand, if it is a condition. */
function operand(operator: "and" | "or" | "not", value: unknown): Condition {
  if (isCondition(value)) return value;
  throw new InvalidOperandError(
    value,
    `${operator}() takes conditions, got ${describeValue(value)}: write \`wanted ? condition : undefined\` for a condition that may be left out, and not(condition) for its opposite`,
  );
}

/** Joins conditions, of which there is at least one. */
export function join(type: "and" | "or", nodes: readonly ConditionNode[]): ConditionNode {
  const [first, ...rest] = nodes.flatMap((node) => (node.type === type ? node.nodes : [node]));
  return first !== undefined && rest.length === 0
    ? first
    : { type, nodes: first === undefined ? [] : [first, ...rest] };
}

/** The conditions joined by AND, or nothing where there are none. */
export function allOf(nodes: readonly (ConditionNode | undefined)[]): ConditionNode | undefined {
  const present = nodes.filter((node) => node !== undefined);
  return present.length > 1 ? join("and", present) : present[0];
}

/** The condition as expression text: names and values as placeholders. */
export function renderCondition(node: ConditionNode, aliases: Aliases): string {
  switch (node.type) {
    case "compare":
      return `${renderOperand(node.operand, aliases)} ${node.operator} ${aliases.value(node.value)}`;
    case "compareTo":
      return `${renderOperand(node.operand, aliases)} ${node.operator} ${renderOperand(node.other, aliases)}`;
    case "between":
      return `${renderOperand(node.operand, aliases)} BETWEEN ${aliases.value(node.low)} AND ${aliases.value(node.high)}`;
    case "in":
      return renderIn(node.operand, node.values, aliases);
    case "function":
      return `${node.name}(${renderOperand(node.operand, aliases)}, ${aliases.value(node.value)})`;
    case "exists":
      return `${node.exists ? "attribute_exists" : "attribute_not_exists"}(${renderPath(node, aliases)})`;
    case "and":
    case "or":
      return node.nodes.map((part) => nested(part, aliases)).join(node.type === "and" ? " AND " : " OR ");
    case "not":
      return `NOT (${renderCondition(node.node, aliases)})`;
  }
}

function nested(node: ConditionNode, aliases: Aliases): string {
  const text = renderCondition(node, aliases);
  const several =
    node.type === "and" ||
    node.type === "or" ||
    (node.type === "in" && (node.values.length === 0 || node.values.length > MAXIMUM_IN));
  return several || node.type === "between" ? `(${text})` : text;
}

function renderOperand(operand: Operand, aliases: Aliases): string {
  const name = renderPath(operand, aliases);
  return operand.size ? `size(${name})` : name;
}

function renderIn(operand: Operand, values: readonly DocumentValue[], aliases: Aliases): string {
  if (values.length === 0) {
    // No IN has an empty list, and nothing else is false of every item.
    const path = renderPath(operand, aliases);
    return `attribute_exists(${path}) AND attribute_not_exists(${path})`;
  }
  const name = renderOperand(operand, aliases);
  const lists: string[] = [];
  for (let start = 0; start < values.length; start += MAXIMUM_IN) {
    const list = values.slice(start, start + MAXIMUM_IN).map((value) => aliases.value(value));
    lists.push(`${name} IN (${list.join(", ")})`);
  }
  return lists.join(" OR ");
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,253}$/;

interface AliasMaps {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, DocumentValue> | undefined;
}

/**
 * The placeholders of one request. Every attribute name is aliased, so that no name is a reserved word or syntax, and
 * values never become expression text.
 */
export class Aliases {
  #names: Map<string, string> | undefined;
  readonly #values: DocumentValue[] = [];

  /** The placeholder of an attribute name: `#status` for `status`, a numbered one where the name has other characters. */
  name(attribute: string): string {
    this.#names ??= new Map();
    const earlier = this.#names.get(attribute);
    if (earlier !== undefined) return earlier;
    // A numbered alias begins with a digit, so it never meets the alias of a name. An alias has 255 bytes at the most.
    const alias = PLAIN_NAME.test(attribute) ? `#${attribute}` : `#${this.#names.size}`;
    this.#names.set(attribute, alias);
    return alias;
  }

  value(value: DocumentValue): string {
    this.#values.push(value);
    return `:v${this.#values.length - 1}`;
  }

  /** The two maps of a request, each only if it holds something. */
  maps(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, DocumentValue>;
  } {
    return this.addTo<ReturnType<Aliases["maps"]>>({});
  }

  /** The same input with the two maps. */
  addTo<Input extends AliasMaps>(input: Input): Input {
    if (this.#names !== undefined) {
      const names: Record<string, string> = {};
      for (const [name, alias] of this.#names) names[alias] = name;
      input.ExpressionAttributeNames = names;
    }
    if (this.#values.length > 0) {
      const values: Record<string, DocumentValue> = {};
      for (const [position, value] of this.#values.entries()) values[`:v${position}`] = value;
      input.ExpressionAttributeValues = values;
    }
    return input;
  }
}
