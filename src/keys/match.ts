import type { KeyPart, Piece } from "../model/model.js";
import type { KeyFormat } from "./encode-piece.js";
import { isTemplate } from "./key-part.js";

/** Whether a stored key attribute can be one that this key part composes. */
export function matchesKeyPart(part: KeyPart, stored: unknown, format: KeyFormat): boolean {
  if (!isTemplate(part)) return stored !== undefined;
  if (typeof stored !== "string") return false;
  const pattern = part.template.map((piece) =>
    typeof piece === "string" ? escapeRegExp(piece) : pieceOf(piece, format.delimiter),
  );
  return new RegExp(`^${pattern.join("")}$`, "su").test(stored);
}

/** An encoded piece: a date's 24 characters, or at least one character and never the delimiter. */
function pieceOf({ type }: Piece, delimiter: string): string {
  if (type === "date") return ".{24}";
  return `(?:(?!${escapeRegExp(delimiter)}).)+`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
