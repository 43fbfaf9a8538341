import type { Check, Run } from "./checks.js";
import { type Issue, issue, locate, wrongType } from "./issues.js";
import type { Validator } from "./validator.js";

/** A list: one that is too long is not looked into. */
export function arrayRun(of: Validator, checks: readonly Check[]): Run {
  const { run } = of;
  return (input, issues) => {
    if (!Array.isArray(input)) {
      issues.push(wrongType("array", input));
      return input;
    }
    if (isTooLong(input, input.length, checks, issues)) return input;
    const output = new Array<unknown>(input.length);
    for (let at = 0; at < input.length; at += 1) {
      const before = issues.length;
      output[at] = run(input[at], issues);
      if (issues.length > before) locate(issues, before, at);
    }
    return output;
  };
}

function isTooLong(input: unknown, size: number, checks: readonly Check[], issues: Issue[]): boolean {
  const broken = checks.find(({ most }) => most !== undefined && size > most);
  if (broken === undefined) return false;
  issues.push({ ...broken.issue(input as never), continues: false });
  return true;
}

export function setRun(of: Validator, checks: readonly Check[]): Run {
  return (input, issues) => {
    if (!(input instanceof Set)) {
      issues.push(wrongType("set", input));
      return input;
    }
    if (isTooLong(input, input.size, checks, issues)) return input;
    const output = new Set<unknown>();
    for (const element of input) output.add(of.run(element, issues));
    return output;
  };
}

export function mapRun(key: Validator, of: Validator, checks: readonly Check[]): Run {
  return (input, issues) => {
    if (!(input instanceof Map)) {
      issues.push(wrongType("map", input));
      return input;
    }
    if (isTooLong(input, input.size, checks, issues)) return input;
    const output = new Map<unknown, unknown>();
    for (const [name, value] of input as ReadonlyMap<unknown, unknown>) {
      const written = entryPart(key, name, name, "Invalid key in map", issues);
      output.set(written, entryPart(of, value, name, "Invalid value in map", issues));
    }
    return output;
  };
}

/** What is wrong with an entry is told with its key, where a path can have it. */
function entryPart(part: Validator, value: unknown, key: unknown, message: string, issues: Issue[]): unknown {
  const before = issues.length;
  const output = part.run(value, issues);
  if (issues.length === before) return output;
  if (typeof key === "string" || typeof key === "number" || typeof key === "symbol")
    locate(issues, before, key);
  else issues.splice(before, issues.length, issue(message));
  return output;
}

/** A list of positions with a meaning of their own, and the rest of it. */
export function tupleRun(items: readonly Validator[], rest: Validator | undefined): Run {
  const required = lastIndex(items, ({ _zod }) => _zod.optin === undefined) + 1;
  const kept = lastIndex(items, ({ _zod }) => _zod.optout !== "optional") + 1;
  return (input, issues) => {
    if (!Array.isArray(input)) {
      issues.push(wrongType("tuple", input));
      return input;
    }
    if (rest === undefined && input.length < required) {
      issues.push(issue(`Too small: expected array to have >=${required} items`));
      return [];
    }
    if (rest === undefined && input.length > items.length)
      issues.push(issue(`Too big: expected array to have <=${items.length} items`));
    const own = items.map((item, at) => {
      const found: Issue[] = [];
      return { value: item.run(input[at], found), found };
    });
    const output: unknown[] = [];
    if (rest !== undefined) {
      for (let at = items.length; at < input.length; at += 1) {
        const before = issues.length;
        output[at] = rest.run(input[at], issues);
        locate(issues, before, at);
      }
    }
    for (const [at, { value, found }] of own.entries()) {
      const absent = at >= input.length && at >= kept;
      if (absent && (items[at]?._zod.optin === "optional" || found.length > 0)) {
        output.length = at;
        break;
      }
      locate(found, 0, at);
      issues.push(...found);
      output[at] = value;
    }
    for (let at = output.length - 1; at >= input.length; at -= 1) {
      if (items[at]?._zod.optout !== "optional" || output[at] !== undefined) break;
      output.length = at;
    }
    return output;
  };
}

function lastIndex(items: readonly Validator[], test: (item: Validator) => boolean): number {
  return items.reduce((found, item, at) => (test(item) ? at : found), -1);
}
