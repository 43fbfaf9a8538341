import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type DocumentLibrary, loadedLibrary } from "./document-library.js";

/** The SDK's client that a database is opened on. */
export type DatabaseClient = DynamoDBClient | DynamoDBDocumentClient;

/** The parts of a client that are used here. Any of them may be missing from a client that is not the SDK's. */
export interface Sendable {
  send(command: object, options: object | undefined): unknown;
  readonly config?: { readonly cacheMiddleware?: unknown };
  readonly middlewareStack?: object;
}

/** The class under all clients of the SDK, the only one that has a `send`. */
const Base = Object.getPrototypeOf(DynamoDBClient.prototype) as Sendable;

/** The SDK's own `send`, as it was when this module was loaded: instrumentation wraps it before that. */
const PUBLISHED_SEND = Base.send;

/** Returns true if a client has a class of the SDK under it, however it was changed. */
export function isSdkClient(client: object): boolean {
  return Object.prototype.isPrototypeOf.call(Base, client);
}

/**
 * Returns true if calling a client's `send` is anything but the SDK's own function, as with a mock, a spy, a subclass or a
 * wrapper. Mocks come and go, so this is asked for each request.
 */
export function isReplaced(client: DatabaseClient): boolean {
  return (client as Sendable).send !== PUBLISHED_SEND || mockedClass(loadedLibrary()) !== undefined;
}

/**
 * The class of which `send` is replaced for all its instances. A client and the document client over it are of two
 * classes, and a test that mocks one of them means that nothing reaches the network.
 */
function mockedClass(library: DocumentLibrary | undefined): { readonly prototype: object } | undefined {
  const classes = [DynamoDBClient, library?.DynamoDBDocumentClient];
  return classes.find((each) => each !== undefined && (each.prototype as Sendable).send !== PUBLISHED_SEND);
}

/**
 * Returns the client whose `send` gets the commands of the document client: the user's own. Where a class of the SDK is
 * mocked that is not its own, it is an instance of that class with the configuration and the middleware of the client.
 */
export function recipientOf(databaseClient: DatabaseClient, library: DocumentLibrary): Sendable {
  const client = databaseClient as Sendable;
  if (client.send !== PUBLISHED_SEND) return client;
  const mocked = mockedClass(library);
  if (mocked === undefined) return client;
  return Object.create(mocked.prototype, {
    config: { get: () => client.config },
    middlewareStack: { get: () => client.middlewareStack },
  }) as Sendable;
}
