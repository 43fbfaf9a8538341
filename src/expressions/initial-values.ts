import type { DocumentValue } from "../values/document.js";
import type { ConditionNode, Operand } from "./condition.js";
import { satisfies } from "./holds.js";

/** Returns the value that an attribute counts as where it is absent; `undefined` if that is nothing. */
export type InitialValues = (attribute: string) => DocumentValue | undefined;

/**
 * Returns a condition for which absent attributes count as their initial values: each comparison that such a value satisfies holds
 * of an absent attribute too, and each that it does not satisfy does not.
 */
export function withInitialValues(node: ConditionNode, initialOf: InitialValues): ConditionNode {
  switch (node.type) {
    case "and":
    case "or":
      return { ...node, nodes: node.nodes.map((each) => withInitialValues(each, initialOf)) };
    case "not":
      return { ...node, node: withInitialValues(node.node, initialOf) };
    case "compare": {
      const initial = initialValue(node.operand, initialOf);
      return initial === undefined ? node : orAbsent(node, satisfies(initial, node.operator, node.value));
    }
    case "between": {
      const initial = initialValue(node.operand, initialOf);
      if (initial === undefined) return node;
      return orAbsent(node, satisfies(initial, ">=", node.low) && satisfies(initial, "<=", node.high));
    }
    case "in": {
      const initial = initialValue(node.operand, initialOf);
      if (initial === undefined) return node;
      return orAbsent(
        node,
        node.values.some((value) => satisfies(initial, "=", value)),
      );
    }
    default:
      return node;
  }
}

function initialValue(
  { attribute, below = [], size }: Operand,
  initialOf: InitialValues,
): DocumentValue | undefined {
  return below.length > 0 || size ? undefined : initialOf(attribute);
}

/** Returns a comparison that holds of an absent attribute, or that does not. */
function orAbsent(
  node: Extract<ConditionNode, { readonly operand: Operand }>,
  holds: boolean,
): ConditionNode {
  const { attribute } = node.operand;
  if (holds) return { type: "or", nodes: [{ type: "exists", attribute, exists: false }, node] };
  // An absent attribute is different from every value; no other comparison holds of it.
  return node.type === "compare" && node.operator === "<>"
    ? { type: "and", nodes: [{ type: "exists", attribute, exists: true }, node] }
    : node;
}
