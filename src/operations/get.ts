import type { GetCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import { fromDocument, isExpired, readNames, selectedNames } from "../entities/read-item.js";
import { Aliases } from "../expressions/condition.js";
import { projection } from "../expressions/projection.js";
import type { Values } from "../keys/key-format.js";
import { readCapacity } from "../requests/capacity.js";
import { captured, Operation, type Plan, type RunOptions } from "../requests/operation.js";
import type { Request } from "../requests/request.js";
import type { Document } from "../values/document.js";
import type * as interfaces from "./interfaces.js";
import { planOf, type Target } from "./repository-context.js";

export interface GetState {
  readonly key: () => Document;
  readonly consistent: boolean;
  readonly includeExpired: boolean;
  readonly selection?: () => readonly string[];
}

/** What of an item is read, and how. */
export type Manner = Omit<GetCommandInput, "TableName" | "Key">;

const WHOLE: Manner = Object.freeze({});

/** The GetItem of a key. */
export function getRequest(entity: Entity, state: GetState): Request<"GetItem"> {
  const manner = mannerOf(entity, state);
  const input: GetCommandInput = { TableName: entity.tableName, Key: state.key() };
  return { operation: "GetItem", input: manner === WHOLE ? input : Object.assign(input, manner) };
}

function mannerOf(entity: Entity, state: GetState): Manner {
  if (!state.consistent && state.selection === undefined) return WHOLE;
  const aliases = new Aliases();
  const { timeToLive } = entity;
  // Whether the item has expired is seen on the item itself.
  const read = state.selection && [
    ...readNames(entity, state.selection(), entity.spec.primaryKey),
    ...(timeToLive && !state.includeExpired ? [timeToLive] : []),
  ];
  const manner: Manner = {};
  if (state.consistent) manner.ConsistentRead = true;
  if (read !== undefined) manner.ProjectionExpression = projection(read, aliases);
  return aliases.addTo(manner);
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
  return fromDocument(entity, document, state.selection?.());
}

export class Get<Item> extends Operation<Item | undefined> implements interfaces.Get<Item> {
  /** @internal */
  readonly target: Target;
  readonly #state: GetState;

  /** @internal */
  constructor(target: Target, state: GetState) {
    super();
    this.target = target;
    this.#state = state;
  }

  /** @internal */
  static of<Item>(target: Target, key: Values): Get<Item> {
    return new Get(target, {
      key: captured(() => target.entity.key(key)),
      consistent: false,
      includeExpired: false,
    });
  }

  consistent(): this {
    return this.#with({ consistent: true });
  }

  select<Name extends keyof Item & string>(...attributes: readonly [Name, ...Name[]]): Get<Pick<Item, Name>> {
    const selection = captured(() => selectedNames(this.target.entity, "query", attributes));
    return new Get(this.target, { ...this.#state, selection });
  }

  includeExpired(): this {
    return this.#with({ includeExpired: true });
  }

  #with(change: Partial<GetState>): this {
    // No class below this one has modifiers: the seam of the polymorphic type.
    return new Get(this.target, { ...this.#state, ...change }) as unknown as this;
  }

  plan(): Plan {
    return planOf(this.target.entity, this.request(), readCapacity(this.#state.consistent));
  }

  /** @internal What is sent, alone or as a part of a transaction or a batch. */
  request(): Request<"GetItem"> {
    return getRequest(this.target.entity, this.#state);
  }

  /** @internal The key of what is read. */
  key(): Document {
    return this.#state.key();
  }

  /** @internal What of the item is read, and how. */
  manner(): Manner {
    return mannerOf(this.target.entity, this.#state);
  }

  /** @internal The item out of what was found under the key. */
  result(document: Readonly<Record<string, unknown>> | undefined): Item | undefined {
    const { entity } = this.target;
    // The time matters to what expires alone.
    const now = entity.timeToLive === undefined ? 0 : entity.now().getTime();
    return getResult(entity, this.#state, document, now) as Item | undefined;
  }

  protected async run({ signal }: RunOptions = {}): Promise<Item | undefined> {
    const { entity, sender } = this.target;
    const output = await sender.within({ signal }).send(this.request(), entity);
    return this.result(output.Item);
  }
}

/** The operations behind their interfaces, of which this is the one class: the seam between the two. */
export function getsOf(gets: readonly interfaces.Get<unknown>[]): readonly Get<unknown>[] {
  return gets as readonly Get<unknown>[];
}
