import { PassThrough, Readable } from "node:stream";
import {
  ConditionalCheckFailedException,
  type DynamoDBClientConfig,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import type { Sending } from "../../../../src/client/action.js";
import { batchGetItem, getItem, putItem, query, transactWriteItems } from "../../../../src/client/actions.js";
import { answerOf } from "../../../../src/client/errors.js";
import { openTransport } from "../../../../src/client/open-transport.js";
import { failure, scriptedClient } from "../../../support/scripted-client.js";

const WAYS = (["direct", "document"] as const).flatMap((way) =>
  (["DynamoDBClient", "DynamoDBDocumentClient"] as const).map((kind) => [way, kind] as const),
);
const INPUT = { TableName: "app", Key: { pk: "a" } };
const FOUND = { body: { Item: { pk: { S: "a" }, n: { N: "7" } } } };
const ITEM = { pk: "a", n: 7 };
/** No delay between attempts: the tests do not wait. */
const CONFIG: DynamoDBClientConfig = { maxAttempts: 3 };

const sending = (abortSignal?: AbortSignal): Sending => ({
  attempts: { count: 0, errors: [], observed: false },
  options: abortSignal && { abortSignal },
});

/** The server's time from its requests' point of view. */
const serverTime = (offset: number) => ({ date: new Date(Date.now() + offset).toUTCString() });
const timeOf = (date = "") => Date.parse(date.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"));

describe.each(WAYS)("%s on %s", (way, kind) => {
  function open(config: DynamoDBClientConfig = {}) {
    const scripted = scriptedClient({ ...CONFIG, ...config });
    const given = kind === "DynamoDBClient" ? scripted.client : DynamoDBDocumentClient.from(scripted.client);
    return { ...scripted, given, transport: openTransport(given, { send: way }) };
  }

  it("tells of the answer", async () => {
    const { transport, reply } = open();
    reply({ ...FOUND, headers: { "X-Amzn-RequestId": "r1", "X-Amz-Id-2": "extended" } });
    const first = await transport.send(getItem, INPUT, sending());
    expect(first).toEqual({
      Item: ITEM,
      $metadata: {
        httpStatusCode: 200,
        requestId: "r1",
        extendedRequestId: "extended",
        cfId: undefined,
        attempts: 1,
        totalRetryDelay: 0,
      },
    });
    reply({ body: new Uint8Array() });
    expect(await transport.send(getItem, INPUT, sending())).toEqual({ $metadata: expect.anything() });
  });

  it("tries again under one invocation id, and counts", async () => {
    const { transport, reply, attempts } = open();
    reply(failure(500, "InternalServerError"), failure(400, "ProvisionedThroughputExceededException"), FOUND);
    const sent = sending();
    const output = await transport.send(getItem, INPUT, sent);

    expect(output.Item).toEqual(ITEM);
    expect(output.$metadata.attempts).toBe(3);
    expect(sent.attempts).toEqual({
      count: 3,
      errors: ["InternalServerError", "ProvisionedThroughputExceededException"].map((name) =>
        expect.objectContaining({ name }),
      ),
      observed: true,
    });
    const made = attempts().map(({ headers }) => headers);
    expect(made.map((headers) => headers["amz-sdk-request"])).toEqual(
      [1, 2, 3].map((attempt) => `attempt=${attempt}; max=3`),
    );
    expect(new Set(made.map((headers) => headers["amz-sdk-invocation-id"])).size).toBe(1);
    expect(new Set(made.map((headers) => headers["x-amz-content-sha256"])).size).toBe(1);
  });

  it("counts the attempts of each request for itself", async () => {
    const { transport, reply } = open();
    const [one, other] = [sending(), sending()];
    reply({ ...failure(500, "InternalServerError"), after: 5 }, { ...FOUND, after: 5 });
    await Promise.all([one, other].map((each) => transport.send(getItem, INPUT, each)));
    expect(one.attempts.count + other.attempts.count).toBe(3);
    expect([one.attempts.errors.length, other.attempts.errors.length].sort()).toEqual([0, 1]);
  });

  it("tries again after the connection broke, before the answer and within it", async () => {
    const { transport, reply, attempts } = open();
    const reset = () => Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    const parts = ['{"Item":'];
    const broken = new Readable({
      read() {
        const part = parts.shift();
        if (part === undefined) this.destroy(reset());
        else this.push(part);
      },
    });
    reply({ error: reset() }, { body: broken }, FOUND);
    const sent = sending();
    const { Item } = await transport.send(getItem, INPUT, sent);
    expect(Item).toEqual(ITEM);
    expect(attempts()).toHaveLength(3);
    expect(sent.attempts.errors.map(answerOf)).toEqual(["unanswered", "answered"]);
  });

  it("tries again after the connection broke within a large answer, of which much was read", async () => {
    const { transport, reply, attempts } = open();
    const items = Array.from({ length: 400 }, (_, n) => ({ pk: { S: "x".repeat(1000) }, n: { N: `${n}` } }));
    const bytes = Buffer.from(JSON.stringify({ Items: items, Count: items.length }));
    const stream = (end: number, error?: Error) => {
      const parts = Array.from({ length: Math.ceil(end / 10_000) }, (_, n) =>
        Buffer.from(bytes.subarray(n * 10_000, Math.min((n + 1) * 10_000, end))),
      );
      return new Readable({
        read() {
          const part = parts.shift();
          if (part === undefined && error !== undefined) this.destroy(error);
          else this.push(part ?? null);
        },
      });
    };
    const reset = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    reply({ body: stream(300_000, reset) }, { body: stream(bytes.length) });
    const { Items = [] } = await transport.send(query, { TableName: "app" }, sending());
    expect(Items.map(({ n }) => n)).toEqual(items.map((_, n) => n));
    expect(attempts()).toHaveLength(2);

    reply({ body: stream(300_000) });
    const sent = sending();
    await expect(transport.send(query, { TableName: "app" }, sent)).rejects.toBeInstanceOf(SyntaxError);
    expect(sent.attempts.count).toBe(1);
  });

  it.each([
    ["half of it", Buffer.from('{"Item":{"pk":')],
    ["no JSON", Buffer.from("<html>")],
    ["a value of no type", Buffer.from('{"Item":{"pk":{"X":1}}}')],
  ])("does not try again what cannot be read: %s", async (_, body) => {
    const { transport, reply, attempts } = open();
    reply({ body });
    const sent = sending();
    const error: unknown = await transport.send(getItem, INPUT, sent).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty("$fault");
    expect(attempts()).toHaveLength(1);
    expect(sent.attempts.count).toBe(1);
  });

  it("reads an answer that comes in pieces", async () => {
    const { transport, reply } = open();
    const body = new PassThrough();
    const bytes = Buffer.from(JSON.stringify({ Item: { text: { S: "é😀" } } }));
    for (const byte of bytes) body.write(Buffer.from([byte]));
    body.end();
    reply({ body });
    expect((await transport.send(getItem, INPUT, sending())).Item).toEqual({ text: "é😀" });
  });

  it("gives errors their class, their item and their reasons", async () => {
    const { transport, reply } = open();
    const Item = { pk: { S: "a" }, bytes: { B: "AQI=" } };
    reply(failure(400, "ConditionalCheckFailedException", { Item }));
    const failed: unknown = await transport
      .send(putItem, { TableName: "app", Item: { pk: "a" } }, sending())
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConditionalCheckFailedException);
    const { Item: found, $metadata, $fault, $response } = failed as ConditionalCheckFailedException;
    expect(found?.["pk"]).toEqual({ S: "a" });
    expect(found?.["bytes"]?.B?.length).toBe(2);
    expect($metadata).toMatchObject({ httpStatusCode: 400, attempts: 1 });
    expect($fault).toBe("client");
    expect($response?.statusCode).toBe(400);

    reply(
      failure(400, "TransactionCanceledException", {
        CancellationReasons: [{ Code: "None" }, { Code: "X", Item }],
      }),
    );
    const cancelled: unknown = await transport
      .send(transactWriteItems, { TransactItems: [] }, sending())
      .catch((error: unknown) => error);
    expect(cancelled).toBeInstanceOf(TransactionCanceledException);
    expect((cancelled as TransactionCanceledException).CancellationReasons?.[1]?.Item?.["pk"]).toEqual({
      S: "a",
    });

    reply(failure(400, "ProvisionedThroughputExceededException"));
    await expect(transport.send(getItem, INPUT, sending())).rejects.toBeInstanceOf(
      ProvisionedThroughputExceededException,
    );
  });

  it("learns the server's clock, and signs by it", async () => {
    const { transport, reply, attempts, client } = open();
    const hour = 3_600_000;
    reply(
      { ...failure(400, "InvalidSignatureException"), headers: serverTime(hour) },
      { ...FOUND, headers: serverTime(hour) },
    );
    await transport.send(getItem, INPUT, sending()).catch(() => undefined);
    expect(Math.abs(client.config.systemClockOffset - hour)).toBeLessThan(10_000);
    attempts();
    await transport.send(getItem, INPUT, sending());
    const date = timeOf(attempts()[0]?.headers["x-amz-date"]);
    expect(Math.abs(date - Date.now() - hour)).toBeLessThan(10_000);
  });

  it("signs by the credentials of the moment", async () => {
    let key = "FIRST";
    const credentials = async () => ({
      accessKeyId: key,
      secretAccessKey: `secret of ${key}`,
      sessionToken: `token of ${key}`,
      // So soon that they are asked for again each time.
      expiration: new Date(Date.now() + 1000),
    });
    const { transport, reply, attempts } = open({ credentials });
    reply(FOUND);
    for (key of ["FIRST", "FIRST", "SECOND", "FIRST", "SECOND"]) {
      await transport.send(getItem, INPUT, sending());
      const [{ headers } = { headers: {} as Record<string, string> }] = attempts();
      expect(headers["authorization"]).toContain(`Credential=${key}/`);
      expect(headers["x-amz-security-token"]).toBe(`token of ${key}`);
    }
  });

  it("asks for the region of the moment", async () => {
    let region = "eu-west-1";
    const { transport, attempts } = open({ region: async () => region });
    for (region of ["eu-west-1", "eu-west-1", "us-east-1", "eu-west-1"]) {
      await transport.send(getItem, INPUT, sending());
      const [attempt] = attempts();
      expect(attempt?.url).toBe(`https://dynamodb.${region}.amazonaws.com/`);
      expect(attempt?.headers["host"]).toBe(`dynamodb.${region}.amazonaws.com`);
      // The SDK signs for the region that it met first.
      expect(attempt?.headers["authorization"]).toContain("/eu-west-1/dynamodb/aws4_request");
    }
  });

  it("goes to the endpoint of the account that the credentials or the table name", async () => {
    const { transport, attempts } = open({
      credentials: { accessKeyId: "A", secretAccessKey: "s", accountId: "111122223333" },
    });
    const table = "arn:aws:dynamodb:eu-west-1:444455556666:table/app";
    for (const [TableName, account] of [
      ["app", "111122223333"],
      ["app", "111122223333"],
      [table, "444455556666"],
      ["app", "111122223333"],
      [table, "444455556666"],
    ] as const) {
      await transport.send(getItem, { ...INPUT, TableName }, sending());
      expect(attempts()[0]?.url).toBe(`https://${account}.ddb.eu-west-1.amazonaws.com/`);
    }
    await transport.send(batchGetItem, { RequestItems: { [table]: { Keys: [] } } }, sending());
    await transport.send(batchGetItem, { RequestItems: { [table]: { Keys: [] } } }, sending());
    expect(new Set(attempts().map(({ url }) => url))).toEqual(
      new Set(["https://444455556666.ddb.eu-west-1.amazonaws.com/"]),
    );
  });

  it("goes to an endpoint of one's own, with a path", async () => {
    const { transport, attempts } = open({ endpoint: "http://127.0.0.1:8000/dynamo" });
    await transport.send(getItem, INPUT, sending());
    await transport.send(getItem, INPUT, sending());
    for (const { url, headers } of attempts()) {
      expect(url).toBe("http://127.0.0.1:8000/dynamo/");
      expect(headers["host"]).toBe("127.0.0.1:8000");
    }
  });

  it("is stopped before it is sent, and while it waits", async () => {
    const { transport, reply, attempts } = open();
    const stopped = AbortSignal.abort();
    await expect(transport.send(getItem, INPUT, sending(stopped))).rejects.toMatchObject({
      name: "AbortError",
    });
    attempts();
    reply({ ...FOUND, after: 30 });
    const controller = new AbortController();
    const [sent, other] = [sending(controller.signal), sending()];
    const aborted = transport.send(getItem, INPUT, sent);
    const going = transport.send(getItem, INPUT, other);
    setTimeout(() => controller.abort(), 5);
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    expect((await going).Item).toEqual(ITEM);
    expect(sent.attempts.count).toBe(1);
    // Each has its own signal, whatever else is under way.
    const signals = attempts().map(({ options }) => options.abortSignal);
    expect(new Set(signals)).toEqual(new Set([controller.signal, undefined]));
  });

  it("goes through the user's middleware, of which each request has a context of its own", async () => {
    const { transport, reply, attempts, client } = open();
    const seen: unknown[] = [];
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const own = context as { started?: unknown };
        seen.push([context.clientName, context.commandName, args.input, own.started]);
        own.started = true;
        const { output, response } = await next(args);
        seen.push([output.$metadata.requestId, (output as { Item?: unknown }).Item]);
        return { output, response };
      },
      { step: "initialize", name: "trace" },
    );
    client.middlewareStack.add(
      (next) => async (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers["x-custom"] = "yes";
        return next(args);
      },
      { step: "build", name: "header" },
    );
    reply(FOUND);
    for (const id of ["request-1", "request-2"]) {
      await transport.send(getItem, INPUT, sending());
      expect(seen.splice(0)).toEqual([
        ["DynamoDBClient", "GetItemCommand", INPUT, undefined],
        [id, ITEM],
      ]);
    }
    for (const { headers } of attempts()) {
      expect(headers["x-custom"]).toBe("yes");
      expect(headers["authorization"]).toMatch(/SignedHeaders=[^,]*;x-custom,/);
    }
  });

  it("sends the input that middleware made of it", async () => {
    const { transport, attempts, client } = open();
    client.middlewareStack.add(
      (next) => async (args) => next({ ...args, input: { ...args.input, TableName: "staging-app" } }),
      { step: "initialize", name: "prefix" },
    );
    await transport.send(getItem, INPUT, sending());
    expect(JSON.parse(attempts()[0]?.body ?? "")).toEqual({
      TableName: "staging-app",
      Key: { pk: { S: "a" } },
    });
  });

  it("sees middleware that is added, or removed, after the first request", async () => {
    const { transport, attempts, client } = open();
    const mark = (value: string) =>
      client.middlewareStack.add(
        (next) => async (args) => {
          (args.request as { headers: Record<string, string> }).headers["x-late"] = value;
          return next(args);
        },
        { step: "build", name: "late", override: true },
      );
    const last = async () => {
      await transport.send(getItem, INPUT, sending());
      return attempts()[0]?.headers["x-late"];
    };
    expect(await last()).toBeUndefined();
    mark("one");
    expect(await last()).toBe("one");
    mark("two");
    expect(await last()).toBe("two");
    client.middlewareStack.remove("late");
    expect(await last()).toBeUndefined();
  });

  it("tells the user's logger", async () => {
    const logged: Record<string, unknown>[] = [];
    const log = (entry: Record<string, unknown>) => logged.push(entry);
    const silent = () => undefined;
    const { transport, reply } = open({
      logger: { info: log, error: log, debug: silent, trace: silent, warn: silent },
    });
    reply(FOUND, FOUND, failure(400, "ConditionalCheckFailedException"));
    await transport.send(getItem, INPUT, sending());
    await transport.send(getItem, INPUT, sending());
    await transport.send(getItem, INPUT, sending()).catch(() => undefined);
    const about = { clientName: "DynamoDBClient", commandName: "GetItemCommand", input: INPUT };
    expect(logged).toMatchObject([
      { ...about, output: { Item: ITEM } },
      { ...about, output: { Item: ITEM } },
      { ...about, error: { name: "ConditionalCheckFailedException" } },
    ]);
  });

  it("gives each of many at once its own answer", async () => {
    const { transport, reply, attempts } = open();
    reply(
      ...Array.from({ length: 200 }, (_, n) => ({ body: { Item: { n: { N: String(n) } } }, after: n % 3 })),
    );
    const outputs = await Promise.all(
      Array.from({ length: 200 }, () => transport.send(getItem, INPUT, sending())),
    );
    expect(new Set(outputs.map(({ Item }) => Item?.["n"])).size).toBe(200);
    expect(new Set(attempts().map(({ headers }) => headers["amz-sdk-invocation-id"])).size).toBe(200);
  });
});
