/**
 * Builds both packages. `monotable` (dist) is one file for each module, as ES modules by TypeScript and as CommonJS by
 * esbuild; `monotable-cli` (codegen/dist) is a bundle that has its parts of src in it, so that it starts fast and needs
 * nothing of the runtime that is not public. Types are not checked here: `npm run check:types` does.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import ts from "typescript";

const target = "node20";

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));
}

/** @param {string} project */
function compile(project) {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", project], { stdio: "inherit" });
}

/** The runtime as ES modules, and from them as CommonJS. The declarations are the same, for package.json says which it is. */
async function buildRuntime() {
  rmSync("dist", { recursive: true, force: true });
  compile("tsconfig.build.json");
  chmodSync("dist/esm/bin.js", 0o755);
  await build({
    entryPoints: filesIn("dist/esm").filter(
      (file) => file.endsWith(".js") && file !== join("dist", "esm", "bin.js"),
    ),
    outdir: "dist/cjs",
    outbase: "dist/esm",
    format: "cjs",
    platform: "node",
    target,
    // Jest runs CommonJS without import().
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "__filename" },
    logLevel: "warning",
  });
  cpSync("dist/esm", "dist/cjs", { recursive: true, filter: (file) => !/\.js$|bin\.d\.ts/.test(file) });
  writeFileSync("dist/cjs/package.json", `{ "type": "commonjs", "sideEffects": false }\n`);
}

/** The generator as a library and as a command. What the command may need later is in chunks of their own. */
async function buildCli() {
  rmSync("codegen/dist", { recursive: true, force: true });
  await build({
    entryPoints: { index: "codegen/index.ts", main: "codegen/cli/main.ts" },
    outdir: "codegen/dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target,
    logLevel: "warning",
  });
  chmodSync("codegen/dist/main.js", 0o755);
  compile("codegen/tsconfig.build.json");
  keepDeclarations("codegen/dist/types", "codegen/dist/types/codegen/index.d.ts");
}

/**
 * Removes the declarations that an entry point does not reach, and maps to sources that are not in the package.
 *
 * @param {string} folder
 * @param {string} entry
 */
function keepDeclarations(folder, entry) {
  const kept = new Set([join(entry)]);
  for (const file of kept) {
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
      if (fileName.startsWith(".")) kept.add(join(dirname(file), fileName.replace(/\.js$/, ".d.ts")));
    }
  }
  for (const file of filesIn(folder).filter((each) => each.endsWith(".d.ts"))) {
    if (!kept.has(file)) rmSync(file);
    if (!kept.has(file) || relative(folder, file).startsWith("src")) rmSync(`${file}.map`);
  }
}

await buildRuntime();
await buildCli();
