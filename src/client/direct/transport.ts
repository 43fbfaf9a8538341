import { Readable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { OperationName, Wire } from "../../requests/request.js";
import { JsonReader } from "../../wire/json-reader.js";
import { Site } from "../../wire/json-scanner.js";
import type { Action, AnyAction, Sending, Transport } from "../action.js";
import type { DatabaseClient } from "../document-client.js";
import { recordAttempts } from "../errors.js";
import { keyGet } from "../key-reads.js";
import {
  type Command,
  type Context,
  commandOf,
  type Endpoint,
  type Entry,
  emptied,
  entriesOf,
  type Handler,
  hasEntries,
  isSamePosition,
  type Middleware,
  orderOf,
  type Response,
  type Stack,
} from "./middleware.js";
import { type Replay, type SigningConfig, SPARED, Turn } from "./signing.js";

/** Attributes, of nested maps too. */
const FOUND = 500;

/**
 * Reads DynamoDB's answer into document form, in the place of the SDK's deserializer, which gets every answer that tells
 * of an error.
 */
export function readAnswer(action: AnyAction, config: Config, sdk: Middleware): Middleware {
  const shape = action.output();
  let site = new Site();
  return (next, context) => {
    return async (args) => {
      const result = await next(args);
      const { response } = result;
      if (response.statusCode >= 300) return sdk(async () => result, context)(args);
      try {
        lowerCaseHeaders(response);
        // Answers of one operation are mostly alike. Where they are not, what was found of all of them is too much to keep.
        if (site.made.count > FOUND) site = new Site();
        const reader = new JsonReader(shape, site);
        await pour(response.body, reader, config);
        const output = reader.end() ?? {};
        return { response, output: Object.assign(output, { $metadata: metadataOf(response) }) };
      } catch (error) {
        throw withResponse(error, response);
      }
    };
  };
}

/** Gives a reader the bytes of an answer, as they come. */
async function pour(body: unknown, reader: JsonReader, config: Config): Promise<void> {
  if (body === undefined || body === null) return;
  if (body instanceof Readable) return pourStream(body, reader);
  reader.write(body instanceof Uint8Array ? body : await config.streamCollector(body));
}

/** Ends with the stream, or with what it fails with: the SDK decides by it whether the request is sent again. */
function pourStream(stream: Readable, reader: JsonReader): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on("data", (part: Uint8Array | string) => {
      reader.write(typeof part === "string" ? Buffer.from(part) : part);
    });
    stream.on("end", resolve);
    stream.on("error", reject);
  });
}

/** A request handler of one's own may give them as they came; Node.js gives them so already. */
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
 * An error of reading an answer, as the SDK gives it: it decides by the error whether the request is sent again, and
 * learns the server's clock from the response.
 */
function withResponse(error: unknown, response: Response): unknown {
  if (!(error instanceof Error)) return error;
  Object.defineProperty(error, "$response", { value: response, enumerable: false });
  if (!("$metadata" in error)) Object.assign(error, { $metadata: metadataOf(response) });
  return error;
}

/** What is used of a client's configuration. */
export interface Config {
  readonly protocol: {
    getRequestType(): new (parts: object) => unknown;
    getShapeId(): string;
  };
  streamCollector(stream: unknown): Promise<Uint8Array>;
}

/** Writes a request of HTTP, in the place of the SDK's serializer: the input of the command in document form as JSON. */
export function writeRequest(action: AnyAction, config: Config): Middleware {
  const target = `DynamoDB_20120810.${action.name}`;
  const bodyOf = action.input();
  const Request = config.protocol.getRequestType();
  let known: { readonly endpoint: Endpoint; readonly address: ReturnType<typeof addressOf> } | undefined;
  return (next, context) => async (args) => {
    const { endpointV2: endpoint } = context;
    if (endpoint === undefined) throw new Error("The SDK found no endpoint");
    // The SDK gives the same one for the same region and credentials.
    if (known?.endpoint !== endpoint) known = { endpoint, address: addressOf(endpoint) };
    const { address } = known;
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

const SERIALIZER = "serializerMiddleware";

const DESERIALIZER = "deserializerMiddleware";

/**
 * A client's middleware for one operation, sorted once: the SDK sorts it anew for each request. In the place of its
 * serializer and deserializer are ours; all else is the client's own, in its own order, with a context for each request.
 */
export class Chain {
  readonly #stack: Stack;
  readonly #entries: readonly Entry[];
  readonly #middleware: readonly Middleware[];
  /** What wraps the SDK's stacks (instrumentation) wraps this one, in which there is nothing. */
  readonly #shell: Stack;
  readonly #replay: Replay;
  #own: readonly Entry[] = [];
  #order: readonly number[] = [];

  /** @throws Error if the client's middleware is not as this needs it: see {@link whyNot} */
  constructor(stack: Stack, action: AnyAction, config: Config & SigningConfig) {
    this.#stack = stack;
    this.#entries = entriesOf(stack);
    const reason = whyNot(this.#entries);
    if (reason !== undefined) throw new Error(reason);
    this.#middleware = this.#entries.map(({ name, middleware }) => {
      if (name === SERIALIZER) return writeRequest(action, config);
      return name === DESERIALIZER ? readAnswer(action, config, middleware) : middleware;
    });
    this.#shell = emptied(stack);
    this.#replay = { config };
  }

  /** Whether the client has the middleware still that it had. */
  isCurrent(): boolean {
    return hasEntries(this.#stack, this.#entries);
  }

  /**
   * The stack that a command is given for the client's: the SDK puts its own middleware and the context of the request
   * to it, and gets what sends the request.
   */
  stack(): Pick<Stack, "concat"> {
    return {
      concat: (own) => ({
        resolve: (handler, context) =>
          this.#shell.resolve(this.#compose(entriesOf(own), handler, context), context),
      }),
    };
  }

  #compose(own: readonly Entry[], last: Handler, context: Context): Handler {
    // Without a logger the SDK would filter whole inputs and outputs all the same.
    if (context.logger?.constructor?.name === "NoOpLogger") {
      context.inputFilterSensitiveLog = identity;
      context.outputFilterSensitiveLog = identity;
    }
    const count = this.#middleware.length;
    const turn = new Turn(this.#replay, context);
    let handler = last;
    for (const index of this.#orderWith(own)) {
      const entry = index < count ? this.#entries[index] : own[index - count];
      const middleware = index < count ? this.#middleware[index] : entry?.middleware;
      if (middleware !== undefined) handler = turn.put(entry?.name, middleware, handler);
    }
    return handler;
  }

  /** The order with the middleware that a command has of its own, which is in the same places for each. */
  #orderWith(own: readonly Entry[]): readonly number[] {
    const known = this.#own;
    if (own.length !== known.length || !own.every((entry, at) => isSamePosition(entry, known[at] ?? {}))) {
      const all = [...this.#entries, ...own];
      this.#order = orderOf(all, this.#shell);
      this.#own = own;
      const names = this.#order.map((index) => all[index]?.name);
      const endpoint = names.indexOf(SPARED.endpoint);
      // What stands between them would be spared too.
      if (endpoint < 0 || names[endpoint + 1] !== SPARED.scheme) this.#replay.isRefused = true;
    }
    return this.#order;
  }
}

/** Why a client with this middleware cannot be sent to directly; `undefined` if it can. */
function whyNot(entries: readonly Entry[]): string | undefined {
  const names = entries.map(({ name }) => name);
  if (!names.includes(SERIALIZER) || !names.includes(DESERIALIZER)) {
    return "its middleware has no serializer and deserializer, as that of @aws-sdk/client-dynamodb has from 3.948 on";
  }
  const beside = entries.find(
    ({ name, toMiddleware }) =>
      name !== "httpAuthSchemeMiddleware" && (toMiddleware === SERIALIZER || toMiddleware === DESERIALIZER),
  );
  if (beside === undefined) return undefined;
  return `its middleware "${beside.name}" stands beside the SDK's ${beside.toMiddleware}, where values have DynamoDB's own form`;
}

function identity<Value>(value: Value): Value {
  return value;
}

/** What is looked at: any of it may be missing from a client that is not the SDK's. */
interface Suspect {
  readonly send: unknown;
  readonly middlewareStack: Stack;
  readonly config: Config &
    SigningConfig & { readonly apiVersion?: unknown; readonly cacheMiddleware?: unknown };
}

/** Why a client cannot be sent to directly; `undefined` if it can. It is found by what it does, not by its version. */
export function whyNotDirect(client: DatabaseClient): string | undefined {
  if (!isClient(client)) return "it is no client of the AWS SDK that is installed beside monotable";
  if (isReplaced(client)) return "its send was replaced, as by a mock or a wrapper";
  const { config, middlewareStack } = client as unknown as Suspect;
  if (config.cacheMiddleware === true) return "it has cacheMiddleware";
  if (config.apiVersion !== "2012-08-10") return "it speaks another version of DynamoDB's API";
  if (config.protocol?.getShapeId?.() !== "aws.protocols#awsJson1_0")
    return "its protocol is not AWS JSON 1.0";
  try {
    return probe(middlewareStack, config);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The class under all clients of the SDK, which alone has a `send`. */
const base = () => Object.getPrototypeOf(DynamoDBClient.prototype) as Pick<Suspect, "send">;

/** Whether another `send` is called than the SDK's own. */
export function isReplaced(client: DatabaseClient): boolean {
  return (client as unknown as Suspect).send !== base().send;
}

/**
 * Whether it is a client of DynamoDB, or the document client over one, which is told by its options for values: its
 * class is in a package that need not be loaded.
 */
function isClient(client: DatabaseClient): boolean {
  if (client instanceof DynamoDBClient) return true;
  const { config } = client as unknown as Partial<Suspect>;
  return (
    Object.prototype.isPrototypeOf.call(base(), client) && config !== undefined && "translateConfig" in config
  );
}

/** Prepares a request, and sends none: whether the SDK takes the client's middleware from where it is put. */
function probe(stack: Stack, config: Config & SigningConfig): string | undefined {
  const chain = new Chain(stack, keyGet, config);
  let made: Handler | undefined;
  const command = commandOf(keyGet, { TableName: "probe", Key: {} });
  const taken = command.resolveMiddleware(
    {
      concat: (own) => ({
        resolve(last, context) {
          made = chain.stack().concat(own).resolve(last, context);
          return made;
        },
      }),
    },
    config,
    undefined,
  );
  return made !== undefined && taken === made ? undefined : "the SDK composes its middleware in another way";
}

/** What is used of a client of the SDK. */
interface Client {
  readonly config: Config & SigningConfig;
  readonly middlewareStack: Stack;
  send(command: Command, options: Sending["options"]): Promise<object>;
}

/**
 * Sends the SDK's commands through the user's own client, past the SDK's conversions: requests are written as JSON
 * straight from document form, and answers read straight into it. Credentials, endpoint, signature, retries, the user's
 * middleware and errors are the SDK's.
 *
 * What the client became unfit for since it was opened goes the other way: its `send` was replaced (a mock), or
 * middleware was added that needs DynamoDB's own form.
 */
export function directTransport(given: DatabaseClient, other: Transport): Transport {
  const client = given as unknown as Client;
  const chains = new Map<AnyAction, Chain>();

  function chainOf(action: AnyAction): Chain | undefined {
    const known = chains.get(action);
    if (known?.isCurrent()) return known;
    chains.delete(action);
    if (whyNotDirect(given) !== undefined) return undefined;
    const chain = new Chain(client.middlewareStack, action, client.config);
    chains.set(action, chain);
    return chain;
  }

  return {
    async send<Name extends OperationName>(
      action: Action<Name>,
      input: Wire[Name]["input"],
      sending: Sending,
    ) {
      const chain = isReplaced(given) ? undefined : chainOf(action);
      if (chain === undefined) return other.send(action, input, sending);
      const command = recordAttempts(commandOf(action, input), sending.attempts);
      const resolve = command.resolveMiddleware;
      command.resolveMiddleware = (_, config, options) =>
        resolve.call(command, chain.stack(), config, options);
      // What was read is the output of that operation.
      return (await client.send(command, sending.options)) as Wire[Name]["output"];
    },
  };
}
