import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked } from "../support/packed.js";

const run = promisify(execFile);

/** The package as npm would publish it, installed in a project of its own. Needs `npm run build`. */
describe("the package", () => {
  let project: string;
  let installed: string;
  let files: readonly string[];
  beforeAll(async () => {
    ({ folder: project, installed, files } = await installPacked());
    writeFileSync(join(project, "package.json"), `{ "type": "module" }`);
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it("has the compiled sources and nothing else", () => {
    const other = files.filter((file) => !/^dist\/(src|codegen)\/[\w/.-]+\.(js|js\.map|d\.ts)$/.test(file));
    expect(other.toSorted()).toEqual(["LICENSE", "README.md", "package.json"]);
    const published = files.filter((file) => !/^dist\/(src\/testing|codegen\/(fixtures|init))\//.test(file));
    expect(published.filter((file) => /\.jar|test|example/i.test(file))).toEqual([]);
  });

  it.each(["monotable", "monotable/runtime/v1"])(
    "loads nothing of the generator where %s is imported",
    async (name) => {
      const loaded = await modulesOf(name);
      expect(loaded.some((url) => url.includes("/dist/src/"))).toBe(true);
      expect(
        loaded.filter((url) =>
          /\/dist\/codegen\/|\/(ts-morph|typescript|jiti|commander|chokidar|picocolors|@clack|semver|jsonc-parser)\//.test(
            url,
          ),
        ),
      ).toEqual([]);
    },
  );

  it("loads no zod of its own where monotable/runtime/v1 is imported", async () => {
    expect(
      (await modulesOf("monotable/runtime/v1")).filter((url) => url.includes("/node_modules/zod/")),
    ).toEqual([]);
  });

  it.each(["monotable", "monotable/runtime/v1"])(
    "loads nothing of OpenTelemetry where %s is imported",
    async (name) => {
      expect((await modulesOf(name)).filter((url) => /opentelemetry/.test(url))).toEqual([]);
    },
  );

  it("loads OpenTelemetry's API and nothing of its SDKs where monotable/opentelemetry is imported", async () => {
    const loaded = await modulesOf("monotable/opentelemetry");
    expect(loaded.some((url) => url.includes("/@opentelemetry/api/"))).toBe(true);
    expect(loaded.filter((url) => /@aws-sdk|@opentelemetry\/(?!api\/)|\/zod\//.test(url))).toEqual([]);
  });

  it("gives the generator as a library and as a command", async () => {
    const text = `import { generate } from "monotable/codegen"; console.log(typeof generate);`;
    const library = await run(process.execPath, ["--input-type=module", "--eval", text], { cwd: project });
    expect(library.stdout).toBe("function\n");
    const command = await run(process.execPath, [join(installed, "dist/codegen/cli/main.js"), "--version"]);
    expect(command.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("is found by npx in this repository", async () => {
    // Without the settings of an npx that may run these tests.
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
    const { stdout } = await run("npx", ["--no-install", "monotable", "--help"], {
      env: Object.fromEntries(own),
    });
    expect(stdout).toContain("generate");
  });

  /** The URL of each module that is loaded by importing a name from the project. */
  async function modulesOf(name: string): Promise<string[]> {
    const hook = `
      import { writeSync } from "node:fs";
      export async function load(url, context, next) {
        writeSync(1, url + "\\n");
        return next(url, context);
      }`;
    const text = `
      import { register } from "node:module";
      register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hook)}));
      const loaded = await import(${JSON.stringify(name)});
      if (Object.keys(loaded).length === 0) throw new Error("It exports nothing.");`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", text], { cwd: project });
    return stdout.trim().split("\n");
  }
});
