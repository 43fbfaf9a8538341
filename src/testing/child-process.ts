import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server process in a temporary working directory of its own, which goes with it. */
export interface Child {
  readonly isAlive: () => boolean;
  /** What it has printed so far. */
  readonly output: () => string;
  /** Ends it, waits until it has ended, and removes its directory. */
  readonly stop: () => Promise<void>;
}

/** What must be undone at once if this process ends first: a child outlives its parent otherwise. */
const running = new Set<() => void>();

/** Starts a command that ends with this process, however that ends short of SIGKILL. */
export function startChild(command: string, parameters: readonly string[], endSignal: NodeJS.Signals): Child {
  const directory = mkdtempSync(join(tmpdir(), "monotable-local-"));
  const log = join(directory, "output.log");
  // A file, since a pipe that nobody reads would block the child once it is full.
  const descriptor = openSync(log, "w");
  const child = spawn(command, parameters, { cwd: directory, stdio: ["ignore", descriptor, descriptor] });
  closeSync(descriptor);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    // The command does not exist or may not be run.
    child.once("error", () => resolve());
  });

  const abandon = () => {
    child.kill(endSignal);
    rmSync(directory, { recursive: true, force: true });
  };
  watch(abandon);
  return {
    isAlive: () => isAlive(child),
    output: () => readFileSync(log, "utf8"),
    stop: async () => {
      if (isAlive(child)) child.kill(endSignal);
      await ended;
      unwatch(abandon);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isAlive(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function watch(abandon: () => void): void {
  if (running.size === 0) {
    process.on("exit", abandonAll);
    // In front, so that a listener added with `once` is still there to be counted.
    for (const signal of endingSignals) process.prependListener(signal, onSignal);
  }
  running.add(abandon);
}

function unwatch(abandon: () => void): void {
  running.delete(abandon);
  if (running.size > 0) return;
  process.off("exit", abandonAll);
  for (const signal of endingSignals) process.off(signal, onSignal);
}

function abandonAll(): void {
  for (const abandon of running) abandon();
}

/**
 * A signal that only we listen to would have ended the process: clean up and let it. If somebody else listens too, the
 * process goes on and they decide; whatever they do, `exit` comes here.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  abandonAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}
