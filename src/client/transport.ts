import type { OperationName, Wire } from "../requests/request.js";
import type { Action } from "./action.js";
import type { Attempts } from "./attempts.js";

/** How one request is sent. */
export interface Sending {
  readonly attempts: Attempts;
  readonly options: { readonly abortSignal: AbortSignal } | undefined;
}

/** A way to DynamoDB: it takes inputs and gives outputs in document form. Rejects with the SDK's errors. */
export interface Transport {
  send<Name extends OperationName>(
    action: Action<Name>,
    input: Wire[Name]["input"],
    sending: Sending,
  ): Promise<Wire[Name]["output"]>;
}
