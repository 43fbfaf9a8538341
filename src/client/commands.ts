import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { OperationName, Wire } from "../operations/wire.js";
import { recordAttempts } from "./attempts.js";
import type { Sending } from "./transport.js";

type Send<Name extends OperationName> = (
  client: DynamoDBDocumentClient,
  input: Wire[Name]["input"],
  sending: Sending,
) => Promise<Wire[Name]["output"]>;

/** How the SDK sends each operation. */
export const SEND: { readonly [Name in OperationName]: Send<Name> } = {
  GetItem: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new GetCommand(input), attempts), options),
  PutItem: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new PutCommand(input), attempts), options),
  UpdateItem: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new UpdateCommand(input), attempts), options),
  DeleteItem: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new DeleteCommand(input), attempts), options),
  Query: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new QueryCommand(input), attempts), options),
  Scan: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new ScanCommand(input), attempts), options),
  BatchGetItem: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new BatchGetCommand(input), attempts), options),
  BatchWriteItem: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new BatchWriteCommand(input), attempts), options),
  TransactGetItems: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new TransactGetCommand(input), attempts), options),
  TransactWriteItems: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new TransactWriteCommand(input), attempts), options),
  ExecuteStatement: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new ExecuteStatementCommand(input), attempts), options),
  BatchExecuteStatement: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new BatchExecuteStatementCommand(input), attempts), options),
  ExecuteTransaction: (client, input, { attempts, options }) =>
    client.send(recordAttempts(new ExecuteTransactionCommand(input), attempts), options),
};
