import { type ConnectOptions, connectTables, type OpenControlPlane } from "../database/connect.js";
import { CommandFailure, UsageFailure } from "../database/failure.js";
import type { NamedTable } from "../deploy/plan.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { readDesign, schemasOf } from "./design.js";
import type { ExitCode, Io } from "./io.js";
import { errorLine } from "./print.js";

/** What every command about tables takes. */
export interface TableFlags extends ConnectOptions {
  readonly schema?: string;
  /** Names in DynamoDB by logical name. */
  readonly table?: Readonly<Record<string, string>>;
  readonly json?: true;
}

/** What a command about tables has to work with. */
export interface TableSession {
  readonly plane: OpenControlPlane;
  /** The tables of the schema. */
  readonly tables: readonly NamedTable[];
  readonly io: Io;
  /** Milliseconds between two looks at what is waited for; by default a server of one's own is looked at more often. */
  readonly interval?: number;
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
  const names = flags.table ?? {};
  return withConnection(flags, io, (plane) => {
    const known = tables.map(({ name }) => name);
    const unknown = Object.keys(names).find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new UsageFailure(
        `--table: there is no table "${unknown}". ${suggestion(unknown, known, "The schema")}`,
      );
    }
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
