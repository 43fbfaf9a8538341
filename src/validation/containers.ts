import type { LiteralValue } from "../model/value-rule.js";
import type { Check, Run, Validator } from "./checks.js";
import { type Issue, issue, locate, quoted, stops, wrongType } from "./issues.js";

/** Returns true if a value can have members. */
export function isObject(input: unknown): input is Readonly<Record<PropertyKey, unknown>> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

/** An object: its members in the order of the rule, then those that the rule does not name. */
export function objectRun(members: Readonly<Record<string, Validator>>, rest: Validator | undefined): Run {
  const names = Object.keys(members);
  const all = Object.values(members);
  const runs = all.map(({ run }) => run);
  const texts = all.map((member) => member.isAnyText);
  const known = new Set(names);
  return (input, issues) => {
    if (!isObject(input)) {
      issues.push(wrongType("object", input));
      return input;
    }
    const output: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      const given = input[name];
      // Half of all members are texts of which nothing is asked: they need no call.
      if (texts[at] && typeof given === "string") {
        output[name] = given;
        continue;
      }
      const before = issues.length;
      const value = (runs[at] as Run)(given, issues);
      if (given !== undefined && issues.length === before) output[name] = value;
      else if (isKept(all[at] as Validator, name, input, value, issues, before)) output[name] = value;
    }
    if (rest !== undefined) others(input, output, issues, known, rest);
    return output;
  };
}

/** Returns true if the output has a member that the input lacks or that is not valid. */
function isKept(
  { _zod: { optin, optout } }: Validator,
  name: string,
  input: object,
  value: unknown,
  issues: Issue[],
  before: number,
): boolean {
  const present = name in input;
  if (optin === undefined) {
    if (!present && issues.length === before) issues.push(wrongType("nonoptional", undefined));
    locate(issues, before, name);
    return present;
  }
  const isDefaulted = optin === "defaulted";
  if (optout === "optional" && !present) {
    // What is wrong with a value that was never given is nobody's fault.
    issues.length = before;
    return isDefaulted && value !== undefined;
  }
  locate(issues, before, name);
  return present || isDefaulted || value !== undefined;
}

function others(
  input: Readonly<Record<PropertyKey, unknown>>,
  output: Record<string, unknown>,
  issues: Issue[],
  known: ReadonlySet<string>,
  rest: Validator,
): void {
  const refused = rest._zod.def.type === "never";
  const unknown: string[] = [];
  // Inherited members too, as zod does.
  for (const name in input) {
    if (known.has(name)) continue;
    if (refused) unknown.push(name);
    else if (name !== "__proto__") {
      const before = issues.length;
      output[name] = rest.run(input[name], issues);
      locate(issues, before, name);
    }
  }
  if (unknown.length > 0) issues.push(unrecognized(unknown));
}

function unrecognized(names: readonly string[]): Issue {
  return issue(`Unrecognized key${names.length > 1 ? "s" : ""}: ${names.map(quoted).join(", ")}`, true);
}

/** A record of the keys that it must have, each of them. */
export function fullRecordRun(keys: readonly (string | number)[], of: Validator): Run {
  const names = [...new Set(keys)];
  const known = new Set(names.map(String));
  return (input, issues) => {
    if (!isPlainObject(input)) {
      issues.push(wrongType("record", input));
      return input;
    }
    const output: Record<string, unknown> = {};
    for (const name of names) {
      const before = issues.length;
      output[name] = of.run(input[name], issues);
      locate(issues, before, name);
    }
    const unknown: string[] = [];
    for (const name in input) if (!known.has(name)) unknown.push(name);
    if (unknown.length > 0) issues.push(unrecognized(unknown));
    return output;
  };
}

/** A record of whatever keys its rule for them takes. */
export function recordRun(key: Validator, of: Validator): Run {
  return (input, issues) => {
    if (!isPlainObject(input)) {
      issues.push(wrongType("record", input));
      return input;
    }
    const output: Record<string, unknown> = {};
    for (const name of Reflect.ownKeys(input)) {
      if (name === "__proto__" || !Object.prototype.propertyIsEnumerable.call(input, name)) continue;
      const keyIssues: Issue[] = [];
      const written = key.run(name, keyIssues) as string;
      if (keyIssues.length > 0) {
        issues.push({ ...issue("Invalid key in record"), path: [name] });
        continue;
      }
      if (written === "__proto__") continue;
      const before = issues.length;
      output[written] = of.run(input[name], issues);
      locate(issues, before, name);
    }
    return output;
  };
}

/** Returns true for what zod takes for a plain object: one without a class, or whose class looks like `Object`. */
export function isPlainObject(input: unknown): input is Readonly<Record<PropertyKey, unknown>> {
  if (!isObject(input)) return false;
  const { constructor: maker } = input;
  if (typeof maker !== "function") return true;
  const { prototype } = maker as { readonly prototype: unknown };
  return isObject(prototype) && Object.hasOwn(prototype, "isPrototypeOf");
}

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

/** Runs the rule of a key or a value of an entry. Its issues name the entry's key, where a path can have it. */
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

/** The first option that takes the value; what is wrong is told where one option alone was near. */
export function unionRun(options: readonly Validator[]): Run {
  const [only] = options;
  if (options.length === 1 && only !== undefined) return only.run;
  return (input, issues) => {
    const before = issues.length;
    const near: { readonly value: unknown; readonly found: readonly Issue[] }[] = [];
    for (const { run } of options) {
      const value = run(input, issues);
      if (issues.length === before) return value;
      const found = issues.splice(before);
      if (!stops(found, 0)) near.push({ value, found });
    }
    const [one] = near;
    if (near.length === 1 && one !== undefined) {
      issues.push(...one.found);
      return one.value;
    }
    issues.push(issue("Invalid input"));
    return input;
  };
}

/** The option that the value of a member tells. */
export function discriminatedRun(name: string, options: ReadonlyMap<unknown, Validator>): Run {
  const expected = [...options.keys()].map((value) => `'${value as LiteralValue}'`).join(" | ");
  return (input, issues) => {
    if (!isObject(input)) {
      issues.push(wrongType("object", input));
      return input;
    }
    const option = options.get(input[name]);
    if (option !== undefined) return option.run(input, issues);
    issues.push({ ...issue(`Invalid discriminator value. Expected ${expected}`), path: [name] });
    return input;
  };
}
