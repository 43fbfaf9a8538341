import type { KeyDetails, MonotableError } from "../errors.js";
import { Aliases } from "../expressions/aliases.js";
import { type ConditionNode, join, renderCondition } from "../expressions/condition.js";
import { OWNER_ATTRIBUTE } from "../keys/owner-attribute.js";
import { describeKey } from "../operations/describe-key.js";
import { type Guard, guardDocument, ownerKey } from "../operations/unique-guards.js";
import type { TransactItem } from "../transactions/part.js";
import type { Document } from "../values/document.js";

/** A part of a transaction takes a guard, or gives it up. */
export interface GuardUse {
  /** The part's position. */
  readonly position: number;
  readonly guard: Guard;
  /** The primary key of the part's item, in the entity's own form and as guards refer to it. */
  readonly key: KeyDetails;
  readonly owner: Document;
  /** There is no item yet, so it has no guards either. */
  readonly isNew?: boolean;
}

/** What a transaction does to one guard: it deletes it, or gives it to another owner. */
export interface GuardAction {
  readonly guard: Guard;
  readonly taken?: GuardUse;
  readonly given: readonly GuardUse[];
}

/** Joins what the parts of a transaction do to guards: one action for each. */
export function guardActions(
  taken: readonly GuardUse[],
  given: readonly GuardUse[],
  refuse: (reason: string) => never,
): GuardAction[] {
  const actions = new Map<string, GuardAction>();
  for (const use of taken) {
    const other = actions.get(use.guard.id)?.taken;
    if (other !== undefined) {
      const operations = `operations ${other.position + 1} and ${use.position + 1}`;
      const { entity, constraint } = use.guard;
      refuse(
        `${operations} would give two items the same ${describeKey(use.guard.values)}, which ${entity.name}.unique.${constraint.name} forbids`,
      );
    }
    actions.set(use.guard.id, { guard: use.guard, taken: use, given: [] });
  }
  for (const use of given) {
    const action = actions.get(use.guard.id) ?? { guard: use.guard, given: [] };
    actions.set(use.guard.id, { ...action, given: [...action.given, use] });
  }
  return [...actions.values()];
}

/** The action of the request: conditional on the guard not being that of another item. */
export function guardItem({ guard, taken, given }: GuardAction): TransactItem {
  const { entity, key } = guard;
  const owners = [...given, ...(taken === undefined || taken.isNew ? [] : [taken])].map(({ owner }) => owner);
  const aliases = new Aliases();
  const absent: ConditionNode = { type: "exists", attribute: entity.table.partitionKey.name, exists: false };
  const owned = owners.map((value): ConditionNode => {
    return { type: "compare", operator: "=", operand: { attribute: OWNER_ATTRIBUTE }, value };
  });
  const condition = renderCondition(join("or", [absent, ...owned]), aliases);
  const common = {
    TableName: entity.tableName,
    ConditionExpression: condition,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    ...aliases.maps(),
  };
  return taken === undefined
    ? { Delete: { Key: key, ...common } }
    : { Put: { Item: guardDocument(guard, taken.owner), ...common } };
}

/** The error of a value that another item has. */
export function notUnique(
  { guard, key }: GuardUse,
  found: Readonly<Record<string, unknown>> | undefined,
  cause: unknown,
): MonotableError<"NotUnique"> {
  const { entity } = guard;
  const owner = ownerKey(entity, found);
  const attributes = Object.keys(guard.values);
  const whose = owner === undefined ? "another item" : `${entity.name} ${describeKey(owner)}`;
  const message = `${entity.name} ${describeKey(key)}: ${whose} has the ${describeKey(guard.values)} already`;
  const details = {
    key,
    constraint: guard.constraint.name,
    attributes,
    values: Object.values(guard.values),
    owner,
  };
  return entity.error("NotUnique", message, details, cause);
}
