import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../", import.meta.url));

/**
 * The benchmark as plain JavaScript: our sources as they are published, without what a loader for TypeScript adds to
 * functions. All packages are loaded from where the peers are installed, so that everybody has the same SDK.
 */
export async function buildChild(): Promise<string> {
  const outfile = `${folder}.built/child.mjs`;
  await build({
    entryPoints: [`${folder}speed/child.ts`],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    tsconfig: `${folder}tsconfig.json`,
    sourcemap: true,
    logLevel: "warning",
  });
  return outfile;
}
