import { piecesOf } from "../../src/keys/encode-key.js";
import type { EntityModel, Piece } from "../../src/model/model.js";
import type { Item } from "../database/open-model.js";
import { suggestion } from "../diagnostics/suggestion.js";

/** What was given of a key on the command line: `status=PAID`, `placedAt>=2026-01-01`, `sku^=LAMP`. */
export interface KeyArgument {
  readonly name: string;
  readonly operator: Operator;
  readonly text: string;
}

type Operator = "=" | "<" | "<=" | ">" | ">=" | "^=";

const MEMBERS = { "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "^=": "beginsWith" } as const;

/** @throws Error if one is not written so */
export function readArguments(given: readonly string[], command: string): KeyArgument[] {
  return given.map((argument) => {
    const [, name, operator, text] = /^([^=<>^]+)(>=|<=|\^=|=|<|>)(.*)$/s.exec(argument) ?? [];
    if (name === undefined || operator === undefined || text === undefined) {
      const ranges =
        command === "get" ? "" : ", or a range: placedAt>=2026-01-01, sku^=LAMP (in quotes, for the shell)";
      throw new Error(`"${argument}" is no part of a key. Write status=PAID${ranges}.`);
    }
    return { name, operator: operator as Operator, text };
  });
}

/** The key that arguments say, each in the type of its attribute; two of one attribute are a range. */
export function keyValues(entity: EntityModel, given: readonly KeyArgument[]): Item {
  const key: Record<string, unknown> = {};
  for (const { name, operator, text } of given) {
    const value = typedValue(pieceOf(entity, name), text);
    if (operator === "=") key[name] = value;
    else key[name] = { ...(isRange(key[name]) ? key[name] : {}), [MEMBERS[operator]]: value };
  }
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, between(value)]));
}

/** From one end to the other, both included, is what DynamoDB calls between. */
function between(value: unknown): unknown {
  if (!isRange(value) || !("gte" in value && "lte" in value)) return value;
  return { between: [value["gte"], value["lte"]] };
}

function isRange(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array)
  );
}

function pieceOf(entity: EntityModel, name: string): Piece {
  const parts = [entity.primaryKey, ...entity.indexes].flatMap(({ partition, sort }) => [
    ...partition,
    ...sort,
  ]);
  const pieces = parts.flatMap(piecesOf);
  const found = pieces.find(({ attribute }) => attribute === name);
  if (found !== undefined) return found;
  const names = [...new Set(pieces.map(({ attribute }) => attribute))];
  throw new Error(
    `No key of ${entity.name} has an attribute "${name}". ${suggestion(name, names, "Its keys")}`,
  );
}

function typedValue({ attribute, type }: Piece, text: string): unknown {
  const refuse = (what: string): never => {
    throw new Error(`${attribute} is ${what}, and "${text}" is none.`);
  };
  switch (type) {
    case "int":
    case "number": {
      const value = Number(text);
      return text.trim() === "" || !Number.isFinite(value) ? refuse("a number") : value;
    }
    case "bigint":
      return /^-?\d+$/.test(text) ? BigInt(text) : refuse("a whole number");
    case "boolean":
      return text === "true" || text === "false" ? text === "true" : refuse("true or false");
    case "date":
    case "dateInSeconds":
    case "dateInMilliseconds": {
      const value = new Date(text);
      return Number.isNaN(value.getTime()) ? refuse("a date") : value;
    }
    case "binary":
      return new Uint8Array(Buffer.from(text, "base64"));
    default:
      return text;
  }
}
