import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient, TranslateConfig } from "@aws-sdk/lib-dynamodb";
import { readNumber } from "../wire/number.js";

/** The SDK's client that a database is opened on. */
export type DatabaseClient = DynamoDBClient | DynamoDBDocumentClient;

/** The package of the document client, once it is loaded. */
export type DocumentLibrary = typeof import("@aws-sdk/lib-dynamodb");

/** How values become DynamoDB's, whatever the options of the user's own document client are. */
const TRANSLATION: TranslateConfig = {
  marshallOptions: {
    // A number beyond the safe integers is stored by its shortest text, which reads back as the same number.
    allowImpreciseNumbers: true,
    // A map that has a member called `constructor` looks like an instance to the SDK. What is none was refused before.
    convertClassInstanceToMap: true,
    convertEmptyValues: false,
    removeUndefinedValues: false,
  },
  unmarshallOptions: { wrapNumbers: readNumber },
};

/**
 * A document client of ours over the user's client: its configuration and its middleware stay in force, its options for
 * values do not. A client whose `send` was replaced (a mock, a wrapper), or that is not the SDK's (DAX), is used as it is.
 */
export function documentClient(
  client: DatabaseClient,
  { DynamoDBDocumentClient: Client }: DocumentLibrary,
): () => DynamoDBDocumentClient {
  const given = client as DynamoDBDocumentClient;
  if (client.middlewareStack === undefined || client.config === undefined) return () => given;
  // A copy of the configuration: the document client writes its options into the one it is given.
  const base = { config: { ...client.config }, middlewareStack: client.middlewareStack };
  const own = Client.from(base as unknown as DynamoDBClient, TRANSLATION);
  return () => (Object.hasOwn(client, "send") ? given : own);
}
