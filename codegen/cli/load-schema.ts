import { hasErrors } from "../diagnostic.js";
import type { LoadedSchema } from "../load/index.js";
import { readSchema } from "../read-schema.js";
import type { ExitCode, Io } from "./io.js";
import { coloursOf, diagnosticCounts, diagnosticText, schemaName } from "./print.js";
import { findSchemas } from "./schemas.js";

/** The one schema of a command, or an exit code after printing why there is none. */
export async function loadSchema(
  asked: string | undefined,
  command: string,
  io: Io,
): Promise<{ readonly loaded: LoadedSchema; readonly schema: string } | { readonly exitCode: ExitCode }> {
  const colours = coloursOf(io);
  const found = findSchemas(asked === undefined ? [] : [asked], io.cwd, command);
  const problem =
    "problem" in found
      ? found.problem
      : found.schemas.length > 1
        ? `These are ${found.schemas.length} schemas: name one.`
        : undefined;
  const [schema] = "schemas" in found ? found.schemas : [];
  if (problem !== undefined || schema === undefined) {
    io.stderr.write(`${colours.red("error:")} ${problem}\n`);
    return { exitCode: 2 };
  }
  const loaded = await readSchema(schema);
  const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
  if (!hasErrors(errors)) return { loaded, schema };
  for (const diagnostic of errors) io.stderr.write(`${diagnosticText(diagnostic, io.cwd, colours)}\n`);
  const name = colours.bold(schemaName(schema, io.cwd));
  io.stderr.write(`${name}: ${colours.red(diagnosticCounts(errors))}\n`);
  return { exitCode: 1 };
}
