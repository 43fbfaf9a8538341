import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of one request. */
export type Fault =
  /** DynamoDB's answer to too much load; the request is not carried out. */
  | "ProvisionedThroughputExceededException"
  | "ThrottlingException"
  /** The server fails before it has done anything. */
  | "InternalServerError"
  /** The server fails after it has carried the request out. */
  | "InternalServerErrorAfter"
  /** The connection breaks before the request is carried out. */
  | "reset"
  /** The request is carried out, and its answer never arrives: the connection breaks. */
  | "dropped reply"
  /** The request is carried out, and a part of the answer arrives before the connection breaks. */
  | "truncated body"
  /** The request is carried out, and what arrives looks whole and is not. */
  | "garbled body"
  /** The request is not carried out, and nothing comes. */
  | "hang"
  /** The last key or write of a batch is not carried out, and the answer says so. */
  | "unprocessed";

/** A server between a client and DynamoDB that fails on demand. */
export interface FaultProxy {
  readonly endpoint: string;
  /** Makes the next requests of an operation fail, one with each fault; what comes after passes. */
  fail(operation: string, ...faults: readonly (Fault | "pass")[]): void;
  /** How often each operation arrived since the last call, which forgets them. */
  arrived(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Starts a proxy in front of DynamoDB. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const plans = new Map<string, (Fault | "pass")[]>();
  let arrivals: Record<string, number> = {};
  const server: Server = createServer(async (incoming, outgoing) => {
    const operation = String(incoming.headers["x-amz-target"]).replace(/^.*\./, "");
    arrivals[operation] = (arrivals[operation] ?? 0) + 1;
    const fault = plans.get(operation)?.shift() ?? "pass";
    try {
      await answer(target, fault, incoming, outgoing);
    } catch (error) {
      outgoing.destroy(error as Error);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    fail: (operation, ...faults) => plans.set(operation, [...faults]),
    arrived() {
      const seen = arrivals;
      arrivals = {};
      return seen;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

async function answer(
  target: string,
  fault: Fault | "pass",
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await read(incoming);
  switch (fault) {
    case "pass":
      return reply(outgoing, await forward(target, incoming, body));
    case "ProvisionedThroughputExceededException":
    case "ThrottlingException":
      return reply(outgoing, failure(400, fault));
    case "InternalServerError":
      return reply(outgoing, failure(500, fault));
    case "InternalServerErrorAfter":
      await forward(target, incoming, body);
      return reply(outgoing, failure(500, "InternalServerError"));
    case "hang":
      return;
    case "reset":
      outgoing.destroy();
      return;
    case "dropped reply":
      await forward(target, incoming, body);
      outgoing.destroy();
      return;
    case "truncated body": {
      const whole = await forward(target, incoming, body);
      outgoing.writeHead(whole.status, {
        ...withoutChecksum(whole),
        "content-length": whole.body.length + 8,
      });
      outgoing.write(whole.body, () => outgoing.destroy());
      return;
    }
    case "garbled body": {
      const whole = await forward(target, incoming, body);
      const part = whole.body.subarray(0, Math.max(1, whole.body.length >> 1));
      return reply(outgoing, { ...whole, headers: withoutChecksum(whole), body: part });
    }
    case "unprocessed":
      return reply(outgoing, await withoutLast(target, incoming, body));
  }
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Sends a request on, with another body if it must be. */
async function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<Reply> {
  const { host: _, ...headers } = incoming.headers;
  const url = new URL(incoming.url ?? "/", target);
  return new Promise((answered, failed) => {
    const outgoing = request(
      url,
      { method: incoming.method, headers: { ...headers, "content-length": body.length } },
      (response) => {
        read(response).then(
          (text) => answered({ status: response.statusCode ?? 500, headers: response.headers, body: text }),
          failed,
        );
      },
    );
    outgoing.on("error", failed);
    outgoing.end(body);
  });
}

function reply(outgoing: ServerResponse, { status, headers, body }: Reply): void {
  outgoing.writeHead(status, { ...headers, "content-length": body.length });
  outgoing.end(body);
}

function failure(status: number, name: string): Reply {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "as the test wishes" };
  return { status, headers: { "content-type": "application/x-amz-json-1.0" }, body: json(body) };
}

interface BatchBody {
  readonly RequestItems: Readonly<Record<string, unknown[] | { readonly Keys: unknown[] }>>;
}

/** Carries out a batch but for the last of its first table, which the answer gives back. */
async function withoutLast(target: string, incoming: IncomingMessage, body: Buffer): Promise<Reply> {
  const { RequestItems: items, ...rest } = JSON.parse(body.toString()) as BatchBody;
  const [[table, requests] = ["", []]] = Object.entries(items);
  const all = Array.isArray(requests) ? requests : requests.Keys;
  const part = (of: unknown[]) => (Array.isArray(requests) ? of : { ...requests, Keys: of });
  const left = { [table]: part(all.slice(-1)) };
  const { [table]: _, ...others } = items;
  const done = all.length > 1 ? { ...others, [table]: part(all.slice(0, -1)) } : others;
  const leftover = Array.isArray(requests) ? { UnprocessedItems: left } : { UnprocessedKeys: left };
  if (Object.keys(done).length === 0)
    return { ...failure(200, ""), body: json({ Responses: {}, ...leftover }) };
  const whole = await forward(target, incoming, json({ ...rest, RequestItems: done }));
  const text = { ...(JSON.parse(whole.body.toString()) as object), ...leftover };
  return { ...whole, headers: withoutChecksum(whole), body: json(text) };
}

function withoutChecksum({ headers }: Reply): Reply["headers"] {
  const { "x-amz-crc32": _, ...rest } = headers;
  return rest;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
