import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

/** How many access patterns the design of each example numbers. Those of messaging have letters. */
const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  ecommerce: upTo(8),
  instagram: upTo(8),
  library: upTo(12),
  messaging: ["A", "B", "C", "D", "E"],
  "online-shop": upTo(16),
  shop: upTo(12),
  users: upTo(7),
};

function upTo(last: number): string[] {
  return Array.from({ length: last }, (_, position) => String(position + 1));
}

/** The access patterns that a title names: `(access pattern 1)` or `(access patterns 2, 3 and 4)`. */
const TITLE = /\(access patterns? ((?:\d+|[A-Z])(?:(?:, | and )(?:\d+|[A-Z]))*)\)/g;

describe("the access patterns of the examples", () => {
  it("are counted for each example", async () => {
    expect(await readdir("examples")).toEqual(Object.keys(PATTERNS).sort());
  });

  it.each(Object.entries(PATTERNS))("of %s are named by tests, all of them", async (example, patterns) => {
    const text = await readFile(`test/integration/examples/${example}.test.ts`, "utf8");
    const named = [...text.matchAll(TITLE)].flatMap(([, list = ""]) => list.split(/, | and /));
    expect(patterns.filter((pattern) => !named.includes(pattern))).toEqual([]);
    expect(named.filter((name) => !patterns.includes(name))).toEqual([]);
  });
});
