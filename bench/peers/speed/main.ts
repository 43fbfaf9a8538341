import { fork } from "node:child_process";
import { parseArgs } from "node:util";
import { NAMES } from "../contestants/contestant.js";
import { buildChild } from "./build.js";
import { operations } from "./operations.js";
import { type Measured, ratios, table } from "./report.js";

/**
 * Processor time and bytes allocated by each operation, here and in the peers, as ratios to code written by hand with
 * lib-dynamodb. Run: `npm run bench [-- --only get,put --peers monotable --rounds 31 --json]`
 */
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    peers: { type: "string" },
    rounds: { type: "string", default: "31" },
    json: { type: "boolean", default: false },
  },
});

const only = chosen(
  values.only,
  operations.map(({ name }) => name),
  "operation",
);
const peers = [NAMES[0], ...chosen(values.peers, NAMES, "contestant").filter((name) => name !== NAMES[0])];
const rounds = Number(values.rounds);

const child = await buildChild();
const cpu = ratios(await measure("cpu", rounds, []));
const bytes = ratios(
  await measure("bytes", Math.min(rounds, 7), ["--min-semi-space-size=512", "--max-semi-space-size=512"]),
);
if (values.json) process.stdout.write(`${JSON.stringify({ cpu, bytes }, undefined, 2)}\n`);
else {
  const microseconds = (value: number) => `${value < 1000 ? Math.round(value) : value.toPrecision(3)} µs`;
  const kilobytes = (value: number) => `${Math.round(value / 1000)} KB`;
  process.stdout.write(
    [
      "Processor time of an operation, the network removed: ratio to lib-dynamodb, median (10 % to 90 %)",
      "",
      table(cpu, microseconds),
      "",
      "Bytes allocated by an operation: ratio to lib-dynamodb",
      "",
      table(bytes, kilobytes),
      "",
    ].join("\n"),
  );
}

function measure(
  what: "cpu" | "bytes",
  count: number,
  flags: readonly string[],
): Promise<readonly Measured[]> {
  const task = JSON.stringify({ measure: what, only, peers, rounds: count });
  const running = fork(child, [task], {
    execArgv: ["--expose-gc", "--no-warnings", ...flags],
    stdio: "inherit",
  });
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
  const wanted = list.split(",").map((part) => {
    const found = names.filter((name) => name === part || name.includes(part));
    if (found.length === 0) throw new Error(`No ${kind} is named ${part}: ${names.join(", ")}`);
    return names.some((name) => name === part) ? found.filter((name) => name === part) : found;
  });
  return names.filter((name) => wanted.flat().includes(name));
}
