import { setTimeout as sleep } from "node:timers/promises";
import type { TableModel } from "../../src/model/model.js";
import type { ControlPlane } from "../../src/tables/control-plane.js";
import { CommandFailure, isNamed } from "../database/failure.js";
import { deployedTable, describeTable, describeWhole, isComplete } from "./deployed-table.js";
import { diffTable } from "./diff.js";
import { asSupported, isScaled, type SettledTable, settled } from "./support.js";
import type { Step, TablePlan, TableState, Until } from "./table-state.js";

/** A table of the schema, and its name in DynamoDB. */
export interface NamedTable {
  readonly table: TableModel;
  readonly name: string;
}

/** Looks at a table as it is deployed. */
export async function readTable(plane: ControlPlane, { table, name }: NamedTable): Promise<FoundTable> {
  const complete = await isComplete(plane, name);
  const { table: wanted, unsupported } = complete
    ? { table: settled(table), unsupported: [] }
    : asSupported(table);
  const { settings } = wanted;
  const described = await describeTable(plane, name);
  if (described === undefined) return { wanted, unsupported };
  const scaled = [settings, ...Object.values(settings.indexes)].some((of) => isScaled(of.throughput));
  const provisioned = described.BillingModeSummary?.BillingMode !== "PAY_PER_REQUEST";
  const scaling = scaled || (provisioned && (await plane.canScale()));
  const state = deployedTable(await describeWhole(plane, described, { complete, scaling }));
  return { wanted, unsupported, state };
}

export interface FoundTable {
  /** The table of the schema, as far as the endpoint knows what a table can have. */
  readonly wanted: SettledTable;
  /** The names of what it does not know. */
  readonly unsupported: readonly string[];
  /** Absent: there is no such table. */
  readonly state?: TableState;
}

/**
 * Compares a table with its schema.
 *
 * @param recreate true if it may be deleted and recreated where it cannot be changed.
 */
export async function planTable(
  plane: ControlPlane,
  asked: NamedTable,
  recreate = false,
): Promise<TablePlan> {
  const { wanted, unsupported, state } = await readTable(plane, asked);
  if (state?.status === "DELETING") {
    throw new CommandFailure(`Table ${asked.name} is being deleted. Try again when it has been deleted.`);
  }
  const changes = diffTable(wanted, asked.name, state, { recreate });
  return {
    table: asked.table.name,
    name: asked.name,
    exists: state !== undefined,
    ...changes,
    unsupported,
  };
}

export interface ApplyOptions {
  /** Told before a step is sent, while it is waited for, and when it is done. */
  readonly progress?: (progress: Progress) => void;
  /** The time limit of one step. */
  readonly timeoutSeconds?: number;
  /** The pause between two descriptions of a table that is waited for. */
  readonly intervalMilliseconds?: number;
  /** True if destructive steps are sent, too. */
  readonly allowDestructive?: boolean;
}

export interface Progress {
  readonly step: Step;
  /** From 1. */
  readonly position: number;
  readonly count: number;
  readonly state: "sent" | "waiting" | "done";
  /** The condition that is waited for. */
  readonly waitingFor?: string;
}

/**
 * Makes the changes of a plan, one after the other, each when DynamoDB is done with the one before. It can be stopped and
 * begun again: a new plan starts at what is there.
 *
 * @throws CommandFailure if a step takes too long, fails, or destroys what may not be destroyed: nothing is sent then
 */
export async function applyTablePlan(
  plane: ControlPlane,
  asked: NamedTable,
  plan: TablePlan,
  {
    progress,
    timeoutSeconds = 3600,
    intervalMilliseconds = 1000,
    allowDestructive = false,
  }: ApplyOptions = {},
): Promise<void> {
  const checkDestructive = (those: readonly Step[]): void => {
    const step = those.find(({ destroys }) => destroys !== undefined);
    if (step === undefined || allowDestructive) return;
    throw new CommandFailure(`Table ${plan.name}: "${step.description}" destroys ${step.destroys}.`);
  };
  const patience = { timeoutSeconds, intervalMilliseconds };
  const count = plan.steps.length;
  let { steps } = plan;
  checkDestructive(steps);
  // Somebody else's change may still be under way.
  if (plan.exists && count > 0) await waitFor(plane, plan.name, { for: "ready" }, patience);
  for (let position = 0; position < steps.length; position += 1) {
    const step = steps[position] as Step;
    const tell = (state: Progress["state"], waitingFor?: string) =>
      progress?.({ step, position: position + 1, count, state, ...(waitingFor && { waitingFor }) });
    tell("sent");
    await sendStep(plane, step, patience);
    await waitFor(plane, step.table, step.until, patience, (what) => tell("waiting", what));
    tell("done");
    if (step.request.operation === "CreateTable") {
      // Now that the table has an ARN, the requests that name it can be made.
      const rest = await planTable(plane, asked);
      checkDestructive(rest.steps);
      steps = [...steps.slice(0, position + 1), ...rest.steps];
    }
  }
}

interface Patience {
  readonly timeoutSeconds: number;
  readonly intervalMilliseconds: number;
}

/** The errors of a table that is new, or busy with another change. */
const BUSY = ["ResourceInUseException", "LimitExceededException", "ContinuousBackupsUnavailableException"];

/** Sends a request; one that comes while the table is still busy with another is sent again when it is not. */
async function sendStep(plane: ControlPlane, step: Step, patience: Patience): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await plane.change(step.request);
      return;
    } catch (error) {
      if (!isNamed(error, ...BUSY) || attempt === 10 || step.request.operation === "CreateTable") throw error;
      await sleep(patience.intervalMilliseconds * attempt);
      await waitFor(plane, step.table, { for: "ready" }, patience);
    }
  }
}

async function waitFor(
  plane: ControlPlane,
  name: string,
  until: Until,
  { timeoutSeconds, intervalMilliseconds }: Patience,
  tell?: (what: string) => void,
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const waiting = await pending(plane, name, until);
    if (waiting === undefined) return;
    if (Date.now() > deadline) {
      throw new CommandFailure(
        `Table ${name}: ${waiting} after ${timeoutSeconds} seconds. DynamoDB continues: run the command again later, or pass a longer --timeout.`,
      );
    }
    tell?.(waiting);
    await sleep(intervalMilliseconds);
  }
}

/** Returns the condition that does not hold yet; `undefined` if the step is complete. */
async function pending(plane: ControlPlane, name: string, until: Until): Promise<string | undefined> {
  if (until.for === "nothing") return undefined;
  if (until.for === "timeToLive") {
    const { TimeToLiveDescription } = await plane.ask("DescribeTimeToLive", { TableName: name });
    const status = TimeToLiveDescription?.TimeToLiveStatus;
    // To be switched on is enough: nothing waits for it. A second change has to wait for the end of the first.
    const done = until.enabled ? status === "ENABLED" || status === "ENABLING" : status === "DISABLED";
    return done ? undefined : `time to live is ${status}`;
  }
  const table = await describeTable(plane, name);
  if (until.for === "gone") return table === undefined ? undefined : "it still exists";
  if (table === undefined) return "it does not exist yet";
  if (table.TableStatus !== "ACTIVE") return `it is ${table.TableStatus}`;
  const indexes = table.GlobalSecondaryIndexes ?? [];
  for (const { IndexName, IndexStatus, Backfilling } of indexes) {
    if (IndexStatus === "ACTIVE") continue;
    return `index "${IndexName}" is ${IndexStatus}${Backfilling ? ", backfilling" : ""}`;
  }
  const replicas = table.Replicas ?? [];
  for (const { RegionName, ReplicaStatus } of replicas) {
    if (ReplicaStatus !== undefined && ReplicaStatus !== "ACTIVE")
      return `the replica in ${RegionName} is ${ReplicaStatus}`;
  }
  const { index, replica, stream } = until;
  if (index !== undefined && indexes.some(({ IndexName }) => IndexName === index.name) !== index.there)
    return `index "${index.name}" ${index.there ? "does not exist yet" : "still exists"}`;
  if (replica !== undefined && replicas.some((of) => of.RegionName === replica.region) !== replica.there)
    return `the replica in ${replica.region} ${replica.there ? "does not exist yet" : "still exists"}`;
  if (stream !== undefined && (table.StreamSpecification?.StreamEnabled ?? false) !== stream)
    return `its stream is ${stream ? "not enabled yet" : "still enabled"}`;
  return undefined;
}
