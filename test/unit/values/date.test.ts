import { describe, expect, it } from "vitest";
import type { ValueType } from "../../../src/model/model.js";
import { decodeValue } from "../../../src/values/decode.js";
import { encodeOperand, encodeValue } from "../../../src/values/encode.js";
import { refuse } from "../../support/refuse.js";

const encode = (value: unknown, type: ValueType) => encodeValue(value, type, "at", refuse);
const decode = (value: unknown, type: ValueType) => decodeValue(value, type, "at", refuse);

describe("a date that is stored as a number", () => {
  it.each<[ValueType, Date, number]>([
    ["dateInSeconds", new Date(0), 0],
    ["dateInSeconds", new Date("2026-03-01T10:00:00.000Z"), 1772359200],
    ["dateInSeconds", new Date(-1000), -1],
    ["dateInSeconds", new Date(8.64e15), 8.64e12],
    ["dateInMilliseconds", new Date("2026-03-01T10:00:00.123Z"), 1772359200123],
    ["dateInMilliseconds", new Date(-8.64e15), -8.64e15],
    [{ kind: "nullable", of: "dateInSeconds" }, new Date(5000), 5],
  ])("of %o from %o to %s and back", (type, date, number) => {
    expect(encode(date, type)).toBe(number);
    expect(decode(number, type)).toEqual(date);
  });

  it.each<[ValueType, unknown, RegExp]>([
    ["dateInSeconds", new Date(1), /1970-01-01T00:00:00.001Z, which has a fraction of a second/],
    ["dateInSeconds", new Date(Number.NaN), /invalid Date/],
    ["dateInMilliseconds", new Date(Number.NaN), /invalid Date/],
  ])("of %o is never %o", (type, value, message) => {
    expect(() => encode(value, type)).toThrow(message);
  });

  it.each<[ValueType, unknown]>([
    ["dateInSeconds", 0.5],
    ["dateInMilliseconds", 1.5],
    ["dateInSeconds", 8.64e12 + 1],
    ["dateInSeconds", 2n ** 64n],
    ["dateInSeconds", "5"],
    ["dateInSeconds", "2026"],
    ["dateInMilliseconds", "1772359200123"],
    ["date", 1772359200123],
  ])("of %o is not read from %o", (type, value) => {
    expect(() => decode(value, type)).toThrow(/should hold a date/);
  });

  it("is read from the text that was stored before it was a number", () => {
    for (const type of ["dateInSeconds", "dateInMilliseconds"] as const) {
      expect(decode("2026-03-01T10:00:00.123Z", type)).toEqual(new Date(1772359200123));
      expect(decode("+010000-01-01T00:00:00.000Z", type)).toEqual(new Date("+010000-01-01T00:00:00.000Z"));
    }
  });

  it("is compared with a time between two seconds by its fraction", () => {
    const operand = (value: unknown, type: ValueType) => encodeOperand(value, type, "at", refuse);
    expect(operand(new Date(1772359200123), "dateInSeconds")).toBe(1772359200.123);
    expect(operand(new Date(-1), { kind: "nullable", of: "dateInSeconds" })).toBe(-0.001);
    expect(operand(null, { kind: "nullable", of: "dateInSeconds" })).toBeNull();
    expect(operand(new Date(1), "date")).toBe("1970-01-01T00:00:00.001Z");
    expect(() => operand(new Date(Number.NaN), "dateInSeconds")).toThrow(/invalid Date/);
  });
});
