import type { UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { IndexModel, KeyAttribute } from "../../src/model/model.js";
import { attributeDefinitions, globalIndexInput } from "../../src/tables/create-table-input.js";
import type { SettledTable } from "./support.js";
import type { IndexState, Step, TableState } from "./table-state.js";

/** DynamoDB's default quota of global indexes of a table. */
const MOST_GLOBAL = 20;

/**
 * Indexes made and deleted, one in a request. A new index is there before an old one goes, so that its readers can change
 * over, unless the old one is in its way: it has its name, gives one of its key attributes another type, or is one too many.
 */
export function indexSteps(table: SettledTable, state: TableState): Step[] {
  const wanted = table.indexes.filter(({ type }) => type === "global");
  // One that is going already is waited for.
  const deployedIndexes = state.indexes.filter(
    ({ type, status }) => type === "global" && status !== "DELETING",
  );
  const kept = keptIndexes(table, state);
  const fresh = wanted.filter((index) => !kept.some(named(index)));
  const gone = deployedIndexes.filter((index) => !kept.some(named(index)));
  const tooMany = deployedIndexes.length + fresh.length > MOST_GLOBAL;
  const first = gone.filter(
    (old) =>
      tooMany || fresh.some((index) => index.name === old.name) || fresh.some((index) => clash(index, old)),
  );
  const last = gone.filter((old) => !first.includes(old));
  const removal = (old: IndexModel): Step => removeIndex(state.name, old, fresh);
  // The definitions of a request are those of what is there then, and of the index that is made.
  let there: readonly IndexModel[] = state.indexes.filter(
    (index) => index.status !== "DELETING" && !first.some(named(index)),
  );
  const additions = fresh.map((index) => {
    there = [...there, index];
    return addIndex(table, state.name, index, there);
  });
  return [...first.map(removal), ...additions, ...last.map(removal)];
}

/** The indexes that stay as they are: one that is rebuilt is another one, though it has the name. */
export function keptIndexes(table: SettledTable, state: TableState): readonly IndexState[] {
  const wanted = new Set(table.indexes.map(indexText));
  return state.indexes.filter((index) => index.status !== "DELETING" && wanted.has(indexText(index)));
}

const named =
  ({ name }: IndexModel) =>
  (other: IndexModel): boolean =>
    other.name === name;

function addIndex(table: SettledTable, name: string, index: IndexModel, there: readonly IndexModel[]): Step {
  const input: UpdateTableCommandInput = {
    TableName: name,
    AttributeDefinitions: attributeDefinitions({ ...table, indexes: there }),
    GlobalSecondaryIndexUpdates: [
      { Create: globalIndexInput(index, table.settings.indexes[index.name]?.throughput) },
    ],
  };
  return {
    table: name,
    kind: "add",
    description: `create index ${indexText(index)}`,
    request: { operation: "UpdateTable", input },
    until: { for: "ready", index: { name: index.name, there: true } },
  };
}

function removeIndex(name: string, old: IndexModel, fresh: readonly IndexModel[]): Step {
  const rebuilt = fresh.some(named(old));
  return {
    table: name,
    kind: "remove",
    description: rebuilt ? `delete index ${indexText(old)}, to rebuild it` : `delete index ${indexText(old)}`,
    request: {
      operation: "UpdateTable",
      input: { TableName: name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: old.name } }] },
    },
    destroys: rebuilt ? "the index: reads of it fail until it is rebuilt" : "the index: reads of it fail",
    until: { for: "ready", index: { name: old.name, there: false } },
  };
}

/** Lists the differences of local indexes: they are created and deleted only with their table. */
export function localIndexFaults(table: SettledTable, state: TableState): string[] {
  const local = (indexes: readonly IndexModel[]): string[] =>
    indexes.flatMap((index) => (index.type === "local" ? [indexText(index)] : []));
  const [wanted, found] = [local(table.indexes), local(state.indexes)];
  return [
    ...wanted.flatMap((text) => (found.includes(text) ? [] : [`local index ${text} is missing`])),
    ...found.flatMap((text) => (wanted.includes(text) ? [] : [`local index ${text} is not in the schema`])),
  ];
}

/** Returns true if two indexes give one attribute different types, which no table allows. */
function clash(index: IndexModel, other: IndexModel): boolean {
  const types = new Map(keysOf(index).map(({ name, type }) => [name, type]));
  return keysOf(other).some(({ name, type }) => types.has(name) && types.get(name) !== type);
}

const keysOf = ({ partitionKey, sortKey }: IndexModel): KeyAttribute[] => [...partitionKey, ...sortKey];

/** An index in words that differ where indexes do: `"gsi1" on gsi1pk (S), gsi1sk (S) with all attributes`. */
export function indexText({ name, partitionKey, sortKey, projection }: IndexModel): string {
  const keys = (of: readonly KeyAttribute[]): string =>
    of.map((key) => `${key.name} (${key.type})`).join(" + ");
  const on = [keys(partitionKey), ...(sortKey.length === 0 ? [] : [keys(sortKey)])].join(", ");
  const projected =
    projection === "ALL"
      ? "all attributes"
      : projection === "KEYS_ONLY" || projection.length === 0
        ? "keys only"
        : `keys and ${[...projection].sort().join(", ")}`;
  return `"${name}" on ${on} with ${projected}`;
}
