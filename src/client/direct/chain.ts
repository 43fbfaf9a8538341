import type { AnyAction } from "../action.js";
import { readAnswer } from "./answer.js";
import {
  type Context,
  type Entry,
  entriesOf,
  type Handler,
  hasEntries,
  isSamePosition,
  type Middleware,
  type Stack,
} from "./middleware.js";
import { emptied, orderOf } from "./order.js";
import type { SigningConfig } from "./proof.js";
import { type Config, writeRequest } from "./request.js";
import { type Replay, SPARED, Turn } from "./signing.js";

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
