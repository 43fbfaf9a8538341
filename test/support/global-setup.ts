import { startDynamoDBLocal } from "../../src/testing/index.js";

/** One DynamoDB Local for the whole run. The workers inherit the variable, and each test file takes a database of its own. */
export default async function setup(): Promise<() => Promise<void>> {
  const local = await startDynamoDBLocal();
  process.env.DYNAMODB_ENDPOINT = local.endpoint;
  return () => local.stop();
}
