import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { isMonotableError } from "../errors.js";
import { type OperationName, type Sender, TransactionRefused, type Wire } from "../operations/wire.js";
import { backoff, MAXIMUM_ATTEMPTS } from "./backoff.js";
import { type DatabaseClient, documentClient } from "./document-client.js";
import { failureOf } from "./failure.js";
import { batchGet, batchWrite } from "./unprocessed.js";

type Send<Name extends OperationName> = (
  client: DynamoDBDocumentClient,
  input: Wire[Name]["input"],
) => Promise<Wire[Name]["output"]>;

/** How the SDK sends each operation. */
const SEND: { readonly [Name in OperationName]: Send<Name> } = {
  GetItem: (client, input) => client.send(new GetCommand(input)),
  PutItem: (client, input) => client.send(new PutCommand(input)),
  UpdateItem: (client, input) => client.send(new UpdateCommand(input)),
  DeleteItem: (client, input) => client.send(new DeleteCommand(input)),
  Query: (client, input) => client.send(new QueryCommand(input)),
  Scan: (client, input) => client.send(new ScanCommand(input)),
  BatchGetItem: batchGet,
  BatchWriteItem: batchWrite,
  TransactGetItems: (client, input) => client.send(new TransactGetCommand(input)),
  TransactWriteItems: (client, input) => client.send(new TransactWriteCommand(input)),
};

/**
 * What sends every request: the one place in which the SDK is called. Its retries are the client's own; what the SDK
 * does not retry, a conflict with another transaction, is tried again here.
 */
export function createSender(client: DatabaseClient): Sender {
  const current = documentClient(client);
  return {
    async send({ operation, input }, subject) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await SEND[operation](current(), input);
        } catch (error) {
          const failure = failureOf(error, operation, subject);
          if (!isConflict(failure) || attempt + 1 >= MAXIMUM_ATTEMPTS) throw failure;
          await backoff(attempt);
        }
      }
    },
  };
}

/** Nothing but another transaction on the same items stood in the way. */
function isConflict(failure: Error): boolean {
  if (!(failure instanceof TransactionRefused)) return isMonotableError(failure, "TransactionConflict");
  const atFault = failure.reasons.filter(({ code }) => code !== "None");
  return atFault.length > 0 && atFault.every(({ code }) => code === "TransactionConflict");
}
