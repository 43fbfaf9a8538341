import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { sampleTable, type TableSample } from "../../src/tables/table-sample.js";
import { type ConnectOptions, connect } from "../database/connect.js";
import { isNamed, requestFailure } from "../database/failure.js";
import { checkAwsDesign } from "../import/aws/check-design.js";
import type { Finding, Usage } from "../import/aws/design.js";
import { awsFixturesText, awsPatternsText } from "../import/aws/patterns-text.js";
import { isAwsDesign, readAwsDesign, readUsage } from "../import/aws/read-design.js";
import { awsSchemaText, nameAwsDesign } from "../import/aws/schema-text.js";
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

export interface ImportFileFlags extends ImportFlags {
  /** A file of sample values for a design of AWS's tool. */
  readonly usage?: string;
}

/** `monotable import <file>`: a schema out of a design file, which its shape tells. */
export async function importFile(file: string, flags: ImportFileFlags, io: Io): Promise<ExitCode> {
  let value: unknown;
  let usage: Usage = {};
  try {
    value = JSON.parse(await readFile(resolve(io.cwd, file), "utf8"));
    if (flags.usage !== undefined)
      usage = readUsage(JSON.parse(await readFile(resolve(io.cwd, flags.usage), "utf8")));
  } catch (error) {
    const reason = isFault(error, "ENOENT") ? "a file does not exist" : messageOf(error);
    return failed(io, `Cannot import ${file}: ${reason}.`);
  }
  if (isAwsDesign(value)) return importAwsDesign(value, usage, flags, io);
  return importWorkbench(file, flags, io);
}

async function importAwsDesign(
  value: Parameters<typeof readAwsDesign>[0],
  usage: Usage,
  { out, usage: usageFile }: ImportFileFlags,
  io: Io,
): Promise<ExitCode> {
  const { design, findings: faults } = readAwsDesign(value);
  const names = nameAwsDesign(design);
  const schema = awsSchemaText(design, names, usage);
  const patterns = awsPatternsText(design, names);
  const found = [...faults, ...checkAwsDesign(design), ...schema.findings, ...patterns.findings];
  for (const line of new Set(found.map(findingText))) io.stderr.write(`${line}\n`);
  const errors = found.filter(({ severity }) => severity === "error").length;
  if (errors > 0) return failed(io, `Nothing is written: the design has ${errors} errors.`);
  if (out === undefined) {
    io.stdout.write(schema.text);
    return 0;
  }
  const folder = dirname(out);
  const files: readonly (readonly [string, string])[] = [
    [out, schema.text],
    [join(folder, "patterns.ts"), patterns.text],
    ...(usageFile === undefined
      ? []
      : [[join(folder, "fixtures.ts"), awsFixturesText(design, names, usage)] as const]),
  ];
  for (const [path] of files)
    if (existsSync(resolve(io.cwd, path)))
      return failed(io, `Cannot write ${path}: the file already exists and is not overwritten.`);
  for (const [path, text] of files) {
    try {
      await writeOutput(resolve(io.cwd, path), text);
    } catch (error) {
      return failed(io, `Cannot write ${path}: ${messageOf(error)}.`);
    }
  }
  const created = files.map(([path]) => coloursOf(io).bold(path)).join(", ");
  io.stdout.write(
    `${created}: ${coloursOf(io).green("created")}; now run \`npx monotable generate ${out}\`, then compile patterns.ts\n`,
  );
  return 0;
}

/** A finding as a line: `error: pattern 22, 23: UserTask: due_date is optional, …`. */
function findingText({ severity, patterns, message }: Finding): string {
  const ids = [...new Set(patterns)].sort((a, b) => a - b);
  const which = ids.length === 0 ? "" : `${ids.length === 1 ? "pattern" : "patterns"} ${ids.join(", ")}: `;
  return `${severity}: ${which}${message}`;
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
