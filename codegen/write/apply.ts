import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readText, type WritePlan } from "./plan.js";

/**
 * Makes a folder what a plan says. Every new text is on the disk, under a temporary name beside its place, before the
 * first is renamed, so that a full disk or a lost permission leaves the folder as it was. Unchanged files are not touched.
 *
 * @throws the error of the file system, after the temporary files are removed
 */
export async function applyPlan({ directory, create, update, remove }: WritePlan): Promise<void> {
  const pending = [...create, ...update].map(({ path, text }) => {
    const target = join(directory, path);
    return { text, target, temporary: join(dirname(target), `.${basename(target)}.${process.pid}.tmp`) };
  });
  for (const folder of new Set(pending.map(({ target }) => dirname(target)))) {
    await mkdir(folder, { recursive: true });
  }
  try {
    for (const { temporary, text } of pending) await writeFile(temporary, text);
    for (const { temporary, target } of pending) await rename(temporary, target);
  } catch (error) {
    await Promise.all(pending.map(({ temporary }) => rm(temporary, { force: true })));
    throw error;
  }
  for (const path of remove) await rm(join(directory, path), { force: true });
}

/** The outcome of writing a file: `exists` if it is there already and must not be overwritten. */
export type Written = "created" | "overwritten" | "exists";

/** Writes one file, with its folder. A file that is there is overwritten only if `overwrites` says so of its text. */
export async function writeOutput(
  path: string,
  text: string,
  overwrites: (before: string) => boolean = () => false,
): Promise<Written> {
  const before = await readText(path);
  if (before !== undefined && !overwrites(before)) return "exists";
  const file = { path: basename(path), text };
  const plan = {
    directory: dirname(path),
    create: [file],
    update: [],
    remove: [],
    unchanged: [],
    blocked: [],
  };
  await applyPlan(plan);
  return before === undefined ? "created" : "overwritten";
}
