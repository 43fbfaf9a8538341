import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { findSecondEngine } from "./test/support/second-engine.js";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What is around the database: the command line and its targets do the same on every engine, and however is sent. */
const AROUND = [
  "test/integration/{imports,init,local,package}.test.ts",
  "test/integration/{item-commands,table-command,import-table,emitted-tables,policies,stored-schemas,pages}.test.ts",
];

/** The same tests on the second engine. */
const secondEngine: TestProjectConfiguration[] =
  findSecondEngine() === undefined
    ? []
    : [
        {
          extends: true,
          test: {
            name: "integration-dynoxide",
            include: ["test/integration/**/*.test.ts"],
            exclude: AROUND,
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

export default defineConfig({
  resolve: {
    // Exact names only: a plain "monotable" would match "monotable/testing" too.
    alias: [
      { find: /^monotable$/, replacement: source("./src/index.ts") },
      { find: /^monotable\/runtime\/v1$/, replacement: source("./src/runtime.ts") },
      { find: /^monotable\/codegen$/, replacement: source("./codegen/index.ts") },
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
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/{unit,golden}/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["test/{integration,property}/**/*.test.ts"],
          globalSetup: ["test/support/global-setup.ts"],
          setupFiles: ["test/support/endpoint.ts"],
        },
      },
      // The other way to send: what is sent and what comes back must be the same.
      {
        extends: true,
        test: {
          name: "integration-document",
          include: ["test/integration/**/*.test.ts"],
          exclude: AROUND,
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
    ],
  },
});
