import type { OperationName, Subject, Wire } from "../requests/request.js";
import type { Structure } from "../wire/shapes.js";
import type { DocumentLibrary } from "./document-library.js";
import type { Attempts, WriteErrorPolicy } from "./errors.js";
import type { NumberValues } from "./sdk-input.js";

/**
 * One of DynamoDB's operations with all that sending it needs. Each stands alone, so that a bundle has the operations that
 * its methods send and no other.
 */
export interface Action<Name extends OperationName = OperationName> {
  readonly name: Name;
  /** The SDK's own command: tracing knows it by its class. */
  readonly Command: unknown;
  /** The name of the command of `@aws-sdk/lib-dynamodb`. */
  readonly documentCommand: DocumentCommand;
  /** Finds the class of its command where the document client may not have one. The SDK then sends it, whatever the way to send is. */
  commandClass?(library: DocumentLibrary): Promise<unknown>;
  /** The writer of the JSON of its requests, in which values are of DynamoDB's own types. */
  input(): (input: Wire[Name]["input"]) => Uint8Array | string;
  /** Its input as the SDK's document client takes it, where that would misread some of the values that it can have. */
  sdkInput?(input: Wire[Name]["input"], numbers: NumberValues): Wire[Name]["input"];
  /** The parts of an answer that contain values. */
  output(): Structure;
  /** Rejects a request that is too large for DynamoDB, as far as the request alone shows it. */
  check(input: Wire[Name]["input"], subject: Subject): void;
  /** The errors that reading does not have; absent where requests only read. */
  readonly errorPolicy?: WriteErrorPolicy;
  /** Returns true if a request changes nothing, where others of the operation do, or fail as if they did. */
  isRead?(input: Wire[Name]["input"]): boolean;
  /** Adds to a request what it lacks: the token by which DynamoDB recognises it when it is sent again. */
  complete?(input: Wire[Name]["input"]): Wire[Name]["input"];
  /** Sends a request, and again what DynamoDB left undone of it, which the SDK does not. */
  sendAll?(
    send: (input: Wire[Name]["input"]) => Promise<Wire[Name]["output"]>,
    input: Wire[Name]["input"],
    signal?: AbortSignal,
  ): Promise<Wire[Name]["output"]>;
}

export type DocumentCommand = Extract<keyof typeof import("@aws-sdk/lib-dynamodb"), `${string}Command`>;

/** An action of any operation: a type assertion, since an action of one operation does not take the input of others. */
// biome-ignore lint/suspicious/noExplicitAny: the operation is known where the action is found by its name.
export type AnyAction = Action<any>;

/** Returns true if a request of an action changes nothing. */
export function isRead({ errorPolicy, isRead }: AnyAction, input: unknown): boolean {
  return errorPolicy === undefined || (isRead?.(input) ?? false);
}

/** The circumstances in which one request is sent. */
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
