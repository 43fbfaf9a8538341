import { piecesOf } from "../../src/keys/encode-key.js";
import type { CollectionModel, EntityModel, ValueType } from "../../src/model/model.js";
import { camelCase } from "../model-facts/names.js";
import type { TableDesign } from "./design.js";

/** A Mermaid entity relationship diagram: the entities with their attributes, and the collections as relations. */
export function mermaidDiagram({ entities, collections }: TableDesign): string {
  return ["erDiagram", ...entities.flatMap(entityLines), ...collections.flatMap(relationLines)].join("\n");
}

function entityLines(entity: EntityModel): string[] {
  const own = attributesIn([entity.primaryKey]);
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
      const said = comment.filter(Boolean).join(", ");
      const quotedComment = said === "" ? "" : ` "${said.replaceAll('"', "'")}"`;
      return `    ${typeWord(value)} ${plain}${own.has(name) ? " PK" : ""}${quotedComment}`;
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
