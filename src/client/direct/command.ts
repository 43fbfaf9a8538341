import type { AnyAction } from "../action.js";
import type { Handler, Stack } from "./middleware.js";

/** A command of the SDK. Its own types are those of DynamoDB's form; here it carries an input in document form. */
export interface Command {
  readonly middlewareStack: object;
  resolveMiddleware(clientStack: Pick<Stack, "concat">, config: unknown, options: unknown): Handler;
}

/** The SDK's own command of an action. The cast is the seam of its types. */
export function commandOf(action: AnyAction, input: object): Command {
  const Class = action.Command as new (input: object) => Command;
  return new Class(input);
}
