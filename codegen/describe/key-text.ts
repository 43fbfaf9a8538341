import type { AccessPatternModel, KeyPart } from "../../src/model/model.js";
import { pieceText } from "../piece-text.js";

/** What a key attribute is made of: `ORDER#{orderId}`, or `{email}` where it is an attribute as it is. */
export function partText(part: KeyPart): string {
  if (!("template" in part)) return `{${part.natural.attribute}}`;
  return part.template.map((piece) => (typeof piece === "string" ? piece : `{${pieceText(piece)}}`)).join("");
}

/** `pk = USER#{userId}, sk = PROFILE`: the key attributes that a request names in full. */
export function keyText(parts: readonly KeyPart[]): string {
  return parts.map((part) => `${part.name} = ${partText(part)}`).join(", ");
}

/** The literal text with which all values of a key attribute begin. */
export function leadingText(part: KeyPart | undefined): string {
  if (part === undefined || !("template" in part)) return "";
  const [first] = part.template;
  return typeof first === "string" ? first : "";
}

/** The partition key without the names of its attributes: two entities with one such form meet in partitions. */
export function partitionForm({ partition }: AccessPatternModel): string {
  const forms = partition.map((part) =>
    "template" in part
      ? part.template.map((piece) => (typeof piece === "string" ? piece : "{}")).join("")
      : `{${part.name}}`,
  );
  return JSON.stringify([partition.map(({ name }) => name), forms]);
}
