import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundBucket, textOfBucket } from "../../../src/keys/partitions.js";
import { refuse } from "../../support/refuse.js";

const KINDS = ["day", "month", "year"] as const;
const LENGTHS = { day: 10, month: 7, year: 4 };
const date = fc.date({
  noInvalidDate: true,
  min: new Date("0000-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
});

describe("the buckets of dates", () => {
  it("are those of their UTC text, and follow one another", () => {
    fc.assert(
      fc.property(date, fc.constantFrom(...KINDS), (at, kind) => {
        const number = boundBucket(kind, "at", at, "low", refuse);
        expect(textOfBucket(kind, number)).toBe(at.toISOString().slice(0, LENGTHS[kind]));
        expect(boundBucket(kind, "at", at.toISOString(), "high", refuse)).toBe(number);
      }),
    );
    for (const kind of KINDS) {
      const [first, last] = ["1999-12-31", "2000-03-01"].map((day) =>
        boundBucket(kind, "at", day, "low", refuse),
      );
      const texts = Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, n) =>
        textOfBucket(kind, (first ?? 0) + n),
      );
      expect(texts).toHaveLength({ day: 62, month: 4, year: 2 }[kind]);
      expect(texts.toSorted()).toEqual(texts);
    }
  });

  it("hold every value of a range of text, whose ends may be parts of a date", () => {
    const bound = fc
      .tuple(date, fc.constantFrom(4, 7, 10, 13, 16, 19, 24))
      .map(([at, length]) => at.toISOString().slice(0, length));
    fc.assert(
      fc.property(bound, bound, date, fc.constantFrom(...KINDS), (low, high, at, kind) => {
        const value = at.toISOString();
        fc.pre(low <= value && value <= high);
        const number = boundBucket(kind, "at", at, "low", refuse);
        expect(boundBucket(kind, "at", low, "low", refuse)).toBeLessThanOrEqual(number);
        expect(boundBucket(kind, "at", high, "high", refuse)).toBeGreaterThanOrEqual(number);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["day", "2026-02", "high", "2026-01-31"],
    ["day", "2026-02", "low", "2026-02-01"],
    ["day", "2026-02-31", "high", "2026-02-28"],
    ["day", "2024-02-31T00", "low", "2024-02-29"],
    ["month", "2026", "high", "2025-12"],
    ["month", "2026-01", "high", "2026-01"],
    ["year", "2026", "high", "2026"],
    ["day", "0000-01-01", "low", "0000-01-01"],
  ] as const)("the %s of the bound %s (%s) is %s", (kind, bound, end, text) => {
    expect(textOfBucket(kind, boundBucket(kind, "at", bound, end, refuse))).toBe(text);
  });

  it.each([
    "",
    "26",
    "2026-13",
    "2026-00",
    "2026-01-00",
    "2026-1",
    "20260101",
    "soon",
    5,
    undefined,
    new Date(Number.NaN),
  ])("have no bound %s", (bound) => {
    expect(() => boundBucket("day", "at", bound, "low", refuse)).toThrow("at");
  });
});
