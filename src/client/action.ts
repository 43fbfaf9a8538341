import type { OperationName, Subject, Wire } from "../requests/request.js";
import type { Structure } from "../wire/shapes.js";
import type { Attempts, WriteErrorPolicy } from "./errors.js";

/**
 * What sending one of DynamoDB's operations takes. Each stands alone and names what it needs, so that a bundle has the
 * operations that its methods send and no other.
 */
export interface Action<Name extends OperationName = OperationName> {
  readonly name: Name;
  /** The SDK's own command: tracing knows it by its class. */
  readonly Command: unknown;
  /** The name of the command of `@aws-sdk/lib-dynamodb`. */
  readonly documentCommand: DocumentCommand;
  /** What writes the JSON of its requests, in which values are of DynamoDB's own types. */
  input(): (input: Wire[Name]["input"]) => Uint8Array | string;
  /** Its input as the SDK's document client takes it, where that would misread some of the values that it can have. */
  sdkInput?(input: Wire[Name]["input"]): Wire[Name]["input"];
  /** Which parts of an answer hold values. */
  output(): Structure;
  /** Refuses a request that DynamoDB would refuse for its size, as far as the request alone tells. */
  check(input: Wire[Name]["input"], subject: Subject): void;
  /** What comes of its requests that does not come of reading; absent where they only read. */
  readonly errorPolicy?: WriteErrorPolicy;
  /** Whether a request changes nothing, where others of the action do or are refused as if they did. */
  isRead?(input: Wire[Name]["input"]): boolean;
  /** What is sent of a request where it lacks something: the token by which DynamoDB knows it when it comes again. */
  complete?(input: Wire[Name]["input"]): Wire[Name]["input"];
  /** Sends a request, and again what DynamoDB left undone of it, which the SDK does not. */
  sendAll?(
    send: (input: Wire[Name]["input"]) => Promise<Wire[Name]["output"]>,
    input: Wire[Name]["input"],
    signal?: AbortSignal,
  ): Promise<Wire[Name]["output"]>;
}

export type DocumentCommand = Extract<keyof typeof import("@aws-sdk/lib-dynamodb"), `${string}Command`>;

/** Any of them. The methods make one of a single operation no {@link Action} of any: this is the seam. */
// biome-ignore lint/suspicious/noExplicitAny: the operation is known where the action is found by its name.
export type AnyAction = Action<any>;

/** Whether a request of an action changes nothing. */
export function isRead({ errorPolicy, isRead }: AnyAction, input: unknown): boolean {
  return errorPolicy === undefined || (isRead?.(input) ?? false);
}

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

/** The way to send: `direct` past the SDK's conversions, `document` by `@aws-sdk/lib-dynamodb`. */
export type SendOption = "direct" | "document";

/** The signer of all requests, where it is not left to the way to send: `sdk` for the SDK's own. */
export type SigningOption = "sdk";
