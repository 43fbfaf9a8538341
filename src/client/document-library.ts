import * as nodeModule from "node:module";
import { join } from "node:path";
import { invalidOptions } from "../errors.js";

/** The package of the document client. */
export type DocumentLibrary = typeof import("@aws-sdk/lib-dynamodb");

const NAME = "@aws-sdk/lib-dynamodb";

let library: DocumentLibrary | undefined;

/** Loads the package. */
export async function loadLibrary(): Promise<DocumentLibrary> {
  try {
    library ??= await import("@aws-sdk/lib-dynamodb");
    return library;
  } catch (cause) {
    const reason = `this client is sent to by ${NAME}, which cannot be loaded (${String(cause)}): npm install ${NAME}`;
    throw invalidOptions(reason, cause);
  }
}

/**
 * Returns the package if anybody has loaded it, and loads nothing. In an application where it is installed, Node.js keeps
 * it in the cache of `require`, also after an `import`. In a bundle it is there once it was loaded here.
 */
export function loadedLibrary(): DocumentLibrary | undefined {
  if (library !== undefined) return library;
  entry ??= cacheEntry();
  const exported = entry()?.exports as Partial<DocumentLibrary> | undefined;
  // A module that is still being loaded has only some of its exports.
  if (exported?.DynamoDBDocumentClient !== undefined) library = exported as DocumentLibrary;
  return library;
}

let entry: ReturnType<typeof cacheEntry> | undefined;

/**
 * Finds the file of the package once, as the application would, and then only looks if it is loaded. The name
 * `createRequire` is not imported, since the banners of bundles declare it.
 */
function cacheEntry(): () => NodeJS.Module | undefined {
  try {
    const { cache, resolve } = nodeModule.createRequire(join(process.cwd(), "package.json"));
    const file = resolve(NAME);
    return () => cache[file];
  } catch {
    return () => undefined;
  }
}
