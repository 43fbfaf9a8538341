import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Diagnostic, errorDiagnostic, hasErrors } from "../diagnostics/diagnostic.js";
import { type LoadedSchema, load } from "../load/index.js";
import { checkRules } from "../rules/index.js";

/**
 * Reads a schema file into a Model and proves it: loads it, then asks every rule. Rules are asked of a whole Model
 * alone: where the schema could not be read, its diagnostics are those of reading it.
 *
 * @param options.checkTypes true if type errors of the schema's files are diagnostics: to find them takes the compiler as
 *   long as all the rest, so that only the commands that prove a design ask for it
 */
export async function readSchema(
  schema: string,
  { checkTypes = false }: { readonly checkTypes?: boolean } = {},
): Promise<LoadedSchema> {
  const file = resolve(schema);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return missing(schema, file);
  try {
    const loaded = await load(file);
    if (hasErrors(loaded.diagnostics)) return loaded;
    const diagnostics = [...loaded.diagnostics, ...checkRules(loaded.model, loaded.locate)];
    // Rules say what is wrong in the words of the design: the compiler is asked only where they find nothing.
    const typed = checkTypes && !hasErrors(diagnostics) ? loaded.typeErrors() : [];
    return { ...loaded, diagnostics: [...diagnostics, ...typed] };
  } catch (error) {
    // Whatever a schema does to the generator, the other schemas of the run are read.
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The schema cannot be read: ${reason}`;
    const help =
      "Check the definitions in the file with `npx tsc --noEmit`. If it compiles, this is a fault of monotable.";
    return unread(file, errorDiagnostic("schema-runs", undefined, message, help));
  }
}

function missing(schema: string, file: string): LoadedSchema {
  const help =
    "Pass the path of the file that declares your tables and entities: `monotable generate src/schema.ts`.";
  const message = `Schema file not found: ${schema}`;
  return unread(file, errorDiagnostic("schema-missing", undefined, message, help));
}

/** A schema of which nothing is known. */
function unread(file: string, diagnostic: Diagnostic): LoadedSchema {
  return {
    model: { format: 1, tables: [], entities: [], collections: [] },
    diagnostics: [diagnostic],
    schemas: new Map(),
    locate: () => undefined,
    sourceFiles: [file],
    typeErrors: () => [],
  };
}
