import { type ErrorCode, type ErrorDetails, type KeyDetails, MonotableError } from "../errors.js";
import { type DocumentPath, describePath } from "../expressions/document-path.js";
import { decodeKeyPart } from "../keys/decode-key.js";
import { describe } from "../keys/encode-piece.js";
import { OWNER_ATTRIBUTE } from "../keys/guard-key.js";
import { projectedNames, toldBy } from "../keys/index-keys.js";
import {
  composeKeyPart,
  isSynthetic,
  isTemplate,
  type KeyAttributeValue,
  PARTITION_KEY_BYTES,
  piecesOf,
  SORT_KEY_BYTES,
  type Values,
} from "../keys/key-part.js";
import { matchesKeyPart } from "../keys/match.js";
import type { Refuse } from "../keys/refuse.js";
import type { KeyPart, ManagedRole, TableModel, UniqueModel, ValueType } from "../model/model.js";
import type { AccessPatternSpec, EntitySpec } from "../model/spec.js";
import type { CursorSeal } from "../queries/cursor-seal.js";
import { decodeAbsent, decodeValue } from "../values/decode.js";
import type { Document, DocumentValue } from "../values/document.js";
import { encodeValue, type RefuseValue } from "../values/encode.js";
import { tied } from "../values/recursion.js";
import { AttributeNames } from "./attribute-names.js";
import { excludedBy } from "./index-condition.js";
import { type AttributeSchema, type EntitySchema, isLoose } from "./schema.js";

/** An index key that is written beside the entity's own attributes, all of it or nothing. */
export interface SyntheticKey {
  readonly pattern: AccessPatternSpec;
  /** The key attributes to write. */
  readonly parts: readonly KeyPart[];
  /** The attributes they are made of, and those of the index's condition. */
  readonly pieces: readonly string[];
}

const NOTHING: Values = Object.freeze(Object.create(null) as Values);

export type ManagedAttributes = Readonly<Partial<Record<ManagedRole, string>>>;

/**
 * One kind of item at run time: its spec, its schema and the name of its table in this environment. Everything here is
 * pure: values in, values out.
 */
export class Entity {
  readonly spec: EntitySpec;
  /** Its zod schema, where its rules do not say all that the schema does: reading needs it for codecs alone. */
  readonly schema: EntitySchema | undefined;
  readonly tableName: string;
  readonly #names: AttributeNames;
  readonly #valueTypes: ReadonlyMap<string, ValueType>;
  readonly #keyAttributes: ReadonlySet<string>;
  readonly #syntheticKeys: readonly SyntheticKey[];
  readonly #syntheticNames: ReadonlySet<string>;
  /** The attributes that are in the primary key alone. */
  readonly #unstored: ReadonlySet<string>;
  /** Of access patterns whose index leaves attributes out, as do all where some are in the key alone: those that the keys tell. */
  readonly #told: ReadonlyMap<AccessPatternSpec, ReadonlyMap<string, KeyPart>>;
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
    this.#names = new AttributeNames(spec);
    this.managed = managedAttributes(spec);
    this.#valueTypes = new Map(
      Object.entries(spec.attributes).map(([name, { value }]) => [name, tied(value)]),
    );
    const primary = [...spec.primaryKey.partition, ...spec.primaryKey.sort];
    this.#keyAttributes = new Set(primary.flatMap(piecesOf).map((piece) => piece.attribute));
    const written = new Set(primary.map((part) => part.name));
    this.#syntheticKeys = spec.indexes.flatMap((pattern) => syntheticKey(pattern, written));
    this.#syntheticNames = new Set([
      ...primary.filter(isSynthetic).map((part) => part.name),
      ...this.#syntheticKeys.flatMap((key) => key.parts.map((part) => part.name)),
    ]);
    this.#unstored = new Set(
      Object.entries(spec.attributes).flatMap(([name, { stored }]) => (stored === false ? [name] : [])),
    );
    this.#told = new Map(
      [spec.primaryKey, ...spec.indexes]
        .filter(({ index }) => this.#unstored.size > 0 || projectedNames(spec.table, index) !== undefined)
        .map((pattern) => [pattern, toldBy(spec.primaryKey, pattern)]),
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

  /** The index keys that follow the entity's attributes. */
  get syntheticKeys(): readonly SyntheticKey[] {
    return this.#syntheticKeys;
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

  /** The attributes of the primary key out of a value that holds them. */
  keyDetails(values: Values): KeyDetails {
    return Object.fromEntries([...this.#keyAttributes].map((name) => [name, values[name]]));
  }

  /** The primary key as it is stored. */
  key(values: Values): Document {
    return this.#addKey(values, {});
  }

  #addKey(values: Values, key: Record<string, DocumentValue>): Record<string, DocumentValue> {
    const refuse = this.refuseKey("query");
    const { partition, sort } = this.spec.primaryKey;
    for (const [parts, bytes] of [
      [partition, PARTITION_KEY_BYTES] as const,
      [sort, SORT_KEY_BYTES] as const,
    ]) {
      for (const part of parts) {
        for (const { attribute } of piecesOf(part)) {
          if (values[attribute] === undefined)
            refuse(attribute, "is missing: it is a part of the primary key");
        }
        const value = composeKeyPart(part, values, this.table, bytes, refuse);
        if (value !== undefined) key[part.name] = value;
      }
    }
    return key;
  }

  /** Whether a stored item's primary key, or its key of another access pattern, is one of this entity's. */
  ownsKey(
    document: Readonly<Record<string, unknown>>,
    { partition, sort }: AccessPatternSpec = this.spec.primaryKey,
  ): boolean {
    return [...partition, ...sort].every((part) => matchesKeyPart(part, document[part.name], this.table));
  }

  /** The attributes of one index key, or nothing where one of its pieces is absent or its condition does not hold. */
  indexKey(key: SyntheticKey, values: Values): Record<string, KeyAttributeValue> {
    if (excludedBy(key.pattern, values) !== undefined) return {};
    const attributes: Record<string, KeyAttributeValue> = {};
    for (const part of key.parts) {
      const value = this.#composeIndexPart(key.pattern, part, values);
      if (value === undefined) return {};
      attributes[part.name] = value;
    }
    return attributes;
  }

  /** The key attributes of an access pattern, all of them: an item without one of their attributes is refused. */
  patternKey(name: string, values: Values): Record<string, KeyAttributeValue> {
    const pattern = this.spec.indexes.find((each) => each.name === name) ?? this.spec.primaryKey;
    const refuse = this.refuseKey(name);
    const parts = [...pattern.partition, ...pattern.sort];
    const excluded = excludedBy(pattern, values);
    if (excluded !== undefined)
      refuse(excluded, `is ${describe(values[excluded])}, which keeps the item out of the index`);
    return Object.fromEntries(
      parts.map((part) => {
        const missing = piecesOf(part).find(({ attribute }) => values[attribute] === undefined);
        if (missing) refuse(missing.attribute, "is missing: it is a part of the key");
        return [part.name, this.#composeIndexPart(pattern, part, values) ?? ""];
      }),
    );
  }

  /** Refuses values that an index cannot hold as its natural keys: DynamoDB would refuse the whole item. */
  checkNaturalKeys(values: Values): void {
    for (const pattern of this.spec.indexes) {
      for (const part of [...pattern.partition, ...pattern.sort]) {
        if (!isTemplate(part)) this.#composeIndexPart(pattern, part, values);
      }
    }
  }

  #composeIndexPart(
    pattern: AccessPatternSpec,
    part: KeyPart,
    values: Values,
  ): KeyAttributeValue | undefined {
    const bytes = pattern.sort.includes(part) ? SORT_KEY_BYTES : PARTITION_KEY_BYTES;
    return composeKeyPart(part, values, this.table, bytes, this.refuseKey(pattern.name));
  }

  /** The whole item as it is stored: its keys, the keys of its indexes, the entity's name and its attributes. */
  document(item: Values): Document {
    const { entityAttribute } = this.table;
    // Not a copy of the key: what is added to a spread object is added slowly.
    const document = this.#addKey(item, {});
    this.checkNaturalKeys(item);
    for (const key of this.#syntheticKeys) Object.assign(document, this.indexKey(key, item));
    if (entityAttribute !== undefined) document[entityAttribute] = this.name;
    for (const [name, value] of Object.entries(item)) {
      const stored = this.storedName(name);
      const encoded = this.encode(name, value);
      if (encoded !== undefined && this.isStored(name)) document[stored] = encoded;
    }
    return document;
  }

  /**
   * The name of an attribute in DynamoDB. One that the schema does not name (of a loose schema) keeps its own, and is
   * refused where something else is stored under it.
   */
  storedName(name: string): string {
    if (this.#names.has(name)) return this.#names.stored(name);
    if (this.isReserved(name))
      this.#refuseValue(name, "is the name of an attribute that the table itself keeps");
    const other = this.#names.inCode(name);
    if (other !== undefined) this.#refuseValue(name, `is the name under which ${other} is stored`);
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

  /** Whether the items that an access pattern reads have an attribute itself: its index may leave it out. */
  holds(name: string, pattern: AccessPatternSpec): boolean {
    if (!this.isStored(name)) return false;
    return projectedNames(this.table, pattern.index)?.has(this.#names.stored(name)) ?? true;
  }

  /** What is read of stored items for these attributes: themselves, or the keys that tell what an index leaves out. */
  readNames(names: readonly string[], pattern: AccessPatternSpec): readonly string[] {
    return names.map((name) => {
      const part = this.holds(name, pattern) ? undefined : this.#told.get(pattern)?.get(name);
      return part?.name ?? this.storedName(name);
    });
  }

  /** The attribute that is stored under a name; the name itself where the schema has none. */
  nameInCode(stored: string): string {
    return this.#names.inCode(stored) ?? stored;
  }

  /** The place of an attribute in a stored item. */
  place(name: string): DocumentPath {
    return { attribute: this.storedName(name) };
  }

  /** A place as code names it: `items[0].productId`. */
  describe(place: DocumentPath): string {
    return describePath({ ...place, attribute: this.nameInCode(place.attribute) });
  }

  /** One attribute as it is stored. */
  encode(name: string, value: unknown): DocumentValue | undefined {
    if (value === undefined) return undefined;
    const refuse: RefuseValue = (path, reason) => this.#refuseValue(path, reason);
    return encodeValue(value, this.valueType(name), name, refuse, this.attributeSchema(name));
  }

  valueType(name: string): ValueType {
    return this.#valueTypes.get(name) ?? "any";
  }

  /** The zod schema of an attribute, where the entity has one. */
  attributeSchema(name: string): AttributeSchema | undefined {
    const shape = this.schema?.shape;
    return shape !== undefined && Object.hasOwn(shape, name) ? shape[name] : undefined;
  }

  #refuseValue(attribute: string, reason: string): never {
    throw this.error("InvalidValue", `${this.name}: ${attribute} ${reason}`, { attribute, reason });
  }

  /**
   * An item as it was stored, back as the entity's. It is not validated; attributes that the schema does not know are
   * dropped unless it is loose.
   *
   * @param selection the attributes to give; all unless given
   * @param pattern the access pattern that read it: what its index leaves out is taken from the keys
   */
  decode(
    document: Readonly<Record<string, unknown>>,
    selection?: readonly string[],
    pattern: AccessPatternSpec = this.spec.primaryKey,
  ): Record<string, unknown> {
    this.#checkEntity(document);
    const refuse = this.#refuseStored;
    const item: Record<string, unknown> = {};
    const told = this.#toldBy(document, pattern);
    for (const name of selection ?? this.#valueTypes.keys()) {
      const stored = this.#names.stored(name);
      // Every object inherits a `constructor`, which is no attribute of the item.
      const value = Object.hasOwn(document, stored) ? document[stored] : undefined;
      const type = this.valueType(name);
      const schema = this.attributeSchema(name);
      if (value !== undefined) item[name] = decodeValue(value, type, name, refuse, schema);
      else if (told[name] !== undefined) item[name] = told[name];
      else if (this.holds(name, pattern)) {
        const absent = decodeAbsent(type, name, refuse, schema);
        if (absent !== undefined) item[name] = absent;
      }
    }
    if (selection === undefined && isLoose(this)) {
      for (const [name, value] of Object.entries(document)) {
        // Neither what was decoded from under its stored name, nor what has the name of an attribute stored elsewhere.
        const known = this.#names.inCode(name) !== undefined || this.#names.has(name);
        if (!known && !this.isReserved(name)) item[name] = value;
      }
    }
    return item;
  }

  /** The attributes that the keys of a stored item tell, where its index leaves some out. */
  #toldBy(document: Readonly<Record<string, unknown>>, pattern: AccessPatternSpec): Values {
    const told = this.#told.get(pattern);
    if (told === undefined) return NOTHING;
    const found = [...new Set(told.values())].filter(({ name }) => document[name] !== undefined);
    return Object.assign(
      Object.create(null) as Values,
      ...found.map((part) => decodeKeyPart(part, document[part.name], this.table, this.#refuseStored)),
    );
  }

  /** Refuses a stored value that could not be read. */
  readonly #refuseStored: RefuseValue = (attribute, reason) => {
    throw this.error("UnreadableItem", `${this.name}: the stored ${attribute} ${reason}`, {
      attribute,
      reason,
    });
  };

  /** The attributes that `.select` was given; an unknown one, and one that the pattern's index leaves out, is refused. */
  selection(
    accessPattern: string,
    attributes: readonly string[],
    pattern: AccessPatternSpec = this.spec.primaryKey,
  ): readonly string[] {
    for (const name of attributes) {
      if (Object.hasOwn(this.spec.attributes, name)) {
        if (this.holds(name, pattern) || this.#told.get(pattern)?.has(name)) continue;
        const reason = `${name} cannot be selected: the index "${pattern.index}" does not hold it`;
        throw this.error("InvalidQuery", `${this.name}.${pattern.name}: ${reason}`, {
          accessPattern,
          reason,
        });
      }
      const reason = `${name} cannot be selected: ${this.name} has ${Object.keys(this.spec.attributes).join(", ")}`;
      throw this.error("InvalidQuery", `${this.name}: ${reason}`, { accessPattern, reason });
    }
    return [...attributes];
  }

  /** Whether a name in DynamoDB is not of an attribute of the entity's own: a composed key, the entity's name, or what only guards have. */
  isReserved(name: string): boolean {
    if (name === OWNER_ATTRIBUTE && this.table.guards) return true;
    return this.#syntheticNames.has(name) || name === this.table.entityAttribute;
  }

  #checkEntity(document: Readonly<Record<string, unknown>>): void {
    const { entityAttribute } = this.table;
    if (entityAttribute === undefined) return;
    const found = document[entityAttribute];
    if (found === undefined || found === this.name) return;
    const reason = `the item under this key is of the entity ${String(found)}`;
    throw this.error("UnreadableItem", `${this.name}: ${reason}`, { reason });
  }

  /** The name in DynamoDB of the time in seconds at which an item expires, if its table and schema have one. */
  get timeToLive(): string | undefined {
    const { timeToLive } = this.table;
    return timeToLive !== undefined && this.#names.inCode(timeToLive) !== undefined ? timeToLive : undefined;
  }
}

function managedAttributes({ attributes }: EntitySpec): ManagedAttributes {
  const named = Object.entries(attributes).flatMap(([name, { managed }]) =>
    managed === undefined ? [] : [[managed, name]],
  );
  return Object.fromEntries(named);
}

function syntheticKey(pattern: AccessPatternSpec, primary: ReadonlySet<string>): SyntheticKey[] {
  const parts = [...pattern.partition, ...pattern.sort].filter(
    (part) => isSynthetic(part) && !primary.has(part.name),
  );
  if (parts.length === 0) return [];
  const attributes = parts.flatMap(piecesOf).map((piece) => piece.attribute);
  const pieces = [...attributes, ...Object.keys(pattern.when ?? {})];
  return [{ pattern, parts, pieces: [...new Set(pieces)] }];
}
