import type { Model } from "../../src/model/model.js";
import type { ValueRule } from "../../src/model/value-rule.js";
import { constDeclaration } from "./declaration.js";
import { type Layout, valueFrom } from "./layout.js";
import { stringLiteral } from "./literal.js";
import { camelCase } from "./names.js";
import { type EmitOptions, moduleOf, sourceFile } from "./source-file.js";
import { type PatternOf, ruleLayout } from "./value-rule.js";

/** The regular expressions of a design's formats, each once, by the names of their constants. */
export class Patterns {
  readonly #names = new Map<string, string>();

  constructor(model: Model) {
    const note: PatternOf = (name, source) => {
      if (!this.#names.has(source)) this.#names.set(source, this.#newName(name));
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
  reference(source: string, options: EmitOptions): Layout {
    const name = this.#names.get(source);
    return name === undefined ? stringLiteral(source) : valueFrom(moduleOf("patterns", options), name);
  }

  /** The file of the patterns: bundlers keep those that are used. */
  file(options: EmitOptions): string {
    const constants = [...this.#names].map(([source, name]) =>
      constDeclaration(undefined, name, "string", stringLiteral(source)),
    );
    return sourceFile(constants, options);
  }
}

function rulesOf({ attributes, rest }: Model["entities"][number]): readonly ValueRule[] {
  const rules = attributes.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  return rest === undefined ? rules : [...rules, rest];
}
