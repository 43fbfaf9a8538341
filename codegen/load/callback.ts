import type { Piece, TableModel } from "../../src/model/model.js";
import type { AttributeRef, DerivedRef, KeyTemplate } from "../../src/schema/key.js";
import type { PieceFacts } from "../zod-schemas/piece-facts.js";

/** The value that a `key` or `indexes` callback returned, and its mistakes on the way. */
export interface CallbackResult {
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** A fault, and its remedy. */
export interface Problem {
  readonly message: string;
  readonly help: string;
}

/**
 * Calls a `key` or `indexes` callback with references to the attributes. Any name gives a reference, so that an unknown
 * one is found where it is used; what is wrong is collected, never thrown.
 */
export function runCallback(
  callback: (attributes: unknown) => unknown,
  attributes: readonly string[],
): CallbackResult {
  const problems: Problem[] = [];
  const attributeReferences = Object.fromEntries(attributes.map((name) => [name, reference(name, problems)]));
  const references = new Proxy(attributeReferences, {
    get: (target, name) => {
      if (typeof name === "symbol") return undefined;
      return Object.hasOwn(target, name) ? target[name] : reference(name, problems);
    },
  });
  try {
    return { value: callback(references), problems };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const help =
      "The callback may only compose keys from its argument: (o) => ({ partition: key`ORDER#${o.orderId}` }).";
    // What went wrong before explains why it throws.
    return {
      value: undefined,
      problems: problems.length > 0 ? problems : [{ message: `throws: ${reason}`, help }],
    };
  }
}

function reference(attribute: string, problems: Problem[]): AttributeRef {
  const used = (message: string, help: string) => {
    if (!problems.some((problem) => problem.message === message)) problems.push({ message, help });
  };
  return new Proxy<AttributeRef>(
    { attribute },
    {
      get: (target, name) => {
        if (name === "attribute") return target.attribute;
        if (name === Symbol.toPrimitive || name === "toString" || name === "valueOf" || name === "toJSON") {
          used(
            `converts the attribute "${attribute}" to text`,
            `Use the key tag: key\`…\${${attribute}}\`, or return the attribute itself.`,
          );
          return () => "";
        }
        if (typeof name === "string" && name !== "_value") {
          used(
            `takes "${name}" of the attribute "${attribute}"`,
            "A key consists of whole attributes: store the part in an attribute of its own.",
          );
        }
        return undefined;
      },
    },
  );
}

export function isTemplate(value: unknown): value is KeyTemplate {
  return isRecord(value) && Array.isArray(value["pieces"]);
}

export function isReference(value: unknown): value is AttributeRef {
  return isRecord(value) && Object.hasOwn(value, "attribute") && typeof value["attribute"] === "string";
}

export function isDerived(value: unknown): value is DerivedRef {
  return isRecord(value) && isReference(value["of"]) && isRecord(value["derived"]);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

const MAXIMUM_SHARDS = 1000;

/** The most digits that DynamoDB keeps of a number. */
const MAXIMUM_WIDTH = 38;

/** A piece with what the key holds in its place, and what is wrong with that. */
export interface DerivedPiece {
  readonly piece: Piece;
  readonly problem?: Problem;
}

/** Reads what is derived from an attribute; of an attribute that does not exist, which a rule reports, nothing is known. */
export function derivedPiece(
  { of: { attribute }, derived, width }: DerivedRef,
  facts: PieceFacts | undefined,
  table: Pick<TableModel, "keyEncoding">,
): DerivedPiece {
  const { iso, ...known } = facts ?? { type: "string" as const };
  const piece = { attribute, ...known, ...(width !== undefined && { width }), derived };
  const fault = facts === undefined ? undefined : faultOf({ iso, piece, table });
  if (fault === undefined) return { piece };
  const { derived: _, ...plain } = piece;
  return { piece: { attribute, ...known, type: plain.type }, problem: fault };
}

interface Given {
  readonly iso: PieceFacts["iso"];
  readonly piece: Piece;
  readonly table: Pick<TableModel, "keyEncoding">;
}

function faultOf({ iso, piece, table }: Given): Problem | undefined {
  const { attribute, type, width, derived } = piece;
  const isNumber = type === "int" || type === "number" || type === "bigint";
  switch (derived?.kind) {
    case "lower":
    case "upper":
      if (type === "string") return undefined;
      return misfit(derived.kind, attribute, type, "Use a string attribute.");
    case "day":
    case "month":
    case "year": {
      const help = "Use a z.date(), a z.iso.date() or a z.iso.datetime() in UTC.";
      if (type === "date" || (type === "string" && iso === "utc")) return undefined;
      if (type !== "string") return misfit(derived.kind, attribute, type, help);
      // The text of times in several zones does not sort by time, so a range of it is not one of days.
      const reasons = { local: "has times without a zone", offset: "has times of several zones" } as const;
      const reason =
        iso === "local" || iso === "offset" ? reasons[iso] : "is not declared as an ISO date or time";
      return { message: `takes the ${derived.kind} of "${attribute}", which ${reason}`, help };
    }
    case "padded":
      if (!isNumber) return misfit("padded", attribute, type, "Use a number attribute.");
      if (isWithin(width, 1, MAXIMUM_WIDTH)) return undefined;
      return {
        message: `pads "${attribute}" to ${String(width)} digits`,
        help: `Give a whole number from 1 to ${MAXIMUM_WIDTH}: padded(${attribute}, 10).`,
      };
    case "descending":
      if (type === "date") return undefined;
      if (!isNumber) return misfit("descending", attribute, type, "Use a number or a date attribute.");
      if (table.keyEncoding === "ordered" || width !== undefined) return undefined;
      return {
        message: `sorts "${attribute}" in descending order, which a plain key supports only with declared bounds`,
        help: "Declare them: z.int().min(0).max(9999).",
      };
    case "shard":
      if (type === "binary") return misfit("shard", attribute, type, "Store the attribute as text.");
      if (isWithin(derived.count, 2, MAXIMUM_SHARDS)) return undefined;
      return {
        message: `spreads "${attribute}" over ${String(derived.count)} shards`,
        help: `Give a whole number from 2 to ${MAXIMUM_SHARDS}: shard(${attribute}, 8).`,
      };
    default:
      return undefined;
  }
}

function misfit(name: string, attribute: string, type: string, help: string): Problem {
  return { message: `takes ${name}(…) of "${attribute}", which is of type ${type}`, help };
}

function isWithin(value: unknown, low: number, high: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}
