import { piecesOf } from "../../src/keys/encode-key.js";
import type { AttributeModel, EntityModel } from "../../src/model/model.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { type KeySide, keySides } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** A key is made of attributes that the entity has, that are always there, and that a key can hold. */
export const keyAttribute: Rule = {
  name: "key-attribute",
  check: (model, report) => {
    for (const entity of model.entities) {
      for (const side of keySides(entity)) checkSide(entity, side, report);
    }
  },
};

function checkSide(entity: EntityModel, { subject, part, primary, path }: KeySide, report: Report): void {
  for (const name of new Set(piecesOf(part).map((piece) => piece.attribute))) {
    const attribute = entity.attributes.find((candidate) => candidate.name === name);
    if (attribute === undefined) {
      const names = entity.attributes.map((candidate) => candidate.name);
      report(
        path,
        `${subject}: attribute "${name}" does not exist on ${entity.name}`,
        suggestion(name, names, entity.name),
      );
      continue;
    }
    const fault = faultOf(attribute, "template" in part, primary);
    if (fault !== undefined) report(path, `${subject}: attribute "${name}" ${fault.reason}`, fault.help);
  }
}

interface Fault {
  readonly reason: string;
  readonly help: string;
}

/** Returns the fault of an attribute that cannot be in a key; `undefined` if it can. */
export function faultOf(
  { name, value, optional }: AttributeModel,
  composed: boolean,
  primary: boolean,
): Fault | undefined {
  if (typeof value === "object" && value.kind === "nullable") {
    return {
      reason: "may be null, but a key cannot be null",
      help: `Use .optional() instead of .nullable() for "${name}".`,
    };
  }
  if (typeof value === "object" && value.kind === "codec") {
    const help = `Declare "${name}" as it is stored: z.date(), z.bigint(), or a string.`;
    return { reason: "has a codec, so its order and text in a key are unknown", help };
  }
  if (typeof value === "object" && value.kind === "compressed") {
    const help = `Leave out the compression of "${name}".`;
    return { reason: "is stored compressed, but a key is compared and sorted", help };
  }
  if (typeof value === "object" || UNUSABLE[value] !== undefined) {
    const kind = typeof value === "object" ? value.kind : value;
    const help = "A key can hold strings, numbers, bigints, booleans, dates and binary values.";
    return { reason: `is ${UNUSABLE[kind] ?? kind}, which cannot be in a key`, help };
  }
  if (!composed && value === "boolean") {
    const help = `Compose the key: key\`…#\${${name}}\` holds it as the text true or false.`;
    return { reason: "is a boolean, but a key in DynamoDB is a string, a number or binary", help };
  }
  if (optional && primary) {
    const help = `Make "${name}" required, or give it a default. Only an index key may have optional attributes.`;
    return { reason: "is optional, but every item needs a primary key", help };
  }
  return undefined;
}

const UNUSABLE: Readonly<Record<string, string>> = {
  null: "always null",
  list: "a list",
  tuple: "a list",
  map: "an object",
  record: "an object",
  set: "a set",
  any: "of mixed or unknown type",
};
