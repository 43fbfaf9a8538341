import { indexText } from "../deploy/diff-indexes.js";
import type {
  CapacityState,
  ReplicaState,
  Step,
  TablePlan,
  TableState,
  ThroughputState,
} from "../deploy/table-state.js";
import type { Colours } from "./print.js";

const MARKS = { add: "+", change: "~", remove: "-" } as const;

/** A plan for people: the table, its steps in order, and what cannot be done. */
export function planText(
  { table, name, exists, steps, impossible, unsupported }: TablePlan,
  colours: Colours,
): string {
  const logical = name === table ? "" : colours.dim(` (${table})`);
  const nothing = steps.length + impossible.length === 0 ? colours.green(": up to date") : "";
  const missing = exists ? "" : colours.yellow(": missing");
  return [
    `${colours.bold(name)}${logical}${nothing || missing}`,
    ...steps.flatMap((step, position) => stepLines(step, position + 1, colours)),
    ...impossible.map((text) => colours.red(`  ! ${text}: cannot be changed in an existing table`)),
    ...unsupportedLines(unsupported, colours),
    "",
  ].join("\n");
}

function stepLines(
  { kind, description, destroys, note }: Step,
  position: number,
  colours: Colours,
): string[] {
  const paint = { add: colours.green, change: colours.yellow, remove: colours.red }[kind];
  return [
    `  ${paint(MARKS[kind])} ${position}. ${description}`,
    ...(destroys === undefined ? [] : [`       ${colours.red("destroys")} ${destroys}`]),
    ...(note === undefined ? [] : [colours.dim(`       ${note}`)]),
  ];
}

function unsupportedLines(unsupported: readonly string[], colours: Colours): string[] {
  if (unsupported.length === 0) return [];
  return [colours.dim(`  not supported by this endpoint: ${unsupported.join(", ")}`)];
}

/** Returns the next step for plans. */
export function planSummary(plans: readonly TablePlan[], colours: Colours): string {
  const steps = plans.flatMap((plan) => plan.steps);
  const impossible = plans.filter((plan) => plan.impossible.length > 0);
  if (impossible.length > 0) {
    const names = impossible.map(({ table }) => table).join(" ");
    return `\n${colours.red("Cannot be applied")}: create a new table and migrate the items, or use --recreate ${names} if they can be lost.\n`;
  }
  if (steps.length === 0) return "";
  const destroys = steps.filter((step) => step.destroys !== undefined).length;
  const count = `${steps.length} ${steps.length === 1 ? "step" : "steps"}`;
  const destructive = destroys === 0 ? "" : `, ${colours.red(`${destroys} destructive`)}`;
  const flag = destroys === 0 ? "" : " --allow-destructive";
  return `\n${count}${destructive}: run \`monotable table apply${flag}\`.\n`;
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
  { table, name, state, unsupported }: TableStatus,
  region: string,
  colours: Colours,
): string {
  const logical = name === table ? "" : colours.dim(` (${table})`);
  const head = `${colours.bold(name)}${logical}`;
  if (state === null) {
    return `${head}: ${colours.red("missing")} in ${region}; run \`monotable table create\`\n`;
  }
  const facts = [paintStatus(state.status, colours), counts(state), throughputText(state.throughput)];
  const indexes = state.indexes.map((index) => {
    const type = index.type === "local" ? "local index" : "index";
    const units = index.throughput?.mode === "provisioned" ? [throughputText(index.throughput)] : [];
    const more = [counts(index), ...units, ...insightsText(index)];
    return `  ${type} ${indexText(index)}: ${[paintStatus(index.status, colours), ...more].join(", ")}`;
  });
  const replicas = state.replicas.map(
    (replica) =>
      `  replica in ${replica.region}: ${[paintStatus(replica.status, colours), ...runText(replica)].join(", ")}`,
  );
  const marks = [
    ...(state.stream === undefined ? [] : [`stream of ${state.stream}`]),
    ...(state.timeToLive === undefined ? [] : [`TTL on ${state.timeToLive}`]),
    ...runText(state),
  ];
  return [
    `${head}: ${facts.join(", ")}`,
    ...marks.map((mark) => `  ${mark}`),
    ...indexes,
    ...replicas,
    ...unsupportedLines(unsupported, colours),
    "",
  ].join("\n");
}

/** A table of the schema and what was found of it. */
export interface TableStatus {
  readonly table: string;
  readonly name: string;
  /** There is no such table. */
  readonly state: TableState | null;
  /** The settings of the schema that the endpoint does not support. */
  readonly unsupported: readonly string[];
}

/** Returns the settings of a table or a replica that differ from the defaults. */
function runText(state: Omit<ReplicaState, "region">): string[] {
  const tags = Object.entries(state.tags).map((tag) => tag.join("="));
  const { encryption } = state;
  return [
    ...(state.tableClass === "STANDARD" ? [] : [`table class ${state.tableClass}`]),
    ...(encryption.key === "AWS_OWNED" ? [] : [`encrypted with ${encryption.arn ?? "a KMS key"}`]),
    ...(state.recoveryDays === undefined ? [] : [`point-in-time recovery of ${state.recoveryDays} days`]),
    ...(state.deletionProtection ? ["deletion protection"] : []),
    ...insightsText(state),
    ...(state.resourcePolicy === undefined ? [] : ["a resource policy"]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(", ")}`]),
  ];
}

function insightsText({ contributorInsights: mode }: Pick<TableState, "contributorInsights">): string[] {
  return mode === undefined ? [] : [`contributor insights of ${mode}`];
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
  if (throughput.mode === "onDemand") {
    const { maximumRead, maximumWrite } = throughput;
    if (maximumRead === undefined && maximumWrite === undefined) return "on demand";
    return `on demand, at most ${maximumRead ?? "any"} reads and ${maximumWrite ?? "any"} writes per second`;
  }
  return `${capacityText(throughput.read)} read and ${capacityText(throughput.write)} write units`;
}

function capacityText({ units, scaling }: CapacityState): string {
  return scaling === undefined ? String(units) : `${units} (of ${scaling.minimum} to ${scaling.maximum})`;
}
