import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** An empty folder that goes when the test has finished. */
export function temporaryFolder(): Promise<string> {
  return create(join(tmpdir(), "monotable-"));
}

/** Such a folder inside this repository, where a schema can import `monotable` and `zod`. */
export function repositoryFolder(): Promise<string> {
  return create(fileURLToPath(new URL("../.tmp-", import.meta.url)));
}

async function create(prefix: string): Promise<string> {
  const folder = await mkdtemp(prefix);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
