import type { OperationName } from "../operations/wire.js";
import { attributes, list, plain, record, type Shape, single, structure } from "./shapes.js";

/** The conditions of requests from before there were expressions. */
const conditions = record(structure({ Value: single, AttributeValueList: list(single) }));

const aliases = { ExpressionAttributeNames: record(plain) };
const values = { ...aliases, ExpressionAttributeValues: attributes };
const write = { ...values, Expected: conditions };
const read = { ...values, ExclusiveStartKey: attributes };

const keys = record(structure({ ...aliases, Keys: list(attributes) }));
const writes = record(
  list(
    structure({
      PutRequest: structure({ Item: attributes }),
      DeleteRequest: structure({ Key: attributes }),
    }),
  ),
);
const statements = list(structure({ Parameters: list(single) }));

/** Which parts of each request hold values, which are written as DynamoDB's own types. */
export const INPUT: Readonly<Record<OperationName, Shape>> = {
  GetItem: structure({ ...aliases, Key: attributes }),
  PutItem: structure({ ...write, Item: attributes }),
  UpdateItem: structure({ ...write, Key: attributes, AttributeUpdates: conditions }),
  DeleteItem: structure({ ...write, Key: attributes }),
  Query: structure({ ...read, KeyConditions: conditions, QueryFilter: conditions }),
  Scan: structure({ ...read, ScanFilter: conditions }),
  BatchGetItem: structure({ RequestItems: keys }),
  BatchWriteItem: structure({ RequestItems: writes }),
  TransactGetItems: structure({
    TransactItems: list(structure({ Get: structure({ ...aliases, Key: attributes }) })),
  }),
  TransactWriteItems: structure({
    TransactItems: list(
      structure({
        ConditionCheck: structure({ ...values, Key: attributes }),
        Put: structure({ ...values, Item: attributes }),
        Delete: structure({ ...values, Key: attributes }),
        Update: structure({ ...values, Key: attributes }),
      }),
    ),
  }),
  ExecuteStatement: structure({ Parameters: list(single) }),
  BatchExecuteStatement: structure({ Statements: statements }),
  ExecuteTransaction: structure({ TransactStatements: statements }),
};

const metrics = structure({ ItemCollectionKey: attributes });
const written = structure({ Attributes: attributes, ItemCollectionMetrics: metrics });
const page = structure({ Items: list(attributes), LastEvaluatedKey: attributes });
const found = list(structure({ Item: attributes }));
const metricsByTable = record(list(metrics));

/** Which parts of each answer hold values. */
export const OUTPUT: Readonly<Record<OperationName, Shape>> = {
  GetItem: structure({ Item: attributes }),
  PutItem: written,
  UpdateItem: written,
  DeleteItem: written,
  Query: page,
  Scan: page,
  BatchGetItem: structure({ Responses: record(list(attributes)), UnprocessedKeys: keys }),
  BatchWriteItem: structure({ UnprocessedItems: writes, ItemCollectionMetrics: metricsByTable }),
  TransactGetItems: structure({ Responses: found }),
  TransactWriteItems: structure({ ItemCollectionMetrics: metricsByTable }),
  ExecuteStatement: page,
  BatchExecuteStatement: structure({
    Responses: list(structure({ Item: attributes, Error: structure({ Item: attributes }) })),
  }),
  ExecuteTransaction: structure({ Responses: found }),
};

/** The operations that are carried out once for a token, however often they are sent. */
export const HAS_TOKEN: ReadonlySet<OperationName> = new Set(["TransactWriteItems", "ExecuteTransaction"]);
