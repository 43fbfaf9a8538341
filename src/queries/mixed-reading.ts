import { fromDocument } from "../entities/read-item.js";
import { settle } from "../operations/operation.js";
import type { Sender } from "../requests/request.js";
import { cursorOf } from "./item-cursor.js";
import { checkName, type MemberConditions, type MemberNodes, memberNodes } from "./member-conditions.js";
import { attributesOf, type MemberSelection, memberSelection } from "./member-selection.js";
import { type Members, memberOf } from "./members.js";
import { Readable } from "./readable.js";
import type { Source } from "./source.js";

/** What a read of several entities keeps of its modifiers. */
export interface MixedState {
  readonly conditions: readonly (() => MemberNodes)[];
  readonly selection?: () => MemberSelection;
  readonly consistent: boolean;
  readonly includeExpired: boolean;
}

export const PLAIN_MIXED: MixedState = { conditions: [], consistent: false, includeExpired: false };

/** What a read of several entities is made with. */
export interface MixedTarget {
  /** Its name: in errors, cursors and hooks. */
  readonly name: string;
  readonly members: Members;
  readonly sender: Sender;
}

/** Reads items of several entities. Its modifiers return new values. */
export abstract class MixedReading<
  Result,
  Entry,
  Paths,
  Target extends MixedTarget,
  State extends MixedState,
> extends Readable<Result, Entry> {
  protected readonly target: Target;
  protected readonly state: State;

  /** @internal */
  constructor(target: Target, state: State) {
    super();
    this.target = target;
    this.state = state;
  }

  /** What results call the name of an item's entity. */
  protected abstract readonly label: "member" | "entity";

  /**
   * Gives the items of which this holds: a condition for each name, the others unaffected, or one for all on the
   * attributes that all have. It is applied after reading: what does not match is paid for.
   */
  filter(conditions: MemberConditions<Paths>): this {
    const nodes = settle(() => memberNodes(this.target.members, this.target.name, conditions));
    return this.with({ conditions: [...this.state.conditions, nodes] } as unknown as Partial<State>);
  }

  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this {
    return this.with({ includeExpired: true } as unknown as Partial<State>);
  }

  protected get sender(): Sender {
    return this.target.sender;
  }

  protected get subject(): string {
    return this.target.name;
  }

  protected decode(document: Readonly<Record<string, unknown>>): Entry | undefined {
    const member = memberOf(this.target.members, document);
    // What is no member's is somebody else's item in the same place.
    if (member === undefined) return undefined;
    const selection = this.state.selection?.().get(member.name);
    return {
      [this.label]: member.name,
      item: fromDocument(member.entity, document, selection, member.pattern),
    } as Entry;
  }

  protected cursorAfter(name: string, item: unknown): string {
    const { members } = this.target;
    checkName(members, this.target.name, name);
    const member = members.find((each) => each.name === name) ?? members[0];
    return cursorOf(this.source(), item, member.entity, member.pattern);
  }

  /** What is read, with the selected attributes alone. */
  protected selected(source: Source): Source {
    const selection =
      this.state.selection && attributesOf(this.target.members, source, this.state.selection());
    return selection ? { ...source, selection } : source;
  }

  protected selecting(given: object): State {
    const { members, name } = this.target;
    const attributes = given as Readonly<Record<string, readonly string[]>>;
    return { ...this.state, selection: settle(() => memberSelection(members, name, attributes)) };
  }

  protected with(change: Partial<State>): this {
    // The class of `this`, so that a CollectionQuery stays one: the seam of the polymorphic type.
    const Class = this.constructor as new (target: Target, state: State) => this;
    return new Class(this.target, { ...this.state, ...change });
  }
}
