import Table from "cli-table3";
import { startDynamoDBLocal } from "monotable/testing";
import { createDatabase, tables } from "./generated/index.js";
import { main } from "./main.js";

/** A value as a person likes to read it in a cell. */
function cell(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

function show(title: string, rows: readonly object[]): void {
  console.log(`\n${title}`);
  if (rows.length === 0) return console.log("   (nothing)");
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = new Table({ head: columns, style: { compact: true }, wordWrap: true });
  for (const row of rows as readonly Readonly<Record<string, unknown>>[]) {
    table.push(columns.map((column) => cell(row[column])));
  }
  console.log(table.toString());
}

const local = await startDynamoDBLocal();
console.log(`DynamoDB Local runs at ${local.endpoint}`);
try {
  const client = await local.database(tables);
  await main(createDatabase(client), show);
} finally {
  await local.stop();
}
