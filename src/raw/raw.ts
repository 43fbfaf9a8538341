import { randomUUID } from "node:crypto";
import type * as ClientPackage from "@aws-sdk/client-dynamodb";
import type * as LibraryPackage from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import type { TransactWriteOptions } from "../operations/transact-write.js";
import { captured, type RunOptions } from "../requests/operation.js";
import type { OperationName, Request, Sender, Wire } from "../requests/request.js";
import { RAW, rawFailure, rawSubject, rejectInstances, StoredItems, type UnknownItem } from "./items.js";
import {
  batchStatements,
  Identifier,
  type RawContext,
  Statement,
  type StatementResult,
  statementOf,
  statementOfTemplate,
  transactStatements,
} from "./statement.js";

/** The packages of the SDK as they are installed, whose commands are the operations that there are. */
type Client = typeof ClientPackage;
type Library = typeof LibraryPackage;

/** The operations of the installed SDK by their names: `Query`, `ExportTableToPointInTime`. */
export type RawOperation =
  | OperationName
  | {
      [Name in keyof Client]: Name extends `${infer Operation}Command` ? Exclude<Operation, "$"> : never;
    }[keyof Client];

/** The command of an operation: that of the document client where it has one. */
type CommandOf<Name extends string> = `${Name}Command` extends keyof Library
  ? Library[`${Name}Command`]
  : `${Name}Command` extends keyof Client
    ? Client[`${Name}Command`]
    : never;

type InputOf<Command> = Command extends abstract new (
  ...given: never
) => { readonly input: infer Input }
  ? Input
  : never;

type OutputOf<Command> = Command extends abstract new (
  ...given: never
) => { resolveMiddleware(...given: never): (...given: never) => Promise<{ readonly output: infer Output }> }
  ? Output
  : never;

/**
 * The input of one of DynamoDB's operations in document form. Of those that monotable itself sends, `TableName` may be
 * left out.
 */
export type RawInput<Name extends RawOperation> = Name extends OperationName
  ? Wire[Name]["input"] extends { TableName: infer TableName }
    ? Omit<Wire[Name]["input"], "TableName"> & { readonly TableName?: TableName }
    : Wire[Name]["input"]
  : InputOf<CommandOf<Name>>;

/** The answer to one of DynamoDB's operations in document form. */
export type RawOutput<Name extends RawOperation> = Name extends OperationName
  ? Wire[Name]["output"]
  : OutputOf<CommandOf<Name>>;

/**
 * Raw access to DynamoDB's own requests and to PartiQL. Requests are sent as given: no index key follows, no schema
 * validates. It goes through the same client, retries, hooks and errors as everything else.
 */
export interface Raw<Item, Table extends string> {
  /**
   * A PartiQL statement: ExecuteStatement. Every value of a template becomes a parameter, never text; `table` and
   * `attribute` give the names.
   *
   * @example
   * const orders = await db.raw.partiql`SELECT * FROM ${db.raw.table("shop")} WHERE pk = ${`CUSTOMER#${id}`}`;
   */
  partiql(texts: TemplateStringsArray, ...values: readonly unknown[]): Statement<Item | UnknownItem>;
  /** A PartiQL statement with a `?` for each parameter. */
  partiql(statement: string, parameters?: readonly unknown[]): Statement<Item | UnknownItem>;
  /**
   * Runs statements as one transaction: ExecuteTransaction. Up to 100, all of which read or none of which does. Gives the
   * items that were read, in the order of the statements. Rejects with `TransactionCanceled`, whose `reasons` has the
   * error of each statement at fault.
   */
  transact(
    statements: readonly Statement<Item | UnknownItem>[],
    options?: TransactWriteOptions,
  ): Promise<(Item | UnknownItem | undefined)[]>;
  /**
   * Runs any number of statements on one item each, 25 with a request: BatchExecuteStatement. It is not a transaction:
   * each result has the item that its statement read, or its `error`; it rejects only for what is no statement.
   */
  batch(
    statements: readonly Statement<Item | UnknownItem>[],
    options?: RunOptions,
  ): Promise<StatementResult<Item | UnknownItem>[]>;
  /**
   * Sends one of DynamoDB's requests, in document form, and gives the answer as it is: any operation of the installed
   * SDK. A `TableName` that is left out is the design's table, if it has one alone; every other name is sent as given, so
   * take it from `tableName`.
   *
   * @example
   * const { Items = [] } = await db.raw.send("Query", {
   *   KeyConditionExpression: "pk = :pk",
   *   ExpressionAttributeValues: { ":pk": "CUSTOMER#c1" },
   * });
   * const decoded = Items.map(db.raw.decode);
   */
  send<Name extends RawOperation>(
    operation: Name,
    input: RawInput<Name>,
    options?: RunOptions,
  ): Promise<RawOutput<Name>>;
  /**
   * A stored item with its entity: out of a raw answer, a stream or an export, in document form or in DynamoDB's own.
   * Items that carry no known entity's name are given as they are. The item must be whole.
   */
  decode(stored: Readonly<Record<string, unknown>>): Item | UnknownItem;
  /** The name of a table in this environment. */
  tableName(table: Table): string;
  /** The name of a table in this environment, or of an index of it, for a PartiQL template. */
  table(table: Table, index?: string): Identifier;
  /** The name of an attribute for a PartiQL template, whatever characters it has. */
  attribute(name: string): Identifier;
}

/** The sender and the entities of raw requests. */
export interface RawTarget {
  readonly sender: Sender;
  readonly entities: readonly Entity[];
}

/** Opens raw requests. The type assertions are between the generated types of items and the decoded items. */
export function openRaw({ sender, entities }: RawTarget): Raw<UnknownItem, string> {
  const items = new StoredItems(entities);
  const tables = new Map(entities.map(({ table, tableName }) => [table.name, tableName]));
  const context: RawContext = { sender, items, tableNames: [...tables.values()] };
  const tableName = (table: string): string => {
    const name = tables.get(table);
    return name ?? reject(`the schema has no table "${table}"; it has ${[...tables.keys()].join(", ")}`);
  };
  return {
    partiql: (statement: string | TemplateStringsArray, ...values: readonly unknown[]) =>
      new Statement(
        context,
        captured(() =>
          typeof statement === "string"
            ? statementOf(statement, (values[0] ?? []) as readonly unknown[])
            : statementOfTemplate(statement, values),
        ),
      ),
    transact: (statements, options) => transactStatements(context, statements, options),
    batch: (statements, options) => batchStatements(context, statements, options),
    send: async (operation, input, { signal } = {}) => {
      const request = rawRequest(operation, input, context.tableNames);
      const name = tableNameOf(request.input);
      const [logical = name] = [...tables].find(([, actual]) => actual === name) ?? [];
      try {
        const own = sender.within({ signal, accessPattern: "raw" });
        // Type assertion: the output is that of the operation.
        return (await own.send(request, rawSubject(name, logical))) as never;
      } catch (error) {
        throw rawFailure(items, { operation: request.operation, tableName: name }, error);
      }
    },
    decode: (stored) => items.decode(stored) as UnknownItem,
    tableName,
    table: (table, index) => new Identifier(tableName(table), ...(index === undefined ? [] : [index])),
    attribute: (name) => new Identifier(name),
  };
}

/** Operations whose input names a table at its top, which is known of those that monotable itself sends. */
const WITH_TABLE: ReadonlySet<string> = new Set<OperationName>([
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
]);

/** The other operations whose values are those of items alone. */
const WITHOUT_TABLE: ReadonlySet<string> = new Set<OperationName>([
  "BatchGetItem",
  "BatchWriteItem",
  "TransactGetItems",
  "TransactWriteItems",
  "ExecuteStatement",
  "BatchExecuteStatement",
  "ExecuteTransaction",
]);

function rawRequest(operation: string, input: unknown, tableNames: readonly string[]): Request {
  const given = input as { readonly TableName?: string };
  // Type assertion between an operation's name and the input that goes with it.
  const requestOf = (whole: unknown) => ({ operation, input: whole }) as Request;
  const isKnown = WITH_TABLE.has(operation) || WITHOUT_TABLE.has(operation);
  // The inputs of other operations have dates that are no values of items.
  if (isKnown) rejectInstances(input, "");
  if (operation === "TransactWriteItems") return requestOf({ ClientRequestToken: randomUUID(), ...given });
  if (!WITH_TABLE.has(operation) || given.TableName !== undefined) return requestOf(given);
  const [TableName, ...others] = tableNames;
  if (TableName === undefined || others.length > 0)
    return reject(
      `${operation} needs a TableName, since the schema has ${tableNames.length} tables: db.raw.tableName(…)`,
    );
  return requestOf({ TableName, ...given });
}

/** The tables that a request names. */
function tableNameOf(input: Request["input"]): string {
  if ("TableName" in input) return input.TableName ?? "";
  if ("RequestItems" in input) return Object.keys(input.RequestItems ?? {}).join(", ");
  return "";
}

function reject(reason: string): never {
  throw new MonotableError("InvalidOptions", `${RAW}: ${reason}`, { reason });
}
