/** The arrows of the house: who may import whom. `npm run check:imports` proves them. */

const sdk = "(^|node_modules/)@aws-sdk/";
const generatorPackages =
  "(^|node_modules/)(ts-morph|typescript|jiti|commander|chokidar|picocolors|cli-table3|yaml|@eslint-community|@clack|jsonc-parser|semver)(/|$)";

/**
 * The layers of `codegen/`: each folder with the folders that it may import, types too. `index.ts` of the generator itself is ".".
 * A folder names only folders above it, so that there are no cycles of folders.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const codegenLayers = {
  diagnostics: [],
  "model-facts": [],
  printer: [],
  "zod-schemas": [],
  import: [],
  init: [],
  load: ["diagnostics", "model-facts", "zod-schemas"],
  rules: ["diagnostics", "model-facts"],
  "emit/valid-copy": ["model-facts", "printer"],
  emit: ["emit/valid-copy", "model-facts", "printer"],
  write: ["printer"],
  lock: ["diagnostics", "write"],
  generate: ["diagnostics", "emit", "load", "lock", "rules", "write"],
  samples: ["model-facts", "zod-schemas"],
  targets: ["model-facts", "printer", "samples"],
  database: ["load", "model-facts"],
  deploy: ["database", "model-facts"],
  describe: ["database", "model-facts"],
  ".": ["diagnostics", "emit", "generate", "load", "rules", "targets", "write"],
  cli: [
    "database",
    "deploy",
    "describe",
    "diagnostics",
    "generate",
    "import",
    "init",
    "load",
    "lock",
    "model-facts",
    "samples",
    "targets",
    "write",
  ],
};

/** The files of a folder of layers, without those of the folders in it. */
const filesOf = (root, folder) => (folder === "." ? `^${root}/[^/]+$` : `^${root}/${folder}/[^/]+$`);

/** The rows of layers as rules of dependency-cruiser: a folder imports itself and what its row names. */
const rowsOf = (root, layers) =>
  Object.entries(layers).map(([folder, others]) => ({
    from: { path: filesOf(root, folder) },
    to: { path: [folder, ...others].map((other) => filesOf(root, other)) },
  }));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two modules that import each other are one module in two files.",
      severity: "error",
      from: {},
      // A cycle of types alone vanishes when it is compiled.
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
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
      comment: "Requests and results are pure; src/client/ alone has values of the AWS SDK.",
      severity: "error",
      from: { path: "^(src|codegen)/", pathNot: "^src/client/" },
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
      name: "pure-core",
      comment:
        "Keys, values, the wire's JSON, expressions, operations and the Model know nothing of sending.",
      severity: "error",
      from: { path: "^src/(keys|values|wire|expressions|operations|model|schema)/" },
      to: { path: "^src/(client|queries|testing)/", dependencyTypesNot: ["type-only"] },
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
  allowedSeverity: "error",
  allowed: [
    ...rowsOf("codegen", codegenLayers),
    // Imports of anything else are judged by the rules above.
    { from: { path: "^codegen/" }, to: { pathNot: "^codegen/" } },
    { from: { pathNot: "^codegen/" }, to: {} },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    // Also type-only imports, each marked as such.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
    },
  },
};
