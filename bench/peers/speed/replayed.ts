import { once } from "node:events";
import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { Contestant } from "../contestants/contestant.js";
import { lib } from "../contestants/lib.js";
import { EMPTY, HEADERS } from "./wire.js";

/** A request as the SDK gives it to what sends it. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/**
 * What reads at next to no cost: a request that code by hand made once is sent again and again by `node:http`, and its
 * answer is dropped. No client can be faster against a server, so it tells how much of the time is the server's own.
 *
 * @param config of a client of a server that does not look at how old signatures are, as DynamoDB Local
 */
export function replayed(
  config: DynamoDBClientConfig & { readonly endpoint: string },
  table: string,
): Pick<Contestant, "getUser" | "ordersOf" | "usersOf"> {
  const { hostname, port } = new URL(config.endpoint);
  const agent = new Agent({ keepAlive: true });
  let sent: Sent | undefined;
  const requestHandler = {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request: Sent) {
      sent = request;
      return { response: { statusCode: 200, headers: HEADERS, body: EMPTY } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
  // The shape of a handler is all that the SDK asks for.
  const recorder = lib({ ...config, requestHandler: requestHandler as never }, table);
  const known = new Map<string, Sent>();

  async function replay(name: string, record: () => Promise<unknown>): Promise<void> {
    if (!known.has(name)) {
      await record();
      if (sent !== undefined) known.set(name, sent);
    }
    const { method, path, headers, body } = known.get(name) as Sent;
    const options: RequestOptions = { method, path, headers, hostname, port, agent };
    const [response] = (await once(request(options).end(body), "response")) as [IncomingMessage];
    await once(response.resume(), "end");
    if (response.statusCode !== 200) throw new Error(`${name}: answered with ${response.statusCode}`);
  }

  return {
    getUser: (id) => replay(`user ${id}`, () => recorder.getUser(id)) as Promise<undefined>,
    ordersOf: async (userId) => {
      await replay(`orders ${userId}`, () => recorder.ordersOf(userId));
      return [];
    },
    usersOf: async (ids) => {
      await replay(`users ${ids}`, () => recorder.usersOf(ids));
      return [];
    },
  };
}
