import type { DocumentValue } from "../values/document.js";
import type { Aliases } from "./aliases.js";
import { type DocumentPath, renderPath } from "./document-path.js";

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

/** What a condition compares: an attribute, something below it, or its size. */
export interface Operand extends DocumentPath {
  readonly size?: true;
}

/** DynamoDB's limit of operands in one IN; a longer list becomes several, joined by OR. */
const MAXIMUM_IN = 100;

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
  constructor(node: ConditionNode) {
    this.node = node;
  }

  /** Both this and every other condition hold. */
  and(...others: readonly Condition[]): Condition {
    return new Condition(join("and", [this.node, ...others.map((other) => other.node)]));
  }

  /** This or at least one other condition holds. */
  or(...others: readonly Condition[]): Condition {
    return new Condition(join("or", [this.node, ...others.map((other) => other.node)]));
  }

  /** This condition does not hold. */
  not(): Condition {
    return new Condition({ type: "not", node: this.node });
  }
}

/** What stands for a condition where there may be none: it is left out. */
export type MaybeCondition = Condition | undefined | false;

/**
 * All of the conditions hold. Those that are `undefined` or `false` are left out, so that a condition can depend on
 * what is asked for; `undefined` if none is left.
 *
 * @example
 * .filter((o) => and(o.total.gt(1), onlyPaid && o.status.eq("PAID")))
 */
export function and(...conditions: readonly MaybeCondition[]): Condition | undefined {
  return joined("and", conditions);
}

/** At least one of the conditions holds. Those that are `undefined` or `false` are left out. */
export function or(...conditions: readonly MaybeCondition[]): Condition | undefined {
  return joined("or", conditions);
}

/** The condition does not hold. No condition stays none. */
export function not(condition: MaybeCondition): Condition | undefined {
  return condition ? condition.not() : undefined;
}

function joined(type: "and" | "or", conditions: readonly MaybeCondition[]): Condition | undefined {
  const [first, ...others] = conditions.filter((one) => one !== undefined && one !== false);
  if (first === undefined) return undefined;
  return type === "and" ? first.and(...others) : first.or(...others);
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
  const given = nodes.filter((node) => node !== undefined);
  return given.length > 1 ? join("and", given) : given[0];
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
    node.type === "and" || node.type === "or" || (node.type === "in" && node.values.length > MAXIMUM_IN);
  return several || node.type === "between" ? `(${text})` : text;
}

function renderOperand(operand: Operand, aliases: Aliases): string {
  const name = renderPath(operand, aliases);
  return operand.size ? `size(${name})` : name;
}

function renderIn(operand: Operand, values: readonly DocumentValue[], aliases: Aliases): string {
  const name = renderOperand(operand, aliases);
  const lists: string[] = [];
  for (let start = 0; start < values.length; start += MAXIMUM_IN) {
    const list = values.slice(start, start + MAXIMUM_IN).map((value) => aliases.value(value));
    lists.push(`${name} IN (${list.join(", ")})`);
  }
  return lists.join(" OR ");
}
