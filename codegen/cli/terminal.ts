import Table from "cli-table3";
import type { TableDesign } from "../describe/design.js";
import {
  cellText,
  chartTables,
  collectionTable,
  costNote,
  type DescriptionTable,
  patternTable,
  tableFacts,
  writeTable,
} from "../describe/tables.js";
import type { Colours } from "./print.js";

/** A design as text for a terminal. */
export function terminalText(designs: readonly TableDesign[], colours: Colours): string {
  return designs.map((design) => tableText(design, colours)).join("\n\n");
}

function tableText(design: TableDesign, colours: Colours): string {
  const { table } = design;
  const tables = [...chartTables(design), patternTable(design), writeTable(design), collectionTable(design)];
  const head = [
    colours.bold(table.name),
    ...(table.doc === undefined ? [] : [table.doc]),
    colours.dim(tableFacts(design).join(", ")),
  ];
  const blocks = tables.map((one) => [
    block(one, colours),
    ...(one.title === "Writes" ? [colours.dim(wrapped(costNote(design)))] : []),
  ]);
  return `${[head.join("\n"), ...blocks.flat()].join("\n\n")}\n`;
}

function block({ title, note, head, rows, numeric }: DescriptionTable, colours: Colours): string {
  const heading = `${colours.bold(title)}${note === undefined ? "" : `  ${colours.dim(note)}`}`;
  if (rows.length === 0) return heading;
  return `${heading}\n${gridText(
    head,
    rows.map((row) => row.map(cellText)),
    colours,
    numeric,
  )}`;
}

/** Rows in a grid, as the terminal shows them. */
export function gridText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  colours: Colours,
  numeric: readonly number[] = [],
): string {
  const grid = new Table({
    head: head.map((name) => colours.cyan(name)),
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, column) => (numeric.includes(column) ? "right" : "left")),
  });
  for (const row of rows) grid.push(row.map(printable));
  return grid.toString();
}

/** Text without what moves a terminal's cursor or changes its state. */
function printable(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

function wrapped(text: string, width = 110): string {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.join("\n");
}
