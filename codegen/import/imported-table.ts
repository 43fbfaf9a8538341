import type { IndexModel, KeyAttribute } from "../../src/model/model.js";

/** A value in DynamoDB JSON: `{ "S": "text" }`. */
export type WireValue = Readonly<Record<string, unknown>>;

/** An item in DynamoDB JSON. */
export type WireItem = Readonly<Record<string, WireValue>>;

/** A table that exists, as far as it is known from a description and some of its items. */
export interface ImportedTable {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly indexes: readonly IndexModel[];
  readonly timeToLive?: string;
  readonly stream?: string;
  readonly items: readonly WireItem[];
  /** Which items are of one kind, where that is known; it is guessed from their keys otherwise. */
  readonly kinds?: readonly ImportedKind[];
}

/** Items of one kind. */
export interface ImportedKind {
  readonly name: string;
  readonly items: readonly WireItem[];
}

/** The type of a value in DynamoDB JSON: `S`, `M`. */
export function typeOf(value: WireValue): string {
  return Object.keys(value)[0] ?? "NULL";
}

/** The text of a string or number; `undefined` of anything else, as keys and their pieces are nothing else. */
export function textOf(value: WireValue | undefined): string | undefined {
  const content = value?.["S"] ?? value?.["N"];
  return typeof content === "string" ? content : undefined;
}
