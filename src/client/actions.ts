import { randomUUID } from "node:crypto";
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  checkItem,
  checkLengths,
  checkPart,
  checkParts,
  checkStatement,
  checkTransaction,
  checkTransactionSize,
} from "../requests/limits.js";
import { isSelect } from "../requests/request.js";
import { attributes, inputOf, list, names, record, single, structure } from "../wire/bodies.js";
import * as answer from "../wire/shapes.js";
import type { Action } from "./action.js";
import { writeErrors } from "./errors.js";
import { sdkInput } from "./sdk-input.js";
import { batchExecute, batchGet, batchWrite } from "./unprocessed.js";

/** The conditions of requests from before there were expressions. */
const conditions = () => record(structure({ Value: single, AttributeValueList: list(single) }));

const aliases = { ExpressionAttributeNames: names };

const values = { ExpressionAttributeNames: names, ExpressionAttributeValues: attributes };

const item = () => answer.structure({ Item: answer.attributes });

const items = () => answer.list(answer.attributes);

const metrics = () => answer.structure({ ItemCollectionKey: answer.attributes });

const metricsByTable = () => answer.record(answer.list(metrics()));

const written = () => answer.structure({ Attributes: answer.attributes, ItemCollectionMetrics: metrics() });

const page = () => answer.structure({ Items: items(), LastEvaluatedKey: answer.attributes });

const responses = () => answer.structure({ Responses: answer.list(item()) });

export const getItem: Action<"GetItem"> = {
  name: "GetItem",
  Command: GetItemCommand,
  documentCommand: "GetCommand",
  input: () => inputOf({ ...aliases, Key: attributes }),
  sdkInput,
  output: item,
  check: (input, subject) => checkLengths("GetItem", input, subject),
};

export const query: Action<"Query"> = {
  name: "Query",
  Command: QueryCommand,
  documentCommand: "QueryCommand",
  input: () =>
    inputOf({
      ...values,
      ExclusiveStartKey: attributes,
      KeyConditions: conditions(),
      QueryFilter: conditions(),
    }),
  sdkInput,
  output: page,
  check: (input, subject) => checkPart("Query", input, subject),
};

export const scan: Action<"Scan"> = {
  name: "Scan",
  Command: ScanCommand,
  documentCommand: "ScanCommand",
  input: () => inputOf({ ...values, ExclusiveStartKey: attributes, ScanFilter: conditions() }),
  sdkInput,
  output: page,
  check: (input, subject) => checkPart("Scan", input, subject),
};

export const putItem: Action<"PutItem"> = {
  name: "PutItem",
  Command: PutItemCommand,
  documentCommand: "PutCommand",
  input: () => inputOf({ ...values, Item: attributes, Expected: conditions() }),
  sdkInput,
  output: written,
  check: (input, subject) => {
    if (input.Item) checkItem(input.Item, subject);
    checkPart("PutItem", input, subject);
  },
  errorPolicy: writeErrors,
};

export const updateItem: Action<"UpdateItem"> = {
  name: "UpdateItem",
  Command: UpdateItemCommand,
  documentCommand: "UpdateCommand",
  input: () =>
    inputOf({ ...values, Key: attributes, Expected: conditions(), AttributeUpdates: conditions() }),
  sdkInput,
  output: written,
  check: (input, subject) => checkPart("UpdateItem", input, subject),
  errorPolicy: writeErrors,
};

export const deleteItem: Action<"DeleteItem"> = {
  name: "DeleteItem",
  Command: DeleteItemCommand,
  documentCommand: "DeleteCommand",
  input: () => inputOf({ ...values, Key: attributes, Expected: conditions() }),
  sdkInput,
  output: written,
  check: (input, subject) => checkPart("DeleteItem", input, subject),
  errorPolicy: writeErrors,
};

const unprocessedKeys = () => answer.record(answer.structure({ Keys: items() }));

export const batchGetItem: Action<"BatchGetItem"> = {
  name: "BatchGetItem",
  Command: BatchGetItemCommand,
  documentCommand: "BatchGetCommand",
  input: () => inputOf({ RequestItems: record(structure({ ...aliases, Keys: list(attributes) })) }),
  sdkInput,
  output: () => answer.structure({ Responses: answer.record(items()), UnprocessedKeys: unprocessedKeys() }),
  check: ({ RequestItems = {} }, subject) => {
    const tables = Object.values(RequestItems);
    checkParts("BatchGetItem", tables.flatMap(({ Keys = [] }) => Keys).length, 100, "db.batchGet", subject);
    for (const table of tables) checkLengths("BatchGetItem", table, subject);
  },
  sendAll: batchGet,
};

const writeRequests = () =>
  list(
    structure({
      PutRequest: structure({ Item: attributes }),
      DeleteRequest: structure({ Key: attributes }),
    }),
  );

const unprocessedItems = () =>
  answer.record(
    answer.list(
      answer.structure({
        PutRequest: item(),
        DeleteRequest: answer.structure({ Key: answer.attributes }),
      }),
    ),
  );

export const batchWriteItem: Action<"BatchWriteItem"> = {
  name: "BatchWriteItem",
  Command: BatchWriteItemCommand,
  documentCommand: "BatchWriteCommand",
  input: () => inputOf({ RequestItems: record(writeRequests()) }),
  sdkInput,
  output: () =>
    answer.structure({ UnprocessedItems: unprocessedItems(), ItemCollectionMetrics: metricsByTable() }),
  check: ({ RequestItems = {} }, subject) => {
    const requests = Object.values(RequestItems).flat();
    checkParts("BatchWriteItem", requests.length, 25, "db.batchWrite", subject);
    for (const { PutRequest } of requests) if (PutRequest?.Item) checkItem(PutRequest.Item, subject);
  },
  errorPolicy: writeErrors,
  sendAll: batchWrite,
};

export const transactGetItems: Action<"TransactGetItems"> = {
  name: "TransactGetItems",
  Command: TransactGetItemsCommand,
  documentCommand: "TransactGetCommand",
  input: () =>
    inputOf({
      TransactItems: list(structure({ Get: structure({ ...aliases, Key: attributes }) })),
    }),
  sdkInput,
  output: responses,
  check: ({ TransactItems = [] }, subject) => {
    checkTransaction(TransactItems.length);
    for (const { Get = {} } of TransactItems) checkLengths("TransactGetItems", Get, subject);
  },
  errorPolicy: writeErrors,
  isRead: () => true,
};

export const transactWriteItems: Action<"TransactWriteItems"> = {
  name: "TransactWriteItems",
  Command: TransactWriteItemsCommand,
  documentCommand: "TransactWriteCommand",
  input: () =>
    inputOf({
      TransactItems: list(
        structure({
          ConditionCheck: structure({ ...values, Key: attributes }),
          Put: structure({ ...values, Item: attributes }),
          Delete: structure({ ...values, Key: attributes }),
          Update: structure({ ...values, Key: attributes }),
        }),
      ),
    }),
  sdkInput,
  output: () => answer.structure({ ItemCollectionMetrics: metricsByTable() }),
  check: ({ TransactItems = [] }, subject) => {
    checkTransaction(TransactItems.length);
    const items = [];
    let bound = 0;
    for (const { Put, Update, Delete, ConditionCheck } of TransactItems) {
      if (Put?.Item) {
        bound += checkItem(Put.Item, subject);
        items.push(Put.Item);
      }
      checkPart("TransactWriteItems", Put ?? Update ?? Delete ?? ConditionCheck ?? {}, subject);
    }
    checkTransactionSize(items, bound);
  },
  errorPolicy: writeErrors,
  complete: withToken,
};

const parameters = () => ({ Parameters: list(single) });

export const executeStatement: Action<"ExecuteStatement"> = {
  name: "ExecuteStatement",
  Command: ExecuteStatementCommand,
  documentCommand: "ExecuteStatementCommand",
  input: () => inputOf(parameters()),
  sdkInput,
  output: page,
  check: ({ Statement = "" }, subject) => checkStatement("ExecuteStatement", Statement, subject),
  errorPolicy: writeErrors,
  isRead: ({ Statement }) => isSelect(Statement),
};

export const batchExecuteStatement: Action<"BatchExecuteStatement"> = {
  name: "BatchExecuteStatement",
  Command: BatchExecuteStatementCommand,
  documentCommand: "BatchExecuteStatementCommand",
  input: () => inputOf({ Statements: list(structure(parameters())) }),
  sdkInput,
  output: () =>
    answer.structure({
      Responses: answer.list(answer.structure({ Item: answer.attributes, Error: item() })),
    }),
  check: ({ Statements = [] }, subject) => {
    checkParts("BatchExecuteStatement", Statements.length, 25, "db.raw.batch", subject);
    for (const { Statement = "" } of Statements) checkStatement("BatchExecuteStatement", Statement, subject);
  },
  errorPolicy: writeErrors,
  isRead: ({ Statements = [] }) => Statements.every(({ Statement }) => isSelect(Statement)),
  sendAll: batchExecute,
};

export const executeTransaction: Action<"ExecuteTransaction"> = {
  name: "ExecuteTransaction",
  Command: ExecuteTransactionCommand,
  documentCommand: "ExecuteTransactionCommand",
  input: () => inputOf({ TransactStatements: list(structure(parameters())) }),
  sdkInput,
  output: responses,
  check: ({ TransactStatements = [] }, subject) => {
    checkTransaction(TransactStatements.length);
    for (const { Statement = "" } of TransactStatements)
      checkStatement("ExecuteTransaction", Statement, subject);
  },
  errorPolicy: writeErrors,
  isRead: ({ TransactStatements = [] }) => TransactStatements.every(({ Statement }) => isSelect(Statement)),
  complete: withToken,
};

/** DynamoDB knows by it that the SDK sends a transaction again, whose answer was lost. */
function withToken<Input extends { ClientRequestToken?: string | undefined }>(input: Input): Input {
  return input.ClientRequestToken == null ? { ...input, ClientRequestToken: randomUUID() } : input;
}
