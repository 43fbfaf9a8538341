// biome-ignore-all lint/complexity/noCommaOperator: commas are among the mistakes that these tests look for
import { describe, expect, it } from "vitest";
import { Entity } from "../../../src/entities/entity.js";
import { withNested } from "../../../src/entities/nested-changes.js";
import { NO_CHANGES } from "../../../src/entities/update.js";
import { MonotableError } from "../../../src/errors.js";
import {
  Aliases,
  and,
  type Condition,
  not,
  or,
  renderCondition,
} from "../../../src/expressions/condition.js";
import type { Change } from "../../../src/expressions/update.js";
import { buildCondition } from "../../../src/operations/condition.js";
import { ticket } from "../../support/indexed-entity.js";

interface Path {
  eq(value: unknown): Condition;
  gt(value: unknown): Condition;
  lt(value: unknown): Condition;
  exists(): Condition;
  size(): Path;
  readonly [member: string]: unknown;
}
interface Paths {
  readonly locked: Path;
  readonly status: Path;
  readonly total: Path;
  readonly paid: Path;
  readonly box: Path & { readonly weight: Path };
}
const asset = new Entity(
  {
    name: "Asset",
    table: ticket.table,
    attributes: {
      id: { value: "string" },
      locked: { value: "boolean" },
      status: { value: "string" },
      total: { value: "number" },
      paid: { value: "number" },
      box: { value: "map", rule: ["object", { weight: "number", size: "string" }] },
    },
    primaryKey: {
      name: "query",
      partition: [{ name: "pk", template: ["ASSET#", { attribute: "id", type: "string" }] }],
      sort: [{ name: "sk", template: ["ASSET"] }],
    },
    indexes: [],
  },
  undefined,
  "assets",
);

function build(callback: (paths: Paths) => unknown): string | undefined {
  const node = buildCondition(asset, callback as never);
  return node && renderCondition(node, new Aliases()).replaceAll("#", "");
}

function failure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof MonotableError) return [error.code, error.details, error.message];
    throw error;
  }
}

/** Hides from the text of a callback that it decides. */
const either = <Value>(one: Value, other: () => Value): Value => one || other();
const flag = (value: boolean): boolean => value;

describe("buildCondition", () => {
  it.each<[(paths: Paths) => unknown, string | undefined]>([
    [(a) => a.locked.eq(true), "locked = :v0"],
    [(a) => a.total.lt(a.paid), "total < paid"],
    [(a) => a.box.weight.gt(1), "box.weight > :v0"],
    [(a) => a.box.size().gt(1), "size(box) > :v0"],
    [(a) => not(a.locked.eq(true)), "NOT (locked = :v0)"],
    [(a) => and(flag(false) ? a.total.gt(1) : undefined, a.locked.eq(true)), "locked = :v0"],
    [(a) => (flag(true) ? a.total.gt(1) : a.paid.gt(2)), "total > :v0"],
    [(a) => (flag(false) && a.total.gt(1) ? a.total.gt(1) : a.paid.gt(2)), "paid > :v0"],
    [(a) => and() ?? a.locked.eq(true), "locked = :v0"],
    [(a) => and(a.total.gt(1)) ?? a.locked.eq(true), "total > :v0"],
    [() => undefined, undefined],
    [() => and(), undefined],
    [() => not(undefined), undefined],
    [
      (a) => {
        const { total } = a;
        const large = total.gt(1);
        return or(large, and(large, total.lt(5)));
      },
      "total > :v0 OR (total > :v1 AND total < :v2)",
    ],
    [(a) => or(...["x", "y"].map((value) => a.status.eq(value))), "status = :v0 OR status = :v1"],
    [
      (a) => [a.total.gt(1), a.paid.gt(2)].reduce((all, condition) => all.and(condition)),
      "total > :v0 AND paid > :v1",
    ],
  ])("returns the condition that its callback means: %s", (callback, expected) => {
    expect(build(callback)).toBe(expected);
  });

  it.each<[(paths: Paths) => unknown, attribute: string, part: string]>([
    [(a) => !a.locked, "locked", "returned false"],
    [(a) => !a.status.eq("PAID"), "status", "returned false"],
    [(a) => a.locked, "locked", "a path without an operator"],
    [(a) => a.total.gt(1) && a.status.eq("PAID"), "total", "builds a condition on total"],
    [(a) => (a.total.gt(1), a.status.eq("PAID")), "total", "builds a condition on total"],
    [(a) => a.locked && a.status.eq("PAID"), "locked", "reads locked and applies no operator"],
    [(a) => (a.locked ? a.status.eq("PAID") : a.status.eq("OPEN")), "locked", "reads locked"],
    [(a) => (a.total.gt(1) ? a.status.eq("PAID") : undefined), "total", "builds a condition on total"],
    [(a) => void a.total.gt(5000), "total", "builds a condition on total"],
    [(a) => (and(a.total.gt(1), a.paid.gt(1)), undefined), "total", "a condition on total and paid"],
    [(a) => a.total.gt(1) || a.status.eq("PAID"), "total", "tests a condition on total"],
    [(a) => a.total.gt(1) || a.total.gt(2), "total", "tests a condition on total"],
    [(a) => and(a.total.gt(1) || a.paid.gt(1), a.locked.eq(true)), "total", "tests a condition on total"],
    [(a) => a.locked.eq(true).and(a.total.gt(1) || a.paid.gt(1)), "total", "tests a condition on total"],
    [(a) => (a.total || a.paid).gt(1), "total", "tests the path total"],
    [(a) => (a.total.gt(1) || a.paid.gt(1)).and(a.locked.eq(true)), "total", "tests a condition on total"],
    [(a) => and(a.total.gt(1), a.paid.gt(1)) || a.locked.eq(true), "total", "tests"],
    [(a) => either(a.total.gt(1), () => a.paid.gt(1)), "total", "tests a condition on total"],
    [
      (a) => {
        const large = a.total.gt(1);
        return large ? large : a.paid.gt(1);
      },
      "total",
      "tests a condition on total",
    ],
  ])(
    "throws InvalidCondition where JavaScript's own operators drop a part: %s",
    (callback, attribute, part) => {
      expect(failure(() => build(callback))).toEqual([
        "InvalidCondition",
        { entity: "Asset", attribute, reason: expect.stringContaining(part) },
        expect.stringMatching(/^Asset: the callback .*and\(\), or\(\) and not\(\)/),
      ]);
    },
  );

  it.each<[(paths: Paths) => unknown, string]>([
    [(a) => and((flag(false) && a.locked.eq(true)) as never), "and() takes conditions, got false"],
    [(a) => or(null as never, a.locked.eq(true)), "or() takes conditions, got null"],
    [(a) => a.locked.eq(true).and(false as never), "and() takes conditions, got false"],
    [(a) => not(!a.locked as never), "not() takes conditions, got false"],
    [() => false, "it returned false"],
    [() => null, "it returned null"],
    [async () => undefined, "must return a condition"],
  ])("throws InvalidCondition for what is no condition: %s", (callback, part) => {
    expect(failure(() => build(callback))).toEqual([
      "InvalidCondition",
      expect.objectContaining({ entity: "Asset" }),
      expect.stringContaining(part),
    ]);
  });

  it("calls a callback once whose text shows that it decides nothing", () => {
    const values = [1, 2];
    expect(build((a) => a.total.gt(values.shift()))).toBe("total > :v0");
    expect(values).toEqual([2]);
  });

  it("passes on an error that the callback throws", () => {
    const broken = () => {
      throw new RangeError("broken");
    };
    expect(() => build(broken)).toThrow(new RangeError("broken"));
  });
});

describe("withNested", () => {
  interface Places {
    readonly box: { readonly weight: { set(value: number): Change; add(value: number): Change } };
    readonly total: { set(value: number): Change };
  }
  const change = (callback: (places: Places) => unknown) =>
    withNested(asset, NO_CHANGES, callback as never).paths?.length;

  it("takes the changes that its callback returns", () => {
    expect(change((a) => [a.box.weight.set(1), a.total.set(2)])).toBe(2);
    expect(change((a) => (flag(true) ? [a.box.weight.add(1)] : []))).toBe(1);
  });

  it.each<[(places: Places) => unknown, string]>([
    [(a) => [(a.box.weight.set(1), a.total.set(2))], "box.weight"],
    [(a) => (a.total.set(2), [a.box.weight.set(1)]), "total"],
    [(a) => (a.total, [a.box.weight.set(1)]), "total"],
    [(a) => [a.box.weight.set(1) && a.total.set(2)], "box.weight"],
    [(a) => [a.box.weight.set(1) || a.total.set(2)], "box.weight"],
  ])("throws InvalidUpdate where a change is not in the list: %s", (callback, attribute) => {
    expect(failure(() => change(callback))).toEqual([
      "InvalidUpdate",
      { entity: "Asset", attribute, reason: expect.stringMatching(/in vain|always true/) },
      expect.stringMatching(/^Asset: the callback of change /),
    ]);
  });
});
