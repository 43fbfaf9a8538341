import {
  type Attributes,
  type Meter,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { Hooks, RequestEvent, ResponseEvent } from "../client/sender.js";

/** The parts of an input that are recorded; never a value of an item or of an expression. */
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

/** The parts of an answer that are recorded. */
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

/** The attributes of a request before it is sent, by the semantic conventions for DynamoDB. */
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

/** The attributes of a request that was answered, or failed. */
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

/** Returns the size of a batch: by the conventions, one operation is not a batch. */
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

/** The receivers of spans and measurements; by default those of the global providers. */
export interface OpenTelemetryOptions {
  readonly tracer?: Tracer;
  readonly meter?: Meter;
  /** Asks DynamoDB what each request consumed, which costs nothing; `true` by default. */
  readonly capacity?: boolean;
}

const NAME = "monotable";

/** The boundaries that the semantic conventions advise, in seconds. */
const DURATION_BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

const MILLISECONDS = 1000;

/**
 * The hooks of `createDatabase` that make a span of each request, and measure its duration and what it consumed, by
 * OpenTelemetry's semantic conventions for DynamoDB. A span's parent is the span that is active where the operation is
 * awaited. Values of items are in neither.
 *
 * @example
 * const db = createDatabase(client, { hooks: openTelemetryHooks() });
 */
export function openTelemetryHooks({
  tracer = trace.getTracer(NAME),
  meter = metrics.getMeter(NAME),
  capacity = true,
}: OpenTelemetryOptions = {}): Hooks {
  const duration = meter.createHistogram("db.client.operation.duration", {
    description: "Duration of database client operations.",
    unit: "s",
    advice: { explicitBucketBoundaries: DURATION_BOUNDARIES },
  });
  const consumed = meter.createCounter("monotable.consumed_capacity", {
    description: "Capacity units that requests consumed, of tables and their indexes.",
    unit: "{capacity_unit}",
  });
  /** The spans of the requests under way. */
  const spans = new Map<number, Span>();
  return {
    capacity,
    before(event) {
      const attributes = requestAttributes(event);
      spans.set(event.requestId, tracer.startSpan(spanName(event), { kind: SpanKind.CLIENT, attributes }));
    },
    after(event) {
      const failure = failureAttributes(event);
      duration.record(event.duration / MILLISECONDS, { ...measured(event), ...failure });
      if (event.capacityUnits !== undefined) consumed.add(event.capacityUnits, dimensions(event));
      const span = spans.get(event.requestId);
      spans.delete(event.requestId);
      if (span === undefined) return;
      span.setAttributes({ ...answerAttributes(event), ...failure });
      if (event.error !== undefined) {
        const { code, error } = event;
        span.setStatus({ code: SpanStatusCode.ERROR, message: code ?? nameOf(error) ?? "" });
      }
      span.end();
    },
  };
}

/** The attributes of metrics, of which there must be few: the operation, and its table if it is one. */
function measured(event: RequestEvent): Attributes {
  const [table, ...others] = tableNames(event);
  return {
    "db.system.name": "aws.dynamodb",
    "db.operation.name": event.operation,
    ...(table !== undefined && others.length === 0 && { "db.collection.name": table }),
  };
}

function dimensions(event: RequestEvent): Attributes {
  const { entity, accessPattern } = event;
  return {
    ...measured(event),
    "monotable.entity": entity,
    ...(accessPattern !== undefined && { "monotable.access_pattern": accessPattern }),
  };
}

/** `GetItem shop`: the operation, and the table if it is one. */
function spanName(event: RequestEvent): string {
  const [table, ...others] = tableNames(event);
  return table !== undefined && others.length === 0 ? `${event.operation} ${table}` : event.operation;
}

function failureAttributes({ error, code }: ResponseEvent): Attributes {
  if (error === undefined) return {};
  const name = nameOf(error);
  return {
    "error.type": code ?? name ?? "_OTHER",
    ...(name !== undefined && { "db.response.status_code": name }),
  };
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
