import type { BelowModel, NestedModel, ValueType } from "../../src/model/model.js";
import type { JsonSchema } from "../../src/schema/json-schema.js";

/** A number as DynamoDB writes it. */
const NUMBER = { type: "string", pattern: "^-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?$" };
const INTEGER = { type: "string", pattern: "^-?\\d+$" };
const TEXT = { type: "string" };
const DATE = { type: "string", format: "date-time" };
const BYTES = { type: "string", contentEncoding: "base64" };

/** Any attribute value in DynamoDB JSON: what `#/$defs/attribute` of a schema of stored items stands for. */
export const ATTRIBUTE: JsonSchema = { $ref: "#/$defs/attribute" };

export const ATTRIBUTE_DEFINITION: JsonSchema = {
  description: "Any attribute value in DynamoDB JSON.",
  oneOf: [
    tagged("S", TEXT),
    tagged("N", NUMBER),
    tagged("B", BYTES),
    tagged("BOOL", { type: "boolean" }),
    tagged("NULL", { const: true }),
    tagged("M", { type: "object", additionalProperties: ATTRIBUTE }),
    tagged("L", { type: "array", items: ATTRIBUTE }),
    setOf("SS", TEXT),
    setOf("NS", NUMBER),
    setOf("BS", BYTES),
  ],
};

/** A value of one of DynamoDB's types: `{ "S": … }`. */
export function tagged(type: string, value: JsonSchema): JsonSchema {
  return { type: "object", properties: { [type]: value }, required: [type], additionalProperties: false };
}

function setOf(type: string, element: JsonSchema): JsonSchema {
  return tagged(type, { type: "array", items: element, minItems: 1, uniqueItems: true });
}

/**
 * Returns the JSON Schema of a stored value.
 *
 * @param domain what zod says of the value, which holds of text that is stored as it is
 */
export function storedValue(value: ValueType, domain: JsonSchema = {}, below?: BelowModel): JsonSchema {
  if (typeof value === "string") return bareValue(value, domain, below);
  switch (value.kind) {
    case "codec":
      return value.of === undefined ? ATTRIBUTE : storedValue(value.of);
    case "nullable":
      return orNull(storedValue(value.of, withoutNull(domain), below));
    case "list":
      return tagged("L", { type: "array", items: storedValue(value.of) });
    case "tuple":
      return tagged("L", {
        type: "array",
        prefixItems: value.of.map((of) => storedValue(of)),
        items: value.rest === undefined ? ATTRIBUTE : storedValue(value.rest),
      });
    case "record":
      return tagged("M", { type: "object", additionalProperties: storedValue(value.of) });
    case "map":
      return tagged("M", {
        type: "object",
        properties: Object.fromEntries(Object.entries(value.of).map(([name, of]) => [name, storedValue(of)])),
        additionalProperties: value.rest === undefined ? ATTRIBUTE : storedValue(value.rest),
      });
    case "pairs": {
      const pair = {
        type: "array",
        prefixItems: [storedValue(value.key), storedValue(value.of)],
        items: false,
      };
      return tagged("L", { type: "array", items: tagged("L", pair) });
    }
    case "union":
      return { anyOf: value.of.map((member) => storedValue(member.value)) };
    case "recursive":
      return storedValue(value.of);
    case "again":
      // Inside of itself it may be anything: one level says what it is.
      return ATTRIBUTE;
    case "set":
      return anySet(value.of);
    case "compressed":
      return tagged("B", BYTES);
    default:
      // What is stored in one of several forms.
      return ATTRIBUTE;
  }
}

function bareValue(
  value: Extract<ValueType, string>,
  domain: JsonSchema,
  below: BelowModel | undefined,
): JsonSchema {
  switch (value) {
    case "string":
      return tagged("S", domain["type"] === "string" ? domain : TEXT);
    case "number":
      return tagged("N", domain["type"] === "integer" ? INTEGER : NUMBER);
    case "bigint":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return tagged("N", INTEGER);
    case "boolean":
      return tagged("BOOL", { type: "boolean" });
    case "null":
      return tagged("NULL", { const: true });
    case "date":
      return tagged("S", DATE);
    case "binary":
      return tagged("B", BYTES);
    case "list":
      return tagged("L", listOf(below));
    case "map":
      return tagged("M", mapOf(below));
    case "set":
      return anySet("any");
    case "any":
      return ATTRIBUTE;
  }
}

function anySet(of: ValueType): JsonSchema {
  if (of === "string") return setOf("SS", TEXT);
  if (of === "number") return setOf("NS", NUMBER);
  if (of === "bigint") return setOf("NS", INTEGER);
  if (of === "binary") return setOf("BS", BYTES);
  return { oneOf: [setOf("SS", TEXT), setOf("NS", NUMBER), setOf("BS", BYTES)] };
}

function listOf(below: BelowModel | undefined): JsonSchema {
  if (below?.kind === "tuple") return { type: "array", prefixItems: below.of.map(nested) };
  return { type: "array", items: below?.kind === "list" ? nested(below.of) : ATTRIBUTE };
}

function mapOf(below: BelowModel | undefined): JsonSchema {
  if (below?.kind === "record") return { type: "object", additionalProperties: nested(below.of) };
  if (below?.kind !== "map") return { type: "object", additionalProperties: ATTRIBUTE };
  const required = below.members.filter((member) => isAlways(member)).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(below.members.map((member) => [member.name, nested(member)])),
    ...(required.length > 0 && { required }),
    additionalProperties: ATTRIBUTE,
  };
}

function nested({ value, below }: NestedModel): JsonSchema {
  return storedValue(value, {}, below);
}

/** Returns true if a value is always stored: an empty set never is. */
export function isAlways({
  value,
  optional,
}: {
  readonly value: ValueType;
  readonly optional: boolean;
}): boolean {
  const isSet = value === "set" || (typeof value === "object" && value.kind === "set");
  return !optional && !isSet;
}

function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, tagged("NULL", { const: true })] };
}

/** Removes null from zod's schema of a nullable value. */
function withoutNull({ anyOf }: JsonSchema): JsonSchema {
  const [only, ...more] = (Array.isArray(anyOf) ? anyOf : []).filter(
    (schema: JsonSchema) => schema["type"] !== "null",
  ) as JsonSchema[];
  return only !== undefined && more.length === 0 ? only : {};
}
