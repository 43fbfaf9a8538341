import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** How a package manager is told what to do. */
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
export function findPackageManager(folder: string, declared: unknown): PackageManager {
  for (let at = folder; ; at = dirname(at)) {
    const found = lockFiles.find(([file]) => existsSync(join(at, file)));
    if (found !== undefined) return managers[found[1]];
    // What lies above the repository is somebody else's.
    if (existsSync(join(at, ".git")) || at === dirname(at)) break;
  }
  const name = /^(npm|pnpm|yarn|bun)@/.exec(String(declared))?.[1] as PackageManager["name"] | undefined;
  return managers[name ?? "npm"];
}
