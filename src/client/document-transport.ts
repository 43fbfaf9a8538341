import type { OperationName, Wire } from "../operations/wire.js";
import { SEND } from "./commands.js";
import { type DatabaseClient, documentClient } from "./document-client.js";
import { sdkInput } from "./sdk-input.js";
import type { Sending, Transport } from "./transport.js";

/** Sends by the commands of `@aws-sdk/lib-dynamodb`: the way that every client knows, a mock and DAX too. */
export function documentTransport(client: DatabaseClient): Transport {
  const current = documentClient(client);
  return {
    send<Name extends OperationName>(operation: Name, input: Wire[Name]["input"], sending: Sending) {
      // The seam between an operation's name and the input that goes with it.
      const send = SEND[operation] as (typeof SEND)[Name];
      return send(current(), sdkInput(input), sending);
    },
  };
}
