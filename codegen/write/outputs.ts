import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlannedFile, WritePlan } from "./plan.js";

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
async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
}
