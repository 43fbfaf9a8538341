import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/**
 * A client of a DynamoDB Local server. DynamoDB Local keeps a separate database for each access key id, which may hold
 * letters and digits only.
 *
 * @param accessKeyId One that nobody else has, by default.
 */
export function localClient(endpoint: string, accessKeyId: string = freshAccessKeyId()): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "local",
    credentials: { accessKeyId, secretAccessKey: "local" },
  });
}

function freshAccessKeyId(): string {
  return `local${randomUUID().replaceAll("-", "")}`;
}
