/** Keeps the parts of a path, a condition or a change, of every copy of the package. A symbol, since every name may be that of a member of a map. */
export const parts: unique symbol = Symbol.for("monotable.parts") as never;

/** Gives the attribute that a path leads to, as code names it. */
export const pathName: unique symbol = Symbol.for("monotable.pathName") as never;

/** A path, a condition or a change that a callback of `.if`, `.filter` or `.change` builds. */
export interface Part {
  /** The paths and conditions of which it is made. */
  readonly [parts]: readonly Part[];
  /** The name of the attribute that a path leads to, `items[0].productId`; absent from conditions and changes. */
  readonly [pathName]?: string;
}

/** The paths, conditions and changes that one run of a callback builds, in order. */
export class Usage {
  readonly built: Part[] = [];
  /** The position of the part in whose place the callback gets `false`. */
  readonly #replaced: number | undefined;

  /** @param replaced the position of the part in whose place the callback gets `false`; none unless given */
  constructor(replaced?: number) {
    this.#replaced = replaced;
  }

  /** Notes a part, and returns what the callback gets: the part as the callback sees it. */
  add<Seen>(part: Part, seen: Seen): Seen {
    this.built.push(part);
    // Type assertion: a callback that is run with a part replaced is run to see what it builds, and for nothing else.
    return this.built.length - 1 === this.#replaced ? (false as unknown as Seen) : seen;
  }

  /** Returns the last part that is not in what the callback returned; `undefined` if all are. */
  unused(returned: readonly Part[]): Part | undefined {
    const used = new Set<Part>();
    const use = (part: Part): void => {
      if (used.has(part)) return;
      used.add(part);
      part[parts].forEach(use);
    };
    returned.forEach(use);
    return this.built.findLast((part) => !used.has(part));
  }
}

/** Returns the names of the attributes that a part is about, each once. */
export function attributesIn(part: Part): readonly string[] {
  const name = part[pathName];
  return name === undefined ? [...new Set(part[parts].flatMap(attributesIn))] : [name];
}

/** The error of an operand of `and`, `or` or `not` that is no condition. */
export class InvalidOperandError extends TypeError {
  override readonly name = "InvalidOperandError";
  readonly operand: unknown;

  constructor(operand: unknown, message: string) {
    super(message);
    this.operand = operand;
  }
}

/** Returns true if an error is an {@link InvalidOperandError}, of this copy of the package or another. */
export function isInvalidOperand(error: unknown): error is InvalidOperandError {
  return (
    typeof error === "object" && error !== null && "name" in error && error.name === "InvalidOperandError"
  );
}

/**
 * Finds a part whose truth decides what a callback builds, as that of `a` does in `a || b`: a path or a condition is an
 * object, which is always true, so that `b` is never built. The callback is run again with `false` in the place of one
 * part after the other: where it then builds a path that it did not build before, or comes to `true`, that part decides.
 *
 * @param first what the callback built when it was run
 * @param run runs the callback again
 */
export function decidingPart(first: Usage, run: (usage: Usage) => unknown): Part | undefined {
  const expected = pathCounts(first);
  return first.built.find((_, position) => {
    const usage = new Usage(position);
    try {
      if (run(usage) === true) return true;
    } catch (error) {
      if (isInvalidOperand(error) && error.operand === true) return true;
      // `false` has no operators: up to here the callback was run.
    }
    return [...pathCounts(usage)].some(([name, count]) => count > (expected.get(name) ?? 0));
  });
}

function pathCounts({ built }: Usage): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { [pathName]: name } of built)
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const ARROW = /^\(?\s*(\w+)\s*\)?\s*=>([^{|&?`]*)$/;

/**
 * Returns true if the text of a callback shows that it always builds the same: an arrow function of one expression
 * without `||`, `&&` or `?`, which gives its paths to nobody, as in `(o) => o.total.lt(100)`.
 */
export function isUnconditional(callback: unknown): boolean {
  const text = typeof callback === "function" ? Function.prototype.toString.call(callback) : "";
  const [, parameter, body] = ARROW.exec(text) ?? [];
  // A function inside may be called or not.
  if (parameter === undefined || body === undefined || body.includes("=>")) return false;
  // An operator of a path is called: what is left of the parameter is given away.
  const others = body.replace(new RegExp(`\\b${parameter}(?:\\s*\\.\\s*\\w+)+\\(`, "g"), "");
  return !new RegExp(`\\b${parameter}\\b`).test(others);
}
