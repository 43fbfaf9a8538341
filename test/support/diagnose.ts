import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type LoadedSchema, load } from "../../codegen/load/index.js";
import { checkRules } from "../../codegen/rules/index.js";

/** The path of a schema that tests load, in test/support/schemas. */
export function schemaPath(name: string): string {
  return fileURLToPath(new URL(`schemas/${name}`, import.meta.url));
}

/** What is wrong in a schema: `file:line rule`, message and help of each error, or warning, of loading and of the rules. */
export async function diagnose(
  name: string,
  wanted: "error" | "warning" = "error",
): Promise<(readonly [where: string, message: string, help: string])[]> {
  const loaded = await load(schemaPath(name));
  return [...loaded.diagnostics, ...checkRules(loaded.model, loaded.locate)]
    .filter(({ severity }) => severity === wanted)
    .map(({ rule, message, help, location }) => {
      const place = location === undefined ? "nowhere" : `${basename(location.file)}:${location.line}`;
      return [`${place} ${rule}`, message, help] as const;
    });
}

/** Loads a schema of test/support/schemas. */
export function loadSchema(name: string): Promise<LoadedSchema> {
  return load(schemaPath(name));
}
