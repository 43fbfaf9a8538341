import type { TableDesign } from "./design.js";
import { mermaidDiagram } from "./mermaid.js";
import {
  type Cell,
  chartTables,
  collectionTable,
  costNote,
  type DescriptionTable,
  patternTable,
  tableFacts,
  writeTable,
} from "./tables.js";

/** A design as Markdown, with a Mermaid diagram of each table. */
export function markdownOf(designs: readonly TableDesign[]): string {
  return `${designs.map(tableMarkdown).join("\n\n")}\n`;
}

function tableMarkdown(design: TableDesign): string {
  const { table } = design;
  const [chart, ...indexes] = chartTables(design);
  const blocks = [
    `# ${text(table.name)}`,
    ...(table.doc === undefined ? [] : [text(table.doc)]),
    `A DynamoDB table: ${tableFacts(design).map(text).join(", ")}.`,
    ["```mermaid", mermaidDiagram(design), "```"].join("\n"),
    ...(chart === undefined ? [] : tableBlocks(chart, "##")),
    ...indexes.flatMap((index) => tableBlocks(index, "###")),
    ...tableBlocks(patternTable(design), "##"),
    ...tableBlocks(writeTable(design), "###"),
    text(costNote(design)),
    ...tableBlocks(collectionTable(design), "##"),
  ];
  return blocks.join("\n\n");
}

function tableBlocks({ title, note, head, rows, numeric }: DescriptionTable, level: string): string[] {
  const heading = [`${level} ${text(title)}`, ...(note === undefined ? [] : [text(note)])];
  if (rows.length === 0) return heading;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [
    line(head.map(text)),
    line(head.map((_, column) => (numeric.includes(column) ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(cell))),
  ];
  return [...heading, table.join("\n")];
}

function cell(value: Cell): string {
  if (typeof value === "string") return text(value);
  return "code" in value ? code(value.code) : value.map(cell).join("");
}

/** Code as a span that no backtick in it ends, within a table. */
function code(value: string): string {
  if (value === "") return "";
  const fence = value.includes("`") ? "``" : "`";
  const padding = fence === "`" ? "" : " ";
  return `${fence}${padding}${value.replaceAll("|", "\\|").replaceAll("\n", " ")}${padding}${fence}`;
}

/** Words that Markdown takes as they are. */
function text(value: string): string {
  return value.replace(/[\\`*_{}[\]<>#|]/g, (character) => `\\${character}`).replaceAll("\n", " ");
}
