import type { JsonValue, LiteralValue, TaggedRule, ValueRule } from "../model/value-rule.js";
import { checkOf, type Presence, type Run, regExp, scalar, Validator, withChecks } from "./checks.js";
import {
  arrayRun,
  discriminatedRun,
  fullRecordRun,
  mapRun,
  objectRun,
  recordRun,
  setRun,
  tupleRun,
  unionRun,
} from "./containers.js";
import { type Issue, issue, wrongType, wrongValue } from "./issues.js";

type SomeRule = ValueRule<string | RegExp>;

/**
 * A rule as functions that check and copy values, without evaluating text as code. They answer as the zod schema that the
 * rule came of: with equal values, and with the same issues in the same order.
 */
export function compile(rule: SomeRule): Validator {
  const listed = typeof rule === "string" ? bare(rule) : rule;
  switch (listed[0]) {
    case "string":
    case "number":
    case "bigint":
    case "date": {
      const [type, ...checks] = listed;
      const isAnyText = type === "string" && checks.length === 0;
      return new Validator(scalar(type, SCALARS[type], checks), { type, checks }, {}, isAnyText);
    }
    case "any":
    case "unknown":
      return new Validator((input) => input, { type: listed[0] });
    case "never":
      return new Validator((input, issues) => refused("never", input, issues), { type: "never" });
    case "boolean":
    case "null":
    case "bytes": {
      const [type] = listed;
      const isOf = SCALARS[type];
      const name = type === "bytes" ? "Uint8Array" : type;
      const run: Run = (input, issues) => (isOf(input) ? input : refused(name, input, issues));
      return new Validator(run, { type: type === "bytes" ? "custom" : type });
    }
    case "enum":
    case "literal":
      return oneOf(listed);
    case "template_literal":
      return templateLiteral(regExp(listed[1]));
    case "array":
    case "set": {
      const [type, rule, ...checks] = listed;
      const of = compile(rule);
      const asked = checks.map((check) => checkOf(type, check));
      if (type === "array")
        return new Validator(withChecks(arrayRun(of, asked), asked), { type, element: of });
      return new Validator(withChecks(setRun(of, asked), asked), { type, valueType: of });
    }
    case "map": {
      const [type, keyRule, rule, ...checks] = listed;
      const [keyType, valueType] = [compile(keyRule), compile(rule)];
      const asked = checks.map((check) => checkOf(type, check));
      return new Validator(withChecks(mapRun(keyType, valueType, asked), asked), {
        type,
        keyType,
        valueType,
      });
    }
    case "record": {
      const [type, keyRule, rule] = listed;
      const [keyType, valueType] = [compile(keyRule), compile(rule)];
      const names = namesOf(keyRule);
      const run = names === undefined ? recordRun(keyType, valueType) : fullRecordRun(names, valueType);
      return new Validator(run, { type, keyType, valueType });
    }
    case "tuple": {
      const items = listed[1].map(compile);
      const rest = listed[2] && compile(listed[2]);
      return new Validator(tupleRun(items, rest), { type: "tuple", items, rest });
    }
    case "object": {
      const shape = Object.fromEntries(
        Object.entries(listed[1]).map(([name, member]) => [name, compile(member)]),
      );
      const catchall = listed[2] && compile(listed[2]);
      return new Validator(objectRun(shape, catchall), { type: "object", shape, catchall });
    }
    case "union": {
      const [type, rules] = listed;
      const options = rules.map(compile);
      return new Validator(unionRun(options), { type, options }, presenceOf(options));
    }
    case "discriminated":
      return discriminated(listed);
    case "default":
    case "prefault":
      return defaulted(listed[0], listed[1], compile(listed[2]));
    default:
      return wrapped(listed[0], compile(listed[1]));
  }
}

type Bare = Extract<SomeRule, string>;

/** A rule without arguments as a list. */
function bare<Name extends Bare>(name: Name): readonly [Name] {
  return [name];
}

const SCALARS = {
  string: (input: unknown) => typeof input === "string",
  // Not infinite, and not NaN.
  number: (input: unknown) => Number.isFinite(input),
  bigint: (input: unknown) => typeof input === "bigint",
  boolean: (input: unknown) => typeof input === "boolean",
  date: (input: unknown) => input instanceof Date && !Number.isNaN(input.getTime()),
  null: (input: unknown) => input === null,
  bytes: (input: unknown) => input instanceof Uint8Array,
};

function refused(expected: string, input: unknown, issues: Issue[]): unknown {
  issues.push(wrongType(expected, input));
  return input;
}

function oneOf([type, ...values]: readonly ["enum" | "literal", ...LiteralValue[]]): Validator {
  const allowed = new Set<unknown>(values);
  const run: Run = (input, issues) => {
    if (!allowed.has(input)) issues.push(wrongValue(values));
    return input;
  };
  const entries = Object.fromEntries(values.map((value) => [value, value]));
  return new Validator(run, type === "enum" ? { type, entries } : { type, values });
}

function templateLiteral(pattern: RegExp): Validator {
  const run: Run = (input, issues) => {
    if (typeof input !== "string") return refused("string", input, issues);
    if (!pattern.test(input)) issues.push(issue("Invalid input"));
    return input;
  };
  return new Validator(run, { type: "template_literal" });
}

/** The keys that a record must have, where its keys are listed. */
function namesOf(key: SomeRule): readonly (string | number)[] | undefined {
  if (typeof key === "string" || (key[0] !== "enum" && key[0] !== "literal")) return undefined;
  return key.slice(1) as readonly (string | number)[];
}

/** A union may be absent where one of its options may. */
function presenceOf(options: readonly Validator[]): Presence {
  const rungs = options.map(({ _zod }) => _zod.optin);
  return {
    optin: rungs.includes("defaulted") ? "defaulted" : rungs.includes("optional") ? "optional" : undefined,
    optout: options.some(({ _zod }) => _zod.optout === "optional") ? "optional" : undefined,
  };
}

function discriminated([, name, tagged]: readonly [
  "discriminated",
  string,
  readonly TaggedRule<string | RegExp>[],
]): Validator {
  const options = tagged.map(([, rule]) => compile(rule));
  const byValue = new Map(
    options.flatMap((option, at) => (tagged[at]?.[0] ?? []).map((value) => [value, option] as const)),
  );
  return new Validator(
    discriminatedRun(name, byValue),
    { type: "union", discriminator: name, options },
    presenceOf(options),
  );
}

function defaulted(type: "default" | "prefault", value: JsonValue, innerType: Validator): Validator {
  const { run } = innerType;
  const withDefault: Run = (input, issues) => {
    if (input === undefined) return copy(value);
    const output = run(input, issues);
    return output === undefined ? copy(value) : output;
  };
  const withInput: Run = (input, issues) => run(input === undefined ? copy(value) : input, issues);
  return new Validator(
    type === "default" ? withDefault : withInput,
    { type, innerType },
    { optin: "defaulted" },
  );
}

/** Each item has a default of its own, which it may change. */
function copy(value: JsonValue): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]));
}

type Wrapper = "exact" | "nonoptional" | "nullable" | "optional" | "readonly";

function wrapped(type: Wrapper, innerType: Validator): Validator {
  const {
    run,
    _zod: { optin, optout },
  } = innerType;
  const rung = optin === "defaulted" ? optin : "optional";
  switch (type) {
    case "exact":
      return new Validator(run, { type: "optional", innerType }, { optin: rung, optout: "optional" });
    case "optional": {
      const absent: Run = optin === "defaulted" ? (_, issues) => orNothing(run, issues) : () => undefined;
      return new Validator(
        (input, issues) => (input === undefined ? absent(input, issues) : run(input, issues)),
        { type, innerType },
        { optin: rung, optout: "optional" },
      );
    }
    case "nullable":
      return new Validator(
        (input, issues) => (input === null ? null : run(input, issues)),
        { type, innerType },
        { optin, optout },
      );
    case "readonly":
      return new Validator(
        (input, issues) => Object.freeze(run(input, issues)),
        { type, innerType },
        { optin, optout },
      );
    case "nonoptional":
      return new Validator(
        (input, issues) => {
          const before = issues.length;
          const output = run(input, issues);
          if (output === undefined && issues.length === before)
            issues.push(wrongType("nonoptional", undefined));
          return output;
        },
        { type, innerType },
      );
  }
}

/** Returns the value that a schema gives for `undefined`; `undefined` where it takes none. */
function orNothing(run: Run, issues: Issue[]): unknown {
  const before = issues.length;
  const output = run(undefined, issues);
  if (issues.length === before) return output;
  issues.length = before;
  return undefined;
}
