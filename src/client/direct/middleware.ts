/** What is used of the SDK's middleware: its own types are overloaded by step, and live in a package of its own. */

/** What middleware hands on: the command at first, with a request from the serializer on. */
export interface Args {
  readonly input: object;
  request?: unknown;
}

/** What comes back: a response of HTTP alone below the deserializer. */
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

/** What the middleware of one request shares. */
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

/** Where middleware goes: to a step, or beside another. */
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

/** Whether a stack still has these entries and no other. */
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
