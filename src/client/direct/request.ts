import type { AnyAction } from "../action.js";
import type { Endpoint, Middleware } from "./middleware.js";

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
