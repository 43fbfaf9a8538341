import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** What a client of the SDK gets for one attempt. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** As JSON, or as it is if it is bytes or something to read bytes from. */
  readonly body?: unknown;
  /** What the network fails with. */
  readonly error?: Error;
  /** After so many milliseconds. */
  readonly after?: number;
}

/** An attempt as it left. */
export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly options: { readonly abortSignal?: AbortSignal };
}

/** The real client without a network. */
export interface Scripted {
  readonly client: DynamoDBClient;
  /** The attempts since the last call, which forgets them. */
  attempts(): Attempt[];
  /** What comes for the next attempts; the last reply for all after it. */
  reply(...replies: readonly Reply[]): void;
}

interface HttpRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export function scriptedClient(config: DynamoDBClientConfig = {}): Scripted {
  let script: Reply[] = [{}];
  let attempts: Attempt[] = [];
  const handle = async (request: HttpRequest, options: Attempt["options"] = {}) => {
    const { method, protocol, hostname, port, path, headers, body } = request;
    const host = port === undefined ? hostname : `${hostname}:${port}`;
    attempts.push({
      method,
      url: `${protocol}//${host}${path}`,
      headers: { ...headers },
      body: Buffer.from(body).toString(),
      options,
    });
    const [{ status = 200, headers: answered = {}, body: content = {}, error, after } = {}, ...rest] = script;
    if (rest.length > 0) script = rest;
    if (options.abortSignal?.aborted) throw Object.assign(new Error("aborted"), { name: "AbortError" });
    if (after !== undefined)
      await sleep(after, undefined, { ...(options.abortSignal && { signal: options.abortSignal }) });
    if (error !== undefined) throw error;
    const isStream = typeof (content as { pipe?: unknown }).pipe === "function";
    return {
      response: {
        statusCode: status,
        headers: { "x-amzn-requestid": `request-${attempts.length}`, ...answered },
        body: content instanceof Uint8Array || isStream ? content : Buffer.from(JSON.stringify(content)),
      },
    };
  };
  const client = new DynamoDBClient({
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret/+=" },
    // What is used of a request handler: the types want classes of the SDK.
    requestHandler: { handle, destroy() {} } as unknown as NonNullable<
      DynamoDBClientConfig["requestHandler"]
    >,
    ...config,
  });
  return {
    client,
    attempts() {
      const made = attempts;
      attempts = [];
      return made;
    },
    reply(...replies) {
      script = [...replies];
    },
  };
}

/** DynamoDB's answer of an error. */
export function failure(status: number, name: string, more: object = {}): Reply {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "no", ...more } };
}
