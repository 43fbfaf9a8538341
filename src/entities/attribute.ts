import type { PathPlace } from "../expressions/attribute-path.js";
import type { ManagedRole, ValueType } from "../model/model.js";
import type { ValueRule } from "../model/value-rule.js";
import { impliedRule } from "../model/value-type.js";
import type { AttributeSchema } from "../validation/schema.js";
import { checkOf, type ValueCheck } from "../values/check-value.js";
import { isAsStored } from "../values/decode.js";
import type { Declaration } from "../values/stored-number.js";
import type { NestedValue } from "./nested-value.js";

/** An attribute as generated code describes it. */
export interface AttributeSpec {
  /** Its name in DynamoDB, where that is another one. */
  readonly storedAs?: string;
  /** It is in the primary key alone, from which it is read. */
  readonly stored?: false;
  readonly value: ValueType;
  /** The demands of its schema, where they are more than `value` and `optional` say. */
  readonly rule?: ValueRule<string | RegExp>;
  /** May be absent from a stored item. */
  readonly optional?: true;
  readonly managed?: ManagedRole;
}

/** Facts about an attribute that its spec does not have. */
interface AttributeContext {
  readonly type: ValueType;
  readonly schema: AttributeSchema | undefined;
  readonly isKeyAttribute: boolean;
}

/**
 * An attribute of an entity: all that reading, writing and conditions ask about it. An entity makes one for each of its
 * attributes and keeps it.
 */
export class Attribute {
  /** Its name in code. */
  readonly name: string;
  /** Its name in DynamoDB. */
  readonly storedName: string;
  /** Its way of being stored. */
  readonly type: ValueType;
  /** Its zod schema, which has its codecs, where the entity has one. */
  readonly schema: AttributeSchema | undefined;
  /** Its schema or its rule, which declare the numbers in it. */
  readonly declaration: Declaration | undefined;
  /** May be absent from a stored item. */
  readonly isOptional: boolean;
  /** It is stored itself, not in the primary key alone. */
  readonly isStored: boolean;
  /** The primary key is made of it. */
  readonly isKeyAttribute: boolean;
  /** The role of an attribute that monotable writes. */
  readonly managed: ManagedRole | undefined;
  /** Its stored value is its value in code. */
  readonly isAsStored: boolean;
  /** Every object inherits a property of its stored name, such as `constructor`, which is no attribute of an item. */
  readonly isInherited: boolean;

  /** Its path in conditions, made when it is first asked for. */
  path: PathPlace | undefined = undefined;
  /** Its value with the schema that validates it, made when it is first asked for. */
  nested: NestedValue | undefined = undefined;
  /** Validation gives its value as a copy of which nobody else has a part; computed when it is first asked for. */
  isCopied: boolean | undefined = undefined;
  readonly #declared: Declaration | undefined;
  #check: ValueCheck | undefined;

  constructor(
    name: string,
    { storedAs = name, stored, optional, managed, rule, value }: AttributeSpec,
    { type, schema, isKeyAttribute }: AttributeContext,
  ) {
    this.#declared = rule ?? schema ?? impliedRule({ value, ...(optional && { optional }) });
    this.name = name;
    this.storedName = storedAs;
    this.type = type;
    this.schema = schema;
    const implied = type === "number" || type === "bigint" ? type : undefined;
    this.declaration = schema ?? rule ?? implied;
    this.isOptional = optional ?? false;
    this.isStored = stored ?? true;
    this.isKeyAttribute = isKeyAttribute;
    this.managed = managed;
    this.isAsStored = isAsStored(type);
    this.isInherited = storedAs in Object.prototype;
  }

  /** Checks the types of its value as code has it, and fills in defaults. */
  get check(): ValueCheck {
    this.#check ??= this.#declared === undefined ? (value) => value : checkOf(this.#declared);
    return this.#check;
  }

  /** Returns the descriptor of an attribute that the schema does not name: an attribute of a loose schema. */
  static undeclared(name: string): Attribute {
    return new Attribute(
      name,
      { value: "any", optional: true },
      { type: "any", schema: undefined, isKeyAttribute: false },
    );
  }
}
