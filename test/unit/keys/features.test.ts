import { describe, expect, it } from "vitest";
import { composeKeyPart } from "../../../src/keys/encode-key.js";
import { naturalKeys, typedKeys } from "../../../src/keys/features.js";
import { sortConditions } from "../../../src/keys/key-condition.js";
import type { KeyFormat } from "../../../src/keys/key-format.js";
import type { NaturalPart } from "../../../src/model/model.js";
import { refuse } from "../../support/refuse.js";

const bare: KeyFormat = { keyEncoding: "ordered", delimiter: "#" };
const part: NaturalPart = { name: "sk", natural: { attribute: "name", type: "string" } };

const conditions = (format: KeyFormat, name: unknown) => sortConditions([part], { name }, format, refuse);

describe("natural keys of text", () => {
  const [natural, typed] = [naturalKeys, typedKeys].map((keys): KeyFormat => ({ ...bare, typed: keys })) as [
    KeyFormat,
    KeyFormat,
  ];

  it.each<[unknown, unknown]>([
    ["a", { operator: "=", value: "a" }],
    [{ gte: "a" }, { operator: ">=", value: "a" }],
    [{ lt: "a#" }, { operator: "<", value: "a#" }],
    [{ between: ["a", "b"] }, { operator: "between", value: "a", high: "b" }],
    [{ beginsWith: "a" }, { operator: "beginsWith", value: "a" }],
  ])("have a condition for %j, which those of any type have too", (given, condition) => {
    expect(conditions(natural, given)).toEqual([{ name: "sk", ...(condition as object) }]);
    expect(conditions(typed, given)).toEqual(conditions(natural, given));
    expect(composeKeyPart(part, { name: "a" }, natural, 1024, refuse)).toBe("a");
  });

  it.each<[unknown, string]>([
    ["", "must not be empty: it is a key"],
    [7, "must be a string, got 7"],
    ["\ud800", "holds half a surrogate pair, which UTF-8 cannot store"],
    [{ between: ["b", "a"] }, "has a range that ends before it begins"],
  ])("refuse %j as those of any type do", (given, reason) => {
    for (const format of [natural, typed])
      expect(() => conditions(format, given)).toThrow(new Error(`name: ${reason}`));
  });

  it("tell of a spec that does not name what they need", () => {
    expect(() => conditions(bare, "a")).toThrow(/does not name naturalKeys/);
    const number: NaturalPart = { name: "sk", natural: { attribute: "n", type: "number" } };
    expect(() => composeKeyPart(number, { n: 1 }, bare, 1024, refuse)).toThrow(/does not name naturalKeys/);
  });
});
