import type { GetCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import { isExpired } from "../entities/expiry.js";
import { fromDocument, readNames, selectedNames } from "../entities/read-item.js";
import { isForeign, nameAttributes } from "../entities/row-class.js";
import { isSkipped, unreadableWith } from "../entities/unreadable.js";
import { isMonotableError, type MonotableError, type UnreadablePolicy } from "../errors.js";
import { Aliases } from "../expressions/condition.js";
import { projection } from "../expressions/projection.js";
import type { Values } from "../keys/key-format.js";
import { readCapacity } from "../requests/capacity.js";
import { captured, Operation, type Plan, type RunOptions } from "../requests/operation.js";
import type { Request } from "../requests/request.js";
import type { Document } from "../values/document.js";
import { composeKey } from "./given.js";
import type * as interfaces from "./interfaces.js";
import { planOf, type RepositoryContext } from "./repository-context.js";

export interface GetState {
  readonly key: () => Document;
  readonly consistent: boolean;
  readonly includeExpired: boolean;
  readonly selection?: () => readonly string[];
}

/** The parameters of a GetItem beside its table and key: the projection and the consistency. */
export type GetParameters = Omit<GetCommandInput, "TableName" | "Key">;

const WHOLE: GetParameters = Object.freeze({});

/** The GetItem of a key. */
export function getRequest(entity: Entity, state: GetState): Request<"GetItem"> {
  const parameters = parametersOf(entity, state);
  const input: GetCommandInput = { TableName: entity.tableName, Key: state.key() };
  return { operation: "GetItem", input: parameters === WHOLE ? input : Object.assign(input, parameters) };
}

function parametersOf(entity: Entity, state: GetState): GetParameters {
  if (!state.consistent && state.selection === undefined) return WHOLE;
  const aliases = new Aliases();
  const { timeToLive } = entity;
  // Whether the item has expired is seen on the item itself.
  const read = state.selection && [
    ...readNames(entity, state.selection(), entity.spec.primaryKey),
    ...(timeToLive && !state.includeExpired ? [timeToLive] : []),
    ...nameAttributes(entity),
  ];
  const parameters: GetParameters = {};
  if (state.consistent) parameters.ConsistentRead = true;
  if (read !== undefined) parameters.ProjectionExpression = projection(read, aliases);
  return aliases.addTo(parameters);
}

/** The item of what was found, `undefined` if there is none or if it has expired. */
export function getResult(
  entity: Entity,
  state: GetState,
  document: Readonly<Record<string, unknown>> | undefined,
  now: number,
): Record<string, unknown> | undefined {
  if (document === undefined) return undefined;
  if (!state.includeExpired && isExpired(entity, document, now)) return undefined;
  // A row of another entity is no match, as for queries.
  if (isForeign(entity, document)) return undefined;
  return fromDocument(entity, document, state.selection?.());
}

/**
 * Marks the reads of one item of every copy of the package.
 *
 * @internal
 */
const GET: unique symbol = Symbol.for("monotable.get") as never;

export class Get<Item> extends Operation<Item | undefined> implements interfaces.Get<Item> {
  /** @internal */
  readonly context: RepositoryContext;
  readonly #state: GetState;

  /** @internal */
  constructor(context: RepositoryContext, state: GetState) {
    super();
    this.context = context;
    this.#state = state;
  }

  /** @internal */
  get [GET](): true {
    return true;
  }

  /** @internal */
  static of<Item>(context: RepositoryContext, key: Values): Get<Item> {
    return new Get(context, {
      key: captured(() => composeKey(context.entity, key)),
      consistent: false,
      includeExpired: false,
    });
  }

  consistent(): this {
    return this.#with({ consistent: true });
  }

  select<Name extends keyof Item & string>(...attributes: readonly [Name, ...Name[]]): Get<Pick<Item, Name>> {
    const selection = captured(() => selectedNames(this.context.entity, "query", attributes));
    return new Get(this.context, { ...this.#state, selection });
  }

  includeExpired(): this {
    return this.#with({ includeExpired: true });
  }

  #with(change: Partial<GetState>): this {
    // No class below this one has modifiers: type assertion.
    return new Get(this.context, { ...this.#state, ...change }) as unknown as this;
  }

  plan(): Plan {
    return planOf(this.context.entity, this.request(), readCapacity(this.#state.consistent));
  }

  /** @internal Returns the request, alone or as a part of a transaction or a batch. */
  request(): Request<"GetItem"> {
    return getRequest(this.context.entity, this.#state);
  }

  /** @internal The key of what is read. */
  key(): Document {
    return this.#state.key();
  }

  /** @internal Returns the parameters of its request beside the table and the key. */
  parameters(): GetParameters {
    return parametersOf(this.context.entity, this.#state);
  }

  /** @internal The item out of what was found under the key. */
  result(
    document: Readonly<Record<string, unknown>> | undefined,
    now: number = timeOf(this.context.entity),
  ): Item | undefined {
    const { entity } = this.context;
    return getResult(entity, this.#state, document, now) as Item | undefined;
  }

  protected async run({ signal }: RunOptions = {}): Promise<Item | undefined> {
    const { entity, sender } = this.context;
    const output = await sender.within({ signal }).send(this.request(), entity);
    return this.result(output.Item);
  }
}

function isGet(value: unknown): value is Get<unknown> {
  return typeof value === "object" && value !== null && GET in value;
}

/** Returns the time by which items of an entity have expired. It matters only to entities with a time to live. */
function timeOf(entity: Entity): number {
  return entity.timeToLive === undefined ? 0 : entity.now().getTime();
}

/** Returns the operations behind their interfaces. Rejects anything but the `get` of a repository. */
export function getsOf(
  gets: readonly interfaces.Get<unknown>[],
  reject: (reason: string) => never,
): readonly Get<unknown>[] {
  return [...gets].map((get: unknown, position) =>
    isGet(get) ? get : reject(`operation ${position + 1} is not a get of a repository`),
  );
}

/**
 * Returns the results of several reads. Each clock is read once, so that all of them see the same time. An item that cannot
 * be read is an error with the results of all others by position, or is left out, as the policy says.
 */
export function resultsOf(
  gets: readonly Get<unknown>[],
  documentOf: (position: number) => Readonly<Record<string, unknown>> | undefined,
  policy?: UnreadablePolicy,
): readonly unknown[] {
  const times = new Map<Entity["now"], number>();
  let failure: MonotableError<"UnreadableItem"> | undefined;
  const results = gets.map((get, position) => {
    const { entity } = get.context;
    let now = 0;
    if (entity.timeToLive !== undefined) {
      now = times.get(entity.now) ?? entity.now().getTime();
      times.set(entity.now, now);
    }
    try {
      return get.result(documentOf(position), now);
    } catch (error) {
      if (!isMonotableError(error, "UnreadableItem")) throw error;
      if (!isSkipped(entity, error, "query", policy)) failure ??= error;
      return undefined;
    }
  });
  if (failure !== undefined) throw unreadableWith(failure, { results });
  return results;
}
