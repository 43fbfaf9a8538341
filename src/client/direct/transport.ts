import type { OperationName, Wire } from "../../requests/request.js";
import type { Action, AnyAction } from "../action.js";
import { recordAttempts } from "../attempts.js";
import type { DatabaseClient } from "../document-client.js";
import type { Sending, Transport } from "../transport.js";
import { isReplaced, whyNotDirect } from "./capability.js";
import { Chain } from "./chain.js";
import { type Command, commandOf } from "./command.js";
import type { Stack } from "./middleware.js";
import type { SigningConfig } from "./proof.js";
import type { Config } from "./request.js";

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
