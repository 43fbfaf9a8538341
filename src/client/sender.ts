import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { OperationName, Sender, Wire } from "../operations/wire.js";
import { type DatabaseClient, documentClient } from "./document-client.js";
import { failureOf } from "./failure.js";

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
};

/** What sends every request: the one place in which the SDK is called. Its retries are the client's own. */
export function createSender(client: DatabaseClient): Sender {
  const current = documentClient(client);
  return {
    async send({ operation, input }, entity) {
      try {
        return await SEND[operation](current(), input);
      } catch (error) {
        throw failureOf(error, operation, entity);
      }
    },
  };
}
