import {
  type ErrorCode,
  type ErrorDetails,
  type KeyDetails,
  MonotableError,
  type ReadPolicy,
} from "../errors.js";
import { type DocumentPath, describePath } from "../expressions/condition.js";
import { matchesKeyPart } from "../keys/decode-key.js";
import { isSynthetic, piecesOf, requiredKeyPart } from "../keys/encode-key.js";
import { OWNER_ATTRIBUTE } from "../keys/guard-key.js";
import {
  type KeyFeatures,
  type KeyFormat,
  PARTITION_KEY_BYTES,
  type RejectAttribute,
  SORT_KEY_BYTES,
  type Values,
} from "../keys/key-format.js";
import type {
  AccessPatternModel,
  AttributeCondition,
  CollectionModel,
  Constants,
  KeyPart,
  ManagedRole,
  TableModel,
  UniqueModel,
} from "../model/model.js";
import type { ValueRule } from "../model/value-rule.js";
import { type EntitySchema, isLooseSchema } from "../validation/schema.js";
import type { conversions } from "../values/decode.js";
import type { DocumentValue, RejectValue, StoredDocument } from "../values/document.js";
import { Attribute, type AttributeSpec } from "./attribute.js";

/**
 * One kind of item at run time: its spec, its schema and the name of its table in this environment, and what reading and
 * writing it both need. Items are read in `read-item.ts` and written in `write-item.ts` and `update.ts`. Everything here
 * is pure: values in, values out.
 */
export class Entity {
  readonly spec: EntitySpec;
  /** Its zod schema, where its rules do not say all that the schema does: reading needs it for codecs alone. */
  readonly schema: EntitySchema | undefined;
  readonly tableName: string;
  /** The format of its keys. */
  readonly keyFormat: KeyFormat;
  /** The clock of its database. */
  readonly now: () => Date;
  /** Seals the cursors of its queries, where its database has a secret. */
  readonly seal: CursorSeal | undefined;
  /** The other entities of its table that its database knows. */
  readonly others: () => readonly Entity[];
  /** The treatment of rows that cannot be given. */
  readonly readPolicy: ReadPolicy;
  #attributes: ReadonlyMap<string, Attribute> | undefined;
  #byStoredName: ReadonlyMap<string, Attribute> | undefined;
  readonly #cached = new Map<unknown, unknown>();

  constructor(
    spec: EntitySpec,
    schema: EntitySchema | undefined,
    tableName: string,
    now: () => Date = () => new Date(),
    seal?: CursorSeal,
    { others = () => [], readPolicy = {} }: EntitySurroundings = {},
  ) {
    this.seal = seal;
    this.others = others;
    this.readPolicy = readPolicy;
    this.spec = spec;
    this.schema = schema;
    this.tableName = tableName;
    const { keyEncoding, delimiter } = spec.table;
    this.keyFormat = { keyEncoding, delimiter, typed: spec.keys };
    this.now = now;
    if (spec.rest !== undefined && spec.rest !== "never" && spec.loose === undefined)
      throw new Error("The spec of this entity does not name looseItems: run `npx monotable generate`");
  }

  /** Its attributes by their names in code, in the order of its schema. */
  get attributes(): ReadonlyMap<string, Attribute> {
    this.#attributes ??= attributesOf(this);
    return this.#attributes;
  }

  /** Returns an attribute, or the descriptor of one that the schema does not name. */
  attribute(name: string): Attribute {
    return this.attributes.get(name) ?? Attribute.undeclared(name);
  }

  /** Returns the attribute that is stored under a name, if the schema has one. */
  attributeStoredAs(storedName: string): Attribute | undefined {
    this.#byStoredName ??= new Map([...this.attributes.values()].map((each) => [each.storedName, each]));
    return this.#byStoredName.get(storedName);
  }

  /** Returns what a function computes of the entity, computed when it is first asked for. */
  cached<Fact>(compute: (entity: Entity) => Fact): Fact {
    const cached = this.#cached.get(compute);
    // Type assertion: the function that computed a fact is its key.
    if (cached !== undefined) return cached as Fact;
    const fact = compute(this);
    this.#cached.set(compute, fact);
    return fact;
  }

  get name(): string {
    return this.spec.name;
  }

  get table(): TableModel {
    return this.spec.table;
  }

  /** Its name in the entity attribute of stored items. */
  get storedAs(): string {
    return this.spec.storedAs ?? this.spec.name;
  }

  /** Attributes that each of its items has with these values. */
  get constants(): Constants | undefined {
    return this.spec.constants;
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

  /** Returns a function that throws the error of a value in a key of this entity. */
  rejectKey(accessPattern: string): RejectAttribute {
    return (attribute, reason) => {
      const where = accessPattern === "query" ? "its key" : accessPattern;
      const message = `${this.name}: ${attribute} in ${where}: ${reason}`;
      throw this.error("InvalidKey", message, { accessPattern, attribute, reason });
    };
  }

  readonly #rejectOwnKey = this.rejectKey("query");

  /** Returns the primary key as it is stored. */
  key(values: Values): Record<string, DocumentValue> {
    const key: Record<string, DocumentValue> = {};
    const { partition, sort } = this.spec.primaryKey;
    const compose = (part: KeyPart, bytes: number) =>
      requiredKeyPart(
        part,
        values,
        this.keyFormat,
        bytes,
        "it is a part of the primary key",
        this.#rejectOwnKey,
      );
    for (const part of partition) key[part.name] = compose(part, PARTITION_KEY_BYTES);
    for (const part of sort) key[part.name] = compose(part, SORT_KEY_BYTES);
    return key;
  }

  /** Returns the name in code of what is stored under a name; the name itself where the schema has no such attribute. */
  nameInCode(storedName: string): string {
    return this.attributeStoredAs(storedName)?.name ?? storedName;
  }

  /** The name in DynamoDB of the time in seconds at which an item expires, if its table and schema have one. */
  get timeToLive(): string | undefined {
    const { timeToLive } = this.table;
    return timeToLive !== undefined && this.attributeStoredAs(timeToLive) !== undefined
      ? timeToLive
      : undefined;
  }
}

/** The database around an entity. */
export interface EntitySurroundings {
  readonly others?: () => readonly Entity[];
  readonly readPolicy?: ReadPolicy;
}

function attributesOf({ spec, schema }: Entity): ReadonlyMap<string, Attribute> {
  const { partition, sort } = spec.primaryKey;
  const inKey = new Set([...partition, ...sort].flatMap(piecesOf).map(({ attribute }) => attribute));
  const shape = schema?.shape ?? {};
  return new Map(
    Object.entries(spec.attributes).map(([name, attribute]) => {
      const type = spec.values?.tied(attribute.value) ?? attribute.value;
      const attributeSchema = Object.hasOwn(shape, name) ? shape[name] : undefined;
      const context = { type, schema: attributeSchema, isKeyAttribute: inKey.has(name) };
      return [name, new Attribute(name, attribute, context)] as const;
    }),
  );
}

/** Returns the names of the attributes of which the primary key is made. */
export function keyAttributesOf(entity: Entity): ReadonlySet<string> {
  return entity.cached(keyAttributes);
}

function keyAttributes({ spec: { primaryKey } }: Entity): ReadonlySet<string> {
  const pieces = [...primaryKey.partition, ...primaryKey.sort].flatMap(piecesOf);
  return new Set(pieces.map(({ attribute }) => attribute));
}

/** The names of the attributes that monotable writes, by their roles. */
type ManagedNames = Readonly<Partial<Record<ManagedRole, string>>>;

/** Returns the attributes that monotable writes, by what it keeps in them. */
export function managedOf(entity: Entity): ManagedNames {
  return entity.cached(managedNames);
}

function managedNames({ attributes }: Entity): ManagedNames {
  const managed = [...attributes.values()].flatMap(({ name, managed: role }) =>
    role === undefined ? [] : [[role, name] as const],
  );
  // Type assertion: the names of the properties are those of the roles.
  return Object.fromEntries(managed) as ManagedNames;
}

/** Returns the attributes of the primary key out of an item. */
export function keyDetailsOf(entity: Entity, values: Values): KeyDetails {
  return Object.fromEntries([...keyAttributesOf(entity)].map((name) => [name, values[name]]));
}

/** Returns true if a name in DynamoDB is a composed key, the entity attribute, a constant, or an attribute of guards. */
export function isReserved(entity: Entity, storedName: string): boolean {
  const { table } = entity;
  if (storedName === OWNER_ATTRIBUTE && table.guards) return true;
  if (entity.constants !== undefined && Object.hasOwn(entity.constants, storedName)) return true;
  return storedName === table.entityAttribute || entity.cached(composedKeyNames).has(storedName);
}

/** The names of composed keys, which are written beside the entity's own attributes. */
function composedKeyNames({ spec: { primaryKey, indexes } }: Entity): ReadonlySet<string> {
  const partsOf = ({ partition, sort }: AccessPatternSpec) => [...partition, ...sort];
  const natural = new Set(
    partsOf(primaryKey)
      .filter((part) => !isSynthetic(part))
      .map(({ name }) => name),
  );
  const parts = [primaryKey, ...indexes].flatMap(partsOf);
  return new Set(
    parts.filter((part) => isSynthetic(part) && !natural.has(part.name)).map(({ name }) => name),
  );
}

/**
 * Returns the name of an attribute in DynamoDB. An attribute that the schema does not name (of a loose schema) keeps its
 * own; it throws where something else is stored under that name.
 */
export function storedName(entity: Entity, name: string): string {
  return writtenAttribute(entity, name).storedName;
}

/** Returns an attribute to write. One that the schema does not name throws where something else is stored under its name. */
export function writtenAttribute(entity: Entity, name: string): Attribute {
  const attribute = entity.attributes.get(name);
  if (attribute !== undefined) return attribute;
  if (isReserved(entity, name))
    throwInvalidValue(entity, name, "is the name of an attribute that the table itself keeps");
  const other = entity.attributeStoredAs(name);
  if (other !== undefined) throwInvalidValue(entity, name, `is the name under which ${other.name} is stored`);
  return Attribute.undeclared(name);
}

/** Returns the names of attributes in DynamoDB. */
export function storedNames(entity: Entity, names: readonly string[]): readonly string[] {
  return names.map((name) => storedName(entity, name));
}

/** Returns true if items have an attribute itself, not in their primary key alone. */
export function isStored(entity: Entity, name: string): boolean {
  return entity.attributes.get(name)?.isStored ?? true;
}

/** Returns the place of an attribute in a stored item. */
export function placeOf(entity: Entity, name: string): DocumentPath {
  return { attribute: storedName(entity, name) };
}

/** Returns a place as code names it: `items[0].productId`. */
export function describePlace(entity: Entity, place: DocumentPath): string {
  return describePath({ ...place, attribute: entity.nameInCode(place.attribute) });
}

/** Throws the error of a value that cannot be stored. */
export function throwInvalidValue(entity: Entity, attribute: string, reason: string): never {
  throw entity.error("InvalidValue", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

/**
 * An attribute whose value keeps an item out of an index by the index's `when`, if there is one. An attribute that is
 * absent does.
 *
 * @param among the attributes to look at; all unless given
 */
export function excludedBy(
  { when }: Pick<AccessPatternSpec, "when">,
  values: Values,
  among: (attribute: string) => boolean = () => true,
): string | undefined {
  if (when === undefined) return undefined;
  const names = Object.keys(when).filter(among);
  return names.find((name) => !isMet(when[name], values[name]));
}

function isMet(condition: AttributeCondition | undefined, value: unknown): boolean {
  if (condition === undefined || value === undefined) return false;
  // Type assertion: a value of another type is none of them.
  return "not" in condition ? !condition.not.includes(value as never) : condition.includes(value as never);
}

/**
 * Returns true if a stored item carries the entity's name and constants, as far as it has such attributes: `undefined` if
 * it carries no name at all.
 */
export function carriesName(
  { table: { entityAttribute }, storedAs, constants }: Entity,
  document: Readonly<Record<string, unknown>>,
): boolean | undefined {
  const name = entityAttribute === undefined ? undefined : document[entityAttribute];
  if (name === undefined) return undefined;
  if (name !== storedAs) return false;
  for (const constant in constants)
    if (document[constant] !== undefined && document[constant] !== constants[constant]) return false;
  return true;
}

/** Returns true if a stored item's primary key, or its key of another access pattern, is one of the entity's. */
export function ownsKey(
  { spec, keyFormat }: Entity,
  document: Readonly<Record<string, unknown>>,
  { partition, sort }: AccessPatternSpec = spec.primaryKey,
): boolean {
  return [...partition, ...sort].every((part) => matchesKeyPart(part, document[part.name], keyFormat));
}

/** Returns true if an entity keeps attributes that its schema does not name (`z.looseObject`, `.catchall`). */
export function isLoose({ schema, spec }: Pick<Entity, "schema" | "spec">): boolean {
  if (schema !== undefined) return isLooseSchema(schema);
  return spec.rest !== undefined && spec.rest !== "never";
}

/**
 * An entity as generated code describes it to the runtime: the model without comments and printed types.
 * The generator prints these as constants.
 */
export interface EntitySpec<Repository = unknown> {
  readonly name: string;
  /** Its name in the entity attribute of stored items, where that is another one. */
  readonly storedAs?: string;
  /** Attributes that each of its items has with these values. */
  readonly constants?: Constants;
  readonly table: TableModel;
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  /** The rule of attributes that the schema does not name; absent where it has none of them. */
  readonly rest?: ValueRule<string | RegExp>;
  /** Reads the attributes that its schema does not name; absent where it has none of them. */
  readonly loose?: LooseItems;
  /** The reason why its zod schema is needed, as in "data has a refinement"; absent where rules say all that it does. */
  readonly zod?: string;
  readonly primaryKey: AccessPatternSpec;
  readonly indexes: readonly AccessPatternSpec[];
  readonly unique?: readonly UniqueModel[];
  /** The features of its keys, where they are natural or made of more than text in the ordered encoding. */
  readonly keys?: KeyFeatures;
  /** The conversions of its values, where some are stored as something else than code has. */
  readonly values?: typeof conversions;
  /** Reads the attributes that an index leaves out, or that are in the primary key alone. */
  readonly keyDerived?: KeyDerivedAttributes;
  /** The name of `keyDerived` in code that release 0.1.0 generated. */
  readonly told?: KeyDerivedAttributes;
  /** The filters of its queries, where they read items of other entities or expired items too, or keys hold a part of a value. */
  readonly filters?: QueryFilters;
  /** The interface of its repository, for the compiler alone: there is no such value. */
  readonly repository?: Repository;
}

/** Gives an item the attributes of its document that its schema does not name. */
export type LooseItems = (entity: Entity, document: StoredDocument, item: Record<string, unknown>) => void;

/** Reads attributes from the keys that hold them, where an index leaves them out or they are in the primary key alone. */
export interface KeyDerivedAttributes {
  /** Returns true if the items that an access pattern reads have an attribute itself: its index may leave it out. */
  isProjected(entity: Entity, name: string, pattern: AccessPatternSpec): boolean;
  /** Returns the key attribute that is read for an attribute, where that is not read itself. */
  readName(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined;
  /** Says why the items that an access pattern reads do not give an attribute; `undefined` if they do. */
  whyNotProjected(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined;
  /** Decodes the attributes that the keys of a stored item hold, where its index leaves some out. */
  values(
    entity: Entity,
    document: StoredDocument,
    pattern: AccessPatternSpec,
    reject: RejectValue,
  ): Values | undefined;
}

/** Encrypts and authenticates the text of cursors. */
export interface CursorSeal {
  /** Seals a JSON text, bound to what it belongs to. */
  seal(text: string, bound: string): string;
  /** Opens a sealed text that is bound to this; `undefined` if it is not, or was changed. */
  open(sealed: string, bound: string): string | undefined;
}

/** The filters of queries. Queries know the types: an entity only carries it to them. */
export interface QueryFilters {
  of(entity: Entity, state: never): unknown;
}

/** Opens the partitions of a query whose keys hold a part of a value, or do not sort by it. Queries know the types. */
export type FanOutQueries = (entity: Entity, state: never) => unknown;

/** Makes the method of a collection. Queries know the types. */
export type OpenCollection = (
  spec: CollectionSpec,
  entities: ReadonlyMap<string, Entity>,
  sender: never,
) => unknown;

export interface AccessPatternSpec extends Omit<AccessPatternModel, "doc" | "shared"> {
  readonly shared?: true;
  /** The way to query it, where its keys hold but a part of a value, or do not sort by it. */
  readonly fanOut?: FanOutQueries;
  /** The name of `fanOut` in code that release 0.1.0 generated. */
  readonly inexact?: FanOutQueries;
}

export interface CollectionSpec extends Pick<CollectionModel, "name" | "index"> {
  readonly members: readonly CollectionMemberSpec[];
  readonly shared?: true;
  /** Makes its method. */
  readonly open?: OpenCollection;
}

export interface CollectionMemberSpec {
  readonly name: string;
  readonly cardinality: "one" | "many";
  readonly entity: EntitySpec;
  readonly pattern: string;
}
