import { readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

/** The schema files that are looked for where none is named. */
export const defaultSchemas = ["schema.ts", "src/schema.ts"];

/** The schema files that were asked for, or a sentence on why there are none. */
export type FoundSchemas = { readonly schemas: readonly string[] } | { readonly problem: string };

/**
 * Finds schema files by path or pattern (`*`, `**`, `?`), which a shell may have left as it is.
 *
 * @returns absolute paths, each once, in the order asked for
 */
export function findSchemas(asked: readonly string[], cwd: string, command = "generate"): FoundSchemas {
  if (asked.length === 0) {
    const found = defaultSchemas.map((path) => resolve(cwd, path)).find(isFile);
    if (found !== undefined) return { schemas: [found] };
    const places = defaultSchemas.join(" or ");
    return {
      problem: `There is no ${places} here. Name your schema file: monotable ${command} path/to/schema.ts`,
    };
  }
  const schemas: string[] = [];
  for (const path of asked) {
    const found = /[*?]/.test(path) ? matching(path, cwd) : [resolve(cwd, path)].filter(isFile);
    if (found.length === 0) return { problem: `There is no schema file ${path}.` };
    schemas.push(...found);
  }
  return { schemas: [...new Set(schemas)] };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function matching(pattern: string, cwd: string): string[] {
  const parts = pattern.replaceAll("\\", "/").split("/");
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?]/.test(part)),
  );
  const start = resolve(cwd, fixed.join("/") || (pattern.startsWith("/") ? "/" : "."));
  const expression = patternExpression(parts.slice(fixed.length));
  return filesBelow(start)
    .filter((path) => expression.test(relative(start, path).replaceAll(sep, "/")))
    .sort();
}

function patternExpression(parts: readonly string[]): RegExp {
  const source = parts.map((part, position) => {
    const last = position === parts.length - 1;
    if (part === "**") return last ? ".*" : "(?:[^/]+/)*";
    const text = part
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^/]*")
      .replaceAll("?", "[^/]");
    return last ? text : `${text}/`;
  });
  return new RegExp(`^${source.join("")}$`);
}

/** All files below a folder, but for installed packages and hidden folders. */
function filesBelow(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return [path];
    const skipped = entry.name === "node_modules" || entry.name.startsWith(".");
    return entry.isDirectory() && !skipped ? filesBelow(path) : [];
  });
}
