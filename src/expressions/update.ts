import type { DocumentValue } from "../values/document.js";
import type { Aliases } from "./aliases.js";
import { type Clause, type PathChange, renderChange } from "./change.js";

/** What an update does to an item, attribute by attribute. Values are in document form. */
export interface UpdateActions {
  readonly set: Readonly<Record<string, DocumentValue>>;
  /** Set only where the item has no such attribute. */
  readonly setIfAbsent?: Readonly<Record<string, DocumentValue>>;
  readonly remove: readonly string[];
  readonly add: Readonly<Record<string, DocumentValue>>;
  /** What is done to lists and sets, and below attributes. */
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
