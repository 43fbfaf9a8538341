import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { IndexModel, KeyAttribute, KeyAttributeType } from "../../src/model/model.js";

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
  /** The items of each kind, if known; they are guessed from the keys otherwise. */
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

/** A deployed table's description and some of its items, as a table to import. */
export function readDeployed(
  description: TableDescription,
  items: readonly WireItem[],
  timeToLive: string | undefined,
): ImportedTable {
  const types = new Map(
    (description.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [
      AttributeName,
      AttributeType as KeyAttributeType,
    ]),
  );
  const keys = (schema: TableDescription["KeySchema"], type: "HASH" | "RANGE"): KeyAttribute[] =>
    (schema ?? []).flatMap(({ AttributeName = "", KeyType }) =>
      KeyType === type ? [{ name: AttributeName, type: types.get(AttributeName) ?? "S" }] : [],
    );
  const indexesOf = (
    type: "global" | "local",
    found: TableDescription["GlobalSecondaryIndexes"] | TableDescription["LocalSecondaryIndexes"],
  ): IndexModel[] =>
    (found ?? []).map(({ IndexName = "", KeySchema, Projection }) => ({
      name: IndexName,
      type,
      partitionKey: keys(KeySchema, "HASH"),
      sortKey: keys(KeySchema, "RANGE"),
      projection:
        Projection?.ProjectionType === "INCLUDE"
          ? [...(Projection.NonKeyAttributes ?? [])].sort()
          : Projection?.ProjectionType === "KEYS_ONLY"
            ? "KEYS_ONLY"
            : "ALL",
    }));
  const byName = (a: IndexModel, b: IndexModel): number => (a.name < b.name ? -1 : 1);
  const [partitionKey = { name: "pk", type: "S" as const }] = keys(description.KeySchema, "HASH");
  const [sortKey] = keys(description.KeySchema, "RANGE");
  const stream = description.StreamSpecification?.StreamEnabled
    ? description.StreamSpecification.StreamViewType
    : undefined;
  return {
    name: description.TableName ?? "table",
    partitionKey,
    ...(sortKey === undefined ? {} : { sortKey }),
    // DynamoDB lists them in no order.
    indexes: [
      ...indexesOf("global", description.GlobalSecondaryIndexes).sort(byName),
      ...indexesOf("local", description.LocalSecondaryIndexes).sort(byName),
    ],
    ...(timeToLive === undefined ? {} : { timeToLive }),
    ...(stream === undefined ? {} : { stream }),
    items,
  };
}
