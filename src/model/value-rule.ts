/**
 * The checks of a schema as data, for the schemas that data can describe exactly. A rule
 * without arguments is its name; one with arguments is a list that begins with its name: `["array", "string", ["max", 3]]`.
 * The names are those of zod's definitions. Generated code states regular expressions as what they are, the Model as text.
 */
export type ValueRule<Pattern = string> = BareRule | ListedRule<Pattern>;

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

export type ListedRule<Pattern = string> =
  | readonly ["bigint" | "date" | "number" | "string", ...checks: RuleCheck<Pattern>[]]
  | readonly ["enum" | "literal", ...values: LiteralValue[]]
  | readonly ["template_literal", source: Pattern]
  | readonly ["array" | "set", of: ValueRule<Pattern>, ...checks: RuleCheck<Pattern>[]]
  | readonly ["map", key: ValueRule<Pattern>, of: ValueRule<Pattern>, ...checks: RuleCheck<Pattern>[]]
  | readonly ["record", key: ValueRule<Pattern>, of: ValueRule<Pattern>]
  | readonly ["tuple", items: readonly ValueRule<Pattern>[]]
  | readonly ["tuple", items: readonly ValueRule<Pattern>[], rest: ValueRule<Pattern>]
  /** The rule of other members: stripped where there is none, rejected where it is `"never"`. */
  | readonly ["object", members: Readonly<Record<string, ValueRule<Pattern>>>]
  | readonly ["object", members: Readonly<Record<string, ValueRule<Pattern>>>, rest: ValueRule<Pattern>]
  | readonly ["union", options: readonly ValueRule<Pattern>[]]
  /** The options by the values of one of their members. */
  | readonly ["discriminated", name: string, options: readonly TaggedRule<Pattern>[]]
  | readonly ["exact" | "nonoptional" | "nullable" | "optional" | "readonly", of: ValueRule<Pattern>]
  | readonly ["default" | "prefault", value: JsonValue, of: ValueRule<Pattern>];

export type TaggedRule<Pattern = string> = readonly [values: readonly LiteralValue[], of: ValueRule<Pattern>];

/** A bound of a bigint is its digits, one of a date its milliseconds since 1970. */
export type RuleCheck<Pattern = string> =
  | readonly ["min" | "max" | "gt" | "lt" | "multiple", bound: number | string]
  | readonly ["length", length: number]
  /** An integer, and its bounds where they are not those of all safe ones. */
  | readonly ["int"]
  | readonly ["int", min: number, max: number]
  | readonly ["regex", source: Pattern]
  | readonly ["regex", source: Pattern, flags: string]
  /** A regular expression, and what the error calls what it describes. */
  | readonly ["format", name: string, source: Pattern]
  | readonly ["format", name: string, source: Pattern, flags: string]
  | readonly ["starts" | "ends", text: string]
  | readonly ["includes", text: string]
  | readonly ["includes", text: string, position: number]
  | readonly ["lower" | "trim" | "upper" | "url"];

export type LiteralValue = string | number | boolean | null;

export type JsonValue = LiteralValue | readonly JsonValue[] | { readonly [name: string]: JsonValue };
