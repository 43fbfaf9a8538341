/**
 * What a schema demands of a value, as data: zod's own account of it, for the schemas that data can say exactly. A rule
 * without arguments is its name; one with arguments is a list that begins with its name: `["array", "string", ["max", 3]]`.
 * The names are those of zod's definitions.
 */
export type ValueRule = BareRule | ListedRule;

export type BareRule =
  | "any"
  | "bigint"
  | "boolean"
  | "bytes"
  | "date"
  | "never"
  | "null"
  | "number"
  | "string"
  | "unknown";

export type ListedRule =
  | readonly ["bigint" | "date" | "number" | "string", ...checks: RuleCheck[]]
  | readonly ["enum" | "literal", ...values: LiteralValue[]]
  | readonly ["template_literal", source: string]
  | readonly ["array" | "set", of: ValueRule, ...checks: RuleCheck[]]
  | readonly ["map", key: ValueRule, of: ValueRule, ...checks: RuleCheck[]]
  | readonly ["record", key: ValueRule, of: ValueRule]
  | readonly ["tuple", items: readonly ValueRule[]]
  | readonly ["tuple", items: readonly ValueRule[], rest: ValueRule]
  /** What other members are: stripped where nothing is said of them, refused where they are `"never"`. */
  | readonly ["object", members: Readonly<Record<string, ValueRule>>]
  | readonly ["object", members: Readonly<Record<string, ValueRule>>, rest: ValueRule]
  | readonly ["union", options: readonly ValueRule[]]
  /** The options by the values of one of their members. */
  | readonly ["discriminated", name: string, options: readonly TaggedRule[]]
  | readonly ["exact" | "nonoptional" | "nullable" | "optional" | "readonly", of: ValueRule]
  | readonly ["default" | "prefault", value: JsonValue, of: ValueRule];

export type TaggedRule = readonly [values: readonly LiteralValue[], of: ValueRule];

/** A bound of a bigint is its digits, one of a date its milliseconds since 1970. */
export type RuleCheck =
  | readonly ["min" | "max" | "gt" | "lt" | "multiple", bound: number | string]
  | readonly ["length", length: number]
  /** An integer, and its bounds where they are not those of all safe ones. */
  | readonly ["int"]
  | readonly ["int", min: number, max: number]
  | readonly ["regex", source: string]
  | readonly ["regex", source: string, flags: string]
  /** A regular expression, and what the error calls what it describes. */
  | readonly ["format", name: string, source: string]
  | readonly ["format", name: string, source: string, flags: string]
  | readonly ["starts" | "ends", text: string]
  | readonly ["includes", text: string]
  | readonly ["includes", text: string, position: number]
  | readonly ["lower" | "trim" | "upper" | "url"];

export type LiteralValue = string | number | boolean | null;

export type JsonValue = LiteralValue | readonly JsonValue[] | { readonly [name: string]: JsonValue };
