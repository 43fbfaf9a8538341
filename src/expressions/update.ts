import { contentOf, type DocumentValue } from "../values/document.js";
import type { NumberBounds } from "../values/number-bounds.js";
import { addNumbers } from "../wire/number.js";
import { type Aliases, type DocumentPath, renderPath, type Step } from "./condition.js";
import { type Part, parts } from "./usage.js";

/** A change of an update at one place of an item. Values are in document form. */
export type PathChange =
  | {
      readonly kind: "set" | "setIfAbsent" | "addTo" | "deleteFrom";
      readonly path: DocumentPath;
      readonly value: DocumentValue;
    }
  | {
      readonly kind: "add" | "append" | "prepend";
      readonly path: DocumentPath;
      readonly value: DocumentValue;
      /** There may be nothing yet: it counts as `initial`. */
      readonly mayBeAbsent: boolean;
      /** 0, or an empty list, unless given. */
      readonly initial?: DocumentValue | undefined;
      /** The bounds of a sum. */
      readonly bounds?: NumberBounds;
    }
  | { readonly kind: "remove"; readonly path: DocumentPath };

/**
 * Marks the changes of every copy of the package.
 *
 * @internal
 */
const CHANGE: unique symbol = Symbol.for("monotable.change") as never;

/** A change of one place below an attribute: what the paths of `.change` make. */
export class Change {
  /** @internal */
  declare readonly [parts]: readonly Part[];
  // A private field, so that nothing else has this type where what is internal is stripped.
  readonly #change: PathChange;

  /** @internal */
  constructor(change: PathChange, madeOf: readonly Part[] = []) {
    this.#change = change;
    this[parts] = madeOf;
  }

  /** @internal */
  get change(): PathChange {
    return this.#change;
  }

  /** @internal */
  get [CHANGE](): true {
    return true;
  }
}

/** Returns true if a value is a change, of this copy of the package or another. */
export function isChange(value: unknown): value is Change {
  return typeof value === "object" && value !== null && CHANGE in value;
}

export type Clause = "SET" | "REMOVE" | "ADD" | "DELETE";

/** The clause of an update expression that a change belongs to, and its text there. */
export function renderChange(change: PathChange, aliases: Aliases): readonly [Clause, string] {
  const path = renderPath(change.path, aliases);
  if (change.kind === "remove") return ["REMOVE", path];
  const value = aliases.value(change.value);
  switch (change.kind) {
    case "set":
      return ["SET", `${path} = ${value}`];
    case "setIfAbsent":
      return ["SET", `${path} = if_not_exists(${path}, ${value})`];
    case "add":
      // ADD is for attributes alone: below one, the sum is set.
      return [
        "SET",
        `${path} = ${change.mayBeAbsent ? orElse(path, change.initial ?? 0, aliases) : path} + ${value}`,
      ];
    case "append":
      return [
        "SET",
        `${path} = list_append(${change.mayBeAbsent ? orElse(path, change.initial ?? [], aliases) : path}, ${value})`,
      ];
    case "prepend":
      return [
        "SET",
        `${path} = list_append(${value}, ${change.mayBeAbsent ? orElse(path, change.initial ?? [], aliases) : path})`,
      ];
    case "addTo":
      return ["ADD", `${path} ${value}`];
    case "deleteFrom":
      return ["DELETE", `${path} ${value}`];
  }
}

function orElse(path: string, empty: DocumentValue, aliases: Aliases): string {
  return `if_not_exists(${path}, ${aliases.value(empty)})`;
}

/** The actions of an update, attribute by attribute. Values are in document form. */
export interface UpdateActions {
  readonly set: Readonly<Record<string, DocumentValue>>;
  /** Set only where the item has no such attribute. */
  readonly setIfAbsent?: Readonly<Record<string, DocumentValue>>;
  readonly remove: readonly string[];
  readonly add: Readonly<Record<string, DocumentValue>>;
  /** The changes of lists and sets, and of places below attributes. */
  readonly changes?: readonly PathChange[];
}

/** The update expression: `SET … REMOVE … ADD … DELETE …`, each clause only if it has an action. */
export function renderUpdate(actions: UpdateActions, aliases: Aliases): string {
  const assign = ([name, value]: readonly [string, DocumentValue]) =>
    `${aliases.name(name)} = ${aliases.value(value)}`;
  const assignIfAbsent = ([name, value]: readonly [string, DocumentValue]) =>
    `${aliases.name(name)} = if_not_exists(${aliases.name(name)}, ${aliases.value(value)})`;
  const increase = ([name, value]: readonly [string, DocumentValue]) =>
    `${aliases.name(name)} ${aliases.value(value)}`;

  const clauses: Readonly<Record<Clause, string[]>> = {
    SET: [
      ...Object.entries(actions.set).map(assign),
      ...Object.entries(actions.setIfAbsent ?? {}).map(assignIfAbsent),
    ],
    REMOVE: actions.remove.map((name) => aliases.name(name)),
    ADD: Object.entries(actions.add).map(increase),
    DELETE: [],
  };
  for (const change of actions.changes ?? []) {
    const [clause, text] = renderChange(change, aliases);
    clauses[clause].push(text);
  }
  return Object.entries(clauses)
    .filter(([, parts]) => parts.length > 0)
    .map(([keyword, parts]) => `${keyword} ${parts.join(", ")}`)
    .join(" ");
}

/**
 * An item as DynamoDB leaves it after an update that it carries out. A transaction gives nothing back, so what it made of
 * an item that it was conditional on is computed here.
 */
export function applyUpdate(
  before: Readonly<Record<string, unknown>>,
  { set, setIfAbsent = {}, remove, add, changes = [] }: UpdateActions,
): Readonly<Record<string, unknown>> {
  const after: Record<string, unknown> = { ...before, ...set };
  for (const [name, value] of Object.entries(setIfAbsent)) after[name] = before[name] ?? value;
  for (const [name, value] of Object.entries(add)) after[name] = sum(before[name], value);
  for (const name of remove) delete after[name];
  // What is set beyond the end of a list is appended in the order of positions; what is removed moves what follows.
  const isRemoval = ({ kind }: PathChange): number => (kind === "remove" ? 1 : 0);
  const inOrder = changes.toSorted(
    (a, b) => isRemoval(a) - isRemoval(b) || comparePlaces(a.path, b.path) * (isRemoval(a) ? -1 : 1),
  );
  for (const change of inOrder) {
    const { attribute, below = [] } = change.path;
    const value = changed(after[attribute], below, valueAt(before, change.path), change);
    if (value === undefined) delete after[attribute];
    else after[attribute] = value;
  }
  return after;
}

/** A value with a change somewhere below it, or of itself. */
function changed(
  value: unknown,
  [step, ...rest]: readonly Step[],
  before: unknown,
  change: PathChange,
): unknown {
  if (step === undefined) return valueAfter(before, change);
  if (Array.isArray(value) && typeof step === "number") {
    const element = changed(value[step], rest, before, change);
    if (element === undefined) return value.toSpliced(step, 1);
    return step < value.length ? value.with(step, element) : [...value, element];
  }
  const members = new Map(Object.entries((value ?? {}) as object));
  const member = changed(members.get(String(step)), rest, before, change);
  if (member === undefined) members.delete(String(step));
  else members.set(String(step), member);
  return Object.fromEntries(members);
}

/** Returns the value after a change at its place; `undefined` if the change removes it. */
function valueAfter(before: unknown, change: PathChange): unknown {
  switch (change.kind) {
    case "remove":
      return undefined;
    case "set":
      return change.value;
    case "setIfAbsent":
      return before ?? change.value;
    case "add":
      return sum(before ?? change.initial, change.value);
    case "append":
      return [...elements(before ?? change.initial), ...elements(change.value)];
    case "prepend":
      return [...elements(change.value), ...elements(before ?? change.initial)];
    case "addTo":
      return setOf(new Map([...contents(before), ...contents(change.value)]));
    case "deleteFrom": {
      const taken = contents(change.value);
      return setOf(new Map([...contents(before)].filter(([content]) => !taken.has(content))));
    }
  }
}

function sum(before: unknown, addend: DocumentValue): unknown {
  return before === undefined ? addend : addNumbers(String(before), String(addend));
}

function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The elements of a set by what makes them equal. */
function contents(value: unknown): Map<string, unknown> {
  const all = value instanceof Set ? [...value] : [];
  return new Map(all.map((element) => [contentOf(element), element]));
}

/** A set, of which DynamoDB has no empty one. */
function setOf(elements: ReadonlyMap<string, unknown>): ReadonlySet<unknown> | undefined {
  return elements.size === 0 ? undefined : new Set(elements.values());
}

/** Returns the value at a place of a document; `undefined` if there is none. */
export function valueAt(
  document: Readonly<Record<string, unknown>>,
  { attribute, below = [] }: DocumentPath,
): unknown {
  return below.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? Reflect.get(value, step)
        : undefined,
    document[attribute],
  );
}

function comparePlaces(a: DocumentPath, b: DocumentPath): number {
  for (const [position, step] of (a.below ?? []).entries()) {
    const other = b.below?.[position];
    if (typeof step === "number" && typeof other === "number" && step !== other) return step - other;
  }
  return 0;
}
