import type { Entity } from "../entities/entity.js";
import { hasExpired, isExpired, notExpired } from "../entities/expiry.js";
import { entityCondition, isForeign } from "../entities/row-class.js";
import { allOf, type ConditionNode, join } from "../expressions/condition.js";
import { holds } from "../expressions/holds.js";
import type { StoredDocument } from "../values/document.js";
import { itemExists } from "./condition.js";

/** The kind of what is found under a key: an item of the entity, or none for this reason. */
export type Found = "item" | "expired" | "foreign" | "absent";

/**
 * The items of an entity at the moment of one operation, as writes see them: a row of another entity is none of them, and
 * neither is one whose time to live has passed. The clock is read once at the most, when it is first needed.
 */
export class OwnItems {
  readonly #entity: Entity;
  #now: Date | undefined;

  constructor(entity: Entity) {
    this.#entity = entity;
  }

  /** Returns the time of the operation. */
  now(): Date {
    this.#now ??= this.#entity.now();
    return this.#now;
  }

  /** Returns the condition on a row that it is not of another entity, where the table says it; it holds of no row. */
  own(): ConditionNode | undefined {
    return entityCondition([this.#entity]);
  }

  /** Returns the condition on a row that it has not expired, where items expire; it holds of no row. */
  alive(): ConditionNode | undefined {
    const { timeToLive } = this.#entity;
    return timeToLive === undefined ? undefined : notExpired(timeToLive, this.now().getTime());
  }

  /** Returns the condition that there is an item, and that other conditions hold of it. */
  existing(conditions: readonly (ConditionNode | undefined)[] = []): ConditionNode {
    const exists = itemExists(this.#entity, true);
    return allOf([exists, ...conditions, this.alive(), this.own()]) ?? exists;
  }

  /** Returns the condition that there is no row, or one that has expired. */
  absent(): ConditionNode {
    return this.#orGone(itemExists(this.#entity, false));
  }

  /**
   * Returns a condition on the item, for which an expired one counts as absent; and the row is not of another entity.
   * `undefined` where there is no condition.
   */
  matching(conditions: readonly (ConditionNode | undefined)[]): ConditionNode | undefined {
    const condition = allOf(conditions);
    if (condition === undefined) return undefined;
    const { timeToLive } = this.#entity;
    if (timeToLive === undefined) return allOf([condition, this.own()]);
    const asked = holds(condition) ? this.#orGone(condition) : allOf([condition, this.alive()]);
    return allOf([asked, this.own()]);
  }

  #orGone(condition: ConditionNode): ConditionNode {
    const { timeToLive } = this.#entity;
    return timeToLive === undefined
      ? condition
      : join("or", [condition, hasExpired(timeToLive, this.now().getTime())]);
  }

  /** Returns the name of the entity that a row belongs to, where it is another one. */
  foreignEntity(document: StoredDocument | undefined): string | undefined {
    if (document === undefined || !isForeign(this.#entity, document)) return undefined;
    return String(document[this.#entity.table.entityAttribute ?? ""]);
  }

  /** Returns the kind of what was found under a key. */
  kindOf(document: StoredDocument | undefined): Found {
    if (document === undefined) return "absent";
    if (this.foreignEntity(document) !== undefined) return "foreign";
    const { timeToLive } = this.#entity;
    return timeToLive !== undefined && isExpired(this.#entity, document, this.now().getTime())
      ? "expired"
      : "item";
  }

  /** Returns what errors say of a row of another entity. */
  foreignNote(document: StoredDocument | undefined): {
    readonly text: string;
    readonly details: { readonly foreign?: string };
  } {
    const foreign = this.foreignEntity(document);
    return foreign === undefined
      ? { text: "", details: {} }
      : { text: `: the row under this key is of the entity ${foreign}`, details: { foreign } };
  }
}
