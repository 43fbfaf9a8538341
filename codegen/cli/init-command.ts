import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { intro, isCancel, select, text } from "@clack/prompts";
import {
  defaultChoices,
  foldersOf,
  type InitChoices,
  type InitPlan,
  planInit,
  schemaProblem,
  tableNameProblem,
} from "../init/plan.js";
import { type Project, readProject, type TestRunner } from "../init/project.js";
import { installCommands, missingPackages, type Requirement } from "../init/requirements.js";
import { packageManifest } from "../version.js";
import type { ExitCode, Io, Terminal } from "./io.js";
import { type Colours, coloursOf } from "./print.js";

export interface InitFlags {
  /** Every question has its answer already. */
  readonly yes?: true;
  readonly schema?: string;
  readonly tableName?: string;
  readonly test?: TestRunner | "none";
}

/** `monotable init`: writes a first schema, a first test and a script into a project, and overwrites nothing. */
export async function initCommand(flags: InitFlags, io: Io): Promise<ExitCode> {
  const colours = coloursOf(io);
  try {
    const project = readProject(io.cwd);
    const choices = await choose(project, flags, io);
    if (choices === undefined) {
      io.stderr.write("No files were written.\n");
      return 1;
    }
    const plan = planInit(project, choices);
    await write(project, plan);
    const missing = missingPackages(project, choices.testRunner, packageManifest().peerDependencies);
    io.stdout.write(report(project, plan, missing, colours));
    return 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(`${colours.red("error:")} ${reason} No files were written.\n`);
    return 1;
  }
}

/**
 * Returns the choices of the flags, of the person at the terminal, or by default of the project; `undefined` if the
 * person cancelled.
 */
async function choose(project: Project, flags: InitFlags, io: Io): Promise<InitChoices | undefined> {
  const { schema, tableName, test } = flags;
  const usual = defaultChoices(project);
  const choices: InitChoices = {
    schema: schema?.replaceAll("\\", "/").replace(/^\.\//, "") ?? usual.schema,
    tableName: tableName ?? usual.tableName,
    testRunner: test === "none" ? undefined : (test ?? usual.testRunner),
  };
  const problem = schemaProblem(project, choices.schema) ?? tableNameProblem(choices.tableName);
  // A person may answer something else, where nothing was said yet.
  const asked = !flags.yes && io.terminal !== undefined;
  if (problem !== undefined && (!asked || schema !== undefined || tableName !== undefined))
    throw new Error(problem);
  if (!asked || io.terminal === undefined) return { ...choices, testRunner: runnerOf(choices, test) };
  return askChoices(project, choices, flags, io.terminal);
}

/** Returns the test runner. Without a choice, and with nobody to ask, it is the one of Node.js. */
function runnerOf({ testRunner }: InitChoices, test: InitFlags["test"]): TestRunner | undefined {
  return test === undefined ? (testRunner ?? "node") : testRunner;
}

/** Writes all or nothing: what was written goes again if the rest cannot be. */
async function write(project: Project, plan: InitPlan): Promise<void> {
  const written: string[] = [];
  const manifest = join(project.folder, "package.json");
  const temporary = `${manifest}.${process.pid}.tmp`;
  try {
    for (const folder of foldersOf(project, plan)) await mkdir(folder, { recursive: true });
    for (const [path, text] of plan.files) {
      const file = join(project.folder, path);
      await writeFile(file, text, { flag: "wx" });
      written.push(file);
    }
    await writeFile(temporary, plan.manifest);
    await rename(temporary, manifest);
  } catch (error) {
    for (const file of [...written, temporary]) await rm(file, { force: true });
    throw error;
  }
}

function report(
  project: Project,
  { files, scripts, generate, test }: InitPlan,
  missing: readonly Requirement[],
  { bold, green, yellow, dim }: Colours,
): string {
  const added = Object.entries(scripts).map(
    ([name, script]) =>
      `  ${green("added")}    ${bold(`"${name}": "${script}"`)} to the scripts of package.json`,
  );
  const steps = [...installCommands(project, missing), generate, ...(test === undefined ? [] : [test])];
  return [
    ...[...files.keys()].map((path) => `  ${green("created")}  ${bold(path)}`),
    ...added,
    "",
    ...notes(project, missing).map((note) => `${yellow("note:")} ${note}`),
    "Next:",
    ...steps.map((step) => `  ${bold(step)}`),
    "",
    dim(
      test === undefined
        ? "Edit the schema, then run the command again."
        : "The test runs on DynamoDB Local, which needs Java 17 or later, or Docker.",
    ),
    "",
  ].join("\n");
}

/** Returns the notes about the project for a person. */
function notes({ compiler }: Project, missing: readonly Requirement[]): string[] {
  const unfit = missing.flatMap(({ name, unfit: version, text }) =>
    version === undefined ? [] : [`${name} ${version} is installed, but monotable needs ${text}.`],
  );
  return [
    ...unfit,
    ...(compiler === undefined ? ["tsconfig.json not found: create one with `npx tsc --init`."] : []),
    ...(compiler?.strict === false
      ? ['"strict" is off in tsconfig.json: zod needs it to infer optional attributes.']
      : []),
  ];
}

const RUNNERS: readonly {
  readonly value: TestRunner | "none";
  readonly label: string;
  readonly hint?: string;
}[] = [
  { value: "vitest", label: "Vitest" },
  { value: "node", label: "node:test", hint: "with tsx" },
  { value: "jest", label: "Jest" },
  { value: "none", label: "no test" },
];

/**
 * Asks a person for what no flag says and nothing in the project tells.
 *
 * @returns `undefined` if the person ends it with Ctrl-C
 */
export async function askChoices(
  project: Project,
  choices: InitChoices,
  flags: InitFlags,
  terminal: Terminal,
): Promise<InitChoices | undefined> {
  intro("monotable", terminal);
  const schema =
    flags.schema ??
    (await text({
      message: "Where should the schema file go?",
      initialValue: choices.schema,
      validate: (path) => schemaProblem(project, path ?? ""),
      ...terminal,
    }));
  if (isCancel(schema)) return undefined;
  const tableName =
    flags.tableName ??
    (await text({
      message: "What is the name of the table in DynamoDB?",
      initialValue: choices.tableName,
      validate: (name) => tableNameProblem(name ?? ""),
      ...terminal,
    }));
  if (isCancel(tableName)) return undefined;
  if (flags.test !== undefined || choices.testRunner !== undefined) return { ...choices, schema, tableName };
  const runner = await select({
    message: "Which test runner do you use?",
    options: [...RUNNERS],
    ...terminal,
  });
  if (isCancel(runner)) return undefined;
  return { schema, tableName, testRunner: runner === "none" ? undefined : runner };
}
