import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { OperationName } from "../../operations/wire.js";
import type { Handler, Stack } from "./middleware.js";

/** A command of the SDK. Its own types are those of DynamoDB's form; here it carries an input in document form. */
export interface Command {
  readonly middlewareStack: object;
  resolveMiddleware(clientStack: Pick<Stack, "concat">, config: unknown, options: unknown): Handler;
}

type CommandClass = new (input: object) => Command;

const CLASSES: Readonly<Record<OperationName, unknown>> = {
  GetItem: GetItemCommand,
  PutItem: PutItemCommand,
  UpdateItem: UpdateItemCommand,
  DeleteItem: DeleteItemCommand,
  Query: QueryCommand,
  Scan: ScanCommand,
  BatchGetItem: BatchGetItemCommand,
  BatchWriteItem: BatchWriteItemCommand,
  TransactGetItems: TransactGetItemsCommand,
  TransactWriteItems: TransactWriteItemsCommand,
  ExecuteStatement: ExecuteStatementCommand,
  BatchExecuteStatement: BatchExecuteStatementCommand,
  ExecuteTransaction: ExecuteTransactionCommand,
};

/** The SDK's own command of each operation: tracing knows it by its class. The cast is the seam of their types. */
export const COMMANDS = CLASSES as Readonly<Record<OperationName, CommandClass>>;
