import { describe, expect, it } from "vitest";
import {
  Aliases,
  Condition,
  type ConditionNode,
  renderCondition,
} from "../../../src/expressions/condition.js";

function render(condition: Condition | ConditionNode) {
  const aliases = new Aliases();
  const text = renderCondition(condition instanceof Condition ? condition.node : condition, aliases);
  return { text, ...aliases.maps() };
}

const is = (attribute: string, value = 1): Condition =>
  new Condition({ type: "compare", operator: "=", operand: { attribute }, value });
const between: Condition = new Condition({ type: "between", operand: { attribute: "n" }, low: 1, high: 2 });
const inAny = (count: number) =>
  new Condition({
    type: "in",
    operand: { attribute: "n" },
    values: Array.from({ length: count }, (_, n) => n),
  });

describe("a condition as an expression", () => {
  it.each(["=", "<>", "<", "<=", ">", ">="] as const)("compares by %s", (operator) => {
    const node: ConditionNode = { type: "compare", operator, operand: { attribute: "total" }, value: 5 };
    expect(render(node)).toEqual({
      text: `#total ${operator} :v0`,
      ExpressionAttributeNames: { "#total": "total" },
      ExpressionAttributeValues: { ":v0": 5 },
    });
  });

  it.each<[ConditionNode, string]>([
    [between.node, "#n BETWEEN :v0 AND :v1"],
    [inAny(3).node, "#n IN (:v0, :v1, :v2)"],
    [
      { type: "function", name: "begins_with", operand: { attribute: "n" }, value: "x" },
      "begins_with(#n, :v0)",
    ],
    [{ type: "function", name: "contains", operand: { attribute: "n" }, value: "x" }, "contains(#n, :v0)"],
    [{ type: "exists", attribute: "n", exists: true }, "attribute_exists(#n)"],
    [{ type: "exists", attribute: "n", exists: false }, "attribute_not_exists(#n)"],
    [{ type: "compare", operator: ">", operand: { attribute: "n", size: true }, value: 3 }, "size(#n) > :v0"],
    [
      { type: "between", operand: { attribute: "n", size: true }, low: 1, high: 2 },
      "size(#n) BETWEEN :v0 AND :v1",
    ],
    [{ type: "in", operand: { attribute: "n", size: true }, values: [1, 2] }, "size(#n) IN (:v0, :v1)"],
  ])("renders %j", (node, text) => {
    expect(render(node).text).toBe(text);
  });

  it.each<[string, Condition, string]>([
    ["and", is("a").and(is("b")), "#a = :v0 AND #b = :v1"],
    ["or", is("a").or(is("b")), "#a = :v0 OR #b = :v1"],
    ["several at once", is("a").and(is("b"), is("c")), "#a = :v0 AND #b = :v1 AND #c = :v2"],
    [
      "a chain",
      is("a")
        .or(is("b"))
        .or(is("c").or(is("d"))),
      "#a = :v0 OR #b = :v1 OR #c = :v2 OR #d = :v3",
    ],
    ["none", is("a").and(), "#a = :v0"],
    ["or within and", is("a").and(is("b").or(is("c"))), "#a = :v0 AND (#b = :v1 OR #c = :v2)"],
    ["and within or", is("a").or(is("b").and(is("c"))), "#a = :v0 OR (#b = :v1 AND #c = :v2)"],
    ["and after or", is("a").or(is("b")).and(is("c")), "(#a = :v0 OR #b = :v1) AND #c = :v2"],
    ["between, whose AND is its own", between.and(is("a")), "(#n BETWEEN :v0 AND :v1) AND #a = :v2"],
    ["not", is("a").not(), "NOT (#a = :v0)"],
    ["not of or", is("a").or(is("b")).not(), "NOT (#a = :v0 OR #b = :v1)"],
    ["not within and", is("a").not().and(is("b")), "NOT (#a = :v0) AND #b = :v1"],
    ["not twice", is("a").not().not(), "NOT (NOT (#a = :v0))"],
  ])("joins by %s", (_, condition, text) => {
    expect(render(condition).text).toBe(text);
  });

  it("splits IN where DynamoDB's 100 values do not do", () => {
    const list = (from: number, to: number) =>
      `#n IN (${Array.from({ length: to - from }, (_, n) => `:v${from + n}`).join(", ")})`;
    expect(render(inAny(100)).text).toBe(list(0, 100));
    expect(render(inAny(101)).text).toBe(`${list(0, 100)} OR ${list(100, 101)}`);
    expect(render(inAny(250)).text).toBe(`${list(0, 100)} OR ${list(100, 200)} OR ${list(200, 250)}`);
    const values = render(inAny(250)).ExpressionAttributeValues ?? {};
    expect(Object.entries(values)).toHaveLength(250);
    expect(values).toMatchObject({ ":v0": 0, ":v100": 100, ":v249": 249 });
  });

  it("keeps a split IN together", () => {
    expect(render(inAny(101).and(is("a"))).text).toMatch(/^\(#n IN .* OR #n IN \(:v100\)\) AND #a = :v101$/);
    expect(render(inAny(101).not()).text).toMatch(/^NOT \(#n IN .* OR #n IN \(:v100\)\)$/);
    expect(render(inAny(100).and(is("a"))).text).toMatch(/^#n IN \([^)]*\) AND #a = :v100$/);
  });

  it("is a value: joining makes a new one", () => {
    const a = is("a");
    const both = a.and(is("b"));
    both.or(is("c"));
    expect(render(a).text).toBe("#a = :v0");
    expect(render(both).text).toBe("#a = :v0 AND #b = :v1");
  });
});
