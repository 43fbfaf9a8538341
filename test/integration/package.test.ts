import { execFile } from "node:child_process";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandOf, installPacked, type Tarballs } from "../support/packed.js";

const run = promisify(execFile);

/** Both packages as npm would publish them, in a project of their own. Needs `npm run build`. */
describe("the packages", () => {
  let project: string;
  let tarballs: Tarballs;
  beforeAll(async () => {
    ({ folder: project, tarballs } = await installPacked());
    writeFileSync(join(project, "package.json"), `{ "type": "module" }`);
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it("packs each module of monotable twice, with its declarations and source, and nothing else", () => {
    const { files } = tarballs.monotable;
    const modules = files.filter((file) => /^src\/.*\.ts$/.test(file)).map((file) => file.slice(4, -3));
    expect(modules.length).toBeGreaterThan(90);
    const expected = modules.flatMap((name) =>
      ["esm", "cjs"].flatMap((format) =>
        // The command is an ES module alone.
        format === "cjs" && name === "bin"
          ? []
          : ["js", "d.ts", "d.ts.map"].map((extension) => `dist/${format}/${name}.${extension}`),
      ),
    );
    const others = ["LICENSE", "README.md", "package.json", "dist/cjs/package.json"];
    const sources = modules.map((name) => `src/${name}.ts`);
    expect(files.toSorted()).toEqual([...others, ...sources, ...expected].toSorted());
  });

  it("gives monotable no dependencies", async () => {
    const manifest = JSON.parse(await readFile(join(project, "node_modules/monotable/package.json"), "utf8"));
    expect(manifest).not.toHaveProperty("dependencies");
    expect(manifest).not.toHaveProperty("optionalDependencies");
  });

  it("packs monotable-cli as a bundle, with declarations and sources, and nothing else", () => {
    const other = tarballs["monotable-cli"].files.filter(
      (file) =>
        !/^dist\/(main|index|chunks\/[\w-]+)\.js$|^dist\/types\/.*\.d\.ts(\.map)?$/.test(file) &&
        !(file.endsWith(".ts") && existsSync(join("codegen", file))),
    );
    expect(other.toSorted()).toEqual(["LICENSE", "README.md", "package.json"]);
  });

  it("maps declarations to sources in the same package", async () => {
    for (const [name, { files }] of Object.entries(tarballs)) {
      const maps = files.filter((file) => file.endsWith(".d.ts.map"));
      expect(maps.length).toBeGreaterThan(10);
      for (const map of maps) {
        const { sources } = JSON.parse(await readFile(join(project, "node_modules", name, map), "utf8"));
        for (const source of sources) expect(files).toContain(join(dirname(map), source));
      }
    }
  });

  it("gives both packages one version and the same ranges of peers", async () => {
    const [runtime, cli] = await Promise.all(
      ["package.json", "codegen/package.json"].map(async (file) => JSON.parse(await readFile(file, "utf8"))),
    );
    expect(cli.version).toBe(runtime.version);
    for (const [name, range] of Object.entries(cli.peerDependencies)) {
      if (name !== "monotable") expect(runtime.peerDependencies[name]).toBe(range);
    }
  });

  it.each(["monotable", "monotable/runtime/v1"])(
    "loads nothing of the generator where %s is imported",
    async (name) => {
      const loaded = await modulesOf(name);
      expect(loaded.some((url) => url.includes("/dist/esm/"))).toBe(true);
      expect(
        loaded.filter((url) =>
          /\/monotable-cli\/|\/(ts-morph|typescript|jiti|commander|chokidar|picocolors|@clack|semver|jsonc-parser)\//.test(
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

  it.each(["monotable", "monotable/runtime/v1", "monotable/repository", "monotable/testing"])(
    "loads CommonJS files only, and neither zod nor lib-dynamodb nor the generator, where %s is required",
    async (name) => {
      const text = `
        const loaded = require(${JSON.stringify(name)});
        if (Object.keys(loaded).length === 0) throw new Error("It exports nothing.");
        console.log(Object.keys(require.cache).join("\\n"));`;
      const { stdout } = await run(process.execPath, ["--input-type=commonjs", "--eval", text], {
        cwd: project,
      });
      const loaded = stdout.trim().split("\n");
      expect(loaded.some((path) => path.includes("/monotable/dist/cjs/"))).toBe(true);
      expect(
        loaded.filter((path) =>
          /\/dist\/esm\/|\/monotable-cli\/|\/(ts-morph|typescript|zod|@aws-sdk\/lib-dynamodb)\//.test(path),
        ),
      ).toEqual([]);
    },
  );

  it("gives the generator as a library and as a command", async () => {
    const text = `import { generate } from "monotable-cli"; console.log(typeof generate);`;
    const library = await run(process.execPath, ["--input-type=module", "--eval", text], { cwd: project });
    expect(library.stdout).toBe("function\n");
    const command = await run(process.execPath, [commandOf(project), "--version"], { cwd: project });
    expect(command.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("says how to install monotable-cli where the command does not find it", async () => {
    const away = join(project, "node_modules/monotable-cli");
    const own = join(project, "node_modules/monotable/node_modules");
    renameSync(away, `${away}.away`);
    renameSync(own, `${own}.away`);
    try {
      const { version } = JSON.parse(await readFile("package.json", "utf8"));
      await expect(
        run(process.execPath, [commandOf(project), "generate"], { cwd: project }),
      ).rejects.toMatchObject({
        code: 1,
        stdout: "",
        stderr: `monotable: The command needs the package monotable-cli: run \`npm install --save-dev monotable-cli@${version}\`.\n`,
      });
    } finally {
      renameSync(`${away}.away`, away);
      renameSync(`${own}.away`, own);
    }
  });

  it("generates nothing and names both versions where they differ", async () => {
    const file = join(project, "node_modules/monotable/package.json");
    const manifest = await readFile(file, "utf8");
    const { version } = JSON.parse(manifest);
    writeFileSync(file, manifest.replace(`"version": "${version}"`, `"version": "9.8.7"`));
    writeFileSync(join(project, "schema.ts"), `import { defineTable } from "monotable";`);
    try {
      const { stderr, code } = await run(process.execPath, [commandOf(project), "generate"], {
        cwd: project,
      }).catch((error) => error);
      expect(stderr).toContain(
        `monotable 9.8.7 and monotable-cli ${version} are installed, but both must have the same version.`,
      );
      expect(stderr).toContain("npm install --save-dev monotable-cli@9.8.7");
      expect(code).toBe(1);
    } finally {
      writeFileSync(file, manifest);
      rmSync(join(project, "schema.ts"));
    }
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
