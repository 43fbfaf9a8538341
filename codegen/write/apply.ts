import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WritePlan } from "./plan.js";

/**
 * Makes a folder what a plan says. Every new text is on the disk, under a temporary name beside its place, before the
 * first is renamed, so that a full disk or a lost permission leaves the folder as it was. Unchanged files are not touched.
 *
 * @throws the error of the file system, after the temporary files are removed
 */
export async function applyPlan({ directory, create, update, remove }: WritePlan): Promise<void> {
  const pending = [...create, ...update].map(({ path, text }) => ({
    text,
    target: join(directory, path),
    temporary: join(directory, `.${path}.${process.pid}.tmp`),
  }));
  if (pending.length > 0) await mkdir(directory, { recursive: true });
  try {
    for (const { temporary, text } of pending) await writeFile(temporary, text);
    for (const { temporary, target } of pending) await rename(temporary, target);
  } catch (error) {
    await Promise.all(pending.map(({ temporary }) => rm(temporary, { force: true })));
    throw error;
  }
  for (const path of remove) await rm(join(directory, path), { force: true });
}
