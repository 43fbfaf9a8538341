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
import type { Hooks, RequestEvent, ResponseEvent } from "../client/hooks.js";
import { answerAttributes, requestAttributes, tableNames } from "./attributes.js";

/** Where spans and measurements go; the global providers' unless given. */
export interface OpenTelemetryOptions {
  readonly tracer?: Tracer;
  readonly meter?: Meter;
  /** Asks DynamoDB what each request consumed, which costs nothing; `true` unless given. */
  readonly capacity?: boolean;
}

const NAME = "monotable";
/** What the semantic conventions advise, in seconds. */
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

/** Few values, so that they can be told apart in metrics: the operation, and its one table. */
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
