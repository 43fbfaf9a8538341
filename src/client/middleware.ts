import type { AnyAction } from "./action.js";

/** The parts of the SDK's middleware that are used here: its types are overloaded by step, in a package of their own. */

/** The arguments that middleware passes on: the command at first, with a request from the serializer on. */
export interface Args {
  readonly input: object;
  request?: unknown;
}

/** The result of middleware: only an HTTP response below the deserializer. */
export interface Result {
  response: Response;
  output?: { $metadata: object };
}

export interface Response {
  readonly statusCode: number;
  headers: Record<string, string>;
  body?: unknown;
}

export type Handler = (args: Args) => Promise<Result>;

export type Middleware = (next: Handler, context: Context) => Handler;

/** The state that the middleware of one request shares. */
export interface Context {
  readonly logger?: { readonly constructor?: { readonly name?: string } };
  inputFilterSensitiveLog?: (input: unknown) => unknown;
  outputFilterSensitiveLog?: (output: unknown) => unknown;
  readonly endpointV2?: Endpoint;
}

export interface Endpoint {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
}

/** The place of middleware: in a step, or beside another. */
export interface Position {
  readonly name?: string;
  readonly step?: string;
  readonly priority?: string;
  readonly relation?: string;
  readonly toMiddleware?: string;
}

export interface Entry extends Position {
  readonly middleware: Middleware;
}

export interface Stack {
  add(middleware: Middleware, position: Position): void;
  addRelativeTo(middleware: Middleware, position: Position): void;
  applyToStack(to: Pick<Stack, "add" | "addRelativeTo">): void;
  clone(): Stack;
  concat(own: Stack): Pick<Stack, "resolve">;
  remove(middleware: Middleware): boolean;
  resolve(handler: Handler, context: Context): Handler;
}

/** The middleware of a stack in the order in which it was added. */
export function entriesOf(stack: Stack): readonly Entry[] {
  const entries: Entry[] = [];
  const collect = (middleware: Middleware, position: Position) => entries.push({ ...position, middleware });
  stack.applyToStack({ add: collect, addRelativeTo: collect });
  return entries;
}

/** Returns true if a stack still has these entries and no other. */
export function hasEntries(stack: Stack, entries: readonly Entry[]): boolean {
  let index = 0;
  let same = true;
  const compare = (middleware: Middleware, position: Position) => {
    const entry = entries[index];
    index += 1;
    same &&= entry !== undefined && entry.middleware === middleware && isSamePosition(entry, position);
  };
  stack.applyToStack({ add: compare, addRelativeTo: compare });
  return same && index === entries.length;
}

export function isSamePosition(one: Position, other: Position): boolean {
  return (
    one.name === other.name &&
    one.step === other.step &&
    one.priority === other.priority &&
    one.relation === other.relation &&
    one.toMiddleware === other.toMiddleware
  );
}

/**
 * The order in which the SDK composes middleware, from the innermost to the outermost, as positions in the list.
 * The SDK itself sorts: a stack of markers is resolved, each of which records its turn.
 *
 * @param stack Any stack, to make another of: the SDK has no public way to an empty one.
 * @throws Error where one goes beside another that there is not
 */
export function orderOf(entries: readonly Entry[], stack: Stack): readonly number[] {
  const markers = emptied(stack);
  const order: number[] = [];
  for (const [index, { middleware: _, ...position }] of entries.entries()) {
    const marker: Entry["middleware"] = (next) => {
      order.push(index);
      return next;
    };
    if (position.relation === undefined) markers.add(marker, position);
    else markers.addRelativeTo(marker, position);
  }
  markers.resolve(unreachable, {});
  return order;
}

/** A stack like another, without what is in it: what wraps the other's methods wraps those of this one. */
export function emptied(stack: Stack): Stack {
  const empty = stack.clone();
  for (const { middleware } of entriesOf(stack)) empty.remove(middleware);
  return empty;
}

function unreachable(): never {
  throw new Error("A stack of markers sends nothing");
}

/** A command of the SDK. Its own types are those of DynamoDB's form; here it carries an input in document form. */
export interface Command {
  readonly middlewareStack: object;
  resolveMiddleware(clientStack: Pick<Stack, "concat">, config: unknown, options: unknown): Handler;
}

/** Creates the SDK's own command of an action: a type assertion, since here its input is in document form. */
export function commandOf(action: AnyAction, input: object): Command {
  const Class = action.Command as new (input: object) => Command;
  return new Class(input);
}
