import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { merged } from "../../../src/queries/parallel-scan.js";

async function* values(delay: number, ...given: readonly (string | Error)[]): AsyncGenerator<string> {
  for (const value of given) {
    await setTimeout(delay);
    if (value instanceof Error) throw value;
    yield value;
  }
}

describe("merged", () => {
  it("yields all values of all generators, each in its order, as they come", async () => {
    const given: string[] = [];
    for await (const value of merged([values(20, "a", "b"), values(5, "1", "2", "3"), values(1)])) {
      given.push(value);
    }
    expect(given.toSorted()).toEqual(["1", "2", "3", "a", "b"]);
    expect(given.filter((value) => value < "a")).toEqual(["1", "2", "3"]);
    expect(given[0]).toBe("1");
  });

  it("asks a generator for no more than one value ahead", async () => {
    let made = 0;
    async function* endless() {
      for (;;) {
        made += 1;
        yield made;
      }
    }
    for await (const value of merged([endless()])) {
      expect(made).toBeLessThanOrEqual(value + 1);
      if (value === 5) break;
    }
    expect(made).toBe(5);
  });

  it("ends with the first error, and ends the others", async () => {
    let ended = false;
    async function* other() {
      try {
        for (;;) {
          await setTimeout(1);
          yield "x";
        }
      } finally {
        ended = true;
      }
    }
    const all = merged<string>([other(), values(10, new Error("broken"))]);
    await expect(
      (async () => {
        for await (const _ of all);
      })(),
    ).rejects.toThrow("broken");
    await setTimeout(10);
    expect(ended).toBe(true);
  });
});
