import { expect, test } from "vitest";
import { typedKeys } from "../../../src/keys/features.js";
import { sortConditions } from "../../../src/keys/key-condition.js";
import type { TemplatePart } from "../../../src/model/model.js";

const part: TemplatePart = {
  name: "sk",
  template: ["T::", { attribute: "name", type: "string" }, "::END"],
};
const format = { keyEncoding: "plain", delimiter: "::", typed: typedKeys } as const;
const refuse = (attribute: string, reason: string): never => {
  throw new Error(`${attribute} ${reason}`);
};

test.each([
  ["a", "a:!", ["a", "a:!"]],
  ["a", "a!", ["a", "a!"]],
  ["", "ab", ["a", "ab"]],
])("the keys of the values from %j to %j lie in what is read", (low, high, values) => {
  const given = { name: low === "" ? { lte: high } : { between: [low, high] } };
  const [condition] = sortConditions([part], given, format, refuse);
  if (condition?.operator !== "between") throw new Error("it is no range");
  const [first, last] = [String(condition.value), String(condition.high)].map((text) => Buffer.from(text));
  for (const value of values) {
    const key = Buffer.from(`T::${value}::END`);
    expect(first && Buffer.compare(first, key)).toBeLessThanOrEqual(0);
    expect(last && Buffer.compare(key, last)).toBeLessThanOrEqual(0);
  }
});
