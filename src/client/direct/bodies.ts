import { Readable } from "node:stream";
import { JsonReader } from "../../wire/json-reader.js";
import { ShapeCache } from "../../wire/json-scanner.js";
import type { AnyAction } from "../action.js";
import type { Endpoint, Middleware, Response } from "../middleware.js";

/** The number of attributes, of nested maps too, whose places are remembered of the answers of one operation. */
const MAX_CACHED_SHAPES = 500;

/**
 * Reads DynamoDB's answer into document form, in the place of the SDK's deserializer, which still gets every answer that
 * is an error.
 */
export function readAnswer(action: AnyAction, config: BodyConfig, sdk: Middleware): Middleware {
  const shape = action.output();
  let shapes = new ShapeCache();
  return (next, context) => {
    return async (args) => {
      const result = await next(args);
      const { response } = result;
      if (response.statusCode >= 300) return sdk(async () => result, context)(args);
      try {
        lowerCaseHeaders(response);
        // Answers of one operation are mostly alike. Where they are not, remembering all of them takes too much memory.
        if (shapes.counter.count > MAX_CACHED_SHAPES) shapes = new ShapeCache();
        const reader = new JsonReader(shape, shapes);
        await pour(response.body, reader, config);
        const output = reader.end() ?? {};
        return { response, output: Object.assign(output, { $metadata: metadataOf(response) }) };
      } catch (error) {
        throw withResponse(error, response);
      }
    };
  };
}

/** Passes the bytes of an answer to a reader as they arrive. */
async function pour(body: unknown, reader: JsonReader, config: BodyConfig): Promise<void> {
  if (body === undefined || body === null) return;
  if (body instanceof Readable) return pourStream(body, reader);
  reader.write(body instanceof Uint8Array ? body : await config.streamCollector(body));
}

/** Ends with the stream, or with the stream's error: the SDK decides by it whether the request is sent again. */
function pourStream(stream: Readable, reader: JsonReader): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on("data", (part: Uint8Array | string) => {
      reader.write(typeof part === "string" ? Buffer.from(part) : part);
    });
    stream.on("end", resolve);
    stream.on("error", reject);
  });
}

/** Lowers the names of the headers, as Node.js does. A request handler of the user's may not. */
function lowerCaseHeaders(response: Response): void {
  const names = Object.keys(response.headers);
  if (names.every((name) => name === name.toLowerCase())) return;
  response.headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function metadataOf({ statusCode, headers }: Response) {
  return {
    httpStatusCode: statusCode,
    requestId: headers["x-amzn-requestid"] ?? headers["x-amzn-request-id"] ?? headers["x-amz-request-id"],
    extendedRequestId: headers["x-amz-id-2"],
    cfId: headers["x-amz-cf-id"],
  };
}

/**
 * Adds the response to an error of reading it, as the SDK does: the SDK decides by the error whether the request is sent
 * again, and learns the server's clock from the response.
 */
function withResponse(error: unknown, response: Response): unknown {
  if (!(error instanceof Error)) return error;
  Object.defineProperty(error, "$response", { value: response, enumerable: false });
  if (!("$metadata" in error)) Object.assign(error, { $metadata: metadataOf(response) });
  return error;
}

/** The parts of a client's configuration that requests and answers need. */
export interface BodyConfig {
  readonly protocol: {
    getRequestType(): new (parts: object) => unknown;
    getShapeId(): string;
  };
  streamCollector(stream: unknown): Promise<Uint8Array>;
}

/** Writes the HTTP request, in the place of the SDK's serializer: its body is the command's input as DynamoDB's JSON. */
export function writeRequest(action: AnyAction, config: BodyConfig): Middleware {
  const target = `DynamoDB_20120810.${action.name}`;
  const bodyOf = action.input();
  const Request = config.protocol.getRequestType();
  let last: { readonly endpoint: Endpoint; readonly address: ReturnType<typeof addressOf> } | undefined;
  return (next, context) => async (args) => {
    const { endpointV2: endpoint } = context;
    if (endpoint === undefined) throw new Error("The SDK found no endpoint");
    // The SDK gives the same one for the same region and credentials.
    if (last?.endpoint !== endpoint) last = { endpoint, address: addressOf(endpoint) };
    const { address } = last;
    const request = new Request({
      method: "POST",
      ...address,
      query: { ...address.query },
      headers: {
        ...headersOf(endpoint),
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": target,
      },
      body: bodyOf(action.complete?.(args.input) ?? args.input),
    });
    return next({ ...args, request });
  };
}

function addressOf({ url }: Endpoint) {
  return {
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port === "" ? undefined : Number(url.port),
    path: url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`,
    query: Object.fromEntries(url.searchParams),
    fragment: url.hash === "" ? undefined : url.hash,
    username: url.username === "" ? undefined : url.username,
    password: url.password === "" ? undefined : url.password,
  };
}

function headersOf({ headers = {} }: Endpoint): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(", ")]));
}
