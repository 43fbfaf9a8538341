// A program that starts DynamoDB Local, prints its endpoint, and never stops it: what becomes of the server is the test's question.
import { startDynamoDBLocal } from "../../src/testing/index.js";

delete process.env.DYNAMODB_ENDPOINT;
const ending = process.argv[2];
if (ending === "listens") process.once("SIGTERM", () => setTimeout(() => process.exit(7), 50));
const local = await startDynamoDBLocal();
process.stdout.write(`${local.endpoint}\n`);
if (ending === "exits") process.exit(3);
if (ending === "throws") throw new Error("uncaught");
