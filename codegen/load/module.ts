import { basename } from "node:path";
import process from "node:process";
import { createJiti, type JitiOptions, type TransformOptions, type TransformResult } from "jiti";
import { ts } from "ts-morph";
import { type Definition, withDeclarations } from "../../src/schema/definition.js";
import { type Diagnostic, errorDiagnostic, type Location } from "../diagnostics/diagnostic.js";
import { ownFiles, type SchemaProgram } from "./program.js";
import { locationAt } from "./sources.js";

/** The result of running a schema module: its exports by name, or the error that it threw. */
export type ModuleRun =
  | {
      readonly exports: Readonly<Record<string, unknown>>;
      /** The entities that were declared while it ran, exported or not. */
      readonly declared: readonly Definition[];
    }
  | { readonly thrown: unknown };

/** The time after which a module that awaits something is given up. */
const TIME_LIMIT_MILLISECONDS = 10_000;

/**
 * Runs a schema module. Each run evaluates it again, with the files that it imports (packages excepted), so that a
 * watcher sees changes.
 *
 * @param tsconfig the file whose `paths` resolve imports
 */
export async function runModule(file: string, tsconfig: string | undefined): Promise<ModuleRun> {
  const quick = await run(file, tsconfig, { transform: transpile });
  if ("exports" in quick || quick.thrown instanceof NeverSettled) return quick;
  // jiti's own transform is slower by far, but knows import.meta and top-level await, and keeps lines for the stack.
  return run(file, tsconfig, {});
}

async function run(file: string, tsconfig: string | undefined, options: JitiOptions): Promise<ModuleRun> {
  try {
    const jiti = createJiti(file, {
      moduleCache: false,
      fsCache: false,
      interopDefault: false,
      ...(tsconfig === undefined ? {} : { tsconfigPaths: tsconfig }),
      ...options,
    });
    const { result, definitions } = await withDeclarations(() =>
      withoutExit(() => withinLimit(jiti.import<Record<string, unknown>>(file))),
    );
    return { exports: result, declared: definitions };
  } catch (thrown) {
    return { thrown };
  }
}

class NeverSettled extends Error {}

async function withinLimit<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(
        new NeverSettled(`it awaits something that takes over ${TIME_LIMIT_MILLISECONDS / 1000} seconds`),
      );
    timer = setTimeout(fail, TIME_LIMIT_MILLISECONDS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

const exit = process.exit;
let running = 0;

/** Runs a function in which `process.exit` throws instead of ending the command. */
async function withoutExit<Result>(work: () => Promise<Result>): Promise<Result> {
  running++;
  process.exit = (code) => {
    throw new Error(`it calls process.exit(${code ?? ""})`);
  };
  try {
    return await work();
  } finally {
    if (--running === 0) process.exit = exit;
  }
}

/** TypeScript, or a module, to the CommonJS that jiti evaluates: with the compiler, which is loaded all the same. */
function transpile({ source, filename = "schema.ts" }: TransformOptions): TransformResult {
  const { outputText } = ts.transpileModule(source, {
    fileName: filename,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
  });
  return { code: outputText };
}

/** Creates the diagnostic of a schema module that did not run, with the place in the user's files if it is known. */
export function thrownDiagnostic(thrown: unknown, file: string, schema: SchemaProgram): Diagnostic {
  const name = basename(file);
  if (schema.schemaFile === undefined) {
    const help = "Pass the path of the file that exports the tables and entities.";
    return errorDiagnostic("schema-runs", undefined, `Schema file not found: ${name}`, help);
  }
  const { message, stack } = thrownText(thrown);
  const location = frameLocation(stack, schema.program);
  const help =
    "The generator runs the schema file: it must run on its own, without a database or application code.";
  return errorDiagnostic("schema-runs", location, `The schema file throws an error: ${message}`, help);
}

function thrownText(thrown: unknown): { message: string; stack: string } {
  if (!(thrown instanceof Error)) return { message: String(thrown), stack: "" };
  const firstLine = thrown.message.split("\n")[0] ?? "";
  // The stack of a module that is not found lists the files that asked for it.
  return {
    message: firstLine.replace(/(?:file:\/\/)?\/\S*\//g, ""),
    stack: `${thrown.stack ?? ""}\n${thrown.message}`,
  };
}

/** The first syntax error in the user's files. The schema may have run all the same: transpilers guess. */
export function syntaxDiagnostic({ program }: SchemaProgram): Diagnostic | undefined {
  for (const file of sources(program)) {
    const [first] = program.getSyntacticDiagnostics(file);
    if (first === undefined) continue;
    const location = locationAt(first.file, first.start, first.start + first.length);
    const message = `Syntax error in the schema file: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`;
    return errorDiagnostic(
      "schema-runs",
      location,
      message,
      'Fix the syntax error and run "monotable generate" again.',
    );
  }
  return undefined;
}

/** The innermost frame of a stack that is in one of the user's files. */
function frameLocation(stack: string, program: ts.Program): Location | undefined {
  const files = new Map(sources(program).map((file) => [file.fileName, file]));
  for (const [, path = "", line = "1", column = "1"] of stack.matchAll(
    /((?:[A-Za-z]:)?[\\/][^\s():]+):(\d+):(\d+)/g,
  )) {
    const file = files.get(path.replaceAll("\\", "/"));
    const start = file?.getLineStarts()[Number(line) - 1];
    if (file === undefined || start === undefined) continue;
    const length = file.text.slice(start).search(/\r?\n|$/);
    const at = Math.min(Number(column) - 1, Math.max(0, length - 1));
    return locationAt(file, start + at, start + length);
  }
  return undefined;
}

function sources(program: ts.Program): ts.SourceFile[] {
  return ownFiles(program).flatMap((name) => program.getSourceFile(name) ?? []);
}
