import { type ErrorCode, type ErrorDetails, MonotableError } from "../errors.js";
import type { KeyFormat } from "../keys/encode-key.js";
import { PARTITION_KEY_BYTES, SORT_KEY_BYTES, type Values, wholeKeyPart } from "../keys/key-part.js";
import type { Refuse } from "../keys/refuse.js";
import type { KeyPart, TableModel, UniqueModel, ValueType } from "../model/model.js";
import type { EntitySpec } from "../model/spec.js";
import type { CursorSeal } from "../queries/cursor-seal.js";
import type { AttributeSchema, EntitySchema } from "../validation/schema.js";
import type { DocumentValue } from "../values/document.js";
import { AttributeNames } from "./attribute-names.js";

/**
 * One kind of item at run time: its spec, its schema and the name of its table in this environment, and what reading and
 * writing it both need. What items are read from is in `stored-item.ts`, what they are written as in `document.ts`, their
 * keys of indexes in `index-keys.ts`, and the names that writing knows in `stored-names.ts`. Everything here is pure: values in, values out.
 */
export class Entity {
  readonly spec: EntitySpec;
  /** Its zod schema, where its rules do not say all that the schema does: reading needs it for codecs alone. */
  readonly schema: EntitySchema | undefined;
  readonly tableName: string;
  /** How its keys are made of its attributes. */
  readonly keyFormat: KeyFormat;
  readonly names: AttributeNames;
  /** How its attributes are stored. */
  readonly valueTypes: ReadonlyMap<string, ValueType>;
  /** The clock of its database. */
  readonly now: () => Date;
  /** What its database seals cursors with. */
  readonly seal: CursorSeal | undefined;

  constructor(
    spec: EntitySpec,
    schema: EntitySchema | undefined,
    tableName: string,
    now: () => Date = () => new Date(),
    seal?: CursorSeal,
  ) {
    this.seal = seal;
    this.spec = spec;
    this.schema = schema;
    this.tableName = tableName;
    const { keyEncoding, delimiter } = spec.table;
    this.keyFormat = { keyEncoding, delimiter, typed: spec.keys };
    this.now = now;
    this.names = new AttributeNames(spec);
    this.valueTypes = new Map(
      Object.entries(spec.attributes).map(([name, { value }]) => [name, spec.values?.tied(value) ?? value]),
    );
    if (spec.rest !== undefined && spec.rest !== "never" && spec.loose === undefined)
      throw new Error("The spec of this entity does not name looseItems: generate it anew");
  }

  get name(): string {
    return this.spec.name;
  }

  get table(): TableModel {
    return this.spec.table;
  }

  /** The constraints that no two of its items break together. */
  get unique(): readonly UniqueModel[] {
    return this.spec.unique ?? [];
  }

  /** An error about this entity. */
  error<Code extends ErrorCode>(
    code: Code,
    message: string,
    details: Omit<ErrorDetails[Code], "entity">,
    cause?: unknown,
  ): MonotableError<Code> {
    const full = { entity: this.name, ...details } as unknown as ErrorDetails[Code];
    return new MonotableError(code, message, full, cause === undefined ? undefined : { cause });
  }

  /** Refuses a value of a key of this entity. */
  refuseKey(accessPattern: string): Refuse {
    return (attribute, reason) => {
      const where = accessPattern === "query" ? "its key" : accessPattern;
      const message = `${this.name}: ${attribute} in ${where}: ${reason}`;
      throw this.error("InvalidKey", message, { accessPattern, attribute, reason });
    };
  }

  readonly #refuseOwnKey = this.refuseKey("query");

  /** The primary key as it is stored. */
  key(values: Values): Record<string, DocumentValue> {
    const key: Record<string, DocumentValue> = {};
    const { partition, sort } = this.spec.primaryKey;
    const compose = (part: KeyPart, bytes: number) =>
      wholeKeyPart(
        part,
        values,
        this.keyFormat,
        bytes,
        "it is a part of the primary key",
        this.#refuseOwnKey,
      );
    for (const part of partition) key[part.name] = compose(part, PARTITION_KEY_BYTES);
    for (const part of sort) key[part.name] = compose(part, SORT_KEY_BYTES);
    return key;
  }

  /** The attribute that is stored under a name; the name itself where the schema has none. */
  nameInCode(stored: string): string {
    return this.names.inCode(stored) ?? stored;
  }

  valueType(name: string): ValueType {
    return this.valueTypes.get(name) ?? "any";
  }

  /** The zod schema of an attribute, where the entity has one. */
  attributeSchema(name: string): AttributeSchema | undefined {
    const shape = this.schema?.shape;
    return shape !== undefined && Object.hasOwn(shape, name) ? shape[name] : undefined;
  }

  /** The name in DynamoDB of the time in seconds at which an item expires, if its table and schema have one. */
  get timeToLive(): string | undefined {
    const { timeToLive } = this.table;
    return timeToLive !== undefined && this.names.inCode(timeToLive) !== undefined ? timeToLive : undefined;
  }
}
