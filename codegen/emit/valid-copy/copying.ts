import type { RuleCheck, ValueRule } from "../../../src/model/value-rule.js";
import { isReserved } from "../../model-facts/names.js";
import { fill, indent, join, type Layout, newline } from "../../printer/layout.js";
import { literal, propertyName, stringLiteral } from "../../printer/typescript.js";
import { type Core, NotSimple, type Presence, presenceOf, takesUndefined } from "./presence.js";
import { anyOf, either, every, type Outside, scalarTests } from "./scalars.js";

/** How a value is taken: what must hold, what is done then, which may find that it is not valid after all, and its copy. */
interface Taking {
  readonly tests: readonly Layout[];
  readonly steps: readonly Layout[];
  readonly copy: Layout;
}

/** What becomes of members that a rule does not name: they are left out, refused, or as a rule has them. */
type Others = "dropped" | "refused" | ValueRule;

/** Writes the statements that test values by their rules and copy them; they `return undefined` where a test fails. */
export class Copying {
  readonly #variables: Variables;
  readonly #outside: Outside;

  constructor(variables: Variables, outside: Outside) {
    this.#variables = variables;
    this.#outside = outside;
  }

  /** The statements that return the copy of an object. */
  returning(members: Readonly<Record<string, ValueRule>>, others: Others, x: string): readonly Layout[] {
    const { tests, steps, copy } = this.#object(members, others, x);
    return [...refuseUnless(tests), ...steps, ["return ", copy, ";"]];
  }

  /** A value that is there, whatever it is there for: an element, a member of a record, an option. */
  #element(rule: ValueRule, x: string): Taking {
    const presence = presenceOf(rule);
    if (typeof presence.absent === "object") throw new NotSimple();
    return this.#present(presence, x, presence.absent === "taken");
  }

  #present({ core, nullable, frozen }: Presence, x: string, takesUndefined: boolean): Taking {
    const taking = frozen ? freeze(core, this.#core(core, x), x) : this.#core(core, x);
    return this.#unless(x, [...(nullable ? ["null"] : []), ...(takesUndefined ? ["undefined"] : [])], taking);
  }

  /** A value, or one of those that are their own copies. */
  #unless(x: string, values: readonly string[], { tests, steps, copy }: Taking): Taking {
    if (values.length === 0) return { tests, steps, copy };
    if (steps.length === 0 && copy === x) {
      if (tests.length === 0) return { tests, steps, copy };
      const all = tests.length === 1 ? tests : [["(", every(tests), ")"]];
      return { tests: [either([...values.map((value) => `${x} === ${value}`), ...all])], steps, copy };
    }
    const y = this.#variables.name(`${x}Copy`);
    const given = every(values.map((value) => `${x} !== ${value}`));
    const made = [...refuseUnless(tests), ...steps, [y, " = ", copy, ";"]];
    return { tests: [], steps: [`let ${y}: unknown = ${x};`, block(["if (", given, ")"], made)], copy: y };
  }

  #core(core: Core, x: string): Taking {
    const scalar = scalarTests(core, x, this.#outside);
    if (scalar !== undefined) return { tests: scalar, steps: [], copy: x };
    if (typeof core === "string") throw new NotSimple();
    switch (core[0]) {
      case "object":
        return this.#object(core[1], core[2] === "never" ? "refused" : (core[2] ?? "dropped"), x);
      case "array":
      case "set": {
        const [kind, of, ...checks] = core;
        return kind === "array" ? this.#array(of, checks, x) : this.#collection("Set", [of], checks, x);
      }
      case "map": {
        const [, key, of, ...checks] = core;
        return this.#collection("Map", [key, of], checks, x);
      }
      case "record":
        return this.#record(core[1], core[2], x);
      case "tuple":
        return this.#tuple(core[1], core[2], x);
      case "union":
        return this.#union(core[1], x);
      case "discriminated":
        return this.#discriminated(core, x);
      default:
        throw new NotSimple();
    }
  }

  #object(
    members: Readonly<Record<string, ValueRule>>,
    others: Others,
    x: string,
    isOf: "isObject" | "isRecord" = "isObject",
  ): Taking {
    const names = Object.keys(members);
    // Every object inherits a `constructor`, of which the rules know more.
    if (names.length === 0 || names.some((name) => name in Object.prototype)) throw new NotSimple();
    const all = Object.entries(members).map(([name, rule]) =>
      this.#member(name, rule, x, isOf === "isRecord"),
    );
    const steps: Layout[] = [
      indent(fill(["const {", ...separated(all.map(({ binding }) => binding)), `} = ${x};`])),
      ...(others === "refused" ? [refuseOthers(names, x)] : []),
      ...refuseUnless(all.flatMap(({ taking }) => taking.tests)),
      ...all.flatMap(({ taking }) => taking.steps),
    ];
    const first = all.findIndex(({ isThere }) => isThere !== undefined);
    const certain = objectLiteral(all.slice(0, first < 0 ? all.length : first).map(({ entry }) => entry));
    const isOpen = others !== "dropped" && others !== "refused";
    if (first < 0 && !isOpen) return { tests: [`${this.#outside.given(isOf)}(${x})`], steps, copy: certain };
    const output = this.#variables.name(x === "input" ? "output" : `${x}Copy`);
    steps.push([`const ${output}: Record<string, unknown> = `, certain, ";"]);
    for (const { name, isThere, taking } of first < 0 ? [] : all.slice(first)) {
      const condition = isThere === undefined ? "" : `if (${isThere}) `;
      steps.push([condition, `${output}[${stringLiteral(name)}] = `, taking.copy, ";"]);
    }
    if (isOpen) steps.push(...this.#others(names, others, x, output));
    return { tests: [`${this.#outside.given(isOf)}(${x})`], steps, copy: output };
  }

  /** A member of an object, and when the copy has it, where that is not always so. */
  #member(name: string, rule: ValueRule, object: string, isAlwaysThere: boolean) {
    const presence = presenceOf(rule);
    const { core, absent } = presence;
    const x = this.#variables.name(name);
    const isIn = `${stringLiteral(name)} in ${object}`;
    const taking = this.#present(presence, x, absent === "taken" || absent === "omitted");
    const tests = [...taking.tests];
    let isThere: string | undefined;
    if (typeof absent === "object" && isAlwaysThere) throw new NotSimple();
    if (!isAlwaysThere) {
      if (absent === "taken") isThere = `${x} !== undefined || ${isIn}`;
      if (absent === "omitted") {
        isThere = `${x} !== undefined`;
        tests.push(`(${isThere} || !(${isIn}))`);
      }
      // What may be anything may be `undefined`, but not left out.
      if (absent === "refused" && takesUndefined(core)) tests.push(`(${x} !== undefined || ${isIn})`);
    } else if (absent === "omitted") throw new NotSimple();
    const bound = x === name ? x : `${propertyName(name)}: ${x}`;
    const entry: Layout = taking.copy === name ? name : [propertyName(name), ": ", taking.copy];
    return {
      name,
      taking: { ...taking, tests },
      isThere,
      binding: typeof absent === "object" ? [bound, " = ", literal(absent.value)] : bound,
      entry,
    };
  }

  /** Copies the members that are not named. */
  #others(names: readonly string[], rule: ValueRule, x: string, output: string): readonly Layout[] {
    const other = this.#variables.name("other");
    const { tests, steps, copy } = this.#element(rule, other);
    const known = either([...names, "__proto__"].map((name) => `given === ${stringLiteral(name)}`));
    return [
      block(`for (const given in ${x})`, [
        ["if ", known, " continue;"],
        `const ${other}: unknown = ${x}[given];`,
        ...refuseUnless(tests),
        ...steps,
        [`${output}[given] = `, copy, ";"],
      ]),
    ];
  }

  #array(rule: ValueRule, checks: readonly RuleCheck[], x: string): Taking {
    const [output, element] = [this.#variables.name(`${x}Copy`), this.#variables.name(oneOf(x))];
    const at = this.#variables.name("at");
    const { tests, steps, copy } = this.#element(rule, element);
    return {
      tests: [`Array.isArray(${x})`, ...checks.map(([name, size]) => sized(`${x}.length`, name, size))],
      steps: [
        `const ${output} = new Array<unknown>(${x}.length);`,
        block(`for (let ${at} = 0; ${at} < ${x}.length; ${at} += 1)`, [
          `const ${element}: unknown = ${x}[${at}];`,
          ...refuseUnless(tests),
          ...steps,
          [`${output}[${at}] = `, copy, ";"],
        ]),
      ],
      copy: output,
    };
  }

  /** A Set of one rule, or a Map of two. */
  #collection(
    type: "Set" | "Map",
    parts: readonly ValueRule[],
    checks: readonly RuleCheck[],
    x: string,
  ): Taking {
    const isMap = type === "Map";
    const output = this.#variables.name(`${x}Copy`);
    const variables = parts.map((_, at) => this.#variables.name(isMap && at === 0 ? "key" : oneOf(x)));
    const takings = parts.map((rule, at) => this.#element(rule, variables[at] ?? ""));
    const added = join(
      ", ",
      takings.map(({ copy }) => copy),
    );
    return {
      tests: [`${x} instanceof ${type}`, ...checks.map(([name, size]) => sized(`${x}.size`, name, size))],
      steps: [
        `const ${output} = new ${type}<unknown${isMap ? ", unknown" : ""}>();`,
        block(`for (const ${isMap ? `[${variables.join(", ")}]` : variables[0]} of ${x})`, [
          ...refuseUnless(takings.flatMap(({ tests }) => tests)),
          ...takings.flatMap(({ steps }) => steps),
          [`${output}.${isMap ? "set" : "add"}(`, added, ");"],
        ]),
      ],
      copy: output,
    };
  }

  #record(keyRule: ValueRule, rule: ValueRule, x: string): Taking {
    const { core, nullable, absent } = presenceOf(keyRule);
    if (nullable || absent !== "refused") throw new NotSimple();
    if (typeof core !== "string" && (core[0] === "enum" || core[0] === "literal")) {
      const names = core.slice(1).map(String);
      return this.#object(Object.fromEntries(names.map((name) => [name, rule])), "refused", x, "isRecord");
    }
    const key = this.#variables.name("key");
    // A key is a text, so that of its tests the first holds.
    const keyTests = scalarTests(core, key, this.#outside)?.slice(1);
    const kind = typeof core === "string" ? core : core[0];
    if (keyTests === undefined || (kind !== "string" && kind !== "template_literal")) throw new NotSimple();
    const [output, member] = [this.#variables.name(`${x}Copy`), this.#variables.name(oneOf(x))];
    const { tests, steps, copy } = this.#element(rule, member);
    return {
      tests: [`${this.#outside.given("isRecord")}(${x})`],
      steps: [
        `const ${output}: Record<string, unknown> = {};`,
        block(`for (const ${key} of Object.keys(${x}))`, [
          `const ${member} = ${x}[${key}];`,
          ...refuseUnless([...keyTests, ...tests]),
          ...steps,
          [`${output}[${key}] = `, copy, ";"],
        ]),
      ],
      copy: output,
    };
  }

  #tuple(rules: readonly ValueRule[], rest: ValueRule | undefined, x: string): Taking {
    if (rest !== undefined || rules.some((rule) => presenceOf(rule).absent !== "refused"))
      throw new NotSimple();
    const variables = rules.map((_, at) => this.#variables.name(`${x}${at}`));
    const takings = rules.map((rule, at) => this.#element(rule, variables[at] ?? ""));
    return {
      tests: [`Array.isArray(${x})`, `${x}.length === ${rules.length}`],
      steps: [
        ...variables.map((variable, at) => `const ${variable}: unknown = ${x}[${at}];`),
        ...refuseUnless(takings.flatMap(({ tests }) => tests)),
        ...takings.flatMap(({ steps }) => steps),
      ],
      copy: indent(fill(["[", ...separated(takings.map(({ copy }) => copy)), "]"])),
    };
  }

  /** Options that are their own copies, and one at the most that is made of others: they never take the same value. */
  #union(rules: readonly ValueRule[], x: string): Taking {
    if (rules.some((rule) => presenceOf(rule).absent !== "refused" || takesUndefined(presenceOf(rule).core)))
      throw new NotSimple();
    // Text that a test leaves to the rules is not the next option's.
    if (/\["(lower|trim|upper|url)"\]/.test(JSON.stringify(rules))) throw new NotSimple();
    const takings = rules.map((rule) => this.#element(rule, x));
    const plain = takings.filter(({ steps, copy }) => steps.length === 0 && copy === x);
    const [made, another] = takings.filter((taking) => !plain.includes(taking));
    const test = either(plain.map(({ tests }) => (tests.length === 1 ? tests : ["(", every(tests), ")"])));
    if (made === undefined) return { tests: [test], steps: [], copy: x };
    if (another !== undefined || rules.some((rule) => ["date", "bytes", "union"].includes(kindOf(rule))))
      throw new NotSimple();
    if (plain.length === 0) return made;
    const y = this.#variables.name(`${x}Copy`);
    const making = [...refuseUnless(made.tests), ...made.steps, [y, " = ", made.copy, ";"]];
    return {
      tests: [],
      steps: [`let ${y}: unknown = ${x};`, block(["if (!(", test, "))"], making)],
      copy: y,
    };
  }

  #discriminated(
    [, name, tagged]: Extract<Core, readonly ["discriminated", ...unknown[]]>,
    x: string,
  ): Taking {
    const [tag, y] = [this.#variables.name(name), this.#variables.name(`${x}Copy`)];
    const branches = tagged.map(([values, rule]): Layout => {
      const { core, nullable, absent, frozen } = presenceOf(rule);
      if (core[0] !== "object" || nullable || absent !== "refused") throw new NotSimple();
      const { tests, steps, copy } = frozen ? freeze(core, this.#core(core, x), x) : this.#core(core, x);
      // That it is an object is known by then.
      const making = [...refuseUnless(tests.slice(1)), ...steps, [y, " = ", copy, ";"]];
      return block(["if (", anyOf(tag, values), ")"], making);
    });
    const bound = tag === name ? tag : `${propertyName(name)}: ${tag}`;
    return {
      tests: [`${this.#outside.given("isObject")}(${x})`],
      steps: [
        `const { ${bound} } = ${x};`,
        `let ${y}: unknown;`,
        [join(" else ", branches), " else return undefined;"],
      ],
      copy: y,
    };
  }
}

function kindOf(rule: ValueRule): string {
  const { core } = presenceOf(rule);
  return typeof core === "string" ? core : core[0];
}

/** Freezes a copy; what is not copied must be such that there is nothing to freeze. */
function freeze(core: Core, taking: Taking, x: string): Taking {
  if (taking.copy !== x) return { ...taking, copy: ["Object.freeze(", taking.copy, ")"] };
  const kind = typeof core === "string" ? core : core[0];
  if (["any", "unknown", "date", "bytes", "union"].includes(kind)) throw new NotSimple();
  return taking;
}

function sized(size: string, name: unknown, limit: unknown): string {
  const operator = name === "min" ? ">=" : name === "max" ? "<=" : name === "length" ? "===" : undefined;
  if (operator === undefined) throw new NotSimple();
  return `${size} ${operator} ${limit}`;
}

function refuseUnless(tests: readonly Layout[]): readonly Layout[] {
  const [only] = tests;
  if (only === undefined) return [];
  if (tests.length === 1 && typeof only === "string") {
    if (/^\w+\(\w+\)$/.test(only)) return [`if (!${only}) return undefined;`];
    if (/^typeof \w+ === "\w+"$/.test(only)) return [`if (${only.replace("===", "!==")}) return undefined;`];
  }
  return [indent(["if (!(", every(tests, ")) return undefined;")])];
}

function refuseOthers(names: readonly string[], x: string): Layout {
  const unknown = every(
    names.map((name) => `given !== ${stringLiteral(name)}`),
    ") return undefined;",
  );
  return indent([`for (const given in ${x})`, newline, indent(["if (", unknown])]);
}

function objectLiteral(entries: readonly Layout[]): Layout {
  return entries.length === 0 ? "{}" : indent(fill(["{", ...separated(entries), "}"]));
}

function separated(parts: readonly Layout[]): readonly Layout[] {
  return parts.map((part, at) => [part, at < parts.length - 1 ? "," : ""]);
}

function block(head: Layout, statements: readonly Layout[]): Layout {
  return [head, " {", indent([newline, join(newline, statements)]), newline, "}"];
}

/** What one of many is called: `item` of `items`. */
function oneOf(many: string): string {
  const one = many
    .replace(/ies$/, "y")
    .replace(/(ss|x|ch|sh)es$/, "$1")
    .replace(/([^s])s$/, "$1");
  return one === many ? "each" : one;
}

/** What the generated function itself names, and what its scope has that it uses. */
const OWN =
  "input given any undefined Array Date Map Number Object Set Uint8Array " +
  "isObject isRecord isUrl isMultiple characters";

/** The variables of one generated function: each has a name of its own, if it can the name of what it holds. */
export class Variables {
  readonly #taken = new Set(OWN.split(" "));

  /** A new variable: `status`, or if there is one `status2`. */
  name(wanted: string): string {
    // Constants of regular expressions end so.
    const usable = /^[A-Za-z_$][\w$]*$/.test(wanted) && !isReserved(wanted) && !wanted.endsWith("Pattern");
    const base = usable ? wanted : "value";
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? base : `${base}${count}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}
