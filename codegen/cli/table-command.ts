import { type ConnectOptions, connectTables, type OpenControlPlane } from "../database/connect.js";
import { CommandFailure, UsageFailure } from "../database/failure.js";
import { deletion } from "../deploy/diff.js";
import { applyTablePlan, type NamedTable, planTable, readTable } from "../deploy/plan.js";
import type { TablePlan } from "../deploy/table-state.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { namedTables, readDesign, schemasOf } from "./design.js";
import { ask, type ExitCode, type Io } from "./io.js";
import { coloursOf, errorLine } from "./print.js";
import { withSteps } from "./progress.js";
import { planJson, planSummary, planText, statusText } from "./table-print.js";

export interface JsonFlags {
  readonly json?: true;
}

export interface PlanFlags extends JsonFlags {
  /** True if a difference is a failure. */
  readonly check?: true;
}

export interface ChangeFlags extends JsonFlags {
  /** Seconds for one step. */
  readonly timeout?: number;
}

export interface ApplyFlags extends ChangeFlags {
  readonly allowDestructive?: true;
  /** The logical names of tables that may be deleted and recreated. */
  readonly recreate?: readonly string[];
  /** True if a person at the terminal is not asked. */
  readonly yes?: true;
}

export interface DropFlags extends ChangeFlags {
  readonly yes?: true;
}

/** `monotable table plan`: what the tables differ in from the schema. */
export async function tablePlan(session: TableSession, flags: PlanFlags): Promise<ExitCode> {
  const { io } = session;
  const plans = await planAll(session);
  const same = plans.every(({ steps, impossible }) => steps.length + impossible.length === 0);
  if (flags.json) printJson(io, plans.map(planJson));
  else {
    for (const plan of plans) io.stdout.write(planText(plan, coloursOf(io)));
    io.stdout.write(planSummary(plans, coloursOf(io)));
  }
  return flags.check && !same ? 1 : 0;
}

/** `monotable table apply`: makes the tables what the schema says. */
export async function tableApply(session: TableSession, flags: ApplyFlags): Promise<ExitCode> {
  const schemaNames = session.tables.map(({ table }) => table.name);
  const unknown = flags.recreate?.find((name) => !schemaNames.includes(name));
  if (unknown !== undefined) {
    throw new UsageFailure(
      `--recreate: unknown table "${unknown}". ${suggestion(unknown, schemaNames, "The schema")}`,
    );
  }
  const plans = await planAll(session, flags.recreate);
  return (await confirmed(session, plans, flags)) ? change(session, plans, flags) : 1;
}

/** Shows a person what will be done, and asks. Where nobody is there, as in CI, running the command is the consent. */
async function confirmed(
  { io, plane }: TableSession,
  plans: readonly TablePlan[],
  { yes, json }: ApplyFlags,
): Promise<boolean> {
  const isNothing = plans.every(({ steps }) => steps.length === 0);
  const isImpossible = plans.some(({ impossible }) => impossible.length > 0);
  if (yes || json || isNothing || isImpossible || io.terminal === undefined) return true;
  for (const plan of plans) io.stderr.write(planText(plan, coloursOf(io)));
  const question = `Apply these changes at ${plane.server ?? plane.region}? Type yes to confirm: `;
  const answer = await ask(question, io.terminal);
  if (answer.trim().toLowerCase() === "yes") return true;
  io.stderr.write("Nothing was changed.\n");
  return false;
}

/** `monotable table create`: makes the tables that are missing, and leaves the others as they are. */
export async function tableCreate(session: TableSession, flags: ChangeFlags): Promise<ExitCode> {
  const plans = await planAll(session);
  for (const { exists, name } of plans) {
    if (exists && !flags.json)
      session.io.stdout.write(`${coloursOf(session.io).bold(name)}: already exists\n`);
  }
  const missing = plans.filter(({ exists }) => !exists);
  return missing.length === 0 && !flags.json ? 0 : change(session, missing, flags);
}

/** `monotable table status`: the tables of the schema as they are. */
export async function tableStatus({ plane, tables, io }: TableSession, flags: JsonFlags): Promise<ExitCode> {
  const reports = [];
  for (const named of tables) {
    const { state = null, unsupported } = await readTable(plane, named);
    reports.push({ table: named.table.name, name: named.name, state, unsupported });
  }
  if (flags.json) printJson(io, reports);
  else for (const one of reports) io.stdout.write(statusText(one, plane.region, coloursOf(io)));
  return reports.every(({ state }) => state !== null) ? 0 : 1;
}

/** `monotable table list`: the names of all tables that there are, whosever they are. */
export function tableList(flags: ConnectOptions & JsonFlags, io: Io): Promise<ExitCode> {
  return withConnection(flags, io, async (plane) => {
    const names = await tableNames(plane);
    if (flags.json) printJson(io, names);
    else io.stdout.write(names.length === 0 ? `no table in ${plane.region}\n` : `${names.join("\n")}\n`);
    return 0;
  });
}

async function tableNames(plane: OpenControlPlane): Promise<string[]> {
  const names: string[] = [];
  let last: string | undefined;
  do {
    const page = await plane.ask("ListTables", { ExclusiveStartTableName: last });
    names.push(...(page.TableNames ?? []));
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
  return names;
}

/** `monotable table drop`: deletes the tables of the schema, when somebody has said yes. */
export async function tableDrop(session: TableSession, flags: DropFlags): Promise<ExitCode> {
  const { plane, io } = session;
  const plans = (await Promise.all(session.tables.map((named) => dropPlan(plane, named)))).flat();
  if (plans.length > 0 && !flags.yes) {
    const names = plans.map(({ name }) => name).join(", ");
    if (io.terminal === undefined) {
      throw new UsageFailure(
        `This deletes ${names} with all items. Not an interactive terminal: pass --yes to confirm.`,
      );
    }
    const place = plane.server ?? plane.region;
    const question = `Delete ${names} at ${place} with all items? Type yes to confirm: `;
    const answer = await ask(question, io.terminal);
    if (answer.trim().toLowerCase() !== "yes") {
      io.stderr.write("Nothing was deleted.\n");
      return 1;
    }
  }
  return change(session, plans, { ...flags, allowDestructive: true });
}

async function dropPlan(plane: OpenControlPlane, named: NamedTable): Promise<TablePlan[]> {
  const { table, name } = named;
  const { state } = await readTable(plane, named);
  if (state === undefined) return [];
  const kept = [{ ...state, region: undefined }, ...state.replicas].find((copy) => copy.deletionProtection);
  if (kept !== undefined) {
    const where = kept.region === undefined ? "" : ` in ${kept.region}`;
    throw new CommandFailure(
      `Table ${name} has deletion protection${where}; nothing was deleted. Set deletionProtection: false and run "monotable table apply" first.`,
    );
  }
  return [{ table: table.name, name, exists: true, steps: deletion(state), impossible: [], unsupported: [] }];
}

/** Carries plans out, unless one of them cannot or may not be: nothing is sent then. */
async function change(
  { plane, tables, io, intervalMilliseconds = plane.server === undefined ? 2000 : 100 }: TableSession,
  plans: readonly TablePlan[],
  { allowDestructive = false, timeout, json }: ChangeFlags & { readonly allowDestructive?: boolean },
): Promise<ExitCode> {
  const impossible = plans.some(({ impossible }) => impossible.length > 0);
  const destructive = plans.some(({ steps }) => steps.some(({ destroys }) => destroys !== undefined));
  if (impossible || (destructive && !allowDestructive)) {
    for (const plan of plans) io.stderr.write(planText(plan, coloursOf(io)));
    throw new CommandFailure(
      impossible
        ? "Some differences need a new table and a migration (--recreate <table> --allow-destructive deletes and recreates it); nothing was changed."
        : "Destructive steps need --allow-destructive; nothing was changed.",
    );
  }
  for (const plan of plans) {
    const named = tables.find(({ table }) => table.name === plan.table);
    if (named === undefined) continue;
    const options = {
      intervalMilliseconds,
      allowDestructive,
      ...(timeout !== undefined && { timeoutSeconds: timeout }),
    };
    if (json) await applyTablePlan(plane, named, plan, options);
    else
      await withSteps(plan.name, io, (progress) =>
        applyTablePlan(plane, named, plan, { ...options, progress }),
      );
  }
  if (json) printJson(io, plans.map(planJson));
  else summarise(plans, io);
  return 0;
}

function summarise(plans: readonly TablePlan[], io: Io): void {
  const colours = coloursOf(io);
  for (const { name, steps, unsupported } of plans) {
    const done =
      steps.length === 0 ? "nothing to do" : `${steps.length} ${steps.length === 1 ? "step" : "steps"} done`;
    const left =
      unsupported.length === 0 ? "" : `; not supported by this endpoint: ${unsupported.join(", ")}`;
    io.stdout.write(`${colours.bold(name)}: ${colours.green(done)}${colours.dim(left)}\n`);
  }
  if (plans.length === 0) io.stdout.write("nothing to do\n");
}

async function planAll(
  { plane, tables }: Pick<TableSession, "plane" | "tables">,
  recreate: readonly string[] = [],
): Promise<TablePlan[]> {
  const plans: TablePlan[] = [];
  for (const named of tables) {
    plans.push(await planTable(plane, named, recreate.includes(named.table.name)));
  }
  return plans;
}

function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** The options of every command about tables. */
export interface TableFlags extends ConnectOptions {
  readonly schema?: string;
  /** Names in DynamoDB by logical name. */
  readonly table?: Readonly<Record<string, string>>;
  readonly json?: true;
}

/** The input of a command about tables. */
export interface TableSession {
  readonly plane: OpenControlPlane;
  /** The tables of the schema. */
  readonly tables: readonly NamedTable[];
  readonly io: Io;
  /** Milliseconds between two looks at what is waited for; by default a server of one's own is looked at more often. */
  readonly intervalMilliseconds?: number;
}

/** Opens a session for the tables of a schema. */
export async function withTables(
  flags: TableFlags,
  command: string,
  io: Io,
  work: (session: TableSession) => Promise<ExitCode>,
): Promise<ExitCode> {
  const read = await readDesign(schemasOf(flags), command, io);
  if ("exitCode" in read) return read.exitCode;
  const { tables } = read.design.model;
  return withConnection(flags, io, (plane) => {
    const names = namedTables(flags.table ?? {}, tables);
    const named = tables.map((table) => ({ table, name: names[table.name] ?? table.name }));
    return work({ plane, tables: named, io });
  });
}

/** Connects for a command; what goes wrong becomes a sentence and an exit code. */
export async function withConnection(
  options: ConnectOptions,
  io: Io,
  work: (plane: OpenControlPlane) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    const plane = await connectTables(options);
    try {
      return await work(plane);
    } finally {
      plane.close();
    }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    io.stderr.write(errorLine(error.message, io));
    return error instanceof UsageFailure ? 2 : 1;
  }
}
