import type { OperationName, Wire } from "../../requests/request.js";
import type { Action, AnyAction, Sending, SigningOption, Transport } from "../action.js";
import { recordAttempts } from "../errors.js";
import { type Command, commandOf } from "../middleware.js";
import { type DatabaseClient, isReplaced } from "../sdk-client.js";
import { AuthCache } from "../signing/auth-cache.js";
import { whyNotDirect } from "./capability.js";
import { type ChainClient, MiddlewareChain } from "./middleware-chain.js";

/** The parts of a client of the SDK that are used here. */
interface Client extends ChainClient {
  send(command: Command, options: Sending["options"]): Promise<object>;
}

/**
 * Sends the SDK's commands through the user's own client, past the SDK's conversions: requests are written as JSON
 * straight from document form, and answers read straight into it. Credentials, endpoint, retries, the user's middleware
 * and errors are the SDK's, and so is the signature, unless it is proven that the one computed here is the same.
 *
 * A client that has become unfit since the database was opened is sent to by `fallback`: its `send` was replaced (a mock),
 * or middleware was added that needs DynamoDB's own form.
 */
export function directTransport(
  databaseClient: DatabaseClient,
  fallback: Transport,
  signing?: SigningOption,
): Transport {
  const client = databaseClient as unknown as Client;
  const chains = new Map<AnyAction, MiddlewareChain>();

  function chainOf(action: AnyAction): MiddlewareChain | undefined {
    const current = chains.get(action);
    if (current?.isCurrent(client)) return current;
    chains.delete(action);
    if (whyNotDirect(databaseClient) !== undefined) return undefined;
    const auth = signing === "sdk" ? undefined : new AuthCache(client.config);
    const chain = new MiddlewareChain(client, action, auth);
    chains.set(action, chain);
    return chain;
  }

  return {
    async send<Name extends OperationName>(
      action: Action<Name>,
      input: Wire[Name]["input"],
      sending: Sending,
    ) {
      const chain =
        action.commandClass !== undefined || isReplaced(databaseClient) ? undefined : chainOf(action);
      if (chain === undefined) return fallback.send(action, input, sending);
      const command = recordAttempts(commandOf(action, input), sending.attempts);
      const resolve = command.resolveMiddleware;
      command.resolveMiddleware = (_, config, options) =>
        resolve.call(command, chain.stack(), config, options);
      // The chain of an operation reads the output of that operation.
      return (await client.send(command, sending.options)) as Wire[Name]["output"];
    },
  };
}
