import { isDeepStrictEqual } from "node:util";
import { type AccessPatternSpec, type Entity, isLoose, ownsKey } from "../entities/entity.js";
import { fromDocument, isProjected, readNames, selectedNames } from "../entities/read-item.js";
import { isItemOf, namedAs as namedAsEntities } from "../entities/row-class.js";
import type { UnreadablePolicy } from "../errors.js";
import { allOf, type ConditionNode, join, type MaybeCondition } from "../expressions/condition.js";
import { isTemplate } from "../keys/encode-key.js";
import { OWNER_ATTRIBUTE } from "../keys/guard-key.js";
import type { KeyPart } from "../model/model.js";
import { buildCondition, type ConditionBuilder } from "../operations/condition.js";
import { captured } from "../requests/operation.js";
import type { Sender } from "../requests/request.js";
import type { StoredDocument } from "../values/document.js";
import { cursorOf } from "./item-cursor.js";
import { Readable } from "./readable.js";
import { type Filters, keyNames, type Source } from "./source.js";

/** One of several entities that are read together, by the name that results have for it. */
export interface Member {
  readonly name: string;
  readonly entity: Entity;
  /** The access pattern by which it is read. */
  readonly pattern: AccessPatternSpec;
}

export type Members = readonly [Member, ...Member[]];

/** The member that a stored row is an item of, if it is one of theirs. */
export function memberOf(members: readonly Member[], document: StoredDocument): Member | undefined {
  const found = members.filter(({ entity, pattern }) => isItemOf(entity, document, pattern));
  if (found.length < 2) return found[0];
  // Where several are stored under one name, or in one index by several access patterns, the keys decide.
  return found.find(({ entity, pattern }) => ownsKey(entity, document) && ownsKey(entity, document, pattern));
}

/** Returns true if the entity attribute is projected into the index that is read. */
export function areNamesProjected([{ entity, pattern }]: Members): boolean {
  const { entityAttribute, indexes } = entity.table;
  if (entityAttribute === undefined) return false;
  const index = indexes.find(({ name }) => name === pattern.index);
  if (index === undefined || index.projection === "ALL") return true;
  const keys = [...index.partitionKey, ...index.sortKey].map(({ name }) => name);
  const included = index.projection === "KEYS_ONLY" ? [] : index.projection;
  return [...keys, ...included].includes(entityAttribute);
}

/**
 * Returns the filters that select the items of these entities in a scan of a table or an index: by their names, and of rows
 * without one by the texts that their keys begin with. The rest of the keys is seen when the rows have come.
 */
export function itemFilters(members: Members): readonly ConditionNode[] {
  const prefixes = members.map((member) => allOf(prefixFilters(member)));
  const complete = prefixes.filter((node) => node !== undefined);
  const [first] = complete;
  const keys = first === undefined || complete.length < members.length ? undefined : anyOf(complete);
  if (!areNamesProjected(members)) return [...(keys === undefined ? [] : [keys]), ...noGuards(members)];
  const attribute = members[0].entity.table.entityAttribute ?? "";
  // An expression has a limit: the keys of many entities are seen when the rows have come.
  const ofFew = members.length <= MOST_PREFIXES ? keys : undefined;
  const unnamed = allOf([{ type: "exists", attribute, exists: false }, ofFew, ...noGuards(members)]);
  const named = namedAs(members, attribute);
  return [unnamed === undefined ? named : { type: "or", nodes: [named, unnamed] }];
}

/** The most entities whose keys one filter compares. */
const MOST_PREFIXES = 20;

function namedAs(members: readonly Member[], attribute: string): ConditionNode {
  return namedAsEntities(
    members.map(({ entity }) => entity),
    attribute,
  );
}

function anyOf(nodes: readonly ConditionNode[]): ConditionNode {
  const [first] = nodes;
  return first !== undefined && nodes.length === 1 ? first : { type: "or", nodes };
}

/** The filter that leaves out the guards of unique constraints, where no name does. */
function noGuards([{ entity }]: Members): ConditionNode[] {
  return entity.table.guards ? [{ type: "exists", attribute: OWNER_ATTRIBUTE, exists: false }] : [];
}

/** The filters on the literal text that an entity's keys begin with. */
function prefixFilters(member: Member): ConditionNode[] {
  return keyParts(member)
    .filter(isTemplate)
    .flatMap(({ name, template: [first] }): ConditionNode[] => {
      if (typeof first !== "string") return [];
      return [{ type: "function", name: "begins_with", operand: { attribute: name }, value: first }];
    });
}

function keyParts({ entity, pattern }: Member): KeyPart[] {
  const { partition, sort } = entity.spec.primaryKey;
  const own = pattern === entity.spec.primaryKey ? [] : [...pattern.partition, ...pattern.sort];
  return [...partition, ...sort, ...own];
}

/**
 * The argument of `.filter` where several entities are read: a condition for each by its name, the others unaffected; or one
 * for all of them, on the attributes that all have.
 */
export type MemberConditions<Paths, Returned extends MaybeCondition = MaybeCondition> =
  | ConditionBuilder<Paths[keyof Paths], Returned>
  | { readonly [Name in keyof Paths]?: ConditionBuilder<Paths[Name], Returned> | undefined };

/** A condition for each member, by name; no condition for those that are left out. */
export type MemberNodes = ReadonlyMap<string, ConditionNode>;

/** Runs what `.filter` was given, for each of the members that it names. */
export function memberNodes<Paths>(
  members: Members,
  accessPattern: string,
  conditions: MemberConditions<Paths>,
): MemberNodes {
  const builders = typeof conditions === "function" ? undefined : Object.entries(conditions);
  for (const [name] of builders ?? []) checkName(members, accessPattern, name);
  const nodes = members.map(({ name, entity }) => {
    const given: unknown = builders === undefined ? conditions : new Map(builders).get(name);
    // Type assertion between the generated paths of each member and their implementation.
    const node = given === undefined ? undefined : buildCondition(entity, given as ConditionBuilder<unknown>);
    return [name, node] as const;
  });
  return new Map(nodes.flatMap(([name, node]) => (node === undefined ? [] : [[name, node]])));
}

/** Rejects the name of what is not read. */
export function checkName(members: Members, accessPattern: string, name: string): void {
  if (members.some((member) => member.name === name)) return;
  const [{ entity }] = members;
  const reason = `there is no "${name}": it has ${members.map((member) => member.name).join(", ")}`;
  throw entity.error("InvalidQuery", `${accessPattern}: ${reason}`, { accessPattern, reason });
}

/**
 * The filters of a read of several entities.
 *
 * @param named what tells the members' items from others, where that is needed at all
 */
export function memberFilters(
  members: Members,
  accessPattern: string,
  named: readonly ConditionNode[],
  conditions: readonly MemberNodes[],
): Pick<Filters, "own" | "user"> {
  const nodes = members.map(({ name }) => allOf(conditions.map((each) => each.get(name))));
  const [first, ...others] = nodes;
  // What holds for all alike need not tell them apart.
  if (others.every((node) => isDeepStrictEqual(node, first))) {
    return { own: named, user: first === undefined ? [] : [first] };
  }
  if (!areNamesProjected(members)) reject(members, accessPattern);
  const attribute = members[0].entity.table.entityAttribute ?? "";
  const isFree = (_: Member, position: number): boolean => nodes[position] === undefined;
  const [firstFree, ...otherFree] = members.filter(isFree);
  const free = firstFree === undefined ? [] : [namedAs([firstFree, ...otherFree], attribute)];
  const bound = members.flatMap((member, position) => {
    const node = nodes[position];
    return node === undefined ? [] : [join("and", [namedAs([member], attribute), node])];
  });
  return { own: [], user: [join("or", [...free, ...bound])] };
}

function reject([{ entity }]: Members, accessPattern: string): never {
  const reason =
    "conditions that differ by member need the entity attribute, which is not in what is read; give one condition for all, or look at the items when they are read";
  throw entity.error("InvalidQuery", `${accessPattern}: ${reason}`, { accessPattern, reason });
}

/** The names of what is read together, out of the union of its entries. */
export type NameOf<Entry, Label extends string> =
  Entry extends Readonly<Record<Label, infer Name extends string>> ? Name : never;

/** The item of one of them. */
export type ItemOf<Entry, Label extends string, Name extends string> = Entry extends Readonly<
  Record<Label, Name>
> & { readonly item: infer Item }
  ? Item
  : never;

/** The argument of `.select`: attributes of each by its name. */
export type Selection<Entry, Label extends string> = {
  readonly [Name in NameOf<Entry, Label>]?: readonly [
    keyof ItemOf<Entry, Label, Name> & string,
    ...(keyof ItemOf<Entry, Label, Name> & string)[],
  ];
};

/** A selection that names nothing else. */
export type Exactly<Given, Names extends string> = Given & {
  readonly [Name in Exclude<keyof Given, Names>]: never;
};

/** The attributes of an item that a selection has for its name. */
type Picked<Item, Attributes> = Attributes extends readonly (infer Name)[]
  ? Pick<Item, Name & keyof Item>
  : Item;

/** An entry with the selected attributes alone; whole where nothing is selected for its name. */
export type SelectedEntry<Entry, Label extends string, Given> = Entry extends Readonly<
  Record<Label, infer Name extends string>
> & { readonly item: infer Item }
  ? Name extends keyof Given
    ? { [Key in Label | "item"]: Key extends "item" ? Picked<Item, Given[Name]> : Name }
    : Entry
  : never;

/** A collection's result with the selected attributes alone. */
export type SelectedResult<Result, Given> = {
  [Name in keyof Result]: Name extends keyof Given
    ? Result[Name] extends readonly (infer Item)[]
      ? Picked<Item, Given[Name]>[]
      : Picked<NonNullable<Result[Name]>, Given[Name]> | undefined
    : Result[Name];
};

/** The attributes that are given of each member, by name; all of those that are left out. */
export type MemberSelection = ReadonlyMap<string, readonly string[]>;

/** Checks what `.select` was given. */
export function memberSelection(
  members: Members,
  accessPattern: string,
  given: Readonly<Record<string, readonly string[] | undefined>>,
): MemberSelection {
  for (const name of Object.keys(given)) checkName(members, accessPattern, name);
  const selected = members.flatMap(({ name, entity, pattern }) => {
    const attributes = given[name];
    return attributes === undefined
      ? []
      : [[name, selectedNames(entity, accessPattern, attributes, pattern)] as const];
  });
  return new Map(selected);
}

/** The attributes to read: those that some member gives, and what tells the members apart. `undefined`: all there are. */
export function attributesOf(
  members: Members,
  source: Source,
  selection: MemberSelection,
): readonly string[] | undefined {
  if (members.some(({ name, entity }) => !selection.has(name) && isLoose(entity))) return undefined;
  const given = members.flatMap(({ name, entity, pattern }) => {
    const held = Object.keys(entity.spec.attributes).filter((attribute) =>
      isProjected(entity, attribute, pattern),
    );
    return readNames(entity, selection.get(name) ?? held, pattern);
  });
  const { entityAttribute } = source.entity.table;
  const name = entityAttribute !== undefined && areNamesProjected(members) ? [entityAttribute] : [];
  // The keys tell of an item that carries no name.
  return [...new Set([...given, ...name, ...keyNames(source)])];
}

/** The state that the modifiers of a read of several entities set. */
export interface MixedState {
  readonly conditions: readonly (() => MemberNodes)[];
  readonly selection?: () => MemberSelection;
  readonly consistent: boolean;
  readonly includeExpired: boolean;
  /** The treatment of items that cannot be read; that of the database unless given. */
  readonly unreadable?: UnreadablePolicy;
}

export const PLAIN_MIXED: MixedState = { conditions: [], consistent: false, includeExpired: false };

/** The members and the sender of a read of several entities. */
export interface MixedContext {
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
  Context extends MixedContext,
  State extends MixedState,
> extends Readable<Result, Entry> {
  protected readonly context: Context;
  protected readonly state: State;

  /** @internal */
  constructor(context: Context, state: State) {
    super();
    this.context = context;
    this.state = state;
  }

  /** The property of results that has the name of an item's entity. */
  protected abstract readonly label: "member" | "entity";

  /**
   * Gives the items of which this holds: a condition for each name, the others unaffected, or one for all on the
   * attributes that all have. It is applied after reading: what does not match is paid for.
   */
  filter<Returned extends MaybeCondition>(conditions: MemberConditions<Paths, Returned>): this {
    const nodes = captured(() => memberNodes(this.context.members, this.context.name, conditions));
    return this.with({ conditions: [...this.state.conditions, nodes] } as unknown as Partial<State>);
  }

  /**
   * The treatment of items that do not have the types of the schema: `error` (the default) rejects with `UnreadableItem`,
   * `skip` leaves them out, and a function leaves them out and is told of each.
   */
  unreadable(policy: UnreadablePolicy): this {
    return this.with({ unreadable: policy } as unknown as Partial<State>);
  }

  protected get policy(): UnreadablePolicy | undefined {
    return this.state.unreadable;
  }

  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this {
    return this.with({ includeExpired: true } as unknown as Partial<State>);
  }

  protected get sender(): Sender {
    return this.context.sender;
  }

  protected get subject(): string {
    return this.context.name;
  }

  protected decode(document: Readonly<Record<string, unknown>>): Entry | undefined {
    const member = memberOf(this.context.members, document);
    // What is no member's is somebody else's item in the same place.
    if (member === undefined) return undefined;
    const selection = this.state.selection?.().get(member.name);
    return {
      [this.label]: member.name,
      item: fromDocument(member.entity, document, selection, member.pattern),
    } as Entry;
  }

  protected cursorAfter(name: string, item: unknown): string {
    const { members } = this.context;
    checkName(members, this.context.name, name);
    const member = members.find((each) => each.name === name) ?? members[0];
    return cursorOf(this.source(), item, member.entity, member.pattern);
  }

  /** Returns the source with the selected attributes alone. */
  protected selected(source: Source): Source {
    const selection =
      this.state.selection && attributesOf(this.context.members, source, this.state.selection());
    return selection ? { ...source, selection } : source;
  }

  protected selecting(given: object): State {
    const { members, name } = this.context;
    const attributes = given as Readonly<Record<string, readonly string[]>>;
    return { ...this.state, selection: captured(() => memberSelection(members, name, attributes)) };
  }

  protected with(change: Partial<State>): this {
    // The class of `this`, so that a CollectionQuery stays one: type assertion.
    const Class = this.constructor as new (context: Context, state: State) => this;
    return new Class(this.context, { ...this.state, ...change });
  }
}
