import { statSync } from "node:fs";
import { resolve } from "node:path";
import { errorDiagnostic, hasErrors } from "../diagnostics/diagnostic.js";
import { type LoadedSchema, load } from "../load/index.js";
import { checkRules } from "../rules/index.js";

/**
 * Reads a schema file into a Model and proves it: loads it, then asks every rule. Rules are asked of a whole Model
 * alone: where the schema could not be read, its diagnostics are those of reading it.
 */
export async function readSchema(schema: string): Promise<LoadedSchema> {
  const file = resolve(schema);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return missing(schema, file);
  const loaded = await load(file);
  if (hasErrors(loaded.diagnostics)) return loaded;
  const violations = checkRules(loaded.model, loaded.locate);
  return { ...loaded, diagnostics: [...loaded.diagnostics, ...violations] };
}

function missing(schema: string, file: string): LoadedSchema {
  const help =
    "Pass the path of the file that declares your tables and entities: `monotable generate src/schema.ts`.";
  const message = `Schema file not found: ${schema}`;
  return {
    model: { format: 1, tables: [], entities: [], collections: [] },
    diagnostics: [errorDiagnostic("schema-missing", undefined, message, help)],
    schemas: new Map(),
    locate: () => undefined,
    sourceFiles: [file],
  };
}
