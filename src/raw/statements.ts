import { randomUUID } from "node:crypto";
import { runAll } from "../batches/concurrency.js";
import { MonotableError } from "../errors.js";
import type { RunOptions } from "../operations/operation.js";
import { isSelect } from "../operations/statement-kind.js";
import type { TransactWriteOptions } from "../operations/transact-write.js";
import { refuseTransaction } from "../requests/limits.js";
import type { Request, Wire } from "../requests/request.js";
import { errorOfCode, rawFailure } from "./failure.js";
import { RAW, rawSubject } from "./items.js";
import { Statement, type StatementPart, type StatementTarget } from "./statement.js";

/** DynamoDB's limits of statements in one request. */
const MAXIMUM_BATCH = 25;
const MAXIMUM_TRANSACTION = 100;

/** What became of one statement of a batch: the item that it read, if there is one, or its error. */
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
  target: StatementTarget,
  statements: readonly Statement<Item>[],
  { token = randomUUID(), signal }: TransactWriteOptions = {},
): Promise<(Item | undefined)[]> {
  const placed = place(statements, (reason) => refuseTransaction(reason));
  if (placed.length === 0) refuseTransaction("it has no statement");
  if (placed.length > MAXIMUM_TRANSACTION)
    refuseTransaction(`it has ${placed.length} statements; DynamoDB allows ${MAXIMUM_TRANSACTION}`);
  if (new Set(placed.map(isRead)).size > 1)
    refuseTransaction("DynamoDB allows statements that read or statements that write, not both");
  const tableName = tablesOf(placed);
  const request: Request<"ExecuteTransaction"> = {
    operation: "ExecuteTransaction",
    input: { TransactStatements: placed.map(({ part }) => transactPart(part)), ClientRequestToken: token },
  };
  const sender = target.sender.within({ signal, accessPattern: "partiql" });
  try {
    const { Responses = [] } = await sender.send(request, rawSubject(tableName));
    return statements.map((_, position) => itemOf<Item>(target, Responses[position]?.Item));
  } catch (error) {
    throw rawFailure(target.items, { operation: request.operation, tableName }, error);
  }
}

/** Runs any number of statements, 25 with a request, each on one item and each with a result of its own. */
export async function batchStatements<Item>(
  target: StatementTarget,
  statements: readonly Statement<Item>[],
  { signal }: RunOptions = {},
): Promise<StatementResult<Item>[]> {
  const placed = place(statements, (reason) => {
    throw new MonotableError("InvalidBatch", `${RAW}: ${reason}`, { entity: RAW, reason });
  });
  const results: StatementResult<Item>[] = [];
  const sender = target.sender.within({ signal, accessPattern: "partiql" });
  await runAll(chunks(placed), async (chunk) => {
    const tableName = tablesOf(chunk);
    const request: Request<"BatchExecuteStatement"> = {
      operation: "BatchExecuteStatement",
      input: { Statements: chunk.map(({ part }) => part) },
    };
    try {
      const output = await sender.send(request, rawSubject(tableName));
      for (const [index, { position }] of chunk.entries()) {
        results[position] = resultOf(target, request, output, index, tableName);
      }
    } catch (error) {
      if (!(error instanceof MonotableError)) throw error;
      for (const { position } of chunk) results[position] = { error };
    }
  });
  return results;
}

function resultOf<Item>(
  { items, ...target }: StatementTarget,
  { operation, input }: Request<"BatchExecuteStatement">,
  { Responses = [], $metadata }: Wire["BatchExecuteStatement"]["output"],
  index: number,
  tableName: string,
): StatementResult<Item> {
  const { Error: failure, Item: item } = Responses[index] ?? {};
  if (failure === undefined) return { item: itemOf({ items, ...target }, item) };
  const { Code: code = "", Message: message = "", Item: found } = failure;
  // An attempt whose answer was lost may have done what the one that was answered found done.
  const repeated = ($metadata.attempts ?? 1) > 1 || code === "InternalServerError";
  const uncertain = repeated && !isSelect(input.Statements?.[index]?.Statement);
  const request = { operation, tableName };
  return { error: errorOfCode(items, request, { code, message, item: found }, failure, uncertain) };
}

function itemOf<Item>(
  { items }: StatementTarget,
  item: Readonly<Record<string, unknown>> | undefined,
): Item | undefined {
  // What the items are the generated types say: the seam of the type parameter.
  return item && (items.decode(item) as Item);
}

function place(
  statements: readonly Statement<unknown>[],
  refuse: (reason: string) => never,
): readonly Placed[] {
  return statements.map((statement, position) => {
    if (!(statement instanceof Statement)) return refuse(`part ${position + 1} is no statement of db.raw`);
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
