import type { Attributes } from "@opentelemetry/api";
import type { RequestEvent, ResponseEvent } from "../client/hooks.js";

/** What of an input is told; never a value of an item or of an expression. */
interface Input {
  readonly TableName?: string | undefined;
  readonly IndexName?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly Limit?: number | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ScanIndexForward?: boolean | undefined;
  readonly Select?: string | undefined;
  readonly Segment?: number | undefined;
  readonly TotalSegments?: number | undefined;
  readonly RequestItems?: Readonly<Record<string, unknown>> | undefined;
  readonly TransactItems?: readonly unknown[] | undefined;
  readonly TransactStatements?: readonly unknown[] | undefined;
  readonly Statements?: readonly unknown[] | undefined;
  readonly Statement?: string | undefined;
}

/** What of an answer is told. */
interface Output {
  readonly $metadata?: { readonly requestId?: string | undefined };
  readonly ConsumedCapacity?: unknown;
  readonly Count?: number | undefined;
  readonly ScannedCount?: number | undefined;
}

/** The tables of a request by their names in DynamoDB. */
export function tableNames({ tableName, input }: RequestEvent): readonly string[] {
  const { TableName, RequestItems } = input as Input;
  if (TableName !== undefined) return [TableName];
  if (RequestItems) return Object.keys(RequestItems);
  return tableName === "" ? [] : tableName.split(", ");
}

/** What is known before a request is sent, by the semantic conventions for DynamoDB. */
export function requestAttributes(event: RequestEvent): Attributes {
  const input = event.input as Input;
  const tables = tableNames(event);
  const [table, ...others] = tables;
  return present({
    "db.system.name": "aws.dynamodb",
    "db.operation.name": event.operation,
    "db.collection.name": others.length === 0 ? table : undefined,
    "db.operation.batch.size": batchSize(input),
    "db.query.text": input.Statement,
    "rpc.system": "aws-api",
    "rpc.service": "DynamoDB",
    "rpc.method": event.operation,
    "aws.dynamodb.table_names": tables.length > 0 ? [...tables] : undefined,
    "aws.dynamodb.index_name": input.IndexName,
    "aws.dynamodb.consistent_read": input.ConsistentRead,
    "aws.dynamodb.limit": input.Limit,
    "aws.dynamodb.projection": input.ProjectionExpression,
    "aws.dynamodb.scan_forward": input.ScanIndexForward,
    "aws.dynamodb.select": input.Select,
    "aws.dynamodb.segment": input.Segment,
    "aws.dynamodb.total_segments": input.TotalSegments,
    "monotable.entity": event.entity,
    "monotable.access_pattern": event.accessPattern,
    "monotable.operation_id": event.operationId,
  });
}

/** What is known when it was answered, or failed. */
export function answerAttributes({ attempts, capacityUnits, output, error }: ResponseEvent): Attributes {
  const { $metadata, ConsumedCapacity, Count, ScannedCount }: Output = output ?? (error as Output) ?? {};
  return present({
    "aws.request_id": $metadata?.requestId,
    "aws.dynamodb.consumed_capacity":
      ConsumedCapacity === undefined
        ? undefined
        : [ConsumedCapacity].flat().map((each) => JSON.stringify(each)),
    "aws.dynamodb.count": Count,
    "aws.dynamodb.scanned_count": ScannedCount,
    "monotable.attempts": attempts,
    "monotable.consumed_capacity_units": capacityUnits,
  });
}

/** One operation is no batch, by the conventions. */
function batchSize({
  RequestItems,
  TransactItems,
  TransactStatements,
  Statements,
}: Input): number | undefined {
  const parts = TransactItems ?? TransactStatements ?? Statements;
  const size = RequestItems
    ? Object.values(RequestItems).reduce<number>((sum, requests) => sum + countOf(requests), 0)
    : parts?.length;
  return size === undefined || size < 2 ? undefined : size;
}

function countOf(requests: unknown): number {
  if (Array.isArray(requests)) return requests.length;
  return (requests as { readonly Keys?: readonly unknown[] }).Keys?.length ?? 0;
}

function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
