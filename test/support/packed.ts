import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The packages of this repository, with their folders. */
const PACKAGES = { monotable: ".", "monotable-cli": "codegen" } as const;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** A package as npm would publish it. */
export interface Tarball {
  readonly path: string;
  /** The files of the package. */
  readonly files: readonly string[];
}

/** Both packages. */
export type Tarballs = Readonly<Record<keyof typeof PACKAGES, Tarball>>;

/** A project outside this repository in which both packages are installed as npm would publish them. */
export interface PackedProject {
  readonly folder: string;
  readonly tarballs: Tarballs;
}

/** Packs both packages into a folder. Needs `npm run build`. */
export async function packInto(folder: string): Promise<Tarballs> {
  if (!existsSync("dist")) throw new Error("There is no dist/: run `npm run build` first.");
  const pack = async (name: keyof typeof PACKAGES): Promise<Tarball> => {
    const options = ["--json", "--ignore-scripts", "--pack-destination", folder];
    const { stdout } = await run("npm", ["pack", resolve(PACKAGES[name]), ...options]);
    const [packed] = JSON.parse(stdout) as readonly Packed[];
    return {
      path: join(folder, packed?.filename ?? ""),
      files: packed?.files.map(({ path }) => path) ?? [],
    };
  };
  return { monotable: await pack("monotable"), "monotable-cli": await pack("monotable-cli") };
}

/** Packs both packages and unpacks them in a new folder, which the caller removes. Needs `npm run build`. */
export async function installPacked(): Promise<PackedProject> {
  const folder = mkdtempSync(join(tmpdir(), "monotable-package-"));
  const tarballs = await packInto(folder);
  for (const [name, { path }] of Object.entries(tarballs)) {
    const installed = join(folder, "node_modules", name);
    mkdirSync(installed, { recursive: true });
    await run("tar", ["-xzf", path, "--strip-components=1", "-C", installed]);
    // What it depends on is what this repository has.
    symlinkSync(resolve("node_modules"), join(installed, "node_modules"));
  }
  return { folder, tarballs };
}

/** The script of the command `monotable` in a project. */
export function commandOf(folder: string): string {
  return join(folder, "node_modules/monotable/dist/esm/bin.js");
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
