import type { PutCommandInput } from "@aws-sdk/lib-dynamodb";
import { type Entity, keyDetailsOf, managedOf } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import { completeItem, versionRead } from "../entities/update.js";
import { toDocument } from "../entities/write-item.js";
import type { KeyDetails, MonotableError } from "../errors.js";
import {
  Aliases,
  allOf,
  type ConditionNode,
  type MaybeCondition,
  renderCondition,
} from "../expressions/condition.js";
import { createCapacity } from "../requests/capacity.js";
import { type Capacity, captured } from "../requests/operation.js";
import type { ConditionNotMet, Request } from "../requests/request.js";
import { describeKey } from "../requests/subject.js";
import { copyOf, type Document, sameDocument } from "../values/document.js";
import { buildCondition, type ConditionBuilder, itemExists, sameVersionCondition } from "./condition.js";
import { conditionFailed, uncertaintyNote } from "./condition-failed.js";
import { explained } from "./given.js";
import type * as interfaces from "./interfaces.js";
import { OwnItems } from "./own-items.js";
import type { RepositoryContext } from "./repository-context.js";
import type { UniqueValueChange } from "./transaction-part.js";
import { Write } from "./write.js";

/** An item that passed its schema, and as it is stored. */
export interface NewItem {
  readonly item: Readonly<Record<string, unknown>>;
  readonly document: Document;
}

interface PutState {
  readonly item: () => NewItem;
  /** The item with the timestamps that it was given. */
  readonly restored?: (() => NewItem) | undefined;
  readonly conditions: readonly (() => ConditionNode | undefined)[];
  readonly own: OwnItems;
}

/** A new item as its schema and its table have it. */
export function newItem(
  entity: Entity,
  input: unknown,
  version?: number,
  timestamps: "now" | "given" = "now",
  own?: OwnItems,
): NewItem {
  const now = own && (() => own.now());
  const item = explained(entity, input, () => completeItem(entity, input, version, timestamps, now));
  return { item, document: explained(entity, item, () => toDocument(entity, item, true)) };
}

/** The PutItem of an item. */
export function putRequest(entity: Entity, state: PutState, further?: ConditionNode): Request<"PutItem"> {
  const asked = state.own.matching(state.conditions.map((node) => node()));
  return putUnder(entity, state.item().document, allOf([asked, further]));
}

/** The PutItem of a document, under a condition if there is one. */
export function putUnder(
  entity: Entity,
  document: Document,
  condition: ConditionNode | undefined,
): Request<"PutItem"> {
  const aliases = new Aliases();
  const input: PutCommandInput = { TableName: entity.tableName, Item: document };
  if (condition !== undefined) {
    input.ConditionExpression = renderCondition(condition, aliases);
    input.ReturnValuesOnConditionCheckFailure = "ALL_OLD";
  }
  return { operation: "PutItem", input: aliases.addTo(input) };
}

const CREATE_CONDITIONS = new WeakMap<Entity, ReturnType<typeof createCondition>>();

/** The PutItem of a new item: all those of an entity are on one condition. */
function createRequest(entity: Entity, document: Document): Request<"PutItem"> {
  let condition = CREATE_CONDITIONS.get(entity);
  if (condition === undefined) {
    condition = createCondition(entity);
    CREATE_CONDITIONS.set(entity, condition);
  }
  const { expression, names } = condition;
  const input: PutCommandInput = {
    TableName: entity.tableName,
    Item: document,
    ConditionExpression: expression,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    // Each request has its own, which a hook may change.
    ExpressionAttributeNames: { ...names },
  };
  return { operation: "PutItem", input };
}

function createCondition(entity: Entity) {
  const aliases = new Aliases();
  const expression = renderCondition(itemExists(entity, false), aliases);
  return { expression, names: aliases.maps().ExpressionAttributeNames };
}

/** A write of a whole item, which answers with the item as it is stored then, defaults included. */
abstract class WholeItem<Item> extends Write<Item> {
  protected abstract readonly state: PutState;

  request(further?: ConditionNode): Request<"PutItem"> {
    return putRequest(this.context.entity, this.state, further);
  }

  override uniqueValueChange(): UniqueValueChange | undefined {
    const { unique } = this.context.entity;
    if (unique.length === 0) return undefined;
    const { item } = this.state.item();
    return { key: item, constraints: unique, after: () => item };
  }

  protected result(): Item {
    // Awaited again, it sends what it was given, whatever became of what it gave.
    return fromDocument(this.context.entity, copyOf(this.state.item().document)) as Item;
  }

  protected override isOwnWrite(item: Readonly<Record<string, unknown>>): boolean {
    return sameDocument(item, this.state.item().document);
  }

  protected key(): KeyDetails {
    return keyDetailsOf(this.context.entity, this.state.item().item);
  }
}

/**
 * Stores a new item. Rejects with `AlreadyExists` if there is one with its key.
 *
 * If the answer of an attempt was lost and the SDK sent the item again, an equal item that is found is this one, so
 * that the create succeeded. Nothing tells it from an equal item that somebody else created at that very moment; the
 * attributes do where one of them is unique to its writer. Any other item that is found then is `AlreadyExists` with
 * `details.uncertain`: it may be this one, changed since.
 */
export class Create<Item> extends WholeItem<Item> {
  protected readonly state: PutState;

  /** @internal */
  constructor(
    context: RepositoryContext,
    item: () => NewItem,
    restored?: () => NewItem,
    own = new OwnItems(context.entity),
  ) {
    super(context);
    this.state = { item, restored, conditions: [], own };
  }

  /** @internal */
  static of<Item>(context: RepositoryContext, input: unknown): Create<Item> {
    const { entity } = context;
    const own = new OwnItems(entity);
    return new Create(
      context,
      captured(() => newItem(entity, input, undefined, "now", own)),
      () => newItem(entity, input, undefined, "given", own),
      own,
    );
  }

  /**
   * Writes the timestamps and the version that the item has, which monotable sets otherwise: to restore or to copy an
   * item as it was read. Rejects with `InvalidItem` if it has no timestamps.
   */
  keepTimestamps(): Create<Item> {
    const { item, restored = item, own } = this.state;
    return new Create(this.context, captured(restored), undefined, own);
  }

  get kind(): "create" {
    return "create";
  }

  override request(further?: ConditionNode): Request<"PutItem"> {
    const { entity } = this.context;
    const { item, own } = this.state;
    const { document } = item();
    return further === undefined && entity.timeToLive === undefined
      ? createRequest(entity, document)
      : putUnder(entity, document, allOf([own.absent(), further]));
  }

  toError(reason: ConditionNotMet): MonotableError {
    const { entity } = this.context;
    const key = this.key();
    const uncertainty = uncertaintyNote(reason);
    const foreign = this.state.own.foreignNote(reason.item);
    const message = `${entity.name} ${describeKey(key)} exists already${foreign.text}${uncertainty.text}`;
    const details = { key, ...foreign.details, ...uncertainty.details };
    return entity.error("AlreadyExists", message, details, reason.cause);
  }

  override uniqueValueChange(): UniqueValueChange | undefined {
    const uniqueValueChange = super.uniqueValueChange();
    // It demands that there is no item, so nothing is read.
    return uniqueValueChange && { ...uniqueValueChange, readItem: { document: undefined } };
  }

  protected override capacity(): Capacity {
    return createCapacity(this.context.entity, this.state.item().document);
  }
}

export class Put<Item, Paths, Kind extends string = "put">
  extends WholeItem<Item>
  implements interfaces.Put<Item, Paths, Kind>
{
  protected readonly state: PutState;

  /** @internal */
  constructor(context: RepositoryContext, state: PutState) {
    super(context);
    this.state = state;
  }

  /** @internal */
  static of<Item, Paths, Kind extends string = "put">(
    context: RepositoryContext,
    input: unknown,
    read?: unknown,
  ): Put<Item, Paths, Kind> {
    const { entity } = context;
    const own = new OwnItems(entity);
    // A version never goes back: without the one that is replaced, there would be none to count on from.
    if (managedOf(entity).version === undefined) {
      return new Put(context, {
        item: captured(() => newItem(entity, input, undefined, "now", own)),
        restored: () => newItem(entity, input, undefined, "given", own),
        conditions: [],
        own,
      });
    }
    return new Put(context, {
      item: captured(() => newItem(entity, input, versionRead(entity, read) + 1, "now", own)),
      restored: () => newItem(entity, input, versionRead(entity, read) + 1, "given", own),
      conditions: [captured(() => sameVersionCondition(entity, read))],
      own,
    });
  }

  get kind(): Kind {
    // What it is does not depend on the type: type assertion.
    return "put" as Kind;
  }

  if<Returned extends MaybeCondition>(condition: ConditionBuilder<Paths, Returned>): this {
    const node = captured(() => buildCondition(this.context.entity, condition));
    // There is no class below this one: type assertion.
    return new Put(this.context, {
      ...this.state,
      conditions: [...this.state.conditions, node],
    }) as unknown as this;
  }

  keepTimestamps(): this {
    const { item, restored = item } = this.state;
    // There is no class below this one: type assertion.
    return new Put(this.context, { ...this.state, item: captured(restored) }) as unknown as this;
  }

  toError(reason: ConditionNotMet): MonotableError {
    return conditionFailed(this.context.entity, this.key(), reason, this.state.own);
  }
}
