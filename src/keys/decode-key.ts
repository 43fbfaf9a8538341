import type { KeyPart, TemplatePart } from "../model/model.js";
import { decodeValue } from "../values/decode.js";
import { decodePiece } from "./decode-piece.js";
import { describe, type KeyFormat } from "./encode-key.js";
import { isTemplate, type Values } from "./key-part.js";
import { pieceTexts } from "./match.js";
import type { Refuse } from "./refuse.js";

/**
 * The values of the attributes that a stored key attribute was made of. Of pieces that do not tell their attribute's
 * value (a day, a shard, text in one case) there is none. A key that this part does not compose is refused.
 */
export function decodeKeyPart(part: KeyPart, stored: unknown, format: KeyFormat, refuse: Refuse): Values {
  if (!isTemplate(part)) {
    const { attribute, type } = part.natural;
    return { [attribute]: decodeValue(stored, type === "int" ? "number" : type, attribute, refuse) };
  }
  const texts = pieceTexts(part, stored, format);
  if (texts === undefined)
    return refuse(part.name, `should hold a key like ${templateText(part)}, but holds ${describe(stored)}`);
  const pieces = part.template.filter((piece) => typeof piece !== "string");
  const told = pieces
    .map((piece, position) => [piece.attribute, decodePiece(piece, texts[position] ?? "", format, refuse)])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(told);
}

/** A template as messages show it: `ORDER#{orderId}`. */
function templateText({ template }: TemplatePart): string {
  return template.map((piece) => (typeof piece === "string" ? piece : `{${piece.attribute}}`)).join("");
}
