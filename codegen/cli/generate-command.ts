import { statSync } from "node:fs";
import { resolve } from "node:path";
import { watch } from "chokidar";
import { hasErrors } from "../diagnostics/diagnostic.js";
import { type GenerateOptions, type GenerateResult, generate } from "../generate/generate.js";
import { isEmpty } from "../write/plan.js";
import { findSchemas } from "./design.js";
import type { ExitCode, Io } from "./io.js";
import {
  changeLines,
  coloursOf,
  diagnosticCounts,
  diagnosticText,
  generatedText,
  neededText,
  schemaName,
} from "./print.js";

export interface GenerateCommandFlags
  extends Pick<GenerateOptions, "out" | "check" | "importExtension" | "lock" | "accept"> {
  readonly watch?: true;
}

/** `monotable generate`: generates from each schema, and prints what came of it. */
export async function generateCommand(
  asked: readonly string[],
  flags: GenerateCommandFlags,
  io: Io,
): Promise<ExitCode> {
  const schemaFiles = findSchemas(asked, io.cwd);
  if ("problem" in schemaFiles) return usage(io, schemaFiles.problem);
  const { schemas } = schemaFiles;
  if (flags.out !== undefined && schemas.length > 1) {
    return usage(
      io,
      `--out takes the folder of one schema, but there are ${schemas.length} schemas: run the command for each.`,
    );
  }
  if (flags.out !== undefined && isFile(flags.out, io.cwd)) {
    return usage(io, `--out takes a folder, but ${flags.out} is a file.`);
  }
  if (flags.lock !== undefined && schemas.length > 1) {
    return usage(
      io,
      `--lock takes the lock file of one schema, but there are ${schemas.length} schemas: run the command for each.`,
    );
  }
  const { watch, ...options } = flags;
  const one = (schema: string): Promise<Outcome> => generateOne(schema, options, io);
  if (watch) return watchSchemas(schemas, one, io);
  let exitCode: ExitCode = 0;
  for (const schema of schemas) {
    const outcome = await one(schema);
    if (!outcome.ok) exitCode = 1;
  }
  return exitCode;
}

/** The outcome for one schema: success or failure, and the files to watch. */
export interface Outcome {
  readonly ok: boolean;
  readonly sourceFiles: readonly string[];
}

async function generateOne(
  schema: string,
  options: Omit<GenerateCommandFlags, "watch">,
  io: Io,
): Promise<Outcome> {
  const out = options.out === undefined ? {} : { out: resolve(io.cwd, options.out) };
  const lock = options.lock === undefined ? {} : { lock: resolve(io.cwd, options.lock) };
  const start = performance.now();
  const result = await generate({ ...options, ...out, ...lock, schema });
  const seconds = (performance.now() - start) / 1000;
  return { ok: report(schema, result, seconds, options.check === true, io), sourceFiles: result.sourceFiles };
}

/** Prints a result. Says whether all is well. */
function report(
  schema: string,
  { diagnostics, plan, lockPlan }: GenerateResult,
  seconds: number,
  check: boolean,
  io: Io,
): boolean {
  const colours = coloursOf(io);
  const name = colours.bold(schemaName(schema, io.cwd));
  for (const diagnostic of diagnostics) io.stderr.write(`${diagnosticText(diagnostic, io.cwd, colours)}\n`);
  const counts = diagnosticCounts(diagnostics);
  if (plan === undefined || hasErrors(diagnostics)) {
    io.stderr.write(`${name}: ${colours.red(counts)}; no files were written\n`);
    return false;
  }
  const warned = counts === "" ? "" : `, ${colours.yellow(counts)}`;
  const plans = lockPlan === undefined ? [plan] : [plan, lockPlan];
  if (check && !plans.every(isEmpty)) {
    io.stderr.write(`${plans.flatMap((one) => changeLines(one, io.cwd)).join("\n")}\n`);
    io.stderr.write(`${name}: ${colours.red(neededText(plans))}${warned}: run \`npx monotable generate\`\n`);
    return false;
  }
  io.stdout.write(`${name}: ${colours.green(generatedText(plan, lockPlan, seconds, io.cwd))}${warned}\n`);
  return true;
}

/** Returns true if a path is a file, or has the extension of one and is not there. */
function isFile(path: string, cwd: string): boolean {
  const stats = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  return stats === undefined ? /\.[cm]?[jt]s$/.test(path) : stats.isFile();
}

function usage(io: Io, problem: string): ExitCode {
  io.stderr.write(`${coloursOf(io).red("error:")} ${problem}\n`);
  return 2;
}

/** The time without a change after which a run begins: an editor saves in several steps. */
const QUIET_MILLISECONDS = 60;

interface WatchedRun {
  readonly sourceFiles: readonly string[];
}

/**
 * Generates from each schema, and again whenever a file that it depends on changes, until the stop signal. Errors are
 * printed and do not end it.
 */
export async function watchSchemas(
  schemas: readonly string[],
  generateOne: (schema: string) => Promise<WatchedRun>,
  io: Io,
): Promise<ExitCode> {
  const stopped = io.stopped();
  const dependents = new Map(schemas.map((schema) => [schema, new Set([schema])]));
  const watcher = watch([...schemas], { ignoreInitial: true });
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const runOne = async (schema: string): Promise<void> => {
    try {
      const { sourceFiles } = await generateOne(schema);
      // A run that fails early knows few files: those of the last one stay watched.
      const known = dependents.get(schema);
      for (const file of sourceFiles) known?.add(file);
      watcher.add([...sourceFiles]);
    } catch (error) {
      io.stderr.write(
        `${coloursOf(io).red("error:")} ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  };
  const runChanged = async (): Promise<void> => {
    const files = [...changed];
    changed.clear();
    for (const [schema, known] of dependents) if (files.some((file) => known.has(file))) await runOne(schema);
  };

  watcher.on("all", (_event, file) => {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(runChanged);
    }, QUIET_MILLISECONDS);
  });
  for (const schema of schemas) await runOne(schema);
  io.stdout.write(
    `Watching ${schemas.length === 1 ? "the schema" : `${schemas.length} schemas`}; press Ctrl-C to stop.\n`,
  );
  await stopped;
  clearTimeout(timer);
  await watcher.close();
  await running;
  return 0;
}
