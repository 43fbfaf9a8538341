import { applyTablePlan, type Progress } from "../deploy/apply-plan.js";
import { describeTable } from "../deploy/describe.js";
import { deletion } from "../deploy/diff.js";
import { DeployFailure } from "../deploy/failure.js";
import type { Endpoint } from "../deploy/operations.js";
import { type NamedTable, planTable, readTable } from "../deploy/plan-tables.js";
import { type EndpointOptions, type OpenEndpoint, openEndpoint } from "../deploy/send.js";
import type { TablePlan } from "../deploy/step.js";
import type { ExitCode, Io } from "./io.js";
import { loadTables } from "./load-tables.js";
import { coloursOf } from "./print.js";
import { planJson, planText, progressLine, statusText } from "./table-print.js";

/** What every command about tables takes. */
export interface TableFlags extends EndpointOptions {
  readonly schema?: string;
  /** Names in DynamoDB by logical name. */
  readonly table?: Readonly<Record<string, string>>;
  readonly json?: true;
}

export interface ApplyFlags extends TableFlags {
  readonly allowDestructive?: true;
  /** The logical names of tables that may be deleted and made anew. */
  readonly recreate?: readonly string[];
  /** Seconds for one step. */
  readonly timeout?: number;
}

/** What a command has to work with. */
interface Session {
  readonly endpoint: OpenEndpoint;
  readonly tables: readonly NamedTable[];
  readonly io: Io;
}

/** `monotable table plan`: what the tables differ in from the schema. */
export function tablePlan(flags: TableFlags & { readonly check?: true }, io: Io): Promise<ExitCode> {
  return withTables(flags, io, async (session) => {
    const plans = await planAll(session);
    const same = plans.every(({ steps, impossible }) => steps.length + impossible.length === 0);
    if (flags.json) printJson(io, plans.map(planJson));
    else for (const plan of plans) io.stdout.write(planText(plan, coloursOf(io)));
    return flags.check && !same ? 1 : 0;
  });
}

/** `monotable table apply`: makes the tables what the schema says. */
export function tableApply(flags: ApplyFlags, io: Io): Promise<ExitCode> {
  return withTables(flags, io, async (session) => {
    const unknown = flags.recreate?.find((name) => session.tables.every(({ table }) => table.name !== name));
    if (unknown !== undefined) throw new UsageFailure(`--recreate: the schema has no table "${unknown}".`);
    return change(session, await planAll(session, flags.recreate), flags);
  });
}

/** `monotable table create`: makes the tables that are missing, and leaves the others as they are. */
export function tableCreate(flags: ApplyFlags, io: Io): Promise<ExitCode> {
  return withTables(flags, io, async (session) => {
    const plans = await planAll(session);
    for (const { exists, name } of plans) if (exists && !flags.json) io.stdout.write(`${name} exists\n`);
    return change(
      session,
      plans.filter(({ exists }) => !exists),
      flags,
    );
  });
}

/** `monotable table status`: the tables of the schema as they are. */
export function tableStatus(flags: TableFlags, io: Io): Promise<ExitCode> {
  return withTables(flags, io, async ({ endpoint, tables }) => {
    const found = [];
    for (const named of tables) {
      const { state } = await readTable(endpoint, named);
      found.push({ table: named.table.name, name: named.name, state: state ?? null });
    }
    if (flags.json) printJson(io, found);
    else for (const one of found) io.stdout.write(statusText(one, endpoint.region, coloursOf(io)));
    return found.every(({ state }) => state !== null) ? 0 : 1;
  });
}

/** `monotable table list`: the names of all tables that there are. */
export function tableList(flags: EndpointOptions & { readonly json?: true }, io: Io): Promise<ExitCode> {
  return guarded(io, async () => {
    const endpoint = await openEndpoint(flags);
    try {
      const names: string[] = [];
      let last: string | undefined;
      do {
        const page = await endpoint.ask("ListTables", { ExclusiveStartTableName: last });
        names.push(...(page.TableNames ?? []));
        last = page.LastEvaluatedTableName;
      } while (last !== undefined);
      if (flags.json) printJson(io, names);
      else io.stdout.write(names.length === 0 ? `no table in ${endpoint.region}\n` : `${names.join("\n")}\n`);
      return 0;
    } finally {
      endpoint.close();
    }
  });
}

/** `monotable table drop`: deletes the tables of the schema, when somebody has said yes. */
export function tableDrop(
  flags: TableFlags & { readonly yes?: true; readonly timeout?: number },
  io: Io,
): Promise<ExitCode> {
  return withTables(flags, io, async (session) => {
    const { endpoint, tables } = session;
    const plans: TablePlan[] = [];
    for (const { table, name } of tables) {
      const described = await describeTable(endpoint, name);
      if (described === undefined) continue;
      if (described.DeletionProtectionEnabled) {
        throw new DeployFailure(
          `Table ${name} is protected from deletion; nothing was deleted. Set deletionProtection: false, and apply that first.`,
        );
      }
      const steps = [deletion({ name, items: described.ItemCount ?? 0 })];
      plans.push({ table: table.name, name, exists: true, steps, impossible: [], unsupported: [] });
    }
    if (plans.length > 0 && !flags.yes) {
      const names = plans.map(({ name }) => name).join(", ");
      if (io.ask === undefined)
        throw new UsageFailure(`This deletes ${names}. Nobody is here to ask: give --yes.`);
      const answer = await io.ask(`Delete ${names} in ${endpoint.region}, with all items? Type yes: `);
      if (answer.trim().toLowerCase() !== "yes") {
        io.stderr.write("Nothing was deleted.\n");
        return 1;
      }
    }
    return change(session, plans, { ...flags, allowDestructive: true });
  });
}

/** Carries plans out, unless one of them cannot or may not be: nothing is sent then. */
async function change(
  { endpoint, tables, io }: Session,
  plans: readonly TablePlan[],
  flags: ApplyFlags,
): Promise<ExitCode> {
  const colours = coloursOf(io);
  const refused = plans.some(({ impossible }) => impossible.length > 0);
  const destructive = plans.some(({ steps }) => steps.some(({ destroys }) => destroys !== undefined));
  if (refused || (destructive && flags.allowDestructive !== true)) {
    for (const plan of plans) io.stderr.write(planText(plan, colours));
    const why = refused
      ? "What cannot be changed needs a new table and a migration (--recreate <table> deletes and makes it anew)"
      : "Steps that destroy something need --allow-destructive";
    io.stderr.write(`${colours.red("error:")} ${why}; nothing was changed.\n`);
    return 1;
  }
  const show = (plan: TablePlan) => (progress: Progress) => {
    if (!flags.json) progressLine(io, plan, progress);
  };
  for (const plan of plans) {
    const named = tables.find(({ table }) => table.name === plan.table);
    if (named === undefined) continue;
    await applyTablePlan(endpoint, named, plan, {
      progress: show(plan),
      // A server of one's own is quick.
      interval: flags.endpoint === undefined ? 2000 : 100,
      ...(flags.timeout !== undefined && { timeout: flags.timeout }),
    });
  }
  if (flags.json) printJson(io, plans.map(planJson));
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
  { endpoint, tables }: { readonly endpoint: Endpoint; readonly tables: readonly NamedTable[] },
  recreate: readonly string[] = [],
): Promise<TablePlan[]> {
  const plans: TablePlan[] = [];
  for (const named of tables) {
    plans.push(await planTable(endpoint, named, recreate.includes(named.table.name)));
  }
  return plans;
}

/** A mistake in the arguments. */
class UsageFailure extends DeployFailure {}

async function withTables(
  flags: TableFlags,
  io: Io,
  work: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const loaded = await loadTables(flags.schema, io, { sound: true });
  if ("exitCode" in loaded) return loaded.exitCode;
  return guarded(io, async () => {
    const names = flags.table ?? {};
    const unknown = Object.keys(names).find((name) => loaded.tables.every((table) => table.name !== name));
    if (unknown !== undefined) {
      const known = loaded.tables.map(({ name }) => name).join(", ");
      throw new UsageFailure(`--table: the schema has no table "${unknown}". It has ${known}.`);
    }
    const tables = loaded.tables.map((table) => ({ table, name: names[table.name] ?? table.name }));
    const endpoint = await openEndpoint(flags);
    try {
      return await work({ endpoint, tables, io });
    } finally {
      endpoint.close();
    }
  });
}

/** Tells what went wrong, as a sentence. */
async function guarded(io: Io, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DeployFailure)) throw error;
    io.stderr.write(`${coloursOf(io).red("error:")} ${error.message}\n`);
    return error instanceof UsageFailure ? 2 : 1;
  }
}

function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
