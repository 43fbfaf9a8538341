import { invalidOptions } from "../errors.js";
import type { SendOption, SigningOption, Transport } from "./action.js";
import { whyNotDirect } from "./direct/capability.js";
import { directTransport } from "./direct/transport.js";
import { documentTransport } from "./document-transport.js";
import type { DatabaseClient } from "./sdk-client.js";

/** The options of a database that decide how its requests are sent. */
export interface TransportOptions {
  readonly send?: SendOption | undefined;
  readonly signing?: SigningOption | undefined;
}

/**
 * Opens the way to DynamoDB: the direct one where the client allows it, unless `send` says otherwise.
 *
 * @throws MonotableError `InvalidOptions` if `send` is `direct` and the client does not allow it, or for another value
 */
export function openTransport(client: DatabaseClient, { send, signing }: TransportOptions = {}): Transport {
  if (typeof (client as Partial<DatabaseClient> | null | undefined)?.send !== "function") {
    throw invalidOptions("the client has no send: pass a DynamoDBClient or a DynamoDBDocumentClient");
  }
  if (signing !== undefined && signing !== "sdk") {
    throw invalidOptions(`signing is "sdk" or left out, not ${JSON.stringify(signing)}`);
  }
  if (send !== undefined && send !== "direct" && send !== "document") {
    throw invalidOptions(`send is "direct" or "document", not ${JSON.stringify(send)}`);
  }
  if (send === "document") return documentTransport(client);
  const obstacle = whyNotDirect(client);
  if (obstacle === undefined) return directTransport(client, documentTransport(client), signing);
  if (send === undefined) return documentTransport(client);
  throw invalidOptions(`send: "direct" is not possible with this client: ${obstacle}`);
}
