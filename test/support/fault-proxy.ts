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
  | "unprocessed"
  /** The connection breaks, and the request is carried out when `deliver` is called: later than its retry. */
  | "late";

/** How often each operation was seen. */
export type Counts = Readonly<Record<string, number>>;

/** A late request that was carried out in the end, with DynamoDB's answer, which nobody waits for. */
export interface Delivery {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

/** A server between a client and DynamoDB that fails on demand. */
export interface FaultProxy {
  readonly endpoint: string;
  /** Makes the next requests of an operation fail, one with each fault; what comes after passes. */
  fail(operation: string, ...faults: readonly (Fault | "pass")[]): void;
  /** Makes every request of an operation fail, until `fail` or `heal` is called. */
  failAlways(operation: string, fault: Fault): void;
  /** Lets all requests pass. */
  heal(): void;
  /** Carries out the late requests in the order in which they arrived. */
  deliver(): Promise<readonly Delivery[]>;
  /** How often each operation arrived since the last call, which forgets them. */
  arrived(): Counts;
  /** How often each operation was answered with a whole reply, failures included, since the last call, which forgets them. */
  answered(): Counts;
  stop(): Promise<void>;
}

/** Counts by name; taking the counts begins anew. */
function counter() {
  let counts: Record<string, number> = {};
  return {
    add(name: string): void {
      counts[name] = (counts[name] ?? 0) + 1;
    },
    take(): Counts {
      const taken = counts;
      counts = {};
      return taken;
    },
  };
}

/** Starts a proxy in front of DynamoDB. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const plans = new Map<string, (Fault | "pass")[]>();
  const always = new Map<string, Fault>();
  const arrivals = counter();
  const answers = counter();
  let late: (() => Promise<Delivery>)[] = [];
  const server: Server = createServer(async (incoming, outgoing) => {
    const operation = String(incoming.headers["x-amz-target"]).replace(/^.*\./, "");
    arrivals.add(operation);
    const fault = plans.get(operation)?.shift() ?? always.get(operation) ?? "pass";
    try {
      const body = await read(incoming);
      if (fault === "late") {
        late.push(async () => {
          const { status, body: text } = await forward(target, incoming, body);
          return { operation, status, body: JSON.parse(text.toString()) };
        });
        outgoing.destroy();
        return;
      }
      const whole = await answer(target, fault, incoming, body, outgoing);
      if (whole === undefined) return;
      // The client may count as soon as it has the reply.
      answers.add(operation);
      reply(outgoing, whole);
    } catch (error) {
      outgoing.destroy(error as Error);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    fail(operation, ...faults) {
      always.delete(operation);
      plans.set(operation, [...faults]);
    },
    failAlways(operation, fault) {
      plans.delete(operation);
      always.set(operation, fault);
    },
    heal() {
      plans.clear();
      always.clear();
    },
    async deliver() {
      const waiting = late;
      late = [];
      const delivered: Delivery[] = [];
      for (const send of waiting) delivered.push(await send());
      return delivered;
    },
    arrived: arrivals.take,
    answered: answers.take,
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

/** Does with a request as its fault demands: the whole reply, or `undefined` where none arrives. */
async function answer(
  target: string,
  fault: Exclude<Fault, "late"> | "pass",
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<Reply | undefined> {
  switch (fault) {
    case "pass":
      return forward(target, incoming, body);
    case "ProvisionedThroughputExceededException":
    case "ThrottlingException":
      return failure(400, fault);
    case "InternalServerError":
      return failure(500, fault);
    case "InternalServerErrorAfter":
      await forward(target, incoming, body);
      return failure(500, "InternalServerError");
    case "hang":
      return undefined;
    case "reset":
      outgoing.destroy();
      return undefined;
    case "dropped reply":
      await forward(target, incoming, body);
      outgoing.destroy();
      return undefined;
    case "truncated body": {
      const whole = await forward(target, incoming, body);
      outgoing.writeHead(whole.status, {
        ...withoutChecksum(whole),
        "content-length": whole.body.length + 8,
      });
      outgoing.write(whole.body, () => outgoing.destroy());
      return undefined;
    }
    case "garbled body": {
      const whole = await forward(target, incoming, body);
      const part = whole.body.subarray(0, Math.max(1, whole.body.length >> 1));
      return { ...whole, headers: withoutChecksum(whole), body: part };
    }
    case "unprocessed":
      return withoutLast(target, incoming, body);
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
