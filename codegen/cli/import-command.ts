import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { sampleTable, type TableSample } from "../../src/tables/table-sample.js";
import { type ConnectOptions, connect } from "../database/connect.js";
import { isNamed, requestFailure } from "../database/failure.js";
import { type ImportedTable, readDeployed, type WireItem } from "../import/imported-table.js";
import { schemaText } from "../import/schema-text.js";
import { readWorkbench } from "../import/workbench.js";
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
    const reason = isFault(error, "ENOENT") ? "there is no such file" : messageOf(error);
    return failed(io, `${file} cannot be imported: ${reason}.`);
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
      return failed(io, `There is no table "${name}" ${where}.`);
    }
    return failed(io, requestFailure(error, { operation: `Reading "${name}"`, region, server }).message);
  }
  // An attribute value of the SDK has one member, which is its type: the seam between its union and DynamoDB JSON.
  const items = sample.items as unknown as readonly WireItem[];
  if (items.length === 0) io.stderr.write(`${name} is empty: what its items are made of cannot be told.\n`);
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
    await writeFile(resolve(io.cwd, out), text, { flag: "wx" });
  } catch (error) {
    const reason = isFault(error, "EEXIST")
      ? "there is a file already, which is not overwritten"
      : messageOf(error);
    return failed(io, `${out} cannot be written: ${reason}.`);
  }
  const guesses = text.split("// guess:").length - 1;
  io.stdout.write(
    `${coloursOf(io).bold(out)}: ${coloursOf(io).green("created")}, with ${guesses} guesses to look at; then \`npx monotable generate ${out}\`\n`,
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
