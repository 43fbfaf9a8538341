import type { Model } from "../../src/model/model.js";
import type { ValueRule } from "../../src/model/value-rule.js";
import { camelCase } from "../model-facts/names.js";
import { type Layout, valueFrom } from "../printer/layout.js";
import { stringLiteral } from "../printer/typescript.js";
import { constDeclaration } from "./declaration.js";
import { type EmitOptions, moduleOf, sourceFile } from "./source-file.js";
import { type PatternOf, ruleLayout } from "./value-rules.js";

/** The regular expressions of a design, each once, by the names of their constants. */
export class Patterns {
  readonly #names = new Map<string, string>();

  constructor(model: Model) {
    const note: PatternOf = (name, source, flags) => {
      const pattern = regExpLiteral(source, flags);
      if (!this.#names.has(pattern)) this.#names.set(pattern, this.#newName(name));
      return "";
    };
    for (const rule of model.entities.flatMap(rulesOf)) ruleLayout(rule, note);
  }

  #newName(name: string): string {
    const taken = new Set(this.#names.values());
    const base = `${camelCase(name)}Pattern`;
    for (let count = 1; ; count += 1) {
      const candidate = count === 1 ? base : `${base}${count}`;
      if (!taken.has(candidate)) return candidate;
    }
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** How another file refers to a pattern. */
  reference(source: string, flags: string, options: EmitOptions): Layout {
    const pattern = regExpLiteral(source, flags);
    const name = this.#names.get(pattern);
    return name === undefined ? pattern : valueFrom(moduleOf("patterns", options), name);
  }

  /** The file of the patterns: bundlers keep those that are used. */
  file(options: EmitOptions): string {
    const constants = [...this.#names].map(([pattern, name]) =>
      constDeclaration(undefined, name, "RegExp", pattern),
    );
    return sourceFile(constants, options);
  }
}

/** The text that JavaScript reads a regular expression from; flags of new editions are not in everybody's compiler. */
function regExpLiteral(source: string, flags: string): string {
  const pattern = new RegExp(source, flags);
  if (/^[gimsuy]*$/.test(flags)) return String(pattern);
  return `/* @__PURE__ */ new RegExp(${stringLiteral(source)}, ${stringLiteral(flags)})`;
}

function rulesOf({ attributes, rest }: Model["entities"][number]): readonly ValueRule[] {
  const rules = attributes.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  return rest === undefined ? rules : [...rules, rest];
}
