import type { TableModel } from "../../src/model/model.js";
import type { ExitCode, Io } from "./io.js";
import { coloursOf, diagnosticText } from "./print.js";
import { findSchemas } from "./schemas.js";

/**
 * The tables of a schema, or an exit code after printing why there are none.
 *
 * @param schema The file; the usual places by default.
 */
export async function loadTables(
  schema: string | undefined,
  io: Io,
  { sound = false }: { /** Whether the rules have to hold. */ readonly sound?: boolean } = {},
): Promise<{ readonly tables: readonly TableModel[] } | { readonly exitCode: ExitCode }> {
  const colours = coloursOf(io);
  const found = findSchemas(schema === undefined ? [] : [schema], io.cwd);
  if ("problem" in found) {
    io.stderr.write(`${colours.red("error:")} ${found.problem}\n`);
    return { exitCode: 2 };
  }
  // The compiler is loaded only where there is a schema to read.
  const { load } = await import("../load/index.js");
  const { checkRules } = await import("../rules/index.js");
  const loaded = await Promise.all(found.schemas.map(load));
  const diagnostics = loaded.flatMap(({ model, diagnostics: own, locate }) => {
    if (!sound || own.some(({ severity }) => severity === "error")) return own;
    return [...own, ...checkRules(model, locate).filter(({ severity }) => severity === "error")];
  });
  for (const diagnostic of diagnostics) io.stderr.write(`${diagnosticText(diagnostic, io.cwd, colours)}\n`);
  if (diagnostics.some(({ severity }) => severity === "error")) return { exitCode: 1 };
  return { tables: loaded.flatMap(({ model }) => model.tables) };
}
