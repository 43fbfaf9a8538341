import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { upsertActions } from "../entities/changes.js";
import type { Entity } from "../entities/entity.js";
import { completeItem } from "../entities/managed.js";
import type { KeyDetails, MonotableError } from "../errors.js";
import { Aliases } from "../expressions/aliases.js";
import { renderUpdate, type UpdateActions } from "../expressions/update.js";
import type { Document } from "../values/document.js";
import { settle, type Target } from "./operation.js";
import type { ConditionNotMet, Request } from "./wire.js";
import { conditionFailed, Write } from "./write.js";

interface Merge {
  readonly details: KeyDetails;
  readonly key: Document;
  readonly actions: UpdateActions;
}

function merge(entity: Entity, input: unknown): Merge {
  const { updated, version } = entity.managed;
  const complete = completeItem(entity, input);
  // The version is counted on: it is not set.
  const item = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== version));
  const given = Object.entries(input as object).filter(([, value]) => value !== undefined);
  const names = [...given.map(([name]) => name), ...(updated === undefined ? [] : [updated])];
  const actions = upsertActions(entity, item, new Set(names));
  const counted =
    version === undefined
      ? actions
      : { ...actions, add: { ...actions.add, [entity.storedName(version)]: 1 } };
  return { details: entity.keyDetails(item), key: entity.key(item), actions: counted };
}

/** The UpdateItem that creates an item or merges into it. */
export function upsertRequest(entity: Entity, { key, actions }: Merge): Request<"UpdateItem"> {
  const aliases = new Aliases();
  const update = renderUpdate(actions, aliases);
  const input: UpdateCommandInput = {
    TableName: entity.tableName,
    Key: key,
    // An item that is nothing but its key needs no expression.
    ...(update !== "" && { UpdateExpression: update }),
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
  constructor(target: Target, input: unknown) {
    super(target);
    this.#merge = settle(() => merge(target.entity, input));
  }

  request(): Request<"UpdateItem"> {
    return upsertRequest(this.target.entity, this.#merge());
  }

  refused(reason: ConditionNotMet): MonotableError {
    return conditionFailed(this.target.entity, this.#merge().details, reason);
  }

  protected result(attributes: Readonly<Record<string, unknown>> = {}): Item {
    return this.target.entity.decode(attributes) as Item;
  }
}
