import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Exact names only: a plain "monotable" would match "monotable/testing" too.
    alias: [
      { find: /^monotable$/, replacement: source("./src/index.ts") },
      { find: /^monotable\/runtime\/v1$/, replacement: source("./src/runtime.ts") },
      { find: /^monotable\/codegen$/, replacement: source("./codegen/index.ts") },
      { find: /^monotable\/testing$/, replacement: source("./src/testing/index.ts") },
    ],
  },
  test: {
    // Machines are shared: a test that is alone in a second may take twenty.
    testTimeout: 60_000,
    hookTimeout: 120_000,
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
        },
      },
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
