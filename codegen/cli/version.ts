import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The version of this package: from its package.json, wherever the build has put this file. */
export function packageVersion(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = read(join(folder, "package.json"));
    if (found?.name === "monotable") return found.version;
    if (folder === dirname(folder)) return "unknown";
  }
}

function read(path: string): { readonly name: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as { name: string; version: string };
  } catch {
    // No package.json here: it is in a folder above.
    return undefined;
  }
}
