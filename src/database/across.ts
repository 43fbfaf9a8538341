import { batchGet } from "../operations/batch-get.js";
import { type BatchWriteOptions, batchWrite } from "../operations/batch-write.js";
import type { BatchPart, Get, Results, TransactionPart } from "../operations/interfaces.js";
import type { RunOptions } from "../operations/operation.js";
import { transactGet } from "../operations/transact-get.js";
import { type TransactWriteOptions, transactWrite } from "../operations/transact-write.js";
import type { Sender } from "../requests/request.js";

/** What a database does with operations of several entities at once. */
export interface AcrossEntities {
  /**
   * Runs up to 100 writes and checks as one transaction: all of them happen, or none. Rejects with
   * `TransactionCanceled`, whose `reasons` has the error of each operation at fault, and before sending with
   * `InvalidTransaction`. Costs twice what the writes alone would.
   *
   * @example
   * await db.transactWrite([
   *   db.order.create(order),
   *   db.product.update({ productId }).add({ stock: -1 }).if((p) => p.stock.gte(1)),
   * ]);
   */
  transactWrite(operations: readonly TransactionPart[], options?: TransactWriteOptions): Promise<void>;
  /**
   * Reads up to 100 items as they are at one moment. The results are in the order of the operations. Costs twice what
   * consistent reads would.
   */
  transactGet<const Gets extends readonly Get<unknown>[]>(
    operations: Gets,
    options?: RunOptions,
  ): Promise<Results<Gets>>;
  /**
   * Reads any number of items, 100 with a request; each item is read once. The results are in the order of the
   * operations. Rejects with `BatchIncomplete` if DynamoDB left a part undone at each of several attempts.
   */
  batchGet<const Gets extends readonly Get<unknown>[]>(
    operations: Gets,
    options?: RunOptions,
  ): Promise<Results<Gets>>;
  /**
   * Runs any number of puts and deletes, 25 with a request, in no order. It is not a transaction; of several writes of
   * one item the last counts. Rejects with `BatchIncomplete` if DynamoDB left a part undone at each of several attempts.
   * Any other error of a request says with `details.uncertain` if something was written; all of it may be repeated.
   */
  batchWrite(operations: Iterable<BatchPart>, options?: BatchWriteOptions): Promise<void>;
}

export function acrossEntities(sender: Sender): AcrossEntities {
  return {
    transactWrite: (operations, options) => transactWrite(sender, operations, options),
    transactGet: (operations, options) => transactGet(sender, operations, options),
    batchGet: (operations, options) => batchGet(sender, operations, options),
    batchWrite: (operations, options) => batchWrite(sender, operations, options),
  };
}
