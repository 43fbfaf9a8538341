import type { AnyAction } from "../action.js";
import {
  type Context,
  type Entry,
  emptied,
  entriesOf,
  type Handler,
  hasEntries,
  isSamePosition,
  type Middleware,
  orderOf,
  type Stack,
} from "../middleware.js";
import type { AuthCache } from "../signing/auth-cache.js";
import type { SigningConfig } from "../signing/proof.js";
import { type BodyConfig, readAnswer, writeRequest } from "./bodies.js";

/** The parts of a client of the SDK that its middleware is composed of. */
export interface ChainClient {
  readonly config: BodyConfig & SigningConfig;
  readonly middlewareStack: Stack;
}

const SERIALIZER = "serializerMiddleware";

const DESERIALIZER = "deserializerMiddleware";

/**
 * A client's middleware for one operation, sorted once, where the SDK sorts it again for each request. In the place of its
 * serializer and deserializer are ours; all else is the client's own, in its own order, with a context for each request.
 */
export class MiddlewareChain {
  readonly #stack: Stack;
  readonly #config: ChainClient["config"];
  readonly #entries: readonly Entry[];
  readonly #middleware: readonly Middleware[];
  /** An empty stack that is wrapped in everything that wraps the SDK's stacks, as instrumentation does. */
  readonly #shell: Stack;
  /** Absent where the SDK signs every request. */
  readonly #auth: AuthCache | undefined;
  #commandEntries: readonly Entry[] = [];
  #order: readonly number[] = [];

  /** @throws Error if the client's middleware does not allow this: see {@link obstacleIn} */
  constructor({ middlewareStack, config }: ChainClient, action: AnyAction, auth: AuthCache | undefined) {
    this.#stack = middlewareStack;
    this.#config = config;
    this.#entries = entriesOf(middlewareStack);
    const obstacle = obstacleIn(this.#entries);
    if (obstacle !== undefined) throw new Error(obstacle);
    this.#middleware = this.#entries.map(({ name, middleware }) => {
      if (name === SERIALIZER) return writeRequest(action, config);
      return name === DESERIALIZER ? readAnswer(action, config, middleware) : middleware;
    });
    this.#shell = emptied(middlewareStack);
    this.#auth = auth;
  }

  /** Returns true if the client still has the configuration and the middleware that this was made of. */
  isCurrent({ middlewareStack, config }: ChainClient): boolean {
    return (
      middlewareStack === this.#stack && config === this.#config && hasEntries(middlewareStack, this.#entries)
    );
  }

  /**
   * The stack that a command gets in place of the client's: the SDK adds the command's own middleware and the context of
   * the request to it, and gets the function that sends the request.
   */
  stack(): Pick<Stack, "concat"> {
    return {
      concat: (own) => ({
        resolve: (handler, context) =>
          this.#shell.resolve(this.#compose(entriesOf(own), handler, context), context),
      }),
    };
  }

  #compose(ofCommand: readonly Entry[], last: Handler, context: Context): Handler {
    // Without a logger the SDK would filter whole inputs and outputs all the same.
    if (context.logger?.constructor?.name === "NoOpLogger") {
      context.inputFilterSensitiveLog = identity;
      context.outputFilterSensitiveLog = identity;
    }
    const count = this.#middleware.length;
    const order = this.#orderWith(ofCommand);
    const request = this.#auth?.request(context);
    let handler = last;
    for (const index of order) {
      const entry = index < count ? this.#entries[index] : ofCommand[index - count];
      const middleware = index < count ? this.#middleware[index] : entry?.middleware;
      if (middleware === undefined) continue;
      handler = request?.put(entry?.name, middleware, handler) ?? middleware(handler, context);
    }
    return handler;
  }

  /** Returns the order with the middleware that a command has of its own, which is in the same places for each. */
  #orderWith(ofCommand: readonly Entry[]): readonly number[] {
    const last = this.#commandEntries;
    const isSame =
      ofCommand.length === last.length &&
      ofCommand.every((entry, at) => isSamePosition(entry, last[at] ?? {}));
    if (!isSame) {
      const all = [...this.#entries, ...ofCommand];
      this.#order = orderOf(all, this.#shell);
      this.#commandEntries = ofCommand;
      this.#auth?.checkOrder(this.#order.map((index) => all[index]?.name));
    }
    return this.#order;
  }
}

/** Returns the reason why a client with this middleware cannot be sent to directly; `undefined` if it can. */
function obstacleIn(entries: readonly Entry[]): string | undefined {
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
