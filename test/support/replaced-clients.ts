import { DynamoDB, DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { type MockInstance, vi } from "vitest";
import type { DatabaseClient } from "../../src/client/sdk-client.js";

/** Answers a command of the document client, as a mock does. */
export type Answer = (command: Command) => unknown;

export interface Command {
  readonly input: object;
  readonly constructor: { readonly name: string };
}

/** A client whose `send` somebody replaced or wrapped. */
export interface Replaced {
  readonly client: DatabaseClient;
  /** Puts back what was changed for all clients. */
  restore?(): void;
}

/** A way to replace the `send` of a client, by which every command must be answered. */
export type Way = readonly [name: string, open: (config: DynamoDBClientConfig, answer: Answer) => Replaced];

/** A function in the place of `send`, of any of its overloads: a type assertion. */
type Send = DynamoDBClient["send"] & DynamoDBDocumentClient["send"];

function sendOf(answer: Answer): Send {
  return (async (command: Command) => answer(command)) as unknown as Send;
}

/** The SDK's class under all clients. */
const Base = Object.getPrototypeOf(DynamoDBClient.prototype) as DynamoDBClient;

/** What `mockClient` takes, whose types are of another version of the SDK than its clients: a type assertion. */
type Mockable = Parameters<typeof mockClient>[0];

function mocked(target: unknown, client: DatabaseClient, answer: Answer): Replaced {
  const mock = mockClient(target as Mockable);
  mock.callsFake((_input, _client) => answer(mock.calls().at(-1)?.args[0] as unknown as Command));
  return { client, restore: () => mock.restore() };
}

function spied(target: DynamoDBClient | DynamoDBDocumentClient, client: DatabaseClient, answer: Answer) {
  const spy = vi.spyOn(target as DynamoDBClient, "send") as unknown as MockInstance<
    (command: Command) => unknown
  >;
  spy.mockImplementation(async (command) => answer(command));
  return { client, restore: () => spy.mockRestore() };
}

function documents(config: DynamoDBClientConfig): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(config));
}

/** A wrapper as an application writes it: it has what it knows of the client inside. */
class Wrapper {
  readonly #inner: DynamoDBClient;
  readonly #answer: Answer;

  constructor(inner: DynamoDBClient, answer: Answer) {
    this.#inner = inner;
    this.#answer = answer;
  }

  get config() {
    return this.#inner.config;
  }

  get middlewareStack() {
    return this.#inner.middlewareStack;
  }

  async send(command: Command) {
    return this.#answer(command);
  }
}

export const WAYS: readonly Way[] = [
  ["a DynamoDBClient with a send of its own", (config, answer) => own(new DynamoDBClient(config), answer)],
  ["a DynamoDBDocumentClient with a send of its own", (config, answer) => own(documents(config), answer)],
  ["a DynamoDB with a send of its own", (config, answer) => own(new DynamoDB(config), answer)],
  [
    "a DynamoDBDocument with a send of its own",
    (config, answer) => own(DynamoDBDocument.from(new DynamoDB(config)), answer),
  ],
  [
    "mockClient of a DynamoDBClient",
    (config, answer) => {
      const client = new DynamoDBClient(config);
      return mocked(client, client, answer);
    },
  ],
  [
    "mockClient of a DynamoDBDocumentClient",
    (config, answer) => {
      const client = documents(config);
      return mocked(client, client, answer);
    },
  ],
  [
    "mockClient of the class DynamoDBClient",
    (config, answer) => mocked(DynamoDBClient, new DynamoDBClient(config), answer),
  ],
  [
    "mockClient of the class DynamoDBDocumentClient",
    (config, answer) => mocked(DynamoDBDocumentClient, documents(config), answer),
  ],
  [
    "mockClient of the class DynamoDBDocumentClient, with a DynamoDBClient",
    (config, answer) => mocked(DynamoDBDocumentClient, new DynamoDBClient(config), answer),
  ],
  [
    "mockClient of the class DynamoDBClient, with a DynamoDBDocumentClient",
    (config, answer) => mocked(DynamoDBClient, documents(config), answer),
  ],
  ["mockClient of the class DynamoDB", (config, answer) => mocked(DynamoDB, new DynamoDB(config), answer)],
  [
    "a send that is assigned to the prototype of DynamoDBClient",
    (config, answer) => {
      DynamoDBClient.prototype.send = sendOf(answer);
      const restore = () => void Reflect.deleteProperty(DynamoDBClient.prototype, "send");
      return { client: new DynamoDBClient(config), restore };
    },
  ],
  [
    "a spy on the prototype of DynamoDBClient",
    (config, answer) => spied(DynamoDBClient.prototype, new DynamoDBClient(config), answer),
  ],
  [
    "a spy on the prototype of DynamoDBDocumentClient",
    (config, answer) => spied(DynamoDBDocumentClient.prototype, documents(config), answer),
  ],
  [
    "a spy on the prototype of all clients of the SDK",
    (config, answer) => spied(Base, new DynamoDBClient(config), answer),
  ],
  [
    "a spy on the prototype of all clients of the SDK, with a DynamoDBDocumentClient",
    (config, answer) => spied(Base, documents(config), answer),
  ],
  [
    "a subclass of DynamoDBClient",
    (config, answer) => {
      class Mine extends DynamoDBClient {}
      Mine.prototype.send = sendOf(answer);
      return { client: new Mine(config) };
    },
  ],
  [
    "a subclass of DynamoDBDocumentClient",
    (config, answer) => {
      class Mine extends DynamoDBDocumentClient {
        // The constructor of its base is protected.
        constructor(client: DynamoDBClient) {
          super(client, {});
        }
      }
      Mine.prototype.send = sendOf(answer);
      return { client: new Mine(new DynamoDBClient(config)) };
    },
  ],
  [
    "a Proxy",
    (config, answer) => {
      const get = (target: DynamoDBClient, name: string | symbol): unknown =>
        name === "send" ? sendOf(answer) : Reflect.get(target, name);
      return { client: new Proxy(new DynamoDBClient(config), { get }) };
    },
  ],
  [
    "a class with getters of config and middlewareStack",
    (config, answer) => plain(new Wrapper(new DynamoDBClient(config), answer)),
  ],
  ["an object with a send alone", (_, answer) => plain({ send: sendOf(answer) })],
  [
    "an object with send, config and middlewareStack",
    (config, answer) => {
      const { config: resolved, middlewareStack } = new DynamoDBClient(config);
      return plain({ send: sendOf(answer), config: resolved, middlewareStack });
    },
  ],
  [
    "an object that inherits from a client",
    (config, answer) => plain(Object.create(new DynamoDBClient(config), { send: { value: sendOf(answer) } })),
  ],
];

function own(client: DatabaseClient, answer: Answer): Replaced {
  return { client: Object.assign(client, { send: sendOf(answer) }) };
}

/** An object that is used as a client: a type assertion. */
function plain(client: object): Replaced {
  return { client: client as DatabaseClient };
}
