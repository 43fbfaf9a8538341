import { piecesOf } from "../../src/keys/encode-key.js";
import type { CollectionModel, EntityModel, ValueType } from "../../src/model/model.js";
import { camelCase } from "../model-facts/names.js";
import type { TableDesign } from "./design.js";
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

/** A Mermaid entity relationship diagram: the entities with their attributes, and the collections as relations. */
function mermaidDiagram({ entities, collections }: TableDesign): string {
  return ["erDiagram", ...entities.flatMap(entityLines), ...collections.flatMap(relationLines)].join("\n");
}

function entityLines(entity: EntityModel): string[] {
  const primaryAttributes = attributesIn([entity.primaryKey]);
  const indexed = attributesIn(entity.indexes);
  return [
    `  ${quoted(entity.name)} {`,
    ...entity.attributes.map(({ name, value, optional }) => {
      const plain = word(name);
      const comment = [
        plain === name ? "" : name,
        indexed.has(name) ? "indexed" : "",
        optional ? "optional" : "",
      ];
      const commentText = comment.filter(Boolean).join(", ");
      const quotedComment = commentText === "" ? "" : ` "${commentText.replaceAll('"', "'")}"`;
      return `    ${typeWord(value)} ${plain}${primaryAttributes.has(name) ? " PK" : ""}${quotedComment}`;
    }),
    "  }",
  ];
}

function attributesIn(patterns: readonly EntityModel["primaryKey"][]): ReadonlySet<string> {
  const pieces = patterns.flatMap(({ partition, sort }) => [...partition, ...sort].flatMap(piecesOf));
  return new Set(pieces.map(({ attribute }) => attribute));
}

/** From the first member that there is one of to each other; from the first of many where there is none. */
function relationLines({ name, members }: CollectionModel): string[] {
  const root = members.find(({ cardinality }) => cardinality === "one") ?? members[0];
  if (root === undefined) return [];
  return members
    .filter((member) => member !== root)
    .map((member) => {
      const left = root.cardinality === "one" ? "||" : "}o";
      const right = member.cardinality === "one" ? "o|" : "o{";
      return `  ${quoted(root.entity)} ${left}--${right} ${quoted(member.entity)} : ${quoted(camelCase(name))}`;
    });
}

const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;

/** Mermaid takes letters, digits, `_` and `-` in the names of attributes. */
function word(name: string): string {
  const plain = name.replace(/[^\w-]/g, "_");
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}

function typeWord(value: ValueType): string {
  if (typeof value === "string") return value;
  return value.kind === "nullable" || value.kind === "compressed" ? typeWord(value.of) : value.kind;
}
