import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { sampleTable, type TableSample } from "../../src/tables/table-sample.js";
import { type ConnectOptions, connect } from "../database/connect.js";
import { isNamed, requestFailure } from "../database/failure.js";
import { type ImportedTable, readDeployed, type WireItem } from "../import/imported-table.js";
import { schemaText } from "../import/schema-text.js";
import { readWorkbench } from "../import/workbench.js";
import { writeOutput } from "../write/apply.js";
import type { ExitCode, Io } from "./io.js";
import { coloursOf, errorLine } from "./print.js";

export interface ImportFlags {
  readonly out?: string;
}

export interface ImportTableFlags extends ImportFlags, ConnectOptions {
  readonly sample: number;
}

/** `monotable import workbench`: a first schema out of a NoSQL Workbench model. */
export async function importWorkbench(file: string, flags: ImportFlags, io: Io): Promise<ExitCode> {
  let tables: readonly ImportedTable[];
  try {
    tables = readWorkbench(await readFile(resolve(io.cwd, file), "utf8"));
  } catch (error) {
    const reason = isFault(error, "ENOENT") ? "the file does not exist" : messageOf(error);
    return failed(io, `Cannot import ${file}: ${reason}.`);
  }
  return give(tables, flags, io);
}

/** `monotable import table`: a first schema out of a table that is there, and some of its items. */
export async function importTable(name: string, flags: ImportTableFlags, io: Io): Promise<ExitCode> {
  let sample: TableSample;
  try {
    const client = await connect(flags);
    try {
      sample = await sampleTable(client, name, flags.sample);
    } finally {
      client.destroy();
    }
  } catch (error) {
    const { endpoint: server, region } = flags;
    if (isNamed(error, "ResourceNotFoundException")) {
      const where = server === undefined ? "in this account and region" : `at ${server}`;
      return failed(io, `Table "${name}" does not exist ${where}.`);
    }
    return failed(io, requestFailure(error, { operation: `Reading "${name}"`, region, server }).message);
  }
  // An attribute value of the SDK has one member, which is its type: a type assertion from its union to DynamoDB JSON.
  const items = sample.items as unknown as readonly WireItem[];
  if (items.length === 0) io.stderr.write(`${name} is empty: the attributes of its items are unknown.\n`);
  return give([readDeployed(sample.description, items, sample.timeToLive)], flags, io);
}

/** Prints the schema, or writes it where there is no file yet. */
async function give(tables: readonly ImportedTable[], { out }: ImportFlags, io: Io): Promise<ExitCode> {
  const text = schemaText(tables);
  if (out === undefined) {
    io.stdout.write(text);
    return 0;
  }
  try {
    if ((await writeOutput(resolve(io.cwd, out), text)) === "exists")
      return failed(io, `Cannot write ${out}: the file already exists and is not overwritten.`);
  } catch (error) {
    return failed(io, `Cannot write ${out}: ${messageOf(error)}.`);
  }
  const guesses = text.split("// guess:").length - 1;
  io.stdout.write(
    `${coloursOf(io).bold(out)}: ${coloursOf(io).green("created")}, with ${guesses} guesses to review; then run \`npx monotable generate ${out}\`\n`,
  );
  return 0;
}

function isFault(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function failed(io: Io, problem: string): ExitCode {
  io.stderr.write(errorLine(problem, io));
  return 1;
}
