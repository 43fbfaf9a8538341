import type { OperationName, Subject, Wire } from "../operations/wire.js";
import type { Shape, Structure } from "../wire/shapes.js";

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
  /** Which parts of a request hold values, which are written as DynamoDB's own types. */
  input(): Shape;
  /** Which parts of an answer hold values. */
  output(): Structure;
  /** Refuses a request that DynamoDB would refuse for its size, as far as the request alone tells. */
  check(input: Wire[Name]["input"], subject: Subject): void;
  /** Whether a request changes nothing. */
  isRead(input: Wire[Name]["input"]): boolean;
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
