import type { DocumentValue } from "../values/document.js";
import type { Aliases } from "./aliases.js";
import { type DocumentPath, renderPath } from "./document-path.js";

/** What an update does at one place of an item. Values are in document form. */
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
      /** There may be nothing yet: it counts as 0, or as an empty list. */
      readonly mayBeAbsent: boolean;
    }
  | { readonly kind: "remove"; readonly path: DocumentPath };

/** A change of one place below an attribute: what the paths of `.change` make. */
export class Change {
  // A private field, so that nothing else has this type where what is internal is stripped.
  readonly #change: PathChange;

  /** @internal */
  constructor(change: PathChange) {
    this.#change = change;
  }

  /** @internal */
  get change(): PathChange {
    return this.#change;
  }
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
      return ["SET", `${path} = ${change.mayBeAbsent ? orElse(path, 0, aliases) : path} + ${value}`];
    case "append":
      return [
        "SET",
        `${path} = list_append(${change.mayBeAbsent ? orElse(path, [], aliases) : path}, ${value})`,
      ];
    case "prepend":
      return [
        "SET",
        `${path} = list_append(${value}, ${change.mayBeAbsent ? orElse(path, [], aliases) : path})`,
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
