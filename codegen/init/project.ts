import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type ParseError, parse } from "jsonc-parser";
import { type CompilerFacts, compilerFacts } from "./compiler-facts.js";
import { findPackageManager, type PackageManager } from "./package-manager.js";

export type TestRunner = "vitest" | "jest" | "node";

/** What `init` knows of the project in which it runs. */
export interface Project {
  readonly folder: string;
  readonly name: string;
  /** package.json as it is written. */
  readonly manifest: string;
  readonly scripts: Readonly<Record<string, string>>;
  /** What package.json depends on, in whatever way. */
  readonly dependencies: ReadonlySet<string>;
  readonly packageManager: PackageManager;
  /** Whether there is a folder `src`. */
  readonly sources: boolean;
  /** The folder in which tests lie, where there is one. */
  readonly tests: string | undefined;
  readonly testRunner: TestRunner | undefined;
  /** `undefined` without a tsconfig.json. */
  readonly compiler: CompilerFacts | undefined;
}

interface Manifest {
  readonly name?: unknown;
  readonly packageManager?: unknown;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly [group: string]: unknown;
}

/**
 * Looks at the project in a folder. Nothing is run and nothing is written.
 *
 * @throws Error if there is no package.json, or none that can be read
 */
export function readProject(folder: string): Project {
  const file = join(folder, "package.json");
  if (!existsSync(file)) {
    throw new Error("There is no package.json here: `npm init` makes one, or go to the project's folder.");
  }
  const manifest = readFileSync(file, "utf8");
  const mistakes: ParseError[] = [];
  const content: unknown = parse(manifest, mistakes, { disallowComments: true });
  if (mistakes.length > 0 || !isRecord(content)) throw new Error("package.json is not valid JSON.");
  const { name, packageManager, scripts = {} } = content as Manifest;
  const dependencies = new Set(
    ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].flatMap((group) =>
      isRecord(content[group]) ? Object.keys(content[group]) : [],
    ),
  );
  return {
    folder,
    name: typeof name === "string" && name !== "" ? name : basename(folder),
    manifest,
    scripts: isRecord(scripts) ? scripts : {},
    dependencies,
    packageManager: findPackageManager(folder, packageManager),
    sources: isFolder(join(folder, "src")),
    tests: ["test", "tests", "__tests__"].find((tests) => isFolder(join(folder, tests))),
    testRunner: testRunnerOf(dependencies, Object.values(isRecord(scripts) ? scripts : {})),
    compiler: compilerFacts(folder),
  };
}

function testRunnerOf(
  dependencies: ReadonlySet<string>,
  scripts: readonly unknown[],
): TestRunner | undefined {
  if (dependencies.has("vitest")) return "vitest";
  if (dependencies.has("jest")) return "jest";
  return scripts.some((script) => /\b(?:node|tsx)\b.*--test\b/.test(String(script))) ? "node" : undefined;
}

/** The version of a package that is installed for a project, in its own folder or in one above. */
export function installedVersion(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, "node_modules", name, "package.json");
    if (existsSync(file)) {
      const { version } = parse(readFileSync(file, "utf8")) as { readonly version?: string };
      return version;
    }
    if (at === dirname(at)) return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isRecord(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
