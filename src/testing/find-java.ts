import { join } from "node:path";
import { resolvePackage } from "./resolve-package.js";
import { runCommand } from "./run-command.js";

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
