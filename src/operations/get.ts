import type { GetCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import { isExpired } from "../entities/expiry.js";
import { fromDocument, readNames, selectedNames } from "../entities/stored-item.js";
import { Aliases } from "../expressions/aliases.js";
import { projection } from "../expressions/projection.js";
import type { Values } from "../keys/key-part.js";
import type { Document } from "../values/document.js";
import { readCapacity } from "./capacity.js";
import type * as interfaces from "./interfaces.js";
import { Operation, type Plan, planOf, type RunOptions, settle, type Target } from "./operation.js";
import type { Request } from "./wire.js";

export interface GetState {
  readonly key: () => Document;
  readonly consistent: boolean;
  readonly includeExpired: boolean;
  readonly selection?: () => readonly string[];
}

/** The GetItem of a key. */
export function getRequest(entity: Entity, state: GetState): Request<"GetItem"> {
  const aliases = new Aliases();
  const { timeToLive } = entity;
  // Whether the item has expired is seen on the item itself.
  const read = state.selection && [
    ...readNames(entity, state.selection(), entity.spec.primaryKey),
    ...(timeToLive && !state.includeExpired ? [timeToLive] : []),
  ];
  const input: GetCommandInput = {
    TableName: entity.tableName,
    Key: state.key(),
    ...(state.consistent && { ConsistentRead: true }),
    ...(read && { ProjectionExpression: projection(read, aliases) }),
    ...aliases.maps(),
  };
  return { operation: "GetItem", input };
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
      key: settle(() => target.entity.key(key)),
      consistent: false,
      includeExpired: false,
    });
  }

  consistent(): this {
    return this.#with({ consistent: true });
  }

  select<Name extends keyof Item & string>(...attributes: readonly [Name, ...Name[]]): Get<Pick<Item, Name>> {
    const selection = settle(() => selectedNames(this.target.entity, "query", attributes));
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

  /** @internal The item out of what was found under the key. */
  result(document: Readonly<Record<string, unknown>> | undefined): Item | undefined {
    return getResult(this.target.entity, this.#state, document, this.target.entity.now().getTime()) as
      | Item
      | undefined;
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
