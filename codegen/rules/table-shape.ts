import type { IndexModel, TableModel } from "../../src/model/model.js";
import type { Report, Rule } from "./rule.js";

/** A table is one that DynamoDB creates: names, numbers and kinds of keys and indexes. */
export const tableShape: Rule = {
  name: "table-shape",
  check: (model, report) => {
    for (const [position, table] of model.tables.entries()) {
      if (model.tables.findIndex(({ name }) => name === table.name) < position) {
        report(
          ["tables", table.name],
          `Two tables are named "${table.name}"`,
          "Give each table a different name.",
        );
      }
      checkTable(table, report);
      for (const index of table.indexes) checkIndex(index, table, report);
    }
  },
};

const MAXIMUM_GLOBAL = 20;
const MAXIMUM_LOCAL = 5;
const MAXIMUM_ATTRIBUTES = 4;

function checkTable(table: TableModel, report: Report): void {
  const path = ["tables", table.name];
  const { partitionKey, sortKey, entityAttribute, timeToLive, keyEncoding, delimiter, indexes } = table;
  const fault = (message: string, help: string) => report(path, `Table "${table.name}": ${message}`, help);
  if (partitionKey.name === sortKey?.name) {
    fault(`partitionKey and sortKey are both "${partitionKey.name}"`, "Use different attribute names.");
  }
  const keys = new Set(
    [partitionKey, sortKey, ...indexes.flatMap((index) => [...index.partitionKey, ...index.sortKey])].map(
      (key) => key?.name,
    ),
  );
  if (entityAttribute !== undefined && keys.has(entityAttribute)) {
    fault(`the entity attribute "${entityAttribute}" is a key attribute`, "Give it a name of its own.");
  }
  if (
    timeToLive !== undefined &&
    (timeToLive === entityAttribute || timeToLive === partitionKey.name || timeToLive === sortKey?.name)
  ) {
    fault(
      `the time to live "${timeToLive}" is already used as a key or as the entity attribute`,
      "Give it a name of its own.",
    );
  }
  if (keyEncoding === "ordered" && delimiter !== "#") {
    fault(
      `the delimiter "${delimiter}" needs keyEncoding: "plain"`,
      'Leave it out: the "ordered" encoding always uses "#".',
    );
  }
  if (delimiter === "") fault("the delimiter is empty", 'Use a character that no value contains, e.g. "#".');
  for (const [type, limit] of [
    ["global", MAXIMUM_GLOBAL],
    ["local", MAXIMUM_LOCAL],
  ] as const) {
    const count = indexes.filter((index) => index.type === type).length;
    if (count > limit) fault(`has ${count} ${type} indexes`, `DynamoDB allows ${limit}.`);
  }
}

function checkIndex(index: IndexModel, table: TableModel, report: Report): void {
  const fault = (message: string, help: string) =>
    report(
      ["tables", table.name, "indexes", index.name],
      `Table "${table.name}", index "${index.name}": ${message}`,
      help,
    );
  if (!/^[\w.-]{3,255}$/.test(index.name)) {
    fault("is not a valid index name", "Use 3 to 255 letters, digits, dots, hyphens and underscores.");
  }
  if (index.type === "local" && table.sortKey === undefined) {
    fault("is local, but the table has no sort key", "Give the table a sortKey, or make the index global.");
  }
  if (index.partitionKey.length === 0) fault("has no partition key", "Give at least one attribute.");
  for (const [side, attributes] of [
    ["partition", index.partitionKey],
    ["sort", index.sortKey],
  ] as const) {
    if (attributes.length > MAXIMUM_ATTRIBUTES) {
      fault(`has ${attributes.length} ${side} key attributes`, `DynamoDB allows ${MAXIMUM_ATTRIBUTES}.`);
    }
  }
  const names = [...index.partitionKey, ...index.sortKey].map(({ name }) => name);
  const twice = names.find((name, position) => names.indexOf(name) < position);
  if (twice !== undefined) fault(`has "${twice}" twice in the key`, "Name each attribute once.");
}
