import { type Attributes, context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { openTelemetryHooks } from "monotable/opentelemetry";
import { afterAll, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const exporter = new InMemorySpanExporter();
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer(
  "test",
);
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const meterProvider = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 1_000_000 })],
});

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const { proxy, client } = await (await connect(tables)).faulty();
const db = createDatabase(client, {
  hooks: openTelemetryHooks({ tracer, meter: meterProvider.getMeter("test") }),
});
afterAll(async () => {
  context.disable();
  await meterProvider.shutdown();
});

/** The spans of what is run. */
async function spansOf(run: () => PromiseLike<unknown>): Promise<readonly ReadableSpan[]> {
  exporter.reset();
  await Promise.resolve(run()).catch(() => undefined);
  return exporter.getFinishedSpans();
}

/** The data points of a metric since the last call. */
async function measured(name: string): Promise<{ attributes: Attributes; value: unknown; unit: string }[]> {
  metricExporter.reset();
  await meterProvider.forceFlush();
  const all = metricExporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((s) => s.metrics));
  return all
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => ({ attributes, value, unit: descriptor.unit })),
    );
}

const reading = (sensorId: string, at: number) => ({ sensorId, at, value: at });

describe("openTelemetryHooks", () => {
  it("makes a client span of a request, by the conventions for DynamoDB", async () => {
    const [span, ...more] = await spansOf(() => db.reading.put(reading("one", 1)));
    expect(more).toEqual([]);
    expect(span).toMatchObject({ name: "PutItem sensors", kind: SpanKind.CLIENT, ended: true });
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    expect(span?.attributes).toEqual({
      "db.system.name": "aws.dynamodb",
      "db.operation.name": "PutItem",
      "db.collection.name": "sensors",
      "rpc.system": "aws-api",
      "rpc.service": "DynamoDB",
      "rpc.method": "PutItem",
      "aws.dynamodb.table_names": ["sensors"],
      "aws.dynamodb.consumed_capacity": ['{"TableName":"sensors","CapacityUnits":1}'],
      "aws.request_id": expect.stringMatching(/^[\w-]{20,}$/),
      "monotable.entity": "Reading",
      "monotable.access_pattern": "query",
      "monotable.operation_id": expect.any(Number),
      "monotable.attempts": 1,
      "monotable.consumed_capacity_units": 1,
    });
  });

  it("has the span around the call as the parent of each of its requests, however it is run", async () => {
    await db.reading.putMany([1, 2, 3].map((at) => reading("paged", at)));
    const children = await spansOf(() =>
      tracer.startActiveSpan("work", async (span) => {
        await db.reading.get({ sensorId: "paged", at: 1 });
        await Promise.all([db.reading.get({ sensorId: "paged", at: 2 })]);
        for await (const _ of db.reading.query({ sensorId: "paged" }).pages({ size: 2 }));
        span.end();
      }),
    );
    const work = children.find(({ name }) => name === "work");
    const requests = children.filter(({ name }) => name !== "work");
    expect(requests.map(({ name }) => name)).toEqual([
      "GetItem sensors",
      "GetItem sensors",
      "Query sensors",
      "Query sensors",
    ]);
    for (const span of requests) expect(span.parentSpanContext?.spanId).toBe(work?.spanContext().spanId);
    const ids = requests.slice(2).map(({ attributes }) => attributes["monotable.operation_id"]);
    expect(new Set(ids).size).toBe(1);
    const [alone] = await spansOf(() => db.reading.get({ sensorId: "paged", at: 1 }));
    expect(alone?.parentSpanContext).toBeUndefined();
  });

  it("tells of a query its index, limits and counts, and never a value", async () => {
    await db.task.put({ projectId: "secret", number: 1, title: "secret", assignee: "secret" });
    const spans = await spansOf(() =>
      db.task
        .byAssignee({ assignee: "secret" })
        .filter((t) => t.title.ne("secret"))
        .descending()
        .page({ size: 1 }),
    );
    expect(spans[0]?.attributes).toMatchObject({
      "db.collection.name": "app",
      "aws.dynamodb.index_name": "gsi1",
      "aws.dynamodb.limit": 100,
      "aws.dynamodb.scan_forward": false,
      "aws.dynamodb.count": 0,
      "aws.dynamodb.scanned_count": 1,
      "monotable.access_pattern": "byAssignee",
    });
    expect(JSON.stringify(spans.map(({ attributes, name }) => [attributes, name]))).not.toContain("secret");
  });

  it("tells of a batch and a transaction their tables and size", async () => {
    const [batch] = await spansOf(() => db.reading.putMany([1, 2, 3].map((at) => reading("batch", at))));
    expect(batch).toMatchObject({ name: "BatchWriteItem sensors" });
    expect(batch?.attributes["db.operation.batch.size"]).toBe(3);
    const [transaction] = await spansOf(() =>
      db.transactWrite([db.reading.put(reading("t", 1)), db.store.put({ storeId: "t", city: "Bern" })]),
    );
    expect(transaction).toMatchObject({ name: "TransactWriteItems" });
    expect(transaction?.attributes).toMatchObject({
      "aws.dynamodb.table_names": ["sensors", "legacy"],
      "db.operation.batch.size": 2,
      "monotable.entity": "Reading, Store",
      "monotable.consumed_capacity_units": 4,
    });
    expect(transaction?.attributes).not.toHaveProperty("db.collection.name");
    const [statement] = await spansOf(
      () => db.raw.partiql`SELECT * FROM "sensors" WHERE sensorId = ${"secret"}`,
    );
    expect(statement?.attributes).toMatchObject({
      "db.query.text": `SELECT * FROM "sensors" WHERE sensorId = ?`,
      "db.collection.name": "sensors",
      "monotable.access_pattern": "partiql",
    });
  });

  it("marks a failed request with monotable's code and the SDK's name, and counts attempts", async () => {
    const [failed] = await spansOf(() => db.reading.update({ sensorId: "none", at: 1 }).set({ value: 1 }));
    expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR, message: "ConditionFailed" });
    expect(failed?.attributes).toMatchObject({
      "error.type": "ConditionFailed",
      "db.response.status_code": "ConditionalCheckFailedException",
      "aws.request_id": expect.any(String),
    });
    proxy.fail("GetItem", "reset", "InternalServerError");
    const [retried] = await spansOf(() => db.reading.get({ sensorId: "one", at: 1 }));
    expect(retried?.attributes["monotable.attempts"]).toBe(3);
    expect(retried?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it("measures durations in seconds and consumed capacity by entity and access pattern", async () => {
    await measured("db.client.operation.duration");
    await spansOf(() => db.reading.put(reading("measured", 1)));
    await spansOf(() => db.reading.update({ sensorId: "none", at: 1 }).set({ value: 1 }));
    const durations = await measured("db.client.operation.duration");
    expect(durations.map(({ attributes }) => attributes)).toEqual([
      {
        "db.system.name": "aws.dynamodb",
        "db.operation.name": "PutItem",
        "db.collection.name": "sensors",
      },
      {
        "db.system.name": "aws.dynamodb",
        "db.operation.name": "UpdateItem",
        "db.collection.name": "sensors",
        "error.type": "ConditionFailed",
        "db.response.status_code": "ConditionalCheckFailedException",
      },
    ]);
    for (const { value, unit } of durations) {
      expect(unit).toBe("s");
      expect((value as { sum: number }).sum).toBeLessThan(5);
    }
    await spansOf(() => db.reading.put(reading("measured", 1)));
    expect(await measured("monotable.consumed_capacity")).toEqual([
      {
        attributes: {
          "db.system.name": "aws.dynamodb",
          "db.operation.name": "PutItem",
          "db.collection.name": "sensors",
          "monotable.entity": "Reading",
          "monotable.access_pattern": "query",
        },
        value: 1,
        unit: "{capacity_unit}",
      },
    ]);
  });

  it("uses the global providers unless given others, goes along with other hooks, and need not ask for capacity", async () => {
    const told: string[] = [];
    const both = createDatabase(client, {
      hooks: [
        openTelemetryHooks({ capacity: false }),
        { after: ({ input }) => told.push(Object.keys(input).join()) },
      ],
    });
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    );
    const [span] = await spansOf(() => both.reading.get({ sensorId: "one", at: 1 }));
    trace.disable();
    expect(span?.name).toBe("GetItem sensors");
    expect(told).toEqual(["TableName,Key"]);
  });
});
