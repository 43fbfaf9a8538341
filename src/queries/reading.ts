import type { Entity } from "../entities/entity.js";
import { fromDocument, selectedNames } from "../entities/read-item.js";
import { invalidOptions } from "../errors.js";
import type { ConditionNode } from "../expressions/condition.js";
import type { AccessPatternSpec } from "../model/spec.js";
import type { ConditionBuilder } from "../operations/condition.js";
import { settle, type Target } from "../operations/operation.js";
import type { Sender } from "../requests/request.js";
import { cursorOf } from "./item-cursor.js";
import { Readable } from "./readable.js";
import type { Source } from "./source.js";

/** What every kind of reading keeps of its modifiers. */
export interface ReadingState {
  /** What is read: the primary key, or an index. */
  readonly pattern: AccessPatternSpec;
  readonly filters: readonly (() => ConditionNode | undefined)[];
  readonly selection?: () => readonly string[];
  readonly consistent: boolean;
  readonly includeExpired: boolean;
}

/** A reading of a pattern without modifiers. */
export function plainReading(pattern: AccessPatternSpec): ReadingState {
  return { pattern, filters: [], consistent: false, includeExpired: false };
}

function noFilters({ name }: Entity): never {
  const reason = `filters is not among the methods of ${name}: openRepository(client, spec, [queryItems, filters])`;
  throw invalidOptions(reason);
}

/** Reads many items of one entity. Its modifiers return new values. */
export abstract class Reading<Item, Paths, State extends ReadingState> extends Readable<Item[], Item> {
  protected readonly target: Target;
  protected readonly state: State;

  /** @internal */
  constructor(target: Target, state: State) {
    super();
    this.target = target;
    this.state = state;
  }

  /** Gives the items of which this holds. It is applied after reading: what does not match is paid for. */
  filter(condition: ConditionBuilder<Paths>): this {
    const { entity, buildCondition } = this.target;
    const node = settle(() => (buildCondition ?? noFilters(entity))(entity, condition));
    return this.with({ filters: [...this.state.filters, node] } as unknown as Partial<State>);
  }

  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this {
    return this.with({ includeExpired: true } as unknown as Partial<State>);
  }

  /**
   * The cursor that goes on after an item, whether or not the item is still there. The item must have the attributes
   * that make its key and, where an index is read, the index's.
   */
  cursorOf(item: Item): string {
    const { entity } = this.target;
    const { pattern } = this.state;
    const cursorIn = (source: Source) => cursorOf(source, item, entity, pattern);
    return this.partitions()?.cursorOf(item ?? {}, cursorIn) ?? cursorIn(this.source());
  }

  protected get sender(): Sender {
    return this.target.sender;
  }

  protected get subject(): string {
    return this.target.entity.name;
  }

  protected decode(document: Readonly<Record<string, unknown>>): Item {
    return fromDocument(this.target.entity, document, this.state.selection?.(), this.state.pattern) as Item;
  }

  protected gather(items: Item[]): Item[] {
    return items;
  }

  protected selecting(accessPattern: string, attributes: readonly string[]): State {
    const { entity } = this.target;
    return {
      ...this.state,
      selection: settle(() => selectedNames(entity, accessPattern, attributes, this.state.pattern)),
    };
  }

  protected with(change: Partial<State>): this {
    // The class of `this`, so that a Query stays one: the seam of the polymorphic type.
    const Class = this.constructor as new (target: Target, state: State) => this;
    return new Class(this.target, { ...this.state, ...change });
  }
}
