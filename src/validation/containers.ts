import type { Run } from "./checks.js";
import { type Issue, issue, locate, quoted, wrongType } from "./issues.js";
import type { Validator } from "./validator.js";

/** Whether a value can have members. */
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

/** Whether the output has a member that was not given or is not valid. */
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

/** What zod takes for a plain object: one without a class, or whose class looks like `Object`. */
export function isPlainObject(input: unknown): input is Readonly<Record<PropertyKey, unknown>> {
  if (!isObject(input)) return false;
  const { constructor: maker } = input;
  if (typeof maker !== "function") return true;
  const { prototype } = maker as { readonly prototype: unknown };
  return isObject(prototype) && Object.hasOwn(prototype, "isPrototypeOf");
}
