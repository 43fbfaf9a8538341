import { describe, expect, it } from "vitest";
import { parseRange } from "../../../src/keys/range.js";

const parse = (given: unknown) =>
  parseRange(given, (reason) => {
    throw new Error(reason);
  });

describe("what a query is given for a piece", () => {
  it.each(["a", 0, 5n, false, null, new Date(0), new Uint8Array([1])])(
    "is that value alone where it is no range: %s",
    (value) => {
      expect(parse(value)).toEqual({ operator: "eq", low: value, high: value });
    },
  );

  it.each(["eq", "lt", "lte", "gt", "gte", "beginsWith"])("is the range %s", (operator) => {
    expect(parse({ [operator]: "a" })).toEqual({ operator, low: "a", high: "a" });
  });

  it("is the range between two values", () => {
    expect(parse({ between: [1, 2] })).toEqual({ operator: "between", low: 1, high: 2 });
  });

  it("may have operators that are undefined", () => {
    expect(parse({ lt: undefined, gte: 1 })).toEqual({ operator: "gte", low: 1, high: 1 });
  });

  it.each([
    [{}, "takes exactly one of eq, lt, lte, gt, gte, between and beginsWith; got none"],
    [{ lt: undefined }, "takes exactly one of eq, lt, lte, gt, gte, between and beginsWith; got lt"],
    [{ gt: 1, lt: 2 }, "takes exactly one of eq, lt, lte, gt, gte, between and beginsWith; got gt, lt"],
    [{ above: 1 }, "takes exactly one of eq, lt, lte, gt, gte, between and beginsWith; got above"],
    [
      { constructor: 1 },
      "takes exactly one of eq, lt, lte, gt, gte, between and beginsWith; got constructor",
    ],
    [{ between: [1] }, "between takes the two ends of the range, got an array"],
    [{ between: 1 }, "between takes the two ends of the range, got 1"],
  ])("refuses %j", (given, reason) => {
    expect(() => parse(given)).toThrow(new Error(reason));
  });
});
