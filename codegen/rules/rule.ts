import type { Model } from "../../src/model/model.js";
import type { Diagnostic, Locate } from "../diagnostics/diagnostic.js";

/** Reports what breaks a rule: where, what is wrong, and how to mend it. */
export type Report = (path: readonly string[], message: string, help: string) => void;

/** One rule of a sound design. */
export interface Rule {
  readonly name: string;
  /** An error unless it says otherwise. A warning is advice: what it speaks of may `accept` it. */
  readonly severity?: "warning";
  readonly check: (model: Model, report: Report) => void;
}

/** Applies a rule to a model and returns its diagnostics. */
export function applyRule({ name, severity, check }: Rule, model: Model, locate: Locate): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  check(model, (path, message, help) => {
    if (severity === "warning" && accepted(model, path).includes(name)) return;
    const location = locate(path);
    diagnostics.push({
      rule: name,
      severity: severity ?? "error",
      message,
      help,
      ...(location && { location }),
    });
  });
  return diagnostics;
}

/** The warnings that the table, the entity or the collection at a path accepts. */
function accepted(model: Model, [kind, name]: readonly string[]): readonly string[] {
  if (kind === "tables") return model.tables.find((table) => table.name === name)?.accept ?? [];
  const exported = kind === "entities" ? model.entities : model.collections;
  return exported.find(({ exportName }) => exportName === name)?.accept ?? [];
}
