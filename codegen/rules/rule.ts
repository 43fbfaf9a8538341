import type { Model } from "../../src/model/model.js";
import { type Diagnostic, errorDiagnostic, type Locate } from "../diagnostic.js";

/** Reports what breaks a rule: where, what is wrong, and how to mend it. */
export type Report = (path: readonly string[], message: string, help: string) => void;

/** One rule of a sound design. */
export interface Rule {
  readonly name: string;
  readonly check: (model: Model, report: Report) => void;
}

/** What breaks a rule in a model. */
export function applyRule({ name, check }: Rule, model: Model, locate: Locate): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  check(model, (path, message, help) => {
    diagnostics.push(errorDiagnostic(name, locate(path), message, help));
  });
  return diagnostics;
}
