import { dirname, join, resolve } from "node:path";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.js";
import { sarifLog } from "../diagnostics/sarif.js";
import { readSchema } from "../generate/read-schema.js";
import { checkLock, lockBeside } from "../lock/check-lock.js";
import type { DesignChange } from "../lock/design-change.js";
import { packageVersion } from "../version.js";
import { findSchemas } from "./design.js";
import type { ExitCode, Io } from "./io.js";
import { coloursOf, diagnosticCounts, diagnosticText, errorLine, schemaName, shownPath } from "./print.js";

export interface CheckCommandFlags {
  readonly json?: true;
  readonly sarif?: true;
  /** Warnings count as errors. */
  readonly strict?: true;
  /** The lock file; beside the generated folder by default. */
  readonly lock?: string;
  /** The names of changes that break stored items and are meant. */
  readonly accept?: readonly string[];
}

interface Checked {
  readonly schema: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Since the lock was written. */
  readonly changes: readonly DesignChange[];
}

/** `monotable check`: asks every rule of each schema, compares it with its lock, and writes nothing to the disk. */
export async function checkCommand(
  asked: readonly string[],
  flags: CheckCommandFlags,
  io: Io,
): Promise<ExitCode> {
  const schemaFiles = findSchemas(asked, io.cwd, "check");
  if ("problem" in schemaFiles) {
    io.stderr.write(errorLine(schemaFiles.problem, io));
    return 2;
  }
  if (flags.lock !== undefined && schemaFiles.schemas.length > 1) {
    const count = schemaFiles.schemas.length;
    io.stderr.write(
      errorLine(
        `--lock takes the lock file of one schema, but there are ${count} schemas: run the command for each.`,
        io,
      ),
    );
    return 2;
  }
  const checked: Checked[] = [];
  for (const schema of schemaFiles.schemas) {
    checked.push(await checkSchema(schema, flags, io));
  }
  const all = checked.flatMap(({ diagnostics }) => diagnostics);
  if (flags.sarif) io.stdout.write(`${JSON.stringify(sarifLog(all, io.cwd, packageVersion()), null, 2)}\n`);
  else if (flags.json) io.stdout.write(`${JSON.stringify(jsonReport(checked, io.cwd), null, 2)}\n`);
  else for (const one of checked) print(one, flags.strict === true, io);
  return failed(all, flags.strict === true) ? 1 : 0;
}

async function checkSchema(schema: string, flags: CheckCommandFlags, io: Io): Promise<Checked> {
  const { model, diagnostics, locate } = await readSchema(schema, { checkTypes: true });
  // What is unsound cannot be compared.
  if (hasErrors(diagnostics)) return { schema, diagnostics, changes: [] };
  const path =
    flags.lock === undefined ? lockBeside(join(dirname(schema), "generated")) : resolve(io.cwd, flags.lock);
  const lock = await checkLock(model, locate, { schema, path, accept: flags.accept });
  return { schema, diagnostics: [...diagnostics, ...lock.diagnostics], changes: lock.changes };
}

function failed(diagnostics: readonly Diagnostic[], strict: boolean): boolean {
  return hasErrors(diagnostics) || (strict && diagnostics.length > 0);
}

/** Returns the report for programs: paths from the working directory, lines and columns from 1. */
function jsonReport(checked: readonly Checked[], cwd: string) {
  const diagnostics = checked.flatMap(({ schema, diagnostics: found }) =>
    found.map(({ rule, severity, message, help, location }) => ({
      schema: shownPath(schema, cwd),
      rule,
      severity,
      message,
      help,
      ...(location && {
        file: shownPath(location.file, cwd),
        line: location.line,
        column: location.column,
        length: location.length,
      }),
    })),
  );
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return {
    schemas: checked.map(({ schema }) => shownPath(schema, cwd)),
    errors,
    warnings: diagnostics.length - errors,
    diagnostics,
    changes: checked.flatMap(({ schema, changes }) =>
      changes.map((change) => ({ schema: shownPath(schema, cwd), ...change })),
    ),
  };
}

function print({ schema, diagnostics }: Checked, strict: boolean, io: Io): void {
  const colours = coloursOf(io);
  const name = colours.bold(schemaName(schema, io.cwd));
  for (const diagnostic of diagnostics) io.stderr.write(`${diagnosticText(diagnostic, io.cwd, colours)}\n`);
  const counts = diagnosticCounts(diagnostics);
  if (failed(diagnostics, strict)) io.stderr.write(`${name}: ${colours.red(counts)}\n`);
  else if (counts === "") io.stdout.write(`${name}: ${colours.green("no problems found")}\n`);
  else io.stdout.write(`${name}: ${colours.green("no problems found")}, ${colours.yellow(counts)}\n`);
}
