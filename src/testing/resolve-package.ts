import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The folder of an installed npm package, as seen from the working directory or else from here; `undefined` if there is
 * none. Both are asked, since the package belongs to the user's project and need not be a neighbour of this one.
 */
export function resolvePackage(name: string): string | undefined {
  for (const origin of [join(process.cwd(), "package.json"), import.meta.url]) {
    try {
      return dirname(createRequire(origin).resolve(`${name}/package.json`));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return undefined;
}

function isNotFound(error: unknown): boolean {
  // Test runners run code in a context of its own, where an error of Node.js is no instance of its Error.
  return typeof error === "object" && error !== null && "code" in error && error.code === "MODULE_NOT_FOUND";
}
