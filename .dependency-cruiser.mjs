/** The import directions: which folder may import which. `npm run check:imports` proves them. */

import { allowedImports, CODEGEN_LAYERS, SRC_ENTRY_POINTS, SRC_LAYERS } from "./scripts/layers.mjs";

const sdk = "(^|node_modules/)@aws-sdk/";
const generatorPackages =
  "(^|node_modules/)(ts-morph|typescript|jiti|commander|chokidar|picocolors|cli-table3|yaml|@eslint-community|@clack|jsonc-parser|semver)(/|$)";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two modules that import each other are one module in two files.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "runtime-without-generator",
      comment: "The published runtime and the schema language never import the generator.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^codegen/" },
    },
    {
      name: "runtime-without-generator-packages",
      comment: "Importing the runtime must not load what only the generator needs.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: generatorPackages },
    },
    {
      name: "only-client-sends",
      comment:
        "Requests and results are pure; src/client/ alone has values of the AWS SDK, and src/tables/ those of the control plane.",
      severity: "error",
      from: { path: "^(src|codegen)/", pathNot: "^src/(client|tables)/" },
      to: { path: sdk, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "zod-in-schema",
      comment: "zod lives in src/schema/; elsewhere its types will do.",
      severity: "error",
      from: { path: "^(src|codegen)/", pathNot: "^src/schema/" },
      to: { path: "(^|node_modules/)zod(/|$)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "opentelemetry-apart",
      comment: "Its API is an optional peer: nothing but its own subpath loads it.",
      severity: "error",
      from: { path: "^(src|codegen)/", pathNot: "^src/opentelemetry/" },
      to: { path: "(^|node_modules/)@opentelemetry/|^src/opentelemetry/" },
    },
    {
      name: "ts-morph-in-load-and-emit",
      comment: "Only what reads a schema file, prints types or looks at a project needs the compiler.",
      severity: "error",
      from: { path: "^codegen/", pathNot: "^codegen/(load|emit|init)/" },
      to: { path: "(^|node_modules/)ts-morph(/|$)" },
    },
    {
      name: "generator-reads-the-pure-parts",
      comment:
        "The generator knows the schema language, the Model, the keys, how items are stored and the errors, and nothing that runs requests.",
      severity: "error",
      from: { path: "^codegen/", pathNot: "^codegen/database/" },
      to: {
        path: "^src/",
        pathNot:
          "^src/(schema|model|keys|entities|values|validation|wire|tables|testing)/|^src/operations/(put|unique-guards)\\.ts$|^src/(errors|index)\\.ts$",
      },
    },
    {
      name: "database-stands-for-generated-code",
      comment:
        "codegen/database/ opens a database by its Model, for the command line: it takes what generated code takes, and a client.",
      severity: "error",
      from: { path: "^codegen/database/" },
      to: {
        path: "^src/",
        pathNot:
          "^src/(schema|model|keys)/|^src/(errors|index|runtime)\\.ts$|^src/client/connect\\.ts$|^src/tables/control-plane\\.ts$",
      },
    },
    {
      name: "database-for-commands-alone",
      comment: "Who generates code, or reads a Model, does not load the runtime and the AWS SDK.",
      severity: "error",
      from: { path: "^codegen/", pathNot: "^codegen/(cli|database|deploy)/" },
      to: { path: "^codegen/database/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "targets-read-the-model",
      comment:
        "What is made from the Model is a function of it: targets know no compiler, no disk and no terminal.",
      severity: "error",
      from: { path: "^codegen/(targets|model-facts|printer|samples)/" },
      to: { path: "(^|node_modules/)(ts-morph|jiti|commander|chokidar|picocolors)(/|$)" },
    },
    {
      name: "only-the-command-line-starts-servers",
      severity: "error",
      from: { path: "^codegen/", pathNot: "^codegen/cli/" },
      to: { path: "^src/testing/" },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere escapes every other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  // What no row of the tables allows is an error: folders import as scripts/layers.mjs says, types counted.
  allowed: [
    ...allowedImports("src", SRC_LAYERS),
    {
      from: { path: SRC_ENTRY_POINTS.map((name) => `^src/${name.replace(".", "\\.")}$`) },
      to: { path: "^src/" },
    },
    ...allowedImports("codegen", CODEGEN_LAYERS),
    // The rules above say what the generator may have of src.
    { from: { path: "^codegen/" }, to: { path: "^src/" } },
    // Packages: the rules above say which folder may have which.
    { from: {}, to: { pathNot: "^(src|codegen)/" } },
  ],
  allowedSeverity: "error",
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^codegen/dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    // Also type-only imports, each marked as such.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
    },
  },
};
