import type { Progress } from "../deploy/apply-plan.js";
import { indexText } from "../deploy/diff-indexes.js";
import type { Step, TablePlan } from "../deploy/step.js";
import type { TableState, ThroughputState } from "../deploy/table-state.js";
import type { Io } from "./io.js";
import { type Colours, coloursOf } from "./print.js";

const MARKS = { add: "+", change: "~", remove: "-" } as const;

/** A plan for people: the table, its steps in order, and what cannot be done. */
export function planText(
  { table, name, exists, steps, impossible, unsupported }: TablePlan,
  colours: Colours,
): string {
  const logical = name === table ? "" : colours.dim(` (${table})`);
  const nothing = steps.length + impossible.length === 0 ? colours.green(": as the schema says") : "";
  const missing = exists ? "" : colours.yellow(": missing");
  return [
    `${colours.bold(name)}${logical}${nothing || missing}`,
    ...steps.flatMap((step) => stepLines(step, colours)),
    ...impossible.map((text) => colours.red(`  ! ${text}: this cannot be changed in a table that is there`)),
    ...(unsupported.length === 0
      ? []
      : [colours.dim(`  not supported by this endpoint: ${unsupported.join(", ")}`)]),
    "",
  ].join("\n");
}

function stepLines({ kind, description, destroys, note }: Step, colours: Colours): string[] {
  const paint = { add: colours.green, change: colours.yellow, remove: colours.red }[kind];
  return [
    `  ${paint(MARKS[kind])} ${description}`,
    ...(destroys === undefined ? [] : [`    ${colours.red("destroys")} ${destroys}`]),
    ...(note === undefined ? [] : [colours.dim(`    ${note}`)]),
  ];
}

/** A plan for programs: the requests as they are sent. */
export function planJson(plan: TablePlan): unknown {
  return {
    ...plan,
    steps: plan.steps.map(({ kind, description, request, destroys, note }) => ({
      kind,
      description,
      ...request,
      ...(destroys !== undefined && { destroys }),
      ...(note !== undefined && { note }),
    })),
  };
}

/** A table and its indexes as they are. */
export function statusText(
  {
    table,
    name,
    state,
  }: { readonly table: string; readonly name: string; readonly state: TableState | null },
  region: string,
  colours: Colours,
): string {
  const logical = name === table ? "" : colours.dim(` (${table})`);
  const head = `${colours.bold(name)}${logical}`;
  if (state === null) {
    return `${head}: ${colours.red("missing")} in ${region}; \`monotable table create\` makes it\n`;
  }
  const marks = [
    state.stream === undefined ? "" : `stream ${state.stream}`,
    state.timeToLive === undefined ? "" : `expires by ${state.timeToLive}`,
    state.recoveryDays === undefined ? "" : `backups of ${state.recoveryDays} days`,
    state.deletionProtection ? "protected from deletion" : "",
    ...state.replicas.map((replica) => `replica in ${replica.region} ${replica.status}`),
  ].filter(Boolean);
  const own = [paintStatus(state.status, colours), counts(state), throughputText(state.throughput), ...marks];
  const indexes = state.indexes.map((index) => {
    const type = index.type === "local" ? "local index" : "index";
    return `  ${type} ${indexText(index)}: ${paintStatus(index.status, colours)}, ${counts(index)}`;
  });
  return `${[`${head}: ${own.join(", ")}`, ...indexes].join("\n")}\n`;
}

function paintStatus(status: string, colours: Colours): string {
  return status === "ACTIVE" ? colours.green(status) : colours.yellow(status);
}

function counts({ items, bytes }: { readonly items: number; readonly bytes: number }): string {
  return `${items} ${items === 1 ? "item" : "items"}, ${sizeText(bytes)}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${["B", "KB", "MB", "GB", "TB"][power]}`;
}

function throughputText(throughput: ThroughputState): string {
  if (throughput.mode === "onDemand") return "on demand";
  return `${throughput.read.units} read and ${throughput.write.units} write units`;
}

/** One line for a step: on a terminal it is written over while the step is waited for. */
export function progressLine(
  io: Io,
  plan: TablePlan,
  { step, position, count, state, waitingFor }: Progress,
): void {
  const colours = coloursOf(io);
  const of = Math.max(position, count);
  const filled = Math.round((12 * (state === "done" ? position : position - 1)) / of);
  const head = `${plan.name} ${"█".repeat(filled)}${"░".repeat(12 - filled)} ${position}/${of} ${step.description}`;
  if (io.ask === undefined) {
    if (state === "sent") io.stderr.write(`${plan.name} ${position}/${of} ${step.description}\n`);
    return;
  }
  const tail = waitingFor === undefined ? "" : colours.dim(` ${waitingFor}`);
  io.stderr.write(`\r\u001b[K${head}${tail}${state === "done" ? "\n" : ""}`);
}
