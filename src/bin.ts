#!/usr/bin/env node
/** The command `monotable`, which is in a package of its own: runs it as the project has it, or says how to install it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

/** The package.json of monotable-cli, as seen from the working directory or else from here. */
function findManifest(): string | undefined {
  for (const origin of [join(process.cwd(), "package.json"), import.meta.url]) {
    try {
      return createRequire(origin).resolve("monotable-cli/package.json");
    } catch {
      // It is not installed there.
    }
  }
  return undefined;
}

const read = (manifest: string | URL) => JSON.parse(readFileSync(manifest, "utf8"));

const manifest = findManifest();
if (manifest === undefined) {
  const { version } = read(new URL("../../package.json", import.meta.url));
  process.stderr.write(
    `monotable: The command needs the package monotable-cli: run \`npm install --save-dev monotable-cli@${version}\`.\n`,
  );
  process.exitCode = 1;
} else {
  await import(pathToFileURL(join(dirname(manifest), read(manifest).bin["monotable-cli"])).href);
}
