import Table from "cli-table3";
import { startDynamoDBLocal } from "monotable/testing";
import { createDatabase, tables } from "./generated/index.js";
import { main } from "./main.js";

/** A value as a person likes to read it in a cell. */
function cell(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

function tableOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const colours = process.stdout.isTTY ? { head: ["cyan"], border: ["gray"] } : { head: [], border: [] };
  const table = new Table({ head: columns, style: { ...colours, compact: true } });
  for (const row of rows) table.push(columns.map((column) => cell(row[column])));
  return table.toString();
}

function show(title: string, rows: readonly object[]): void {
  console.log(`\n${title}`);
  console.log(
    rows.length === 0 ? "   (nothing)" : tableOf(rows as readonly Readonly<Record<string, unknown>>[]),
  );
}

const local = await startDynamoDBLocal();
console.log(`DynamoDB Local runs at ${local.endpoint}`);
try {
  const client = await local.database(tables);
  await main(createDatabase(client), show);
} finally {
  await local.stop();
}
