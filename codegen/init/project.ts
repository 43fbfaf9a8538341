import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type ParseError, parse } from "jsonc-parser";
import { getCompilerOptionsFromTsConfig, ts } from "ts-morph";

export type TestRunner = "vitest" | "jest" | "node";

/** The facts that `init` knows about the project in which it runs. */
export interface Project {
  readonly folder: string;
  readonly name: string;
  /** package.json as it is written. */
  readonly manifest: string;
  readonly scripts: Readonly<Record<string, string>>;
  /** The dependencies of package.json, of every kind. */
  readonly dependencies: ReadonlySet<string>;
  readonly packageManager: PackageManager;
  /** True if there is a folder `src`. */
  readonly sources: boolean;
  /** The folder in which tests lie, where there is one. */
  readonly tests: string | undefined;
  readonly testRunner: TestRunner | undefined;
  /** Its files are ES modules by package.json. */
  readonly isModule: boolean;
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
    throw new Error("package.json not found: create one with `npm init`, or change to the project's folder.");
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
    isModule: content["type"] === "module",
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

/** The compiler options of a project that matter for the files written into it. */
interface CompilerFacts {
  readonly strict: boolean;
  /** True if a relative import must name a file with its extension, as Node.js requires. */
  readonly namesExtensions: boolean;
  /** True if a relative import may end in `.ts`. */
  readonly takesTypeScriptExtensions: boolean;
}

/** The facts of the nearest tsconfig.json, with what it extends; `undefined` where there is none. */
function compilerFacts(folder: string): CompilerFacts | undefined {
  const file = ts.findConfigFile(folder, ts.sys.fileExists);
  if (file === undefined) return undefined;
  const { options } = getCompilerOptionsFromTsConfig(file);
  const { moduleResolution: resolution, module = ts.ModuleKind.CommonJS } = options;
  const byModule = module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext;
  const named =
    resolution === ts.ModuleResolutionKind.Node16 || resolution === ts.ModuleResolutionKind.NodeNext;
  return {
    strict: options.strict === true,
    namesExtensions: named || (resolution === undefined && byModule),
    takesTypeScriptExtensions:
      options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true,
  };
}

/** The commands of a package manager. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** Adds packages, to be followed by their names. */
  readonly add: string;
  readonly addForDevelopment: string;
  /** Runs a script, to be followed by its name. */
  readonly run: string;
  /** Runs the command of a package, to be followed by its name. */
  readonly execute: string;
}

const managers: Readonly<Record<PackageManager["name"], PackageManager>> = {
  npm: {
    name: "npm",
    add: "npm install",
    addForDevelopment: "npm install --save-dev",
    run: "npm run",
    execute: "npx",
  },
  pnpm: {
    name: "pnpm",
    add: "pnpm add",
    addForDevelopment: "pnpm add --save-dev",
    run: "pnpm run",
    execute: "pnpm exec",
  },
  yarn: {
    name: "yarn",
    add: "yarn add",
    addForDevelopment: "yarn add --dev",
    run: "yarn run",
    execute: "yarn run",
  },
  bun: { name: "bun", add: "bun add", addForDevelopment: "bun add --dev", run: "bun run", execute: "bunx" },
};

const lockFiles: readonly (readonly [file: string, name: PackageManager["name"]])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/**
 * The package manager of a project: by the nearest lock file, which in a workspace lies in a folder above, or else by the
 * member `packageManager` of package.json; npm where nothing tells.
 */
function findPackageManager(folder: string, declared: unknown): PackageManager {
  for (let at = folder; ; at = dirname(at)) {
    const lockFile = lockFiles.find(([file]) => existsSync(join(at, file)));
    if (lockFile !== undefined) return managers[lockFile[1]];
    // What lies above the repository is somebody else's.
    if (existsSync(join(at, ".git")) || at === dirname(at)) break;
  }
  const name = /^(npm|pnpm|yarn|bun)@/.exec(String(declared))?.[1] as PackageManager["name"] | undefined;
  return managers[name ?? "npm"];
}
