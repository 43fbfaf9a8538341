import { describe, expect, it } from "vitest";
import { AttributePath } from "../../../src/expressions/attribute-path.js";
import { Aliases, type Condition, renderCondition } from "../../../src/expressions/condition.js";
import type { ValueType } from "../../../src/model/model.js";
import { encodeValue } from "../../../src/values/encode.js";

const reject = (reason: string): never => {
  throw new Error(reason);
};
const path = (value: ValueType) =>
  new AttributePath({
    operand: { attribute: "a" },
    name: () => "a",
    value,
    encode: (given, type) => encodeValue(given, type, "a", (_, reason) => reject(reason)) as string,
    reject,
  });
function render(condition: Condition): readonly unknown[] {
  const aliases = new Aliases();
  const text = renderCondition(condition.node, aliases);
  return [text, ...Object.values(aliases.maps().ExpressionAttributeValues ?? {})];
}
const list = (of: ValueType): ValueType => ({ kind: "list", of });
const set = (of: ValueType): ValueType => ({ kind: "set", of });
const nullable = (of: ValueType): ValueType => ({ kind: "nullable", of });
const EPOCH = "1970-01-01T00:00:00.000Z";

describe("an attribute in a condition", () => {
  it.each<[Condition, readonly unknown[]]>([
    [path("string").eq("x"), ["#a = :v0", "x"]],
    [path("string").ne("x"), ["#a <> :v0", "x"]],
    [path("number").lt(5), ["#a < :v0", 5]],
    [path("number").lte(-0), ["#a <= :v0", 0]],
    [path("bigint").gt(5n), ["#a > :v0", 5n]],
    [path("date").gte(new Date(0)), ["#a >= :v0", EPOCH]],
    [path("number").between(1, 2), ["#a BETWEEN :v0 AND :v1", 1, 2]],
    [path("string").in("x", "y"), ["#a IN (:v0, :v1)", "x", "y"]],
    [path("boolean").eq(false), ["#a = :v0", false]],
    [path("binary").eq(new Uint8Array([1])), ["#a = :v0", new Uint8Array([1])]],
    [path("string").exists(), ["attribute_exists(#a)"]],
    [path("string").notExists(), ["attribute_not_exists(#a)"]],
    [path("string").beginsWith(""), ["begins_with(#a, :v0)", ""]],
    [path("string").contains("x"), ["contains(#a, :v0)", "x"]],
    [path("list").contains(5), ["contains(#a, :v0)", 5]],
    [path(list("date")).contains(new Date(0)), ["contains(#a, :v0)", EPOCH]],
    [path(set("bigint")).contains(5n), ["contains(#a, :v0)", 5n]],
    [path(nullable(list("date"))).contains(new Date(0)), ["contains(#a, :v0)", EPOCH]],
    [path(nullable("string")).eq(null), ["#a = :v0", null]],
    [path(nullable("date")).eq(new Date(0)), ["#a = :v0", EPOCH]],
    [path("map").eq({ x: 1 }), ["#a = :v0", { x: 1 }]],
    [path("list").size().gte(3), ["size(#a) >= :v0", 3]],
    [path("string").size().between(1, 2), ["size(#a) BETWEEN :v0 AND :v1", 1, 2]],
    [path("binary").size().in(1, 2), ["size(#a) IN (:v0, :v1)", 1, 2]],
  ])("is rendered with its operands as they are stored: %#", (condition, expected) => {
    expect(render(condition)).toEqual(expected);
  });

  it.each<[() => unknown, string]>([
    [() => path("string").eq(5), "is a string; it cannot be compared with 5"],
    [() => path("string").eq(undefined), "is a string; it cannot be compared with undefined"],
    [() => path("string").ne(null), "is a string; it cannot be compared with null"],
    [() => path("number").lt("5"), 'is a number; it cannot be compared with "5"'],
    [() => path("number").gt(5n), "is a number; it cannot be compared with the bigint 5"],
    [() => path("bigint").gt(5), "is a bigint; it cannot be compared with 5"],
    [() => path("date").gt(EPOCH), `is a date; it cannot be compared with "${EPOCH}"`],
    [() => path("boolean").eq("true"), 'is a boolean; it cannot be compared with "true"'],
    [() => path("binary").eq("AQ=="), 'is a binary; it cannot be compared with "AQ=="'],
    [() => path(nullable("number")).eq("5"), 'is a nullable; it cannot be compared with "5"'],
    [() => path("number").between(1, "2"), 'is a number; it cannot be compared with "2"'],
    [() => path("string").in(), "in() takes values, or a list of them"],
    [() => path("string").in(["a", 5]), "is a string; it cannot be compared with 5"],
    [() => path("string").in("a", 5), "is a string; it cannot be compared with 5"],
    [() => path("number").eq(Number.NaN), "is NaN, which DynamoDB cannot store"],
    [() => path("date").eq(new Date(Number.NaN)), "is an invalid Date"],
    [() => path("string").beginsWith(5 as never), "beginsWith takes a string, got 5"],
    [() => path("string").beginsWith("\ud800"), "holds half a surrogate pair, which UTF-8 cannot store"],
    [() => path("list").size().gt(Number.NaN), "size() is compared with a number, got NaN"],
    [
      () =>
        path("list")
          .size()
          .eq("3" as never),
      'is a number; it cannot be compared with "3"',
    ],
    // It would hold of no item, silently.
    [() => path("string").contains(5), "contains takes a string, got 5"],
    [() => path(set("bigint")).contains(5), "contains takes a bigint, got 5"],
    [() => path(list("date")).contains(EPOCH), `contains takes a date, got "${EPOCH}"`],
    [() => path("list").contains(undefined), "contains takes a value, got undefined"],
  ])("refuses an operand of another type: %#", (build, reason) => {
    expect(build).toThrow(new Error(reason));
  });
});
