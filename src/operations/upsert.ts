import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { type Entity, keyDetailsOf, managedOf, storedName } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import { completeItem, upsertActions } from "../entities/update.js";
import type { KeyDetails, MonotableError } from "../errors.js";
import { Aliases, type ConditionNode, renderCondition } from "../expressions/condition.js";
import { applyUpdate, renderUpdate, type UpdateActions } from "../expressions/update.js";
import type { Values } from "../keys/key-format.js";
import type { ConditionNotMet, Request } from "../requests/request.js";
import type { Document } from "../values/document.js";
import { conditionFailed } from "./condition-failed.js";
import { capturedFrom } from "./given.js";
import type { RepositoryContext } from "./repository-context.js";
import type { UniqueValueChange } from "./transaction-part.js";
import { attributesOf } from "./unique-guards.js";
import { checkValueSizes } from "./update.js";
import { Write } from "./write.js";

interface Merge {
  readonly details: KeyDetails;
  readonly key: Document;
  readonly actions: UpdateActions;
  /** The item that it creates, and the attributes of which it was given. */
  readonly item: Values;
  readonly givenNames: ReadonlySet<string>;
}

function merge(entity: Entity, input: unknown): Merge {
  const { updated, version } = managedOf(entity);
  const complete = completeItem(entity, input);
  // The version is counted on: it is not set.
  const item = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== version));
  const givenEntries = Object.entries(input as object).filter(([, value]) => value !== undefined);
  const names = new Set([...givenEntries.map(([name]) => name), ...(updated === undefined ? [] : [updated])]);
  const actions = upsertActions(entity, item, names);
  const counted =
    version === undefined
      ? actions
      : { ...actions, add: { ...actions.add, [storedName(entity, version)]: 1 } };
  return {
    details: keyDetailsOf(entity, item),
    key: entity.key(item),
    actions: counted,
    item,
    givenNames: names,
  };
}

/** The UpdateItem that creates an item or merges into it. */
export function upsertRequest(
  entity: Entity,
  { key, actions }: Merge,
  condition?: ConditionNode,
): Request<"UpdateItem"> {
  const aliases = new Aliases();
  checkValueSizes(entity, actions);
  const update = renderUpdate(actions, aliases);
  const input: UpdateCommandInput = {
    TableName: entity.tableName,
    Key: key,
    // An item that is nothing but its key needs no expression.
    ...(update !== "" && { UpdateExpression: update }),
    ...(condition && {
      ConditionExpression: renderCondition(condition, aliases),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    }),
    ReturnValues: "ALL_NEW",
    ...aliases.maps(),
  };
  return { operation: "UpdateItem", input };
}

/**
 * Creates an item, or sets the given attributes of the one with its key and leaves the others. Defaults apply where the
 * item has no such attribute. Gives the whole item as it is then.
 */
export class Upsert<Item> extends Write<Item> {
  readonly #merge: () => Merge;

  /** @internal */
  constructor(context: RepositoryContext, input: unknown) {
    super(context);
    this.#merge = capturedFrom(context.entity, input, () => merge(context.entity, input));
  }

  get kind(): "upsert" {
    return "upsert";
  }

  request(further?: ConditionNode): Request<"UpdateItem"> {
    return upsertRequest(this.context.entity, this.#merge(), further);
  }

  override uniqueValueChange(): UniqueValueChange | undefined {
    const { unique } = this.context.entity;
    if (unique.length === 0) return undefined;
    const { item, givenNames } = this.#merge();
    const names = attributesOf(unique);
    const after = (before: Values = {}) =>
      Object.fromEntries(
        names.map((name) => [name, givenNames.has(name) ? item[name] : (before[name] ?? item[name])]),
      );
    return { key: item, constraints: unique, after };
  }

  protected override needsPreviousItem(): boolean {
    return true;
  }

  protected override resultFromPreviousItem(before: Readonly<Record<string, unknown>> | undefined): Item {
    const { key, actions } = this.#merge();
    return this.result(applyUpdate(before ?? key, actions));
  }

  toError(reason: ConditionNotMet): MonotableError {
    return conditionFailed(this.context.entity, this.#merge().details, reason);
  }

  protected result(attributes: Readonly<Record<string, unknown>> | undefined): Item {
    // DynamoDB always answers with them; a mock may leave them out, and then nothing is known of the item.
    if (attributes === undefined) return {} as Item;
    return fromDocument(this.context.entity, attributes) as Item;
  }
}
