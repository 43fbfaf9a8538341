import { MonotableError } from "../errors.js";
import { rejectTransaction } from "../requests/limits.js";
import type { RunOptions } from "../requests/operation.js";
import { type Request, type Sender, TransactionCancellation } from "../requests/request.js";
import { subjectOf } from "../requests/subject.js";
import { type Get, getsOf, resultsOf } from "./get.js";
import type * as interfaces from "./interfaces.js";
import type { Results } from "./interfaces.js";
import { checkClient } from "./same-client.js";
import { checkLimits } from "./transaction.js";

/** The TransactGetItems of reads, each with the request that it would send alone. */
export function transactGetRequest(gets: readonly Get<unknown>[]): Request<"TransactGetItems"> {
  const inputs = gets.map((get) => get.request().input);
  checkLimits(
    gets.map((get, position) => ({ entity: get.context.entity, item: inputs[position]?.Key ?? {} })),
  );
  // A transaction reads consistently, always.
  const items = inputs.map(({ ConsistentRead: _, ...rest }) => ({ Get: rest }));
  return { operation: "TransactGetItems", input: { TransactItems: items } };
}

/** Reads items as they are at one moment. */
export async function transactGet<const Gets extends readonly interfaces.Get<unknown>[]>(
  sender: Sender,
  operations: Gets,
  { signal }: RunOptions = {},
): Promise<Results<Gets>> {
  const gets = getsOf(operations, rejectTransaction);
  checkClient(sender, gets, rejectTransaction);
  const request = transactGetRequest(gets);
  const subject = subjectOf(gets.map((get) => get.context.entity));
  try {
    const { Responses = [] } = await sender.within({ signal }).send(request, subject);
    // The tuple is built by position: type assertion.
    return resultsOf(gets, (position) => Responses[position]?.Item) as Results<Gets>;
  } catch (error) {
    if (!(error instanceof TransactionCancellation)) throw error;
    const message = `The transaction of ${gets.length} reads was cancelled: other transactions were changing its items`;
    const details = { entity: subject.name, operation: request.operation, tableName: subject.tableName };
    throw new MonotableError("TransactionConflict", message, details, { cause: error.cause });
  }
}
