import type { PutCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import { validateItem } from "../entities/schema.js";
import { Aliases } from "../expressions/aliases.js";
import { type ConditionNode, renderCondition } from "../expressions/condition.js";
import type { Document } from "../values/document.js";
import { createCapacity, writeCapacity } from "./capacity.js";
import { Operation, type Plan, planOf, settle, type Target } from "./operation.js";
import type { ConditionNotMet, Request } from "./wire.js";
import {
  allOf,
  buildCondition,
  type ConditionBuilder,
  conditionFailed,
  describeKey,
  itemExists,
  sendWrite,
} from "./write.js";

/** An item that passed its schema, and as it is stored. */
interface NewItem {
  readonly item: Readonly<Record<string, unknown>>;
  readonly document: Document;
}

interface PutState {
  readonly item: () => NewItem;
  readonly conditions: readonly (() => ConditionNode)[];
}

function newItem(entity: Entity, input: unknown): NewItem {
  const item = validateItem(entity.name, entity.schema, input);
  return { item, document: entity.document(item) };
}

/** The PutItem of an item. */
export function putRequest(entity: Entity, state: PutState): Request<"PutItem"> {
  const aliases = new Aliases();
  const condition = allOf(state.conditions.map((node) => node()));
  const input: PutCommandInput = {
    TableName: entity.tableName,
    Item: state.item().document,
    ...(condition && {
      ConditionExpression: renderCondition(condition, aliases),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
    ...aliases.maps(),
  };
  return { operation: "PutItem", input };
}

/** What `create` and `put` answer: the item as it is stored now, defaults included. */
function putResult<Item>(entity: Entity, state: PutState): Item {
  return entity.decode(state.item().document) as Item;
}

/** Stores a new item. Rejects with `AlreadyExists` if there is one with its key. */
export class Create<Item> extends Operation<Item> {
  readonly #target: Target;
  readonly #state: PutState;

  /** @internal */
  constructor(target: Target, input: unknown) {
    super();
    const { entity } = target;
    this.#target = target;
    this.#state = {
      item: settle(() => newItem(entity, input)),
      conditions: [() => itemExists(entity, false)],
    };
  }

  plan(): Plan {
    const { entity } = this.#target;
    const request = putRequest(entity, this.#state);
    return planOf(entity, request, createCapacity(entity, this.#state.item().document));
  }

  protected async run(): Promise<Item> {
    const { entity, sender } = this.#target;
    await sendWrite(sender, entity, putRequest(entity, this.#state), ({ cause }: ConditionNotMet) => {
      const key = entity.keyDetails(this.#state.item().item);
      return entity.error(
        "AlreadyExists",
        `${entity.name} ${describeKey(key)} exists already`,
        { key },
        cause,
      );
    });
    return putResult(entity, this.#state);
  }
}

/** Stores an item, replacing the one with its key. */
export class Put<Item, Paths> extends Operation<Item> {
  readonly #target: Target;
  readonly #state: PutState;

  /** @internal */
  constructor(target: Target, state: PutState) {
    super();
    this.#target = target;
    this.#state = state;
  }

  /** @internal */
  static of<Item, Paths>(target: Target, input: unknown): Put<Item, Paths> {
    return new Put(target, { item: settle(() => newItem(target.entity, input)), conditions: [] });
  }

  /** Puts only if the item that is there now is so; rejects with `ConditionFailed` otherwise. Several must all hold. */
  if(condition: ConditionBuilder<Paths>): Put<Item, Paths> {
    const node = settle(() => buildCondition(this.#target.entity, condition));
    return new Put(this.#target, { ...this.#state, conditions: [...this.#state.conditions, node] });
  }

  plan(): Plan {
    const { entity } = this.#target;
    return planOf(entity, putRequest(entity, this.#state), writeCapacity(entity));
  }

  protected async run(): Promise<Item> {
    const { entity, sender } = this.#target;
    await sendWrite(sender, entity, putRequest(entity, this.#state), (reason) =>
      conditionFailed(entity, entity.keyDetails(this.#state.item().item), reason),
    );
    return putResult(entity, this.#state);
  }
}
