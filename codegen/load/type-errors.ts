import { ts } from "ts-morph";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.js";
import { ownFiles, type SchemaProgram } from "./program.js";
import { locationAt } from "./sources.js";

/** The number of type errors that are reported: the first ones explain the others. */
const MAXIMUM = 10;

/**
 * The errors that depend on what is not in force here as in the user's compiler: types of Node.js, which are read only where
 * a file needs them, and options of `strict`, which the generator always sets.
 */
const IGNORED = new Set([2304, 2307, 2375, 2379, 2412, 2503, 2580, 2584, 2591, 2688, 2792, 2882]);
const OF_STRICT = new Set([2531, 2532, 2533, 2564, 2722, 2454]);

/**
 * Returns the type errors in the user's files: what does not compile may run, and be another design than the one that its
 * author reads in it.
 */
export function typeErrors({ program, isStrict }: SchemaProgram): Diagnostic[] {
  return ownFiles(program)
    .flatMap((path) => {
      const file = program.getSourceFile(path);
      return file === undefined || /\.[cm]?js$/.test(path) ? [] : program.getSemanticDiagnostics(file);
    })
    .filter(
      ({ category, code }) =>
        category === ts.DiagnosticCategory.Error &&
        code >= 2000 &&
        code < 3000 &&
        !IGNORED.has(code) &&
        (isStrict || !OF_STRICT.has(code)),
    )
    .slice(0, MAXIMUM)
    .map(({ file, start = 0, length = 1, messageText, code }) => {
      const location = file && locationAt(file, start, start + length);
      const message = `The schema has a type error: ${ts.flattenDiagnosticMessageText(messageText, " ")} (TS${code})`;
      return errorDiagnostic(
        "schema-types",
        location,
        message,
        "Fix it as your editor or `npx tsc --noEmit` shows it.",
      );
    });
}
