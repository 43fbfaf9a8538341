import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * What validation costs against zod's own, which compiles its schemas by evaluating text where it may: valid inputs, both
 * ways in turns in one process, as plain JavaScript without what a loader for TypeScript adds to functions.
 * `npm run bench:validate [-- rounds]`
 */
const folder = fileURLToPath(new URL("validation/", import.meta.url));
const outfile = `${folder}.built/measure.mjs`;
await build({
  entryPoints: [`${folder}measure.ts`],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  alias: {
    "monotable/runtime/v1": `${folder}../../src/runtime.ts`,
    monotable: `${folder}../../src/index.ts`,
  },
  logLevel: "warning",
});
await import(outfile);
