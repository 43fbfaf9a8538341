import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { type Child, findFreePort, startChild } from "../../src/testing/server.js";
import { LACKS } from "./capabilities.js";

/** The package of the second engine, which is an optional dependency of test/second-engine. */
const PACKAGE = "@dynoxide/linux-x64";

/** How long a process of it may take to answer, in milliseconds. It takes a few. */
const PATIENCE = 10_000;

/** The second engine's program; `undefined` where it is not installed, which is where it cannot run. */
export function findSecondEngine(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)), "dynoxide");
  } catch {
    return undefined;
  }
}

/** Serves the second engine for a whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const program = findSecondEngine();
  if (program === undefined) throw new Error(`${PACKAGE} is not installed`);
  const engine = await startSecondEngine(program);
  console.log(`dynoxide lacks, and tests that need it are skipped: ${LACKS.dynoxide.join(", ")}`);
  project.provide("engine", "dynoxide");
  project.provide("endpoint", engine.endpoint);
  return engine.stop;
}

/**
 * A server that gives each access key id a process of the second engine, and so a database of its own, as DynamoDB
 * Local does: the engine itself has one database for all.
 */
async function startSecondEngine(program: string) {
  const databases = new Map<string, Promise<Database>>();
  // One after the other: two that start at once could be given the same free port.
  let last: Promise<unknown> = Promise.resolve();
  const start = (): Promise<Database> => {
    const started = last.then(() => startDatabase(program));
    last = started.catch(() => undefined);
    return started;
  };
  const server = createServer(async (incoming, outgoing) => {
    const id = /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? "")?.[1];
    // What carries no signature asks whether the server is there.
    if (id === undefined) return outgoing.writeHead(400).end();
    try {
      const database = databases.get(id) ?? start();
      databases.set(id, database);
      const { port } = await database;
      const { method, url: path, headers } = incoming;
      const forwarded = request({ host: "127.0.0.1", port, method, path, headers }, (reply) => {
        outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(outgoing);
      });
      forwarded.on("error", (error) => outgoing.destroy(error));
      incoming.pipe(forwarded);
    } catch (error) {
      outgoing.destroy(error as Error);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      for (const started of await Promise.allSettled(databases.values())) {
        if (started.status === "fulfilled") await started.value.child.stop();
      }
    },
  };
}

/** One process of the engine. */
interface Database {
  readonly port: number;
  readonly child: Child;
}

async function startDatabase(program: string): Promise<Database> {
  const port = await findFreePort();
  const child = startChild(program, ["--port", String(port)], "SIGKILL");
  const deadline = Date.now() + PATIENCE;
  while (child.isAlive() && Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}`).catch(() => undefined);
    if (answer?.ok && child.isAlive()) return { port, child };
    await sleep(5);
  }
  const output = child.output();
  await child.stop();
  throw new Error(`the second engine did not start: ${output}`);
}
