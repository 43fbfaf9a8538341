import { isMonotableError } from "../../src/errors.js";
import { piecesOf } from "../../src/keys/encode-key.js";
import type { EntityModel, Model, Piece } from "../../src/model/model.js";
import { type ConnectOptions, connect } from "../database/connect.js";
import { requestFailure, UsageFailure } from "../database/failure.js";
import { type AnyQuery, type Item, type ModelDatabase, openModel } from "../database/open-model.js";
import { valueText } from "../describe/value-text.js";
import { listed, nearest, suggestion } from "../diagnostics/suggestion.js";
import { camelCase } from "../model-facts/names.js";
import { type Design, namedTables, readDesign, schemasOf } from "./design.js";
import type { ExitCode, Io } from "./io.js";
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
  return withDatabase(flags, "get", io, async ({ model, schemas }, database) => {
    const { entity } = patternAt(model, path);
    const key = keyOf(entity, readArguments(given, "get"), schemas);
    const item = await database.repository(entity).get(key);
    if (flags.json) io.stdout.write(`${JSON.stringify(item ?? null, jsonValue, 2)}\n`);
    else printItems(item === undefined ? [] : [item], flags, io);
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
  return withDatabase(flags, "query", io, async ({ model, schemas }, database) => {
    const target = patternAt(model, path);
    const pattern = [target.entity.primaryKey, ...target.entity.indexes].find(
      ({ name }) => name === target.pattern,
    );
    if (pattern === undefined) {
      const names = ["query", ...target.entity.indexes.map(({ name }) => name)];
      throw new UsageFailure(
        `Unknown access pattern "${target.pattern}" of ${target.entity.name}. ${suggestion(target.pattern, names, target.entity.name)}`,
      );
    }
    const table = model.tables.find(({ name }) => name === target.entity.table);
    const index = table?.indexes.find(({ name }) => name === pattern.index);
    if (flags.consistent && index?.type === "global") {
      throw new UsageFailure(
        `--consistent: ${index.name} is a global index, whose reads are eventually consistent.`,
      );
    }
    const key = keyValues(target.entity, readArguments(given, "query"), schemas);
    await printPage(database.query(target.entity, pattern.name, key), flags, io);
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
      `${coloursOf(io).dim(`Showing the first ${page.items.length === 1 ? "item" : `${page.items.length} items`}; use --limit to see more.`)}\n`,
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
      const options =
        flags.table === undefined ? {} : { tables: namedTables(flags.table, design.model.tables) };
      return await work(design, openModel(design, client, options));
    } finally {
      client.destroy();
    }
  } catch (error) {
    io.stderr.write(
      errorLine(requestFailure(error, { region: flags.region, server: flags.endpoint }).message, io),
    );
    return error instanceof UsageFailure || isMonotableError(error, "InvalidKey") ? 2 : 1;
  }
}

/** An entity and the name of an access pattern: `order.byStatus`, with or without the table before it. */
function patternAt(model: Model, path: string): { entity: EntityModel; pattern: string } {
  const parts = path.split(".");
  const entityNamed = (name: string | undefined) =>
    model.entities.find((each) => camelCase(each.name) === name || each.name === name);
  const isTable = entityNamed(parts[0]) === undefined && model.tables.some(({ name }) => name === parts[0]);
  const [name = "", pattern = "query", ...rest] = isTable ? parts.slice(1) : parts;
  const entity = entityNamed(name);
  if (entity === undefined || rest.length > 0) {
    const names = model.entities.map((each) => camelCase(each.name));
    throw new UsageFailure(`Unknown entity "${name}". ${suggestion(name, names, "The schema")}`);
  }
  return { entity, pattern };
}

function keyOf(entity: EntityModel, given: readonly KeyArgument[], schemas: Design["schemas"]): Item {
  const ranged = given.find(({ operator }) => operator !== "=");
  if (ranged !== undefined)
    throw new UsageFailure(`"get" needs the whole primary key: use ${ranged.name}=…, not a range.`);
  const key = keyValues(entity, given, schemas);
  const { partition, sort } = entity.primaryKey;
  const names = [...new Set([...partition, ...sort].flatMap(piecesOf).map(({ attribute }) => attribute))];
  const missing = names.find((name) => key[name] === undefined);
  if (missing === undefined) return key;
  throw new UsageFailure(
    `Missing key attribute "${missing}" (primary key of ${entity.name}: ${listed(names)})`,
  );
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
  io.stdout.write(items.length === 0 ? `${colours.dim("No items")}\n` : `${gridText(head, rows, colours)}\n`);
}

/** Converts values that JSON cannot hold: a bigint to text, a set to a list, binary to base64. */
function jsonValue(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Set) return [...value];
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

/** A key argument of the command line: `status=PAID`, `placedAt>=2026-01-01`, `sku^=LAMP`. */
export interface KeyArgument {
  readonly name: string;
  readonly operator: Operator;
  readonly text: string;
}

type Operator = "=" | "<" | "<=" | ">" | ">=" | "^=";

const MEMBERS = { "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "^=": "beginsWith" } as const;

/** @throws Error if one is not written so */
export function readArguments(given: readonly string[], command: string): KeyArgument[] {
  return given.map((argument) => {
    const [, name, operator, text] = /^([^=<>^]+)(>=|<=|\^=|=|<|>)(.*)$/s.exec(argument) ?? [];
    if (name === undefined || operator === undefined || text === undefined) {
      const ranges =
        command === "get"
          ? ""
          : ", or a range such as placedAt>=2026-01-01 or sku^=LAMP (quoted for the shell)";
      throw new UsageFailure(`Expected attribute=value, e.g. status=PAID${ranges}; got "${argument}"`);
    }
    return { name, operator: operator as Operator, text };
  });
}

/** The key that arguments say, each in the type of its attribute; two of one attribute are a range. */
export function keyValues(
  entity: EntityModel,
  given: readonly KeyArgument[],
  schemas: Design["schemas"] = new Map(),
): Item {
  const key: Record<string, unknown> = {};
  for (const { name, operator, text } of given) {
    const value = typedValue(pieceOf(entity, name), text);
    if (operator === "=") {
      checkListed(name, text, schemaOf(schemas.get(entity.name), name));
      key[name] = value;
    } else key[name] = { ...(isRange(key[name]) ? key[name] : {}), [MEMBERS[operator]]: value };
  }
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, between(value)]));
}

/** Rejects a value that is none of an enum's: no item has it, so that the answer would only be "No items". */
function checkListed(name: string, text: string, schema: unknown): void {
  const values = listedValues(schema);
  if (values === undefined || values.includes(text)) return;
  const near = nearest(text, values);
  throw new UsageFailure(
    `Invalid value for "${name}": expected ${values.join(" or ")}, got "${text}".${near === undefined ? "" : ` Did you mean "${near}"?`}`,
  );
}

/** The zod schema of an attribute. */
function schemaOf(schema: unknown, attribute: string): unknown {
  // Type assertion: the schema of an entity is a z.object, which the generator has checked.
  return (schema as { readonly shape: Readonly<Record<string, unknown>> } | undefined)?.shape[attribute];
}

/** The values of an enum or of literals, also with a default; `undefined` of any other schema. */
function listedValues(schema: unknown): readonly string[] | undefined {
  const def = (schema as { readonly def?: Readonly<Record<string, unknown>> } | undefined)?.def;
  if (def?.["innerType"] !== undefined) return listedValues(def["innerType"]);
  const { type, entries, values } = def ?? {};
  if (type === "enum") return Object.values(entries as Readonly<Record<string, unknown>>).map(String);
  return type === "literal" && Array.isArray(values) ? values.map(String) : undefined;
}

/** From one end to the other, both included, is what DynamoDB calls between. */
function between(value: unknown): unknown {
  if (!isRange(value) || !("gte" in value && "lte" in value)) return value;
  return { between: [value["gte"], value["lte"]] };
}

function isRange(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array)
  );
}

function pieceOf(entity: EntityModel, name: string): Piece {
  const parts = [entity.primaryKey, ...entity.indexes].flatMap(({ partition, sort }) => [
    ...partition,
    ...sort,
  ]);
  const pieces = parts.flatMap(piecesOf);
  const piece = pieces.find(({ attribute }) => attribute === name);
  if (piece !== undefined) return piece;
  const names = [...new Set(pieces.map(({ attribute }) => attribute))];
  const near = nearest(name, names);
  throw new UsageFailure(
    `"${name}" is not a key attribute of ${entity.name} (key attributes: ${listed(names)}).${near === undefined ? "" : ` Did you mean "${near}"?`}`,
  );
}

function typedValue({ attribute, type }: Piece, text: string): unknown {
  const invalid = (expected: string): never => {
    throw new UsageFailure(`Invalid value for "${attribute}": expected ${expected}, got "${text}"`);
  };
  switch (type) {
    case "int":
    case "number": {
      const value = Number(text);
      return text.trim() === "" || !Number.isFinite(value) ? invalid("a number") : value;
    }
    case "bigint":
      return /^-?\d+$/.test(text) ? BigInt(text) : invalid("a whole number");
    case "boolean":
      return text === "true" || text === "false" ? text === "true" : invalid("true or false");
    case "date":
    case "dateInSeconds":
    case "dateInMilliseconds": {
      const value = new Date(text);
      return Number.isNaN(value.getTime()) ? invalid("a date") : value;
    }
    case "binary":
      return new Uint8Array(Buffer.from(text, "base64"));
    default:
      return text;
  }
}
