import { setTimeout as sleep } from "node:timers/promises";
import { MonotableError } from "../errors.js";
import { startChild } from "./child-process.js";
import { findFreePort, isPortFree } from "./free-port.js";
import { findLauncher, type Launcher } from "./launch.js";

/** A DynamoDB Local that answers. */
export interface Server {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** Another process may take the free port first, so a start is tried this often. */
const attempts = 5;

/** How often a starting server is asked whether it is ready, in milliseconds. */
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
