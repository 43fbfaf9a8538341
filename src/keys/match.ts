import type { KeyPart, Piece, TemplatePart } from "../model/model.js";
import { shardText } from "./derivation.js";
import type { KeyFormat } from "./encode-key.js";
import { isTemplate } from "./key-part.js";

/** Whether a stored key attribute can be one that this key part composes. */
export function matchesKeyPart(part: KeyPart, stored: unknown, format: KeyFormat): boolean {
  if (!isTemplate(part)) return stored !== undefined;
  return pieceTexts(part, stored, format) !== undefined;
}

/** The text of each piece in a stored key attribute, or nothing where the template does not compose it. */
export function pieceTexts(
  part: TemplatePart,
  stored: unknown,
  format: KeyFormat,
): readonly string[] | undefined {
  if (typeof stored !== "string") return undefined;
  return new RegExp(keyPattern(part, format), "u").exec(stored)?.slice(1);
}

/** The regular expression, with flag `u`, of the texts that a key template can compose, with a group for each piece. */
export function keyPattern({ template }: TemplatePart, { delimiter }: KeyFormat): string {
  const pieces = template.map((piece) =>
    typeof piece === "string" ? escapeRegExp(piece) : `(${pieceOf(piece, delimiter)})`,
  );
  return `^${pieces.join("")}$`;
}

/** An encoded piece: so many characters, or at least one character and never the delimiter. */
function pieceOf({ type, derived }: Piece, delimiter: string): string {
  switch (derived?.kind) {
    case "day":
      return DAY;
    case "month":
      return MONTH;
    case "year":
      return YEAR;
    case "shard":
      return `\\d{${shardText(0, derived.count).length}}`;
    default:
  }
  if (type === "date") return `${ANY}{24}`;
  return type === "boolean" ? "false|true" : `(?:(?!${escapeRegExp(delimiter)})${ANY})+`;
}

/** Any character, line breaks too, whatever the flags. */
const ANY = "[\\s\\S]";
const YEAR = "\\d{4}";
const MONTH = `${YEAR}-\\d{2}`;
const DAY = `${MONTH}-\\d{2}`;

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
