import { invalidOptions } from "../errors.js";
import type { Transport } from "./action.js";
import { directTransport, whyNotDirect } from "./direct/transport.js";
import type { DatabaseClient } from "./document-client.js";
import { documentTransport } from "./document-transport.js";

/** How requests are sent: `direct` past the SDK's conversions, `document` by `@aws-sdk/lib-dynamodb`. */
export type SendOption = "direct" | "document";

/**
 * The way to DynamoDB: direct where the client can be sent to so, unless told otherwise.
 *
 * @throws MonotableError `InvalidOptions` if it is told `direct`, and the client cannot
 */
export function openTransport(client: DatabaseClient, send?: SendOption): Transport {
  if (send === "document") return documentTransport(client);
  if (send !== undefined && send !== "direct") {
    throw invalidOptions(`send is "direct" or "document", not ${JSON.stringify(send)}`);
  }
  const obstacle = whyNotDirect(client);
  if (obstacle === undefined) return directTransport(client, documentTransport(client));
  if (send === undefined) return documentTransport(client);
  throw invalidOptions(`send: "direct" is not possible with this client: ${obstacle}`);
}
