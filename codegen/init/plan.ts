import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { applyEdits, type JSONPath, modify } from "jsonc-parser";
import type { Project, TestRunner } from "./project.js";
import { schemaFile, testFile } from "./starter-files.js";

/** The choices of a person, or of the command line. */
export interface InitChoices {
  /** The schema file, from the project's folder, with forward slashes. */
  readonly schema: string;
  /** The table's name in DynamoDB. */
  readonly tableName: string;
  /** No test is written without one. */
  readonly testRunner: TestRunner | undefined;
}

/** The files and scripts that `init` would write, and the commands that a person runs then. */
export interface InitPlan {
  /** New files by path from the project's folder. */
  readonly files: ReadonlyMap<string, string>;
  /** The text of package.json with its new scripts. */
  readonly manifest: string;
  /** The scripts that are added. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly generate: string;
  readonly test: string | undefined;
}

/** The choices that fit a project. */
export function defaultChoices({ sources, name, testRunner }: Project): InitChoices {
  return { schema: sources ? "src/schema.ts" : "schema.ts", tableName: tableNameOf(name), testRunner };
}

/** A table's name of a package's: `@acme/web shop` is `acme-web-shop`. */
function tableNameOf(name: string): string {
  const text = name
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 255);
  return text.length < 3 ? `${text}-table`.replace(/^-/, "") : text;
}

/** Says why a name cannot be a table's; nothing if it can. */
export function tableNameProblem(name: string): string | undefined {
  return /^[\w.-]{3,255}$/.test(name)
    ? undefined
    : "A table name has 3 to 255 letters, digits, underscores, hyphens and dots.";
}

/** Says why a path cannot be the schema file's; nothing if it can. */
export function schemaProblem({ folder }: Project, path: string): string | undefined {
  if (!/\.[cm]?ts$/.test(path)) return "The schema must be a TypeScript file, e.g. src/schema.ts.";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path) || path.split("/").includes(".."))
    return "The schema must be inside the project: pass a relative path, e.g. src/schema.ts.";
  return existsSync(join(folder, path)) ? `${path} already exists and is not overwritten.` : undefined;
}

/**
 * Plans the files and scripts of `init`.
 *
 * @throws Error naming what is there already: nothing is ever overwritten
 */
export function planInit(project: Project, { schema, tableName, testRunner }: InitChoices): InitPlan {
  const problem = schemaProblem(project, schema);
  if (problem !== undefined) throw new Error(problem);
  const extension = importExtension(project, testRunner);
  const testPath = testPathOf(project, schema);
  const files = new Map([[schema, schemaFile(tableName)]]);
  if (testRunner !== undefined) {
    const folder = posix.join(posix.dirname(schema), "generated");
    const from = posix.relative(posix.dirname(testPath), folder);
    const imported = `${from.startsWith(".") ? from : `./${from}`}${INDEX[extension]}`;
    files.set(testPath, testFile(testRunner, imported));
  }
  const existing = [...files.keys()].find((path) => existsSync(join(project.folder, path)));
  if (existing !== undefined) throw new Error(`${existing} already exists and is not overwritten.`);
  const generated = posix.join(posix.dirname(schema), "generated");
  if (existsSync(join(project.folder, generated))) {
    throw new Error(
      `${generated}, the folder for generated code, already exists: choose another place with --schema.`,
    );
  }

  const option = extension === "js" ? "" : ` --import-extension ${extension}`;
  const command = `monotable generate ${quoted(schema)}${option}`;
  const script = freeName(project, "generate", command);
  const test = testRunner === undefined ? undefined : testCommand(testRunner, project, quoted(testPath));
  const scripts = {
    ...(project.scripts[script] === undefined && { [script]: command }),
    ...(test !== undefined && project.scripts["test"] === undefined && { test: test.script }),
  };
  return {
    files,
    manifest: withScripts(project.manifest, scripts),
    scripts,
    generate: `${project.packageManager.run} ${script}`,
    test: scripts.test === undefined ? test?.command : `${project.packageManager.run} test`,
  };
}

const INDEX = { js: "/index.js", ts: "/index.ts", none: "" } as const;

/**
 * Returns the extension with which generated files import each other, as the project's compiler and test runner resolve
 * it.
 */
function importExtension(
  { compiler, isModule }: Project,
  testRunner: TestRunner | undefined,
): keyof typeof INDEX {
  if (compiler?.takesTypeScriptExtensions) return "ts";
  // Jest finds no `.js` that is a `.ts`, and CommonJS needs no extensions.
  const needsExtensions = isModule && compiler?.namesExtensions === true;
  return testRunner === "jest" && !needsExtensions ? "none" : "js";
}

function testPathOf({ tests }: Project, schema: string): string {
  const name = `${posix.basename(schema).replace(/\.[cm]?ts$/, "")}.test.ts`;
  return tests === undefined ? posix.join(posix.dirname(schema), name) : posix.join(tests, name);
}

/** A script of this name that says the same will do; one that says something else keeps its name. */
function freeName({ scripts }: Project, name: string, command: string): string {
  const names = [name, `${name}:database`, `${name}:monotable`];
  const free = names.find((each) => scripts[each] === undefined || scripts[each] === command);
  if (free !== undefined) return free;
  throw new Error(`package.json already has the scripts ${names.join(", ")}, which are not overwritten.`);
}

/** Returns the commands that run all tests and this one. */
function testCommand(
  testRunner: TestRunner,
  { packageManager: { execute }, isModule }: Project,
  path: string,
): { readonly script: string; readonly command: string } {
  switch (testRunner) {
    case "vitest":
      return { script: "vitest run", command: `${execute} vitest run ${path}` };
    case "jest": {
      if (!isModule) return { script: "jest", command: `${execute} jest ${path}` };
      // Without this flag Jest loads no ES modules.
      const script = "node --experimental-vm-modules node_modules/jest/bin/jest.js";
      return { script, command: `${script} ${path}` };
    }
    case "node": {
      const command = `node --import tsx --test ${path}`;
      return { script: command, command };
    }
  }
}

/** For a shell, where a path has what one reads as its own. */
function quoted(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : JSON.stringify(path);
}

/** The folders that must be there before files are written. */
export function foldersOf(project: Project, { files }: InitPlan): string[] {
  return [...new Set([...files.keys()].map((path) => dirname(join(project.folder, path))))];
}

/**
 * Adds scripts to the text of a package.json. What stands on lines of its own stays as it is written, and what is added is
 * indented as the rest.
 */
function withScripts(manifest: string, scripts: Readonly<Record<string, string>>): string {
  return Object.entries(scripts).reduce(
    (text, [name, script]) => set(text, ["scripts", name], script),
    manifest,
  );
}

function set(text: string, path: JSONPath, value: string): string {
  const indentation = /^[{]\s*?\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ";
  const edits = modify(text, path, value, {
    formattingOptions: {
      insertSpaces: !indentation.startsWith("\t"),
      tabSize: indentation.startsWith("\t") ? 1 : indentation.length,
      eol: text.includes("\r\n") ? "\r\n" : "\n",
    },
  });
  return applyEdits(text, edits);
}
