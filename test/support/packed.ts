import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** A project outside this repository in which the package is installed as npm would publish it. */
export interface PackedProject {
  readonly folder: string;
  /** Where the package is. */
  readonly installed: string;
  /** The files of the package. */
  readonly files: readonly string[];
}

/** Packs the package and installs it in a new folder, which the caller removes. Needs `npm run build`. */
export async function installPacked(): Promise<PackedProject> {
  if (!existsSync("dist")) throw new Error("There is no dist/: run `npm run build` first.");
  const folder = mkdtempSync(join(tmpdir(), "monotable-package-"));
  const installed = join(folder, "node_modules", "monotable");
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]);
  const [packed] = JSON.parse(stdout) as readonly Packed[];
  mkdirSync(installed, { recursive: true });
  const archive = join(folder, packed?.filename ?? "");
  await run("tar", ["-xzf", archive, "--strip-components=1", "-C", installed]);
  // What it depends on is what this repository has.
  symlinkSync(resolve("node_modules"), join(installed, "node_modules"));
  return { folder, installed, files: packed?.files.map(({ path }) => path) ?? [] };
}

/** Gives a project some packages of this repository, and some of its commands, as an installation would. */
export function installOwn(folder: string, names: readonly string[], commands: readonly string[]): void {
  for (const [from, to] of [
    ...names.map((name) => [resolve("node_modules", name), join(folder, "node_modules", name)] as const),
    ...commands.map(
      (name) => [resolve("node_modules/.bin", name), join(folder, "node_modules/.bin", name)] as const,
    ),
  ]) {
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to);
  }
}
