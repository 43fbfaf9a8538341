import { statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import type { TableModel } from "../../src/model/model.js";
import { listed, suggestion } from "../diagnostics/suggestion.js";
import { findTarget, targets } from "../targets/index.js";
import { GENERATED_BY, type TargetOptions, type TargetProblem } from "../targets/target.js";
import { applyPlan } from "../write/apply.js";
import { isEmpty, planOutputs } from "../write/plan.js";
import { type Design, designOf, readDesign } from "./design.js";
import { type Fixtures, readFixtures } from "./fixtures.js";
import type { ExitCode, Io } from "./io.js";
import { changeLines, coloursOf, doneText, errorLine, neededText, shownPath } from "./print.js";

export interface EmitCommandFlags extends TargetFlags {
  readonly out?: string;
  readonly check?: true;
  readonly format?: string;
  readonly table?: readonly string[];
  /** The names in DynamoDB of tables, by their logical names. */
  readonly tableName?: Readonly<Record<string, string>>;
  readonly globalTable?: true;
}

/** `monotable emit`: makes one target from the designs of some schemas; prints it, or writes or compares its files. */
export async function emitCommand(
  name: string,
  asked: readonly string[],
  flags: EmitCommandFlags,
  io: Io,
): Promise<ExitCode> {
  const target = findTarget(name);
  if (target === undefined) {
    return usage(io, `There is no target "${name}". ${suggestion(name, Object.keys(targets), "monotable")}`);
  }
  const { format, out, check = false } = flags;
  if (format !== undefined && !target.formats.includes(format)) {
    return usage(io, `"${name}" is not written as "${format}", but as ${listed(target.formats)}.`);
  }
  if (check && out === undefined) return usage(io, "--check compares with files: say which with --out.");
  const tableNames = flags.tableName ?? {};
  const read = await readDesign(asked, `emit ${name}`, io);
  if ("exitCode" in read) return read.exitCode;
  const { design } = read;
  const known = design.model.tables.map((table) => table.name);
  const unknown = [...(flags.table ?? []), ...Object.keys(tableNames)].find(
    (table) => !known.includes(table),
  );
  if (unknown !== undefined) {
    return usage(io, `There is no table "${unknown}". ${suggestion(unknown, known, "The design")}`);
  }
  const own = await readTargetOptions(flags, design, io.cwd);
  if ("problem" in own) return usage(io, own.problem);
  const model = flags.table === undefined ? design.model : designOf(design.model, flags.table);
  const options = {
    ...own,
    ...(format !== undefined && { format }),
    tableNames,
    ...(flags.globalTable && { globalTable: true }),
  } satisfies TargetOptions;
  if (!report(target.problems?.(model, options) ?? [], io)) return 1;
  const files = target.files(model, options);
  if (out !== undefined) return write(out, files, check, io);
  io.stdout.write(printed(files));
  return 0;
}

/** Prints what a target says of the design. Says whether it can be made. */
function report(problems: readonly TargetProblem[], io: Io): boolean {
  const colours = coloursOf(io);
  for (const { severity, message, help } of problems) {
    const paint = severity === "error" ? colours.red : colours.yellow;
    io.stderr.write(`${paint(`${severity}:`)} ${message}\n  ${colours.green("help:")} ${help}\n`);
  }
  return !problems.some(({ severity }) => severity === "error");
}

/** One text as it is; several each below its path, as `head` shows files. */
function printed(files: ReadonlyMap<string, string>): string {
  if (files.size === 1) return [...files.values()].join("");
  return [...files].map(([path, text]) => `==> ${path} <==\n${text}`).join("\n");
}

async function write(
  out: string,
  rendered: ReadonlyMap<string, string>,
  check: boolean,
  io: Io,
): Promise<ExitCode> {
  const path = resolve(io.cwd, out);
  const colours = coloursOf(io);
  const folder = isFolder(out, path);
  if (!folder && rendered.size !== 1) {
    return usage(
      io,
      `These are ${rendered.size} files: give --out a folder (${[...rendered.keys()].join(", ")}).`,
    );
  }
  const files = folder ? rendered : new Map([...rendered.values()].map((text) => [basename(path), text]));
  const plan = await planOutputs(folder ? path : dirname(path), files, GENERATED_BY);
  for (const blocked of plan.blocked) {
    const shown = shownPath(resolve(plan.directory, blocked), io.cwd);
    io.stderr.write(
      `${colours.red("error:")} ${shown} is in the way: monotable did not generate it, so it is not overwritten.\n`,
    );
  }
  if (plan.blocked.length > 0) return 1;
  const name = colours.bold(shownPath(path, io.cwd) || ".");
  if (check && !isEmpty(plan)) {
    io.stderr.write(`${changeLines(plan, io.cwd).join("\n")}\n${name}: ${colours.red(neededText([plan]))}\n`);
    return 1;
  }
  if (!check) await applyPlan(plan);
  io.stdout.write(`${name}: ${colours.green(doneText([plan]))}\n`);
  return 0;
}

/** A path is a folder if it is one, if it ends as one, or if it has no extension. */
function isFolder(written: string, path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined) return found.isDirectory();
  return /[\\/]$/.test(written) || extname(path) === "";
}

function usage(io: Io, problem: string): ExitCode {
  io.stderr.write(errorLine(problem, io));
  return 2;
}

/** The options of particular targets, as the command line gives them. */
export interface TargetFlags {
  readonly tableArn?: readonly string[];
  readonly tenant?: string;
  readonly tenantTag?: string;
  readonly scans?: true;
  readonly partiql?: true;
  readonly entity?: readonly string[];
  readonly items?: string;
  readonly seed?: string;
  readonly samples?: number;
}

type Read<Value> = Value | { readonly problem: string };

/** The options that only some targets have, or a sentence on what is wrong with them. */
export async function readTargetOptions(
  flags: TargetFlags,
  design: Design,
  cwd: string,
): Promise<Read<TargetOptions>> {
  const { tenant, tenantTag = tenant, entity, seed = "monotable", samples = 4 } = flags;
  const { entities, tables } = design.model;
  const names = entities.map(({ name }) => name);
  const unknown = entity?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    return { problem: `There is no entity "${unknown}". ${suggestion(unknown, names, "The design")}` };
  const attributes = [...new Set(entities.flatMap((each) => each.attributes.map(({ name }) => name)))];
  if (tenant !== undefined && !attributes.includes(tenant)) {
    return {
      problem: `No entity has an attribute "${tenant}". ${suggestion(tenant, attributes, "The design")}`,
    };
  }
  if (tenantTag !== undefined && !TAG.test(tenantTag)) {
    return {
      problem: `"${tenantTag}" cannot be the name of a tag: letters, digits, spaces and _.:/=+-@, up to 128.`,
    };
  }
  if (tenant === undefined && tenantTag !== undefined)
    return { problem: "--tenant-tag names the tag of a --tenant: say which attribute that is." };
  const tableArns = readTableArns(flags.tableArn ?? [], tables);
  if ("problem" in tableArns) return { problem: String(tableArns.problem) };
  let items: Fixtures | undefined;
  try {
    if (flags.items !== undefined)
      items = await readFixtures(resolve(cwd, flags.items), flags.items, design.model);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  return {
    schemas: design.schemas,
    tableArns,
    samples: { seed, count: samples },
    ...(tenant !== undefined && tenantTag !== undefined && { tenant: { attribute: tenant, tag: tenantTag } }),
    ...(flags.scans && { scans: true }),
    ...(flags.partiql && { partiql: true }),
    ...(entity !== undefined && { entities: entity }),
    ...(items !== undefined && { items }),
  };
}

const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;

const TABLE_ARN = /^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255}$/;

/** ARNs by logical name, of `shop=arn:…`; of a design with one table the ARN alone will do. */
function readTableArns(
  given: readonly string[],
  tables: readonly TableModel[],
): Read<Readonly<Record<string, string>>> {
  const arns: Record<string, string> = {};
  const known = tables.map(({ name }) => name);
  for (const text of given) {
    const [, named, arn = text] = /^([^=:]+)=(.*)$/s.exec(text) ?? [];
    const table = named ?? (known.length === 1 ? known[0] : undefined);
    if (table === undefined) {
      return {
        problem: `--table-arn takes <table>=<ARN>, as the design has several tables: ${known.join(", ")}.`,
      };
    }
    if (!known.includes(table))
      return { problem: `There is no table "${table}". ${suggestion(table, known, "The design")}` };
    if (!TABLE_ARN.test(arn)) {
      return {
        problem: `"${arn}" is not the ARN of a table, which is arn:aws:dynamodb:<region>:<account>:table/<name>.`,
      };
    }
    arns[table] = arn;
  }
  return arns;
}
