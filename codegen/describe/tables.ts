import { priceText, sizeText, unitsText } from "./costs.js";
import type { TableDesign } from "./design.js";

/** A cell: words, code, which Markdown and pages set apart, or some of both. */
export type Cell = string | { readonly code: string } | readonly Cell[];

/** One of the tables that describe a design, whatever it is printed as. */
export interface DescriptionTable {
  readonly title: string;
  /** A sentence below the title. */
  readonly note?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** The columns that hold numbers. */
  readonly numeric: readonly number[];
}

/** The entity chart of the table and of each index. */
export function chartTables({ charts }: TableDesign): DescriptionTable[] {
  return charts.map(({ index, local, keys, rows, projection }) => {
    const conditional = rows.some(({ when }) => when !== undefined);
    const notes = [
      local ? "Local index." : "",
      projection === undefined ? "" : `Projection: ${projection}.`,
      rows.length === 0 ? "No entity uses this index." : "",
    ].filter(Boolean);
    return {
      title: index === undefined ? "Entity chart" : `Index ${index}`,
      ...(notes.length > 0 && { note: notes.join(" ") }),
      head: ["Entity", ...keys, ...(conditional ? ["only where"] : [])],
      rows: rows.map(({ entity, keys: values, when }) => [
        entity,
        ...values.map(code),
        ...(conditional ? [when ?? ""] : []),
      ]),
      numeric: [],
    };
  });
}

/** Every way to read, with what it costs. */
export function patternTable({ patterns }: TableDesign): DescriptionTable {
  return {
    title: "Access patterns",
    head: ["Access pattern", "Index", "Request", "Worst case", "Cost per million"],
    rows: patterns.map(({ call, index, request, cost }) => [
      code(call),
      index ?? "",
      code(request),
      unitsText(cost),
      priceText(cost.million),
    ]),
    numeric: [3, 4],
  };
}

/** Returns the table of write costs, by entity. */
export function writeTable({ writes }: TableDesign): DescriptionTable {
  return {
    title: "Writes",
    head: [
      "Entity",
      "Indexes",
      "create, worst case",
      "Cost per million",
      "put, update, delete, worst case",
      "Cost per million",
    ],
    rows: writes.map(({ entity, indexes, create, change }) => [
      entity,
      String(indexes),
      unitsText(create),
      priceText(create.million),
      unitsText(change),
      priceText(change.million),
    ]),
    numeric: [1, 2, 3, 4, 5],
  };
}

/** Returns the table of item collections: the items that share a partition key. */
export function collectionTable({ itemCollections }: TableDesign): DescriptionTable {
  return {
    title: "Item collections",
    note: "Items that share a partition key, in sort order: one Query reads them together.",
    head: ["In", "Partition key", "Items (sort order)", "Collections"],
    rows: itemCollections.map(({ index, partition, members, readBy }) => [
      index ?? "the table",
      code(partition),
      members.map(({ entity, sort }, position): Cell => {
        const name = `${position === 0 ? "" : ", "}${entity}`;
        return sort === "" ? name : [`${name} `, code(sort)];
      }),
      readBy.join(", "),
    ]),
    numeric: [],
  };
}

/** Returns the note about the assumptions behind the costs. */
export function costNote({ table, itemBytes, prices }: TableDesign): string {
  const replicas = table.settings?.replicas.length ?? 0;
  const notes = [
    `Worst case: items of ${sizeText(itemBytes)}, a page of 1 MB, and writes that move the item in every index; pass the size of your items with --item-size.`,
    `RRU and WRU are request units of reads and writes. On-demand list prices of AWS in ${prices.region} since ${prices.since}: ${priceText(prices.read)} for a million RRU, ${priceText(prices.write)} for a million WRU.`,
    table.settings?.throughput.mode === "provisioned"
      ? "This table has provisioned capacity, which is billed by the hour instead."
      : "",
    replicas > 0 ? `Writes count for the table and its ${replicas} replicas.` : "",
  ];
  return notes.filter(Boolean).join(" ");
}

/** Returns the facts about a table, in a few words each. */
export function tableFacts({ table, entities }: TableDesign): string[] {
  const key = (name: string, type: string) => `${name} (${type})`;
  return [
    `partition key ${key(table.partitionKey.name, table.partitionKey.type)}`,
    table.sortKey === undefined ? "no sort key" : `sort key ${key(table.sortKey.name, table.sortKey.type)}`,
    counted(entities.length, "entity", "entities"),
    counted(table.indexes.length, "index", "indexes"),
    ...(table.timeToLive === undefined ? [] : [`time to live in ${table.timeToLive}`]),
    ...(table.stream === undefined ? [] : [`stream of ${table.stream}`]),
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count === 0 ? "no" : count} ${count === 1 ? one : many}`;
}

const code = (text: string): Cell => ({ code: text });

/** A cell without what sets code apart. */
export function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  return "code" in cell ? cell.code : cell.map(cellText).join("");
}
