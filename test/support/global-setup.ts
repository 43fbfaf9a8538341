import type { TestProject } from "vitest/node";
import { startDynamoDBLocal } from "../../src/testing/index.js";

/** One DynamoDB Local for the whole run. Each test file takes a database of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const local = await startDynamoDBLocal();
  project.provide("engine", "DynamoDB Local");
  project.provide("endpoint", local.endpoint);
  return () => local.stop();
}
