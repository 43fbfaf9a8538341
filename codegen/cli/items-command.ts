import type { EntityModel, Model } from "../../src/model/model.js";
import { type ConnectOptions, connect } from "../database/connect.js";
import { requestFailure } from "../database/failure.js";
import { type AnyQuery, type Item, type ModelDatabase, openModel } from "../database/open-model.js";
import { valueText } from "../describe/value-text.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { camelCase } from "../model-facts/names.js";
import { type Design, readDesign, schemasOf } from "./design.js";
import type { ExitCode, Io } from "./io.js";
import { type KeyArgument, keyValues, readArguments } from "./key-arguments.js";
import { coloursOf, errorLine } from "./print.js";
import { gridText } from "./terminal.js";

/** The options of every command that reads or writes items. */
export interface ItemFlags extends ConnectOptions {
  readonly schema?: string;
  /** The names in DynamoDB of tables, by their logical names. */
  readonly table?: Readonly<Record<string, string>>;
  readonly json?: true;
}

export interface ReadFlags extends ItemFlags {
  readonly limit: number;
  readonly descending?: true;
  readonly consistent?: true;
}

/** `monotable get order customerId=c1 orderId=o1`: one item by its primary key. */
export function getCommand(
  path: string,
  given: readonly string[],
  flags: ItemFlags,
  io: Io,
): Promise<ExitCode> {
  return withDatabase(flags, "get", io, async ({ model }, database) => {
    const { entity } = patternAt(model, path);
    const key = keyOf(entity, readArguments(given, "get"));
    const item = await database.repository(entity).get(key);
    printItems(item === undefined ? [] : [item], flags, io);
    return item === undefined ? 1 : 0;
  });
}

/** `monotable query order.byStatus status=PAID`: a page of an access pattern, or of a collection. */
export function queryCommand(
  path: string,
  given: readonly string[],
  flags: ReadFlags,
  io: Io,
): Promise<ExitCode> {
  return withDatabase(flags, "query", io, async ({ model }, database) => {
    const found = patternAt(model, path);
    const pattern = [found.entity.primaryKey, ...found.entity.indexes].find(
      ({ name }) => name === found.pattern,
    );
    if (pattern === undefined) {
      const names = ["query", ...found.entity.indexes.map(({ name }) => name)];
      throw new Error(
        `${found.entity.name} has no access pattern "${found.pattern}". ${suggestion(found.pattern, names, found.entity.name)}`,
      );
    }
    const key = keyValues(found.entity, readArguments(given, "query"));
    await printPage(database.query(found.entity, pattern.name, key), flags, io);
    return 0;
  });
}

/** `monotable scan order`: items of an entity, in no order. */
export function scanCommand(path: string, flags: ReadFlags, io: Io): Promise<ExitCode> {
  return withDatabase(flags, "scan", io, async ({ model }, database) => {
    const { entity, pattern } = patternAt(model, path);
    await printPage(database.repository(entity).scan(pattern), flags, io);
    return 0;
  });
}

async function printPage(query: AnyQuery, flags: ReadFlags, io: Io): Promise<void> {
  const sorted = flags.descending ? query.descending() : query;
  const page = await (flags.consistent ? sorted.consistent() : sorted).page({ size: flags.limit });
  printItems(page.items, flags, io);
  if (page.cursor !== undefined) {
    io.stderr.write(
      `${coloursOf(io).dim(`There is more: these are the first ${page.items.length}; --limit gives more.`)}\n`,
    );
  }
}

/** Opens the database of a schema for a command; what fails becomes a sentence and an exit code. */
export async function withDatabase(
  flags: ItemFlags,
  command: string,
  io: Io,
  work: (design: Design, database: ModelDatabase) => Promise<ExitCode>,
): Promise<ExitCode> {
  const read = await readDesign(schemasOf(flags), command, io);
  if ("exitCode" in read) return read.exitCode;
  const { design } = read;
  try {
    const client = await connect(flags);
    try {
      const options = flags.table === undefined ? {} : { tables: flags.table };
      return await work(design, openModel(design, client, options));
    } finally {
      client.destroy();
    }
  } catch (error) {
    io.stderr.write(
      errorLine(requestFailure(error, { region: flags.region, server: flags.endpoint }).message, io),
    );
    return 1;
  }
}

/** An entity and the name of an access pattern: `order.byStatus`, with or without the table before it. */
function patternAt(model: Model, path: string): { entity: EntityModel; pattern: string } {
  const parts = path.split(".");
  const known = (name: string | undefined) =>
    model.entities.find((each) => camelCase(each.name) === name || each.name === name);
  const isTable = known(parts[0]) === undefined && model.tables.some(({ name }) => name === parts[0]);
  const [name = "", pattern = "query", ...rest] = isTable ? parts.slice(1) : parts;
  const entity = known(name);
  if (entity === undefined || rest.length > 0) {
    const names = model.entities.map((each) => camelCase(each.name));
    throw new Error(`There is no entity "${name}". ${suggestion(name, names, "The schema")}`);
  }
  return { entity, pattern };
}

function keyOf(entity: EntityModel, given: readonly KeyArgument[]): Item {
  const ranged = given.find(({ operator }) => operator !== "=");
  if (ranged !== undefined) throw new Error(`get takes a whole key: ${ranged.name}=…, no range.`);
  return keyValues(entity, given);
}

/** Items as a table, or as JSON with one array. */
export function printItems(items: readonly Item[], { json }: ItemFlags, io: Io): void {
  if (json) {
    io.stdout.write(`${JSON.stringify(items, jsonValue, 2)}\n`);
    return;
  }
  const colours = coloursOf(io);
  const head = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const rows = items.map((item) =>
    head.map((name) => (item[name] === undefined ? "" : valueText(item[name]))),
  );
  io.stdout.write(items.length === 0 ? `${colours.dim("no item")}\n` : `${gridText(head, rows, colours)}\n`);
}

/** What JSON has no form for: a bigint as text, a set as a list, binary as base64. */
function jsonValue(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Set) return [...value];
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
