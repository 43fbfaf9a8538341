import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDatabase, type Database } from "../golden/features/generated/index.js";
import type { Answer } from "./replaced-clients.js";

const task = { projectId: "p", number: 1, title: "Task" };

/** The task as the mapper stores it. */
const stored = createDatabase(new DynamoDBClient({ region: "local" })).task.encode(task);

/** Calls a method of each operation of DynamoDB, and gives the commands of the document client that they are. */
export async function callAll(db: Database): Promise<readonly string[]> {
  await db.task.get(task);
  await db.task.put(task);
  await db.task.update(task).set({ title: "New" });
  await db.task.delete(task);
  await db.task.query({ projectId: "p" }).all();
  await db.task.scan().all();
  await db.task.getMany([task]);
  await db.task.putMany([task]);
  await db.transactGet([db.task.get(task)]);
  await db.transactWrite([db.task.put(task)]);
  await db.raw.partiql("SELECT * FROM app");
  return [
    "GetCommand",
    "PutCommand",
    "UpdateCommand",
    "DeleteCommand",
    "QueryCommand",
    "ScanCommand",
    "BatchGetCommand",
    "BatchWriteCommand",
    "TransactGetCommand",
    "TransactWriteCommand",
    "ExecuteStatementCommand",
  ];
}

/** Answers each of them as DynamoDB does, in document form. */
export const answerAll: Answer = ({ constructor: { name } }) => {
  switch (name) {
    case "GetCommand":
      return { Item: stored };
    case "UpdateCommand":
      return { Attributes: stored };
    case "QueryCommand":
    case "ScanCommand":
      return { Items: [stored] };
    case "BatchGetCommand":
      return { Responses: { app: [stored] } };
    case "TransactGetCommand":
      return { Responses: [{ Item: stored }] };
    default:
      return {};
  }
};
