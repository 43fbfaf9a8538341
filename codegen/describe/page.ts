import type { Item } from "../database/open-model.js";
import type { TableDesign } from "./design.js";
import { pageScript, pageStyle } from "./page-assets.js";
import { type PictureItem, type PicturePartition, type PictureView, pictureViews } from "./picture.js";
import {
  type Cell,
  cellText,
  chartTables,
  collectionTable,
  costNote,
  type DescriptionTable,
  patternTable,
  tableFacts,
  writeTable,
} from "./tables.js";

/** A table with items as they are stored, and a sentence on where they come from. */
export interface DesignWithItems {
  readonly design: TableDesign;
  readonly items: readonly Item[];
  readonly source: string;
}

/** With more items in a view, its partitions are closed at first: what each holds is seen at a glance. */
const MANY_ITEMS = 60;

/** A design as one page that needs nothing else: the picture of each table, then its charts. */
export function pageOf(designs: readonly DesignWithItems[]): string {
  const title = designs.map(({ design }) => design.table.name).join(", ");
  const widest = designs.reduce((most, { design }) => Math.max(most, design.entities.length), 0);
  const colours = entityColours(Array.from({ length: widest }, String));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}: the design of the table</title>
<style>${new Html(`${pageStyle}${colours}`)}</style>
</head>
<body>
<main>
${designs.map(designSection)}</main>
<script>${new Html(pageScript)}</script>
</body>
</html>
`;
  return page.markup;
}

function designSection({ design, items, source }: DesignWithItems, number: number): Html {
  const { table, entities } = design;
  const views = pictureViews(table, entities, items);
  const [chart, ...indexes] = chartTables(design);
  const entityClass = classes(design);
  const unknown = views.some(({ partitions }) =>
    partitions.some((each) => each.items.some(({ entity }) => entity === undefined)),
  );
  return html`<section class="design">
<h1>${table.name}</h1>
${table.doc === undefined ? "" : html`<p>${table.doc}</p>\n`}<ul class="facts">${tableFacts(design).map((fact) => html`<li>${fact}</li>`)}</ul>
<div class="bar">
<div class="tabs" role="tablist" aria-label="Views of ${table.name}" hidden>${views.map((view, position) => tab(view, number, position))}</div>
<div class="legend" hidden>${entities.map(({ name }) => html`<button type="button" class="${entityClass(name)}" data-e="${name}" aria-pressed="false"><span class="dot"></span>${name}</button>`)}${unknown ? html`<span class="e-"><span class="dot" style="display:inline-block"></span> unknown entity</span>` : ""}<button type="button" class="all"></button></div>
</div>
<p class="note">${source}</p>
${views.map((view, position) => viewSection(view, number, position, entityClass))}
${chart === undefined ? "" : tableSection(chart, "h2", entityClass)}${indexes.map((index) => tableSection(index, "h3", entityClass))}
${patternSection(design)}${tableSection(writeTable(design), "h3", entityClass)}<p class="note">${costNote(design)}</p>
${tableSection(collectionTable(design), "h2", entityClass)}</section>
`;
}

/** The class that gives an entity's colour. */
type EntityClass = (entity: string | undefined) => string;

function classes({ entities }: TableDesign): EntityClass {
  return (entity) => {
    const position = entities.findIndex(({ name }) => name === entity);
    return position < 0 ? "e-" : `e${position}`;
  };
}

function tab({ index, count }: PictureView, number: number, position: number): Html {
  return html`<button type="button" role="tab" id="tab-${number}-${position}" aria-controls="view-${number}-${position}">${index ?? "Table"}<small>${count}</small></button>`;
}

function viewSection(view: PictureView, number: number, position: number, entityClass: EntityClass): Html {
  const { partitions, partitionKey, sortKey, index, count } = view;
  const name = index === undefined ? "The table" : `Index ${index}`;
  const closed = count > MANY_ITEMS;
  return html`<div class="view" role="tabpanel" id="view-${number}-${position}" aria-labelledby="tab-${number}-${position}" aria-label="${name}">
<div class="keys"><span>${index === undefined ? "" : html`<b>${index}</b>: `}partition key <span class="mono">${partitionKey.join(", ")}</span></span><span>${sortKey.length === 0 ? "no sort key" : html`sorted by <span class="mono">${sortKey.join(", ")}</span> ↓`}</span></div>
${partitions.length === 0 ? html`<div class="empty">No items.</div>\n` : partitions.map((partition) => partitionSection(partition, closed, entityClass))}</div>
`;
}

function partitionSection({ key, items }: PicturePartition, closed: boolean, entityClass: EntityClass): Html {
  return html`<section class="partition${closed ? " closed" : ""}">
<header><button type="button" aria-expanded="${closed ? "false" : "true"}">${key.map((value) => html`<span class="pk">${value}</span>`)}<span class="strip">${items.map(({ entity }) => html`<i class="${entityClass(entity)}" data-e="${entity ?? ""}"></i>`)}</span><span class="size">${items.length} ${items.length === 1 ? "item" : "items"}</span></button></header>
<ol class="items">
${items.map((item) => itemRow(item, entityClass))}</ol>
</section>
`;
}

function itemRow({ entity, guards, sort, attributes }: PictureItem, entityClass: EntityClass): Html {
  return html`<li class="${entityClass(entity)}" data-e="${entity ?? ""}"><div class="sort">${sort.map((value) => html`<b>${value}</b>`)}<span>${entity ?? "unknown entity"}${guards === undefined ? "" : `: guard of unique ${guards}`}</span></div><dl class="attributes">${attributes.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></li>
`;
}

function tableSection(
  { title, note, head, rows, numeric }: DescriptionTable,
  level: "h2" | "h3",
  entityClass: EntityClass,
): Html {
  const heading = level === "h2" ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
  const noteHtml = note === undefined ? "" : html`<p class="note">${note}</p>\n`;
  if (rows.length === 0) return html`${heading}\n${noteHtml}`;
  const isEntity = head[0] === "Entity";
  const body = rows.map(
    (row) =>
      html`<tr>${row.map((cell, column) => {
        const dot =
          isEntity && column === 0 ? html`<span class="dot ${entityClass(cellText(cell))}"></span>` : "";
        return html`<td${numeric.includes(column) ? html` class="number"` : ""}>${dot}${cellHtml(cell)}</td>`;
      })}</tr>\n`,
  );
  return html`${heading}
${noteHtml}<div class="scroll"><table><thead><tr>${head.map((name, column) => html`<th${numeric.includes(column) ? html` class="number"` : ""}>${name}</th>`)}</tr></thead><tbody>
${body}</tbody></table></div>
`;
}

/** The access patterns, each a way to its view with the entities that it reads marked. */
function patternSection(design: TableDesign): Html {
  const { title, head, rows, numeric } = patternTable(design);
  const names = [undefined, ...design.table.indexes.map(({ name }) => name)];
  const body = rows.map((row, position) => {
    const { index, reads } = design.patterns[position] ?? { reads: "" };
    const cells = row.map((cell, column) => {
      if (column !== 0)
        return html`<td${numeric.includes(column) ? html` class="number"` : ""}>${cellHtml(cell)}</td>`;
      return html`<td class="wide"><button type="button" data-view="${names.indexOf(index)}" data-marks="${JSON.stringify(reads.split(", "))}" title="Show in the diagram">${cellHtml(cell)}</button></td>`;
    });
    return html`<tr>${cells}</tr>\n`;
  });
  return html`<h2>${title}</h2>
<div class="scroll"><table><thead><tr>${head.map((name, column) => html`<th${numeric.includes(column) ? html` class="number"` : ""}>${name}</th>`)}</tr></thead><tbody>
${body}</tbody></table></div>
`;
}

function cellHtml(cell: Cell): Html {
  if (typeof cell === "string") return html`${cell}`;
  if ("code" in cell) return cell.code === "" ? html`` : html`<code>${cell.code}</code>`;
  return html`${cell.map(cellHtml)}`;
}

/** Hues that most eyes tell apart; each is named beside its colour wherever it is used. */
const HUES = [255, 35, 150, 310, 85, 200, 10, 280, 125, 335];

/** The colours of the entities of a table, as custom properties: one for marks, one for text. */
function entityColours(names: readonly string[]): string {
  const rules = names.map((_, position) => {
    const hue = HUES[position % HUES.length] ?? 255;
    // Beyond ten entities the hues come again, paler.
    const chroma = position < HUES.length ? 0.14 : 0.06;
    const mark = `light-dark(oklch(0.64 ${chroma} ${hue}), oklch(0.72 ${chroma} ${hue}))`;
    const ink = `light-dark(oklch(0.46 ${chroma} ${hue}), oklch(0.8 ${chroma * 0.8} ${hue}))`;
    return `.e${position} { --e: ${mark}; --ink: ${ink}; }`;
  });
  return [...rules, ".e- { --e: var(--soft); --ink: var(--soft); }"].join("\n");
}

/** Markup, as opposed to text that must be escaped. */
class Html {
  constructor(readonly markup: string) {}
}

type HtmlValue = string | number | Html | undefined | readonly HtmlValue[];

/** Markup with values in it: text is escaped, markup is not, of a list each. */
function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((markup, part, position) => markup + markupOf(values[position - 1]) + part));
}

function markupOf(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(markupOf).join("");
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
