import { type ErrorCode, type ErrorDetails, type KeyDetails, MonotableError } from "../errors.js";
import { type DocumentPath, describePath } from "../expressions/document-path.js";
import { OWNER_ATTRIBUTE } from "../keys/guard-key.js";
import {
  composeKeyPart,
  isSynthetic,
  missingPiece,
  PARTITION_KEY_BYTES,
  piecesOf,
  SORT_KEY_BYTES,
  type Values,
} from "../keys/key-part.js";
import type { Refuse } from "../keys/refuse.js";
import type { KeyPart, ManagedRole, TableModel, UniqueModel, ValueType } from "../model/model.js";
import type { EntitySpec } from "../model/spec.js";
import type { CursorSeal } from "../queries/cursor-seal.js";
import type { DocumentValue } from "../values/document.js";
import { tied } from "../values/recursion.js";
import { AttributeNames } from "./attribute-names.js";
import type { AttributeSchema, EntitySchema } from "./schema.js";

export type ManagedAttributes = Readonly<Partial<Record<ManagedRole, string>>>;

/**
 * One kind of item at run time: its spec, its schema and the name of its table in this environment, and what reading and
 * writing it both need. What items are read from is in `stored-item.ts`, what they are written as in `document.ts`, and
 * their keys of indexes in `index-keys.ts`. Everything here is pure: values in, values out.
 */
export class Entity {
  readonly spec: EntitySpec;
  /** Its zod schema, where its rules do not say all that the schema does: reading needs it for codecs alone. */
  readonly schema: EntitySchema | undefined;
  readonly tableName: string;
  readonly names: AttributeNames;
  /** How its attributes are stored. */
  readonly valueTypes: ReadonlyMap<string, ValueType>;
  readonly #keyAttributes: ReadonlySet<string>;
  readonly #syntheticNames: ReadonlySet<string>;
  /** The attributes that are in the primary key alone. */
  readonly #unstored: ReadonlySet<string>;
  /** The attributes that monotable writes, by what it keeps in them. */
  readonly managed: ManagedAttributes;
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
    this.now = now;
    this.names = new AttributeNames(spec);
    this.managed = managedAttributes(spec);
    this.valueTypes = new Map(
      Object.entries(spec.attributes).map(([name, { value }]) => [name, tied(value)]),
    );
    const primary = [...spec.primaryKey.partition, ...spec.primaryKey.sort];
    this.#keyAttributes = new Set(primary.flatMap(piecesOf).map((piece) => piece.attribute));
    const parts = [spec.primaryKey, ...spec.indexes].flatMap(({ partition, sort }) => [
      ...partition,
      ...sort,
    ]);
    const natural = new Set(primary.filter((part) => !isSynthetic(part)).map((part) => part.name));
    this.#syntheticNames = new Set(
      parts.filter((part) => isSynthetic(part) && !natural.has(part.name)).map((part) => part.name),
    );
    this.#unstored = new Set(
      Object.entries(spec.attributes).flatMap(([name, { stored }]) => (stored === false ? [name] : [])),
    );
  }

  get name(): string {
    return this.spec.name;
  }

  get table(): TableModel {
    return this.spec.table;
  }

  /** The attributes of which the primary key is made. */
  get keyAttributes(): ReadonlySet<string> {
    return this.#keyAttributes;
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

  /** The attributes of the primary key out of a value that holds them. */
  keyDetails(values: Values): KeyDetails {
    return Object.fromEntries([...this.#keyAttributes].map((name) => [name, values[name]]));
  }

  /** The primary key as it is stored. */
  key(values: Values): Record<string, DocumentValue> {
    const key: Record<string, DocumentValue> = {};
    const { partition, sort } = this.spec.primaryKey;
    for (const part of partition) this.#addPart(key, part, values, PARTITION_KEY_BYTES);
    for (const part of sort) this.#addPart(key, part, values, SORT_KEY_BYTES);
    return key;
  }

  #addPart(key: Record<string, DocumentValue>, part: KeyPart, values: Values, bytes: number): void {
    const refuse = this.#refuseOwnKey;
    const missing = missingPiece(part, values);
    if (missing !== undefined) refuse(missing, "is missing: it is a part of the primary key");
    const value = composeKeyPart(part, values, this.table, bytes, refuse);
    if (value !== undefined) key[part.name] = value;
  }

  /**
   * The name of an attribute in DynamoDB. One that the schema does not name (of a loose schema) keeps its own, and is
   * refused where something else is stored under it.
   */
  storedName(name: string): string {
    if (this.names.has(name)) return this.names.stored(name);
    if (this.isReserved(name))
      this.refuseValue(name, "is the name of an attribute that the table itself keeps");
    const other = this.names.inCode(name);
    if (other !== undefined) this.refuseValue(name, `is the name under which ${other} is stored`);
    return name;
  }

  /** The names of attributes in DynamoDB. */
  storedNames(names: readonly string[]): readonly string[] {
    return names.map((name) => this.storedName(name));
  }

  /** Whether items have an attribute itself, not in their primary key alone. */
  isStored(name: string): boolean {
    return !this.#unstored.has(name);
  }

  /** The attribute that is stored under a name; the name itself where the schema has none. */
  nameInCode(stored: string): string {
    return this.names.inCode(stored) ?? stored;
  }

  /** The place of an attribute in a stored item. */
  place(name: string): DocumentPath {
    return { attribute: this.storedName(name) };
  }

  /** A place as code names it: `items[0].productId`. */
  describe(place: DocumentPath): string {
    return describePath({ ...place, attribute: this.nameInCode(place.attribute) });
  }

  valueType(name: string): ValueType {
    return this.valueTypes.get(name) ?? "any";
  }

  /** The zod schema of an attribute, where the entity has one. */
  attributeSchema(name: string): AttributeSchema | undefined {
    const shape = this.schema?.shape;
    return shape !== undefined && Object.hasOwn(shape, name) ? shape[name] : undefined;
  }

  /** Refuses a value that cannot be stored. */
  refuseValue(attribute: string, reason: string): never {
    throw this.error("InvalidValue", `${this.name}: ${attribute} ${reason}`, { attribute, reason });
  }

  /** Whether a name in DynamoDB is not of an attribute of the entity's own: a composed key, the entity's name, or what only guards have. */
  isReserved(name: string): boolean {
    if (name === OWNER_ATTRIBUTE && this.table.guards) return true;
    return this.#syntheticNames.has(name) || name === this.table.entityAttribute;
  }

  /** The name in DynamoDB of the time in seconds at which an item expires, if its table and schema have one. */
  get timeToLive(): string | undefined {
    const { timeToLive } = this.table;
    return timeToLive !== undefined && this.names.inCode(timeToLive) !== undefined ? timeToLive : undefined;
  }
}

function managedAttributes({ attributes }: EntitySpec): ManagedAttributes {
  const named = Object.entries(attributes).flatMap(([name, { managed }]) =>
    managed === undefined ? [] : [[managed, name]],
  );
  return Object.fromEntries(named);
}
