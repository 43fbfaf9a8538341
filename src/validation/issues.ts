/** Something that is wrong with a value, in zod's words. */
export interface Issue {
  readonly path: PropertyKey[];
  readonly message: string;
  /**
   * The checks that still follow, as zod has it: after `true` all of them, after `undefined` those that depend on the
   * size of a value alone, after `false` nothing.
   */
  readonly continues: boolean | undefined;
}

export function issue(message: string, continues?: boolean): Issue {
  return { path: [], message, continues };
}

/** The issue of a value of another type. */
export function wrongType(expected: string, input: unknown, continues?: boolean): Issue {
  return issue(`Invalid input: expected ${expected}, received ${typeName(input)}`, continues);
}

/** The issue of a value that is not one of those allowed. */
export function wrongValue(values: readonly unknown[]): Issue {
  const [only] = values;
  return issue(
    values.length === 1
      ? `Invalid input: expected ${quoted(only)}`
      : `Invalid option: expected one of ${values.map(quoted).join("|")}`,
  );
}

export function quoted(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}

/** Returns zod's name of the type of a value: an instance has the name of its class. */
function typeName(input: unknown): string {
  if (typeof input === "number") return Number.isFinite(input) ? "number" : String(input);
  if (typeof input !== "object") return typeof input;
  if (input === null) return "null";
  if (Array.isArray(input)) return "array";
  if (Object.getPrototypeOf(input) === Object.prototype || !("constructor" in input)) return "object";
  const maker = input.constructor as { readonly name?: unknown } | null | undefined;
  return maker ? String(maker.name) : "object";
}

/** Notes where in a value the issues were found that came after others. */
export function locate(issues: readonly Issue[], start: number, step: PropertyKey): void {
  for (let at = start; at < issues.length; at += 1) issues[at]?.path.unshift(step);
}

/** Returns true if issues stop the checks that come after them. */
export function stops(issues: readonly Issue[], start: number): boolean {
  return issues.some(({ continues }, at) => at >= start && continues !== true);
}

/** Returns true if issues stop even those checks that depend on sizes alone. */
export function stopsAll(issues: readonly Issue[], start: number): boolean {
  return issues.some(({ continues }, at) => at >= start && continues === false);
}
