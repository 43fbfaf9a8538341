import { type Diagnostic, hasErrors } from "../diagnostic.js";
import { readSchema } from "../read-schema.js";
import { sarifLog } from "../sarif.js";
import type { ExitCode, Io } from "./io.js";
import { coloursOf, diagnosticCounts, diagnosticText, schemaName, shownPath } from "./print.js";
import { findSchemas } from "./schemas.js";
import { packageVersion } from "./version.js";

export interface CheckCommandFlags {
  readonly json?: true;
  readonly sarif?: true;
  /** Warnings count as errors. */
  readonly strict?: true;
}

interface Checked {
  readonly schema: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** `monotable check`: asks every rule of each schema, and writes nothing to the disk. */
export async function checkCommand(
  asked: readonly string[],
  flags: CheckCommandFlags,
  io: Io,
): Promise<ExitCode> {
  const found = findSchemas(asked, io.cwd, "check");
  if ("problem" in found) {
    io.stderr.write(`${coloursOf(io).red("error:")} ${found.problem}\n`);
    return 2;
  }
  const checked: Checked[] = [];
  for (const schema of found.schemas) {
    const { diagnostics } = await readSchema(schema);
    checked.push({ schema, diagnostics });
  }
  const all = checked.flatMap(({ diagnostics }) => diagnostics);
  if (flags.sarif) io.stdout.write(`${JSON.stringify(sarifLog(all, io.cwd, packageVersion()), null, 2)}\n`);
  else if (flags.json) io.stdout.write(`${JSON.stringify(jsonReport(checked, io.cwd), null, 2)}\n`);
  else for (const one of checked) print(one, flags.strict === true, io);
  return failed(all, flags.strict === true) ? 1 : 0;
}

function failed(diagnostics: readonly Diagnostic[], strict: boolean): boolean {
  return hasErrors(diagnostics) || (strict && diagnostics.length > 0);
}

/** What a program reads: paths from the working directory, lines and columns from 1. */
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
  };
}

function print({ schema, diagnostics }: Checked, strict: boolean, io: Io): void {
  const colours = coloursOf(io);
  const name = colours.bold(schemaName(schema, io.cwd));
  for (const diagnostic of diagnostics) io.stderr.write(`${diagnosticText(diagnostic, io.cwd, colours)}\n`);
  const counts = diagnosticCounts(diagnostics);
  if (failed(diagnostics, strict)) io.stderr.write(`${name}: ${colours.red(counts)}\n`);
  else if (counts === "") io.stdout.write(`${name}: ${colours.green("sound")}\n`);
  else io.stdout.write(`${name}: ${colours.green("sound")}, ${colours.yellow(counts)}\n`);
}
