import fc from "fast-check";
import { expect, it } from "vitest";
import { Entity } from "../../../src/entities/entity.js";
import { isMonotableError } from "../../../src/errors.js";
import { and, type Condition, type ConditionNode, not, or } from "../../../src/expressions/condition.js";
import { buildCondition } from "../../../src/operations/condition.js";
import { ticket } from "../../support/indexed-entity.js";
import "../../support/seed.js";

const NAMES = ["a", "b", "c"] as const;
type Item = Readonly<Record<(typeof NAMES)[number], boolean>>;

const entity = new Entity(
  {
    name: "Asset",
    table: ticket.table,
    attributes: {
      id: { value: "string" },
      ...Object.fromEntries(NAMES.map((name) => [name, { value: "boolean" } as const])),
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

const atom = fc.constantFrom(...NAMES.map((name) => `o.${name}.eq(true)`));
const flag = fc.constantFrom("yes", "no");
/** A condition whose method is called: no type has one where it may be a boolean. */
const receiver = fc.oneof(
  atom,
  fc
    .tuple(atom, fc.constantFrom("&&", "||", "??", ","), atom)
    .map(([x, operator, y]) => `(${x} ${operator} ${y})`),
  fc.tuple(atom, atom).map(([x, y]) => `or(${x}, ${y})`),
);

/** The texts of expressions on `o`, with the operators of JavaScript and those of monotable. */
const { definite, optional } = fc.letrec<{ definite: string; optional: string }>((tie) => {
  const one = tie("definite");
  const any = tie("optional");
  const two = fc.tuple(one, one);
  const list = fc.array(any, { maxLength: 2 });
  return {
    definite: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      atom,
      two.map(([x, y]) => `(${x} && ${y})`),
      two.map(([x, y]) => `(${x} || ${y})`),
      two.map(([x, y]) => `(${x} ?? ${y})`),
      two.map(([x, y]) => `(${x}, ${y})`),
      one.map((x) => `!${x}`),
      fc.tuple(one, flag).map(([x, plain]) => `(${x} || ${plain})`),
      // `no && …` is false before any condition is asked, which no type of an operand allows.
      fc.tuple(fc.constantFrom("yes &&", "no ||", "yes ||"), one).map(([decided, x]) => `(${decided} ${x})`),
      fc.tuple(fc.oneof(flag, one), one, one).map(([x, y, z]) => `(${x} ? ${y} : ${z})`),
      fc.tuple(one, list).map(([x, all]) => `and(${[...all, x].join(", ")})`),
      fc.tuple(one, list).map(([x, all]) => `or(${[x, ...all].join(", ")})`),
      one.map((x) => `not(${x})`),
      fc.tuple(receiver, one).map(([x, y]) => `both(() => ${x}, () => ${y})`),
      two.map(([x, y]) => `either(() => ${x}, () => ${y})`),
    ),
    // A condition that may be left out.
    optional: fc.oneof(
      { maxDepth: 2 },
      one,
      fc.tuple(flag, one).map(([plain, x]) => `(${plain} ? ${x} : undefined)`),
      list.map((all) => `and(${all.join(", ")})`),
      list.map((all) => `or(${all.join(", ")})`),
      any.map((x) => `not(${x})`),
      fc.tuple(any, one).map(([x, y]) => `(${x} ?? ${y})`),
    ),
  };
});
const callback = fc.oneof(
  { weight: 5, arbitrary: optional.map((text) => `(o) => ${text}`) },
  { weight: 1, arbitrary: definite.map((text) => `(o) => { ${text}; }`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.oneof(flag, definite), optional)
      .map(([x, y]) => `(o) => { if (${x}) return ${y}; }`),
  },
);

interface Operators {
  readonly and: (...all: never[]) => unknown;
  readonly or: (...all: never[]) => unknown;
  readonly not: (one: never) => unknown;
  /** The method `.and` of a condition. */
  readonly both: (one: () => never, other: () => never) => unknown;
}

/** A callback of a text, which says nothing but what the text says. */
function compiled(text: string, operators: Operators): (o: unknown) => unknown {
  const either = (x: () => unknown, y: () => unknown) => x() || y();
  // The text is made above: it is code of this test.
  const compile = new Function("and", "or", "not", "both", "either", "yes", "no", `return ${text};`);
  return compile(operators.and, operators.or, operators.not, operators.both, either, true, false);
}

const OPERATORS: Operators = {
  and: (...all) => and(...all),
  or: (...all) => or(...all),
  not: (one) => not(one),
  both: (one: () => Condition, other: () => Condition) => one().and(other()),
};

const given = (all: readonly unknown[]) => all.filter((one) => one !== undefined);
/** The operators on truth values: the meaning of a text for one item. */
const MEANING: Operators = {
  and: (...all) => (given(all).length === 0 ? undefined : given(all).every(Boolean)),
  or: (...all) => (given(all).length === 0 ? undefined : given(all).some(Boolean)),
  not: (one) => (one === undefined ? undefined : !one),
  both: (one, other) => [one(), other()].every(Boolean),
};

function meaningOf(text: string, item: Item): unknown {
  const values = Object.fromEntries(NAMES.map((name) => [name, { eq: () => item[name] }]));
  return compiled(text, MEANING)(values);
}

function holds(node: ConditionNode, item: Item): boolean {
  switch (node.type) {
    case "compare":
      return item[node.operand.attribute as keyof Item] === node.value;
    case "and":
      return node.nodes.every((part) => holds(part, item));
    case "or":
      return node.nodes.some((part) => holds(part, item));
    case "not":
      return !holds(node.node, item);
    default:
      throw new Error(`no condition of this test: ${node.type}`);
  }
}

const ITEMS: readonly Item[] = Array.from({ length: 2 ** NAMES.length }, (_, bits) => ({
  a: (bits & 1) > 0,
  b: (bits & 2) > 0,
  c: (bits & 4) > 0,
}));

it("buildCondition gives the condition that an expression means, or throws InvalidCondition", () => {
  let built = 0;
  fc.assert(
    fc.property(callback, (text) => {
      let node: ConditionNode | undefined;
      try {
        node = buildCondition(entity, compiled(text, OPERATORS) as never);
      } catch (error) {
        // `undefined.and(…)` is the one error of JavaScript itself that these texts can make.
        if (error instanceof TypeError) return;
        expect(isMonotableError(error, "InvalidCondition")).toBe(true);
        return;
      }
      built += node === undefined ? 0 : 1;
      const meant = ITEMS.map((item) => meaningOf(text, item));
      const got = ITEMS.map((item) => node && holds(node, item));
      expect({ text, holds: got }).toEqual({ text, holds: meant });
    }),
    { numRuns: 2000 },
  );
  expect(built).toBeGreaterThan(100);
});
