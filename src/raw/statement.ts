import { randomUUID } from "node:crypto";
import { isMonotableError, MonotableError } from "../errors.js";
import type { TransactWriteOptions } from "../operations/transact-write.js";
import type { Page } from "../queries/readable.js";
import { runAll } from "../requests/concurrency.js";
import { rejectTransaction } from "../requests/limits.js";
import { Awaitable, type RunOptions } from "../requests/operation.js";
import { isSelect, type Request, type Sender, type Wire } from "../requests/request.js";
import { describeValue } from "../values/describe-value.js";
import type { DocumentValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import { errorOfCode, RAW, rawFailure, rawSubject, type StoredItems } from "./items.js";

/** The context in which statements are run. */
export interface RawContext {
  readonly sender: Sender;
  readonly items: StoredItems;
  /** The tables of the design by their names in this environment. */
  readonly tableNames: readonly string[];
}

export interface StatementPageOptions extends RunOptions {
  /** The cursor of the page before. */
  readonly after?: string | undefined;
  /** The most items that the request reads, matches or not. */
  readonly limit?: number | undefined;
}

/** A statement as a part of a batch or a transaction. */
export type StatementPart = NonNullable<Wire["BatchExecuteStatement"]["input"]["Statements"]>[number];

/**
 * Marks the statements of every copy of the package.
 *
 * @internal
 */
const STATEMENT: unique symbol = Symbol.for("monotable.statement") as never;

/**
 * A PartiQL statement as a value. Await it and it runs to its end, again each time, and gives the items that it read, or
 * that its RETURNING asks for. `page`, `pages` and `for await` read a part at a time.
 */
export class Statement<Item> extends Awaitable<Item[]> implements AsyncIterable<Item> {
  /** @internal */
  readonly context: RawContext;
  readonly #statement: () => StatementText;
  readonly #consistent: boolean;

  /** @internal */
  constructor(context: RawContext, statement: () => StatementText, consistent = false) {
    super();
    this.context = context;
    this.#statement = statement;
    this.#consistent = consistent;
  }

  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): Statement<Item> {
    return new Statement(this.context, this.#statement, true);
  }

  /** The request that would be sent first. Nothing is sent. What it costs DynamoDB alone decides: it may be a scan. */
  plan(): Request<"ExecuteStatement"> {
    return this.#request({});
  }

  /** Reads one page: it may be empty though there is more, which its cursor tells. */
  async page({ after, limit, signal }: StatementPageOptions = {}): Promise<Page<Item>> {
    return this.#page(this.#sender(signal), { after, limit });
  }

  /** Page after page, to the end. */
  async *pages({ after: first, limit, signal }: StatementPageOptions = {}): AsyncGenerator<Page<Item>> {
    const sender = this.#sender(signal);
    let after = first;
    do {
      const page = await this.#page(sender, { after, limit });
      if (page.items.length > 0) yield page;
      after = page.cursor;
    } while (after !== undefined);
  }

  /** Every item, as awaiting the statement gives them. */
  all(options: RunOptions = {}): Promise<Item[]> {
    return this.run(options);
  }

  /** Each item, as `for await` over the statement itself gives them, with options. */
  async *items(options: StatementPageOptions = {}): AsyncGenerator<Item> {
    for await (const { items } of this.pages(options)) yield* items;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item> {
    return this.items();
  }

  /** @internal Returns the statement as a part of a batch or a transaction. */
  part(): StatementPart {
    const { text, parameters } = this.#statement();
    return {
      Statement: text,
      ...(parameters.length > 0 && { Parameters: [...parameters] }),
      ...(this.#consistent && { ConsistentRead: true }),
      ...(!isSelect(text) && { ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const }),
    };
  }

  /** @internal */
  get [STATEMENT](): true {
    return true;
  }

  /** @internal The table that it is about: the first of the design's that it names. */
  tableName(): string {
    const { text } = this.#statement();
    const named = this.context.tableNames.map((name) => ({ name, at: text.indexOf(`"${name}"`) }));
    const [first] = named.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
    return first?.name ?? "";
  }

  protected async run({ signal }: RunOptions = {}): Promise<Item[]> {
    const all: Item[] = [];
    // One by one: the arguments of a call have a limit.
    for await (const { items } of this.pages({ signal })) for (const item of items) all.push(item);
    return all;
  }

  #sender(signal: AbortSignal | undefined): Sender {
    return this.context.sender.within({ signal, accessPattern: "partiql" });
  }

  #request({ after, limit }: StatementPageOptions): Request<"ExecuteStatement"> {
    if (after !== undefined && typeof after !== "string") {
      const reason = `a cursor is a text, got ${describeValue(after)}`;
      const details = { entity: RAW, accessPattern: "partiql", reason };
      throw new MonotableError(
        "InvalidCursor",
        `${RAW}: this cursor is not one of partiql: ${reason}`,
        details,
      );
    }
    const input: Wire["ExecuteStatement"]["input"] = {
      ...this.part(),
      ...(limit !== undefined && { Limit: limit }),
      ...(after !== undefined && { NextToken: after }),
    };
    return { operation: "ExecuteStatement", input };
  }

  async #page(sender: Sender, options: StatementPageOptions): Promise<Page<Item>> {
    const request = this.#request(options);
    const tableName = this.tableName();
    const { items } = this.context;
    try {
      const { Items = [], NextToken } = await sender.send(request, rawSubject(tableName));
      // What the items are the generated types say: type assertion.
      return { items: Items.map((item) => items.decode(item) as Item), cursor: NextToken };
    } catch (error) {
      throw rawFailure(items, { operation: request.operation, tableName }, error);
    }
  }
}

/** Returns true if a value is a statement of `db.raw`, of this copy of the package or another. */
function isStatement(value: unknown): value is Statement<unknown> {
  return typeof value === "object" && value !== null && STATEMENT in value;
}

/** DynamoDB's limits of statements in one request. */
const MAXIMUM_BATCH = 25;

const MAXIMUM_TRANSACTION = 100;

/** The result of one statement of a batch: the item that it read, if there is one, or its error. */
export type StatementResult<Item> =
  | { readonly item: Item | undefined; readonly error?: undefined }
  | { readonly item?: undefined; readonly error: MonotableError };

/** A statement of a batch at its position, ready to be sent. */
interface Placed {
  readonly position: number;
  readonly part: StatementPart;
  readonly tableName: string;
}

/** Runs statements as one transaction, all of which read, or none of which does. */
export async function transactStatements<Item>(
  context: RawContext,
  statements: readonly Statement<Item>[],
  { token = randomUUID(), signal }: TransactWriteOptions = {},
): Promise<(Item | undefined)[]> {
  const placed = place(statements, (reason) => rejectTransaction(reason));
  if (placed.length === 0) rejectTransaction("it has no statement");
  if (placed.length > MAXIMUM_TRANSACTION)
    rejectTransaction(`it has ${placed.length} statements; DynamoDB allows ${MAXIMUM_TRANSACTION}`);
  if (new Set(placed.map(isRead)).size > 1)
    rejectTransaction("DynamoDB allows statements that read or statements that write, not both");
  const tableName = tablesOf(placed);
  const request: Request<"ExecuteTransaction"> = {
    operation: "ExecuteTransaction",
    input: { TransactStatements: placed.map(({ part }) => transactPart(part)), ClientRequestToken: token },
  };
  const sender = context.sender.within({ signal, accessPattern: "partiql" });
  try {
    const { Responses = [] } = await sender.send(request, rawSubject(tableName));
    return statements.map((_, position) => itemOf<Item>(context, Responses[position]?.Item));
  } catch (error) {
    throw rawFailure(context.items, { operation: request.operation, tableName }, error);
  }
}

/** Runs any number of statements, 25 with a request, each on one item and each with a result of its own. */
export async function batchStatements<Item>(
  context: RawContext,
  statements: readonly Statement<Item>[],
  { signal }: RunOptions = {},
): Promise<StatementResult<Item>[]> {
  const placed = place(statements, (reason) => {
    throw new MonotableError("InvalidBatch", `${RAW}: ${reason}`, { entity: RAW, reason });
  });
  const results: StatementResult<Item>[] = [];
  const sender = context.sender.within({ signal, accessPattern: "partiql" });
  await runAll(chunks(placed), async (chunk) => {
    const tableName = tablesOf(chunk);
    const request: Request<"BatchExecuteStatement"> = {
      operation: "BatchExecuteStatement",
      input: { Statements: chunk.map(({ part }) => part) },
    };
    try {
      const output = await sender.send(request, rawSubject(tableName));
      for (const [index, { position }] of chunk.entries()) {
        results[position] = resultOf(context, request, output, index, tableName);
      }
    } catch (error) {
      if (!isMonotableError(error)) throw error;
      for (const { position } of chunk) results[position] = { error };
    }
  });
  return results;
}

function resultOf<Item>(
  { items, ...context }: RawContext,
  { operation, input }: Request<"BatchExecuteStatement">,
  { Responses = [], $metadata }: Wire["BatchExecuteStatement"]["output"],
  index: number,
  tableName: string,
): StatementResult<Item> {
  const { Error: failure, Item: item } = Responses[index] ?? {};
  if (failure === undefined) return { item: itemOf({ items, ...context }, item) };
  const { Code: code = "", Message: message = "", Item: found } = failure;
  // An attempt whose answer was lost may have done what the one that was answered found done.
  const repeated = ($metadata.attempts ?? 1) > 1 || code === "InternalServerError";
  const uncertain = repeated && !isSelect(input.Statements?.[index]?.Statement);
  const request = { operation, tableName };
  return { error: errorOfCode(items, request, { code, message, item: found }, failure, uncertain) };
}

function itemOf<Item>(
  { items }: RawContext,
  item: Readonly<Record<string, unknown>> | undefined,
): Item | undefined {
  // What the items are the generated types say: type assertion.
  return item && (items.decode(item) as Item);
}

function place(
  statements: readonly Statement<unknown>[],
  reject: (reason: string) => never,
): readonly Placed[] {
  return statements.map((statement, position) => {
    if (!isStatement(statement)) return reject(`part ${position + 1} is not a statement of db.raw`);
    return { position, part: statement.part(), tableName: statement.tableName() };
  });
}

/** Cuts statements into requests: DynamoDB takes those that read and those that write apart. */
function chunks(placed: readonly Placed[]): readonly Placed[][] {
  return [placed.filter(isRead), placed.filter((one) => !isRead(one))].flatMap((kind) =>
    Array.from({ length: Math.ceil(kind.length / MAXIMUM_BATCH) }, (_, chunk) =>
      kind.slice(chunk * MAXIMUM_BATCH, (chunk + 1) * MAXIMUM_BATCH),
    ),
  );
}

/** A transaction reads consistently, always. */
function transactPart({ ConsistentRead: _, ...part }: StatementPart) {
  return part;
}

function isRead({ part }: Placed): boolean {
  return isSelect(part.Statement);
}

function tablesOf(placed: readonly Placed[]): string {
  return [...new Set(placed.map(({ tableName }) => tableName))].filter((name) => name !== "").join(", ");
}

/**
 * Marks the identifiers of every copy of the package.
 *
 * @internal
 */
const IDENTIFIER: unique symbol = Symbol.for("monotable.identifier") as never;

/** A name in a statement: a table with its index, or an attribute. It becomes text, in quotes. */
export class Identifier {
  readonly text: string;

  /** @internal */
  constructor(...names: readonly string[]) {
    this.text = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(".");
  }

  /** @internal */
  get [IDENTIFIER](): true {
    return true;
  }
}

function isIdentifier(value: unknown): value is Identifier {
  return typeof value === "object" && value !== null && IDENTIFIER in value;
}

/** A statement with a `?` for each of its parameters. */
export interface StatementText {
  readonly text: string;
  /** In document form. */
  readonly parameters: readonly DocumentValue[];
}

/** The text and the parameters of a template: identifiers become text, every other value a parameter. */
export function statementOfTemplate(texts: readonly string[], values: readonly unknown[]): StatementText {
  const written = values.map((value) => (isIdentifier(value) ? value.text : "?"));
  const text = texts.map((part, position) => part + (written[position] ?? "")).join("");
  return statementOf(
    text,
    values.filter((value) => !isIdentifier(value)),
  );
}

/** A statement whose text has the `?` already. */
export function statementOf(text: string, values: readonly unknown[]): StatementText {
  return { text, parameters: values.map((value, position) => parameter(value, position)) };
}

function parameter(value: unknown, position: number): DocumentValue {
  const name = `parameter ${position + 1}`;
  const reject = (attribute: string, reason: string): never => {
    throw new MonotableError("InvalidValue", `${RAW}: ${attribute} ${reason}`, {
      entity: RAW,
      attribute,
      reason,
    });
  };
  const encoded = encodeValue(value, "any", name, reject);
  return encoded === undefined
    ? reject(name, "is undefined or an empty set, which DynamoDB cannot take")
    : encoded;
}
