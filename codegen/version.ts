import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The version of this package. */
export function packageVersion(): string {
  return packageManifest().version;
}

/** The package.json of this package, wherever the build has put this file. */
export function packageManifest(): PackageManifest {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = read(join(folder, "package.json"));
    if (found?.name === "monotable-cli") return found;
    if (folder === dirname(folder)) throw new Error("monotable-cli has no package.json.");
  }
}

function read(path: string): PackageManifest | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as PackageManifest;
  } catch {
    // No package.json here: it is in a folder above.
    return undefined;
  }
}
