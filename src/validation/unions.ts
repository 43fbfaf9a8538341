import type { LiteralValue } from "../model/value-rule.js";
import type { Run } from "./checks.js";
import { isObject } from "./containers.js";
import { type Issue, issue, stops, wrongType } from "./issues.js";
import type { Validator } from "./validator.js";

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
