import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { checkLengths } from "../operations/expression-limits.js";
import { list, names, readAttributes, structure } from "../wire/shapes.js";
import type { Action } from "./action.js";

/** A Query without filters: its only values are of keys, which never come near DynamoDB's limits of values. */
export const keyQuery: Action<"Query"> = {
  name: "Query",
  Command: QueryCommand,
  documentCommand: "QueryCommand",
  input: () =>
    structure({
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: readAttributes,
      ExclusiveStartKey: readAttributes,
    }),
  output: () => structure({ Items: list(readAttributes), LastEvaluatedKey: readAttributes }),
  check: (input, subject) => checkLengths("Query", input, subject),
  isRead: () => true,
};
