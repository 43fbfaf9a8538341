import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { checkLengths } from "../requests/limits.js";
import { keyInput } from "../wire/key-input.js";
import { attributes, list, structure } from "../wire/shapes.js";
import type { Action } from "./action.js";

// Reads whose only values are of keys: what repositories send. A raw request may have others, which the document client
// takes too: for it there are the actions of the same names.

/** The GetItem of a repository. */
export const keyGet: Action<"GetItem"> = {
  name: "GetItem",
  Command: GetItemCommand,
  documentCommand: "GetCommand",
  input: () => keyInput,
  output: () => structure({ Item: attributes }),
  check: (input, subject) => checkLengths("GetItem", input, subject),
};

/** A Query without filters: its only values are of keys, which never come near DynamoDB's limits of values. */
export const keyQuery: Action<"Query"> = {
  name: "Query",
  Command: QueryCommand,
  documentCommand: "QueryCommand",
  input: () => keyInput,
  output: () => structure({ Items: list(attributes), LastEvaluatedKey: attributes }),
  check: (input, subject) => checkLengths("Query", input, subject),
};
