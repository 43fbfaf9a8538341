import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isGenerated } from "../printer/header.js";

/** The changes after which a folder holds the generated files and no other generated ones. Paths are relative to it. */
export interface WritePlan {
  readonly directory: string;
  readonly create: readonly PlannedFile[];
  readonly update: readonly PlannedFile[];
  /** Files with our header that nothing generates any more. */
  readonly remove: readonly string[];
  readonly unchanged: readonly string[];
  /** The files without our header in the place of generated files: the plan cannot be applied. */
  readonly blocked: readonly string[];
}

export interface PlannedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Compares generated files with a folder, which need not be there.
 *
 * @param files text by file name
 */
export async function planFiles(directory: string, files: ReadonlyMap<string, string>): Promise<WritePlan> {
  const existing = await readFolder(directory);
  const plan = { create: [] as PlannedFile[], update: [] as PlannedFile[], unchanged: [] as string[] };
  const blocked: string[] = [];
  for (const [path, text] of files) {
    const before = existing.get(path);
    if (before === undefined) plan.create.push({ path, text });
    else if (before === foreign || !isGenerated(before)) blocked.push(path);
    else if (sameLines(before, text)) plan.unchanged.push(path);
    else plan.update.push({ path, text });
  }
  const orphans = [...existing].flatMap(([path, text]) =>
    text !== foreign && isGenerated(text) && !files.has(path) ? [path] : [],
  );
  return { directory, ...plan, remove: orphans.sort(), blocked };
}

/** Returns true if a plan changes nothing. */
export function isEmpty({ create, update, remove, blocked }: WritePlan): boolean {
  return create.length + update.length + remove.length + blocked.length === 0;
}

/** Returns true if two texts differ only in line endings: a checkout on Windows is not a change. */
function sameLines(before: string, text: string): boolean {
  return before === text || before.replaceAll("\r\n", "\n") === text;
}

/** Stands for what is no file, such as a folder or a link to nowhere. */
const foreign = Symbol("not a file");

/** Reads the files of a folder that could be generated or in the way: the text of its TypeScript files by name. */
async function readFolder(directory: string): Promise<Map<string, string | typeof foreign>> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const texts = entries
    .filter(({ name }) => name.endsWith(".ts"))
    .map(async (entry): Promise<[string, string | typeof foreign]> => {
      if (!entry.isFile()) return [entry.name, foreign];
      return [entry.name, await readFile(join(directory, entry.name), "utf8")];
    });
  return new Map(await Promise.all(texts));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/**
 * Compares texts with what is on the disk at their places. Other files of the folder are none of its business: a folder
 * of infrastructure has files of several makers, so nothing is ever removed.
 *
 * @param mark What a text that has it must have on the disk, too, to be overwritten: a file without it is somebody's own.
 */
export async function planOutputs(
  directory: string,
  files: ReadonlyMap<string, string>,
  mark: string,
): Promise<WritePlan> {
  const create: PlannedFile[] = [];
  const update: PlannedFile[] = [];
  const unchanged: string[] = [];
  const blocked: string[] = [];
  for (const [path, text] of files) {
    const before = await readText(join(directory, path));
    if (before === undefined) create.push({ path, text });
    else if (before.replaceAll("\r\n", "\n") === text) unchanged.push(path);
    else if (text.includes(mark) && !before.includes(mark)) blocked.push(path);
    else update.push({ path, text });
  }
  return { directory, create, update, remove: [], unchanged, blocked };
}

/** The text of a file; `undefined` where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
}
