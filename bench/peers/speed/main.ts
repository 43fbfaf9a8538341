import { fork } from "node:child_process";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { startDynamoDBLocal } from "monotable/testing";
import { NAMES } from "../contestants/contestant.js";
import { buildChild } from "./build.js";
import { operations } from "./operations.js";
import { type Measured, type Ratio, ratios, type Task, table } from "./report.js";

/**
 * Processor time and bytes allocated by each operation, here and in the peers, as ratios to code written by hand with
 * lib-dynamodb. With `--loopback`, throughput over sockets against a server that has its answers at hand; with `--live`
 * against DynamoDB Local, which is then most of what is measured; with `--memory`, what a large query has in use at once.
 * Run: `npm run bench [-- --only get,put --peers monotable --rounds 31 --memory --loopback --live --json]`
 */
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    peers: { type: "string" },
    rounds: { type: "string", default: "31" },
    loopback: { type: "boolean", default: false },
    live: { type: "boolean", default: false },
    memory: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

interface Part {
  readonly title: string;
  readonly unit: (absolute: number) => string;
  readonly results: readonly Ratio[];
}

const microseconds = (value: number) =>
  value < 1000 ? `${Math.round(value)} µs` : `${(value / 1000).toFixed(1)} ms`;
const kilobytes = (value: number) => `${Math.round(value / 1000)} KB`;
const perSecond = (value: number) => `${Math.round(value)}/s`;

const only = chosen(
  values.only,
  operations.map(({ name }) => name),
  "operation",
);
const peers = [NAMES[0], ...chosen(values.peers, NAMES, "contestant").filter((name) => name !== NAMES[0])];
const rounds = Number(values.rounds);
const few = Math.min(rounds, 7);
const child = await buildChild();

const parts: Part[] = [];
if (values.loopback) parts.push(...(await throughput("a server with its answers at hand")));
if (values.live) {
  const local = await startDynamoDBLocal();
  try {
    parts.push(...(await throughput("DynamoDB Local", local.endpoint)));
  } finally {
    await local.stop();
  }
}
if (values.memory) {
  const peak = await measure({ measure: "peak", rounds: few }, ["--max-semi-space-size=1"]);
  parts.push({
    title:
      "The most memory that a query of one answer has in use, its result included (ratios to the answer)",
    unit: kilobytes,
    results: ratios(peak),
  });
}
if (parts.length === 0) {
  const cpu = await pairs({ measure: "cpu", rounds }, []);
  parts.push({
    title: "Processor time of an operation, the network removed (less is better)",
    unit: microseconds,
    results: cpu,
  });
  const young = ["--min-semi-space-size=512", "--max-semi-space-size=512"];
  const bytes = await pairs({ measure: "bytes", rounds: few }, young);
  parts.push({
    title: "Bytes allocated by an operation (less is better)",
    unit: kilobytes,
    results: bytes,
  });
}

const machine = `Node.js ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model.trim()}`;
if (values.json) process.stdout.write(`${JSON.stringify({ machine, parts }, undefined, 2)}\n`);
else {
  process.stdout.write(`${machine}. Ratios to lib-dynamodb: median (10 %–90 %) of the rounds.\n`);
  for (const { title, results, unit } of parts)
    process.stdout.write(`\n${title}\n\n${table(results, unit)}\n`);
}

async function throughput(server: string, endpoint?: string): Promise<Part[]> {
  const made: Part[] = [];
  for (const concurrency of [1, 32]) {
    const task = { measure: "throughput", rounds: few, concurrency, ...(endpoint && { endpoint }) } as const;
    made.push({
      title: `Operations in a second against ${server}, ${concurrency} at a time (more is better)`,
      unit: perSecond,
      results: ratios(await measure(task, [])),
    });
  }
  return made;
}

/**
 * Each contestant beside the first, in a process for the two: as in an application, there is no other whose use of the SDK
 * the compiler of Node.js has to allow for.
 */
async function pairs(
  task: Omit<Task, "only" | "peers">,
  flags: readonly string[],
): Promise<readonly Ratio[]> {
  const [first = NAMES[0], ...others] = peers;
  const results: Ratio[] = [];
  for (const other of others) {
    const found = ratios(await measure(task, flags, [first, other]));
    results.push(...(results.length === 0 ? found : found.filter(({ peer }) => peer === other)));
  }
  return results;
}

function measure(
  task: Omit<Task, "only" | "peers">,
  flags: readonly string[],
  those: Task["peers"] = peers,
): Promise<readonly Measured[]> {
  const whole: Task = { ...task, only, peers: those };
  const execArgv = ["--expose-gc", "--no-warnings", ...flags];
  const running = fork(child, [JSON.stringify(whole)], { execArgv, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    running.once("message", (measured) => resolve(measured as readonly Measured[]));
    running.once("exit", (code) => reject(new Error(`Measuring ended with code ${code}`)));
  });
}

/** What a list with commas names; all unless there is one. A part of a name is enough. */
function chosen<Each extends string>(
  list: string | undefined,
  names: readonly Each[],
  kind: string,
): readonly Each[] {
  if (list === undefined) return names;
  const wanted = list.split(",").flatMap((part) => {
    const exact = names.filter((name) => name === part);
    const found = exact.length > 0 ? exact : names.filter((name) => name.includes(part));
    if (found.length === 0) throw new Error(`No ${kind} is named ${part}: ${names.join(", ")}`);
    return found;
  });
  return names.filter((name) => wanted.includes(name));
}
