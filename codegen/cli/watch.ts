import { watch } from "chokidar";
import type { ExitCode, Io } from "./io.js";
import { coloursOf } from "./print.js";

/** Milliseconds without a change after which a run begins: an editor saves in several steps. */
const quietTime = 60;

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
    }, quietTime);
  });
  for (const schema of schemas) await runOne(schema);
  io.stdout.write(
    `Watching ${schemas.length === 1 ? "the schema" : `${schemas.length} schemas`}; Ctrl-C ends it.\n`,
  );
  await stopped;
  clearTimeout(timer);
  await watcher.close();
  await running;
  return 0;
}
