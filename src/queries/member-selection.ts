import { holds, readNames, selectedNames } from "../entities/read-item.js";
import { isLoose } from "../validation/schema.js";
import { checkName } from "./member-conditions.js";
import { holdsNames, type Members } from "./members.js";
import { keyNames, type Source } from "./source.js";

/** The names of what is read together, out of the union of its entries. */
export type NameOf<Entry, Label extends string> =
  Entry extends Readonly<Record<Label, infer Name extends string>> ? Name : never;

/** The item of one of them. */
export type ItemOf<Entry, Label extends string, Name extends string> = Entry extends Readonly<
  Record<Label, Name>
> & { readonly item: infer Item }
  ? Item
  : never;

/** What `.select` takes: attributes of each by its name. */
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
    const held = Object.keys(entity.spec.attributes).filter((attribute) => holds(entity, attribute, pattern));
    return readNames(entity, selection.get(name) ?? held, pattern);
  });
  const { entityAttribute } = source.entity.table;
  const name = entityAttribute !== undefined && holdsNames(members) ? [entityAttribute] : [];
  // The keys tell of an item that carries no name.
  return [...new Set([...given, ...name, ...keyNames(source)])];
}
