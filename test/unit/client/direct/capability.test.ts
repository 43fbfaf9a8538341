import { DynamoDB, DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument, DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it, vi } from "vitest";
import { getItem } from "../../../../src/client/actions.js";
import { whyNotDirect } from "../../../../src/client/direct/capability.js";
import { openTransport } from "../../../../src/client/open-transport.js";
import type { DatabaseClient } from "../../../../src/client/sdk-client.js";
import { scriptedClient } from "../../../support/scripted-client.js";

const config: DynamoDBClientConfig = {
  region: "eu-west-1",
  credentials: { accessKeyId: "a", secretAccessKey: "s" },
};
const sending = () => ({ attempts: { count: 0, errors: [], observed: false }, options: undefined });
const INPUT = { TableName: "app", Key: { pk: "a" } };

type Handler = (args: { readonly input: unknown }) => Promise<unknown>;

/** Adds middleware where values have DynamoDB's own form. */
function addBeside(client: DynamoDBClient, toMiddleware: string, see = (_: unknown) => {}): DynamoDBClient {
  const middleware = (next: Handler) => (args: Parameters<Handler>[0]) => {
    see(args.input);
    return next(args);
  };
  // Its type is overloaded by a step, which what stands beside another has not.
  client.middlewareStack.addRelativeTo(middleware as never, {
    name: "mine",
    relation: "before",
    toMiddleware,
  });
  return client;
}

/** As clients before 3.948 were: each command had its own serializer. */
function oldClient(): DynamoDBClient {
  const client = new DynamoDBClient(config);
  for (const name of ["httpAuthSchemeMiddleware", "serializerMiddleware", "deserializerMiddleware"])
    client.middlewareStack.remove(name);
  return client;
}

class Wrapped extends DynamoDBClient {
  override send = vi.fn() as never;
}

describe("a client", () => {
  it.each<[string, DatabaseClient]>([
    ["DynamoDBClient", new DynamoDBClient(config)],
    ["DynamoDB", new DynamoDB(config)],
    ["DynamoDBDocumentClient", DynamoDBDocumentClient.from(new DynamoDBClient(config))],
    ["DynamoDBDocument", DynamoDBDocument.from(new DynamoDB(config))],
  ])("of the SDK is sent to directly: %s", (_, client) => {
    expect(whyNotDirect(client)).toBeUndefined();
  });

  it.each<[string, DatabaseClient, RegExp]>([
    ["that is not the SDK's", { send: async () => ({}) } as never, /not a client of the AWS SDK/],
    [
      "whose send was replaced",
      Object.assign(new DynamoDBClient(config), { send: vi.fn() }),
      /send was replaced/,
    ],
    ["of a class with a send of its own", new Wrapped(config), /send was replaced/],
    ["that keeps its handlers", new DynamoDBClient({ ...config, cacheMiddleware: true }), /cacheMiddleware/],
    ["of an old SDK", oldClient(), /from 3\.948 on/],
    [
      "with middleware at the serializer",
      addBeside(new DynamoDBClient(config), "serializerMiddleware"),
      /"mine" stands beside/,
    ],
    [
      "with middleware at the deserializer",
      addBeside(new DynamoDBClient(config), "deserializerMiddleware"),
      /"mine" stands beside/,
    ],
  ])("%s is not, and the error tells why", (_, client, reason) => {
    expect(whyNotDirect(client)).toMatch(reason);
    expect(() => openTransport(client, { send: "direct" })).toThrowError(
      expect.objectContaining({ code: "InvalidOptions", message: expect.stringMatching(reason) }),
    );
    expect(() => openTransport(client)).not.toThrow();
  });

  it("is not sent to in a third way", () => {
    expect(() => openTransport(new DynamoDBClient(config), { send: "fast" as never })).toThrowError(
      expect.objectContaining({ code: "InvalidOptions", message: expect.stringContaining('not "fast"') }),
    );
  });
});

describe("a client that changes", () => {
  it("is sent to by what replaces its send, until that is taken away", async () => {
    const { client, attempts } = scriptedClient();
    const transport = openTransport(client);
    await transport.send(getItem, INPUT, sending());
    expect(attempts()).toHaveLength(1);

    const send = vi.fn(async () => ({ Item: { pk: "mocked" } }));
    Object.assign(client, { send });
    expect(await transport.send(getItem, INPUT, sending())).toEqual({ Item: { pk: "mocked" } });
    expect(send).toHaveBeenCalledExactlyOnceWith(expect.any(GetCommand), undefined);
    expect(attempts()).toHaveLength(0);

    Reflect.deleteProperty(client, "send");
    await transport.send(getItem, INPUT, sending());
    expect(attempts()).toHaveLength(1);
  });

  it("is sent to by the document client's commands once middleware needs DynamoDB's own form", async () => {
    const { client, attempts, reply } = scriptedClient();
    const transport = openTransport(client);
    const inputs: unknown[] = [];
    reply({ body: { Item: { pk: { S: "a" } } } });
    await transport.send(getItem, INPUT, sending());
    addBeside(client, "serializerMiddleware", (input) => inputs.push(input));
    const { Item } = await transport.send(getItem, INPUT, sending());
    expect(Item).toEqual({ pk: "a" });
    expect(inputs).toHaveLength(1);
    const bodies = attempts().map(({ body }) => body);
    expect(bodies[1]).toBe(bodies[0]);
  });
});

describe("instrumentation", () => {
  it("that wraps the SDK's send and its stacks sees every request", async () => {
    const { client, attempts } = scriptedClient();
    const seen: unknown[] = [];
    // As @opentelemetry/instrumentation-aws-sdk does.
    type Stack = Record<"clone" | "concat" | "resolve", (...args: unknown[]) => unknown>;
    const wrap = (stack: Stack) => {
      const { clone, concat, resolve } = stack;
      stack.clone = (...args) => wrap(clone.apply(stack, args) as Stack);
      stack.concat = (...args) => wrap(concat.apply(stack, args) as Stack);
      stack.resolve = (...args) => {
        const handler = resolve.apply(stack, args) as (command: object) => Promise<unknown>;
        const { commandName } = args[1] as { commandName?: string };
        return async (command: { input?: unknown; constructor: { name: string } }) => {
          const result = await handler(command);
          seen.push([commandName, command.constructor.name, command.input]);
          return result;
        };
      };
      return stack;
    };
    wrap(client.middlewareStack as unknown as Stack);
    const transport = openTransport(client, { send: "direct" });
    await transport.send(getItem, INPUT, sending());
    await transport.send(getItem, INPUT, sending());
    expect(seen).toEqual([1, 2].map(() => ["GetItemCommand", "GetItemCommand", INPUT]));
    expect(attempts()).toHaveLength(2);
  });
});
