import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../", import.meta.url));

export interface Bundle {
  readonly name: string;
  readonly contents: Uint8Array;
  /** Bytes. */
  readonly minified: number;
  readonly gzipped: number;
  /** Bytes of each package, and of each file of ours, in the minified bundle; the largest first. */
  readonly parts: readonly (readonly [name: string, bytes: number])[];
}

/**
 * A handler as it is deployed: minified, with all but the SDK, which the platform has.
 *
 * @param external what is left out beside the SDK
 */
export async function bundle(handler: string, external: readonly string[] = []): Promise<Bundle> {
  const { metafile, outputFiles } = await build({
    entryPoints: [`${folder}size/handlers/${handler}.ts`],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["@aws-sdk/*", "@smithy/*", ...external],
    // What was written for CommonJS requires Node's modules.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    tsconfig: `${folder}tsconfig.json`,
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const [output] = Object.values(metafile.outputs);
  const parts = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const part = partOf(path);
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  return {
    name: handler,
    contents,
    minified: contents.length,
    gzipped: gzipSync(contents, { level: 9 }).length,
    parts: [...parts].sort((a, b) => b[1] - a[1]),
  };
}

/** The package that a file belongs to, or our own file. */
function partOf(path: string): string {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path);
  return found?.[1] ?? path.replace(/^(\.\.\/)+/, "").replace(/^bench\/peers\//, "");
}
