import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.js";
import { packageVersion } from "../version.js";

/** The error of a schema file whose runtime, the package monotable, is not of the version of this package. */
export function versionMismatch(schemaFile: string): Diagnostic | undefined {
  const runtime = runtimeVersion(schemaFile);
  const version = packageVersion();
  if (runtime === undefined || runtime === version) return undefined;
  const message = `monotable ${runtime} and monotable-cli ${version} are installed, but both must have the same version.`;
  const help = `Run \`npm install --save-dev monotable-cli@${runtime}\`.`;
  return errorDiagnostic("package-versions", undefined, message, help);
}

/** The version of monotable that a file imports; `undefined` if it finds none. */
function runtimeVersion(file: string): string | undefined {
  try {
    const manifest = createRequire(file).resolve("monotable/package.json");
    return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version?: string }).version;
  } catch {
    // It is not installed: running the schema says so.
    return undefined;
  }
}
