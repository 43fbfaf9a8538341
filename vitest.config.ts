import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { findSecondEngine } from "./test/support/second-engine.js";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const integration = (...names: string[]) => names.map((name) => `test/integration/${name}.test.ts`);

/** The integration tests that load schemas. */
const STORED_SCHEMAS = integration(
  ...[
    "emitted-tables",
    "import-table",
    "item-commands",
    "pages",
    "policies",
    "stored-schemas",
    "written-files",
  ],
);

/** Those of the commands and the package, which start processes or wait for tables. */
const COMMANDS = integration(
  "hostile-schemas",
  "imports",
  "init",
  "local",
  "module-systems",
  "package",
  "table-command",
);

/**
 * The integration tests whose outcome depends on the way of sending: values in both of their forms, errors, attempts and
 * hooks, and every operation once. All else is the same before a request is sent and after its answer is read.
 */
const WAY_OF_SENDING = [
  ...integration("items", "queries", "batches", "transactions", "raw"),
  ...integration("values", "value-attacks", "catalogue", "failures", "observing", "opentelemetry"),
  ...integration("faults", "lost-replies", "unique-faults"),
];

/**
 * The integration tests whose outcome depends on the engine: what it takes and refuses, its order of keys, pages, limits,
 * projections and transactions. All else sends requests of the same forms.
 */
const ENGINE = [
  ...integration("engine", "items", "queries", "batches", "transactions", "raw", "failures", "limits"),
  ...integration("scans", "parallel-scan", "bounds", "projected", "nested", "attacks", "storage"),
  ...integration("values", "value-attacks", "unique", "unique-transactions"),
];

/** The unit and golden tests that load schemas, which begin no process and change nothing that is global. */
const SCHEMAS = [
  "test/golden/*.test.ts",
  "test/unit/codegen/{emit,import,load,lock,rules,targets,zod-schemas}/**/*.test.ts",
  "test/unit/codegen/cli/{check,emit,generate,init}-command.test.ts",
];

/** What `npm run test:quick` leaves out besides: tests that compile much, measure, or try thousands of inputs. */
const SLOW = [
  ...COMMANDS,
  ...STORED_SCHEMAS,
  "test/property/**",
  "test/golden/{checked,targets}.test.ts",
  "test/unit/{examples,memory}.test.ts",
  "test/unit/budgets/**",
];

/** Those on the second engine. */
const secondEngine: TestProjectConfiguration[] =
  findSecondEngine() === undefined
    ? []
    : [
        {
          extends: true,
          test: {
            name: "integration-dynoxide",
            include: ENGINE,
            globalSetup: ["test/support/second-engine.ts"],
            setupFiles: ["test/support/endpoint.ts"],
          },
        },
      ];
if (secondEngine.length === 0) {
  console.log(
    "The second engine is not installed (there is one for Linux on x64 alone): its tests are skipped.",
  );
}

/** The projects of a run: all, or in the mode `quick` the first three without what is slow. */
function projectsOf(mode: string): TestProjectConfiguration[] {
  const exclude = mode === "quick" ? SLOW : [];
  const once: TestProjectConfiguration[] = [
    {
      extends: true,
      test: { name: "unit", include: ["test/unit/**/*.test.ts"], exclude: [...exclude, ...SCHEMAS] },
    },
    // A worker keeps its modules from file to file: to load a schema costs seconds the first time, and much less later.
    { extends: true, test: { name: "schemas", include: SCHEMAS, exclude, isolate: false } },
    {
      extends: true,
      test: {
        name: "integration",
        include: ["test/{integration,property}/**/*.test.ts"],
        exclude: [...exclude, ...STORED_SCHEMAS],
        globalSetup: ["test/support/global-setup.ts"],
        setupFiles: ["test/support/endpoint.ts"],
      },
    },
  ];
  if (mode === "quick") return once;
  return [
    ...once,
    {
      extends: true,
      test: {
        name: "integration-schemas",
        include: STORED_SCHEMAS,
        isolate: false,
        globalSetup: ["test/support/global-setup.ts"],
        setupFiles: ["test/support/endpoint.ts"],
      },
    },
    // The other way to send: what is sent and what comes back must be the same.
    {
      extends: true,
      test: {
        name: "integration-document",
        include: WAY_OF_SENDING,
        globalSetup: ["test/support/global-setup.ts"],
        setupFiles: ["test/support/endpoint.ts", "test/support/send-document.ts"],
      },
    },
    ...secondEngine,
    {
      extends: true,
      test: {
        name: "types",
        include: [],
        typecheck: {
          enabled: true,
          only: true,
          include: ["test/types/**/*.test-d.ts"],
          tsconfig: "tsconfig.json",
        },
      },
    },
  ];
}

export default defineConfig(({ mode }) => ({
  resolve: {
    // Exact names only: a plain "monotable" would match "monotable/testing" too.
    alias: [
      { find: /^monotable$/, replacement: source("./src/index.ts") },
      { find: /^monotable\/runtime\/v1$/, replacement: source("./src/runtime.ts") },
      { find: /^monotable-cli$/, replacement: source("./codegen/index.ts") },
      { find: /^monotable\/opentelemetry$/, replacement: source("./src/opentelemetry/index.ts") },
      { find: /^monotable\/repository$/, replacement: source("./src/repository.ts") },
      { find: /^monotable\/testing$/, replacement: source("./src/testing/index.ts") },
    ],
  },
  test: {
    // Machines are shared: a test that is alone in a second may take twenty.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Vitest would leave one core free: of two, that is half of them.
    maxWorkers: "100%",
    tags: [{ name: "contention", description: "Fifty or so write at once." }],
    tagsFilter: mode === "quick" ? ["!contention"] : [],
    projects: projectsOf(mode),
  },
}));
