import { type ErrorCode, type ErrorDetails, type KeyDetails, MonotableError } from "../errors.js";
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
  CollectionModel,
  KeyPart,
  ManagedRole,
  TableModel,
  UniqueModel,
  ValueType,
} from "../model/model.js";
import type { ValueRule } from "../model/value-rule.js";
import { type AttributeSchema, type EntitySchema, isLooseSchema } from "../validation/schema.js";
import type { conversions } from "../values/decode.js";
import type { DocumentValue, RejectValue, StoredDocument } from "../values/document.js";

/**
 * What the attributes of an entity are called in code and in DynamoDB. Code, its errors included, speaks the one, and all
 * that is sent or comes back the other; only an Entity turns the one into the other, with this.
 */
export class AttributeNames {
  readonly #attributes: EntitySpec["attributes"];
  /** Attributes by the names under which they are stored. */
  readonly #byStored: ReadonlyMap<string, string>;

  constructor({ attributes }: EntitySpec) {
    this.#attributes = attributes;
    const names = Object.entries(attributes).map(([name, { storedAs = name }]) => [storedAs, name] as const);
    this.#byStored = new Map(names);
  }

  /** Whether the schema has the attribute. */
  has(name: string): boolean {
    return Object.hasOwn(this.#attributes, name);
  }

  /** The name of an attribute in DynamoDB. One that the schema does not know keeps its own. */
  stored(name: string): string {
    return this.has(name) ? (this.#attributes[name]?.storedAs ?? name) : name;
  }

  /** The attribute that is stored under a name, if the schema has one. */
  inCode(stored: string): string | undefined {
    return this.#byStored.get(stored);
  }
}

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
  /** Seals the cursors of its queries, where its database has a secret. */
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
  refuseKey(accessPattern: string): RejectAttribute {
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
      requiredKeyPart(
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

/** What some attributes of an entity are for, which writes ask. */
interface Roles {
  readonly keyAttributes: ReadonlySet<string>;
  readonly managed: Readonly<Partial<Record<ManagedRole, string>>>;
}

const KNOWN = new WeakMap<EntitySpec, Roles>();

function rolesOf({ spec }: Entity): Roles {
  const known = KNOWN.get(spec);
  if (known !== undefined) return known;
  const { partition, sort } = spec.primaryKey;
  const named = Object.entries(spec.attributes).flatMap(([name, { managed }]) =>
    managed === undefined ? [] : [[managed, name]],
  );
  const roles = {
    keyAttributes: new Set([...partition, ...sort].flatMap(piecesOf).map(({ attribute }) => attribute)),
    managed: Object.fromEntries(named) as Roles["managed"],
  };
  KNOWN.set(spec, roles);
  return roles;
}

/** The attributes of which the primary key is made. */
export function keyAttributesOf(entity: Entity): ReadonlySet<string> {
  return rolesOf(entity).keyAttributes;
}

/** The attributes of the primary key out of a value that holds them. */
export function keyDetailsOf(entity: Entity, values: Values): KeyDetails {
  return Object.fromEntries([...keyAttributesOf(entity)].map((name) => [name, values[name]]));
}

/** The attributes that monotable writes, by what it keeps in them. */
export function managedOf(entity: Entity): Roles["managed"] {
  return rolesOf(entity).managed;
}

/** The names of composed keys, which are written beside the entity's own attributes. */
const SYNTHETIC = new WeakMap<EntitySpec, ReadonlySet<string>>();

/** Whether a name in DynamoDB is not of an attribute of the entity's own: a composed key, the entity's name, or what only guards have. */
export function isReserved({ spec, table }: Entity, name: string): boolean {
  if (name === OWNER_ATTRIBUTE && table.guards) return true;
  return syntheticNames(spec).has(name) || name === table.entityAttribute;
}

function syntheticNames(spec: EntitySpec): ReadonlySet<string> {
  const known = SYNTHETIC.get(spec);
  if (known !== undefined) return known;
  const partsOf = ({ partition, sort }: EntitySpec["primaryKey"]) => [...partition, ...sort];
  const natural = new Set(
    partsOf(spec.primaryKey)
      .filter((part) => !isSynthetic(part))
      .map(({ name }) => name),
  );
  const parts = [spec.primaryKey, ...spec.indexes].flatMap(partsOf);
  const names = new Set(
    parts.filter((part) => isSynthetic(part) && !natural.has(part.name)).map(({ name }) => name),
  );
  SYNTHETIC.set(spec, names);
  return names;
}

/**
 * The name of an attribute in DynamoDB. One that the schema does not name (of a loose schema) keeps its own, and is
 * refused where something else is stored under it.
 */
export function storedName(entity: Entity, name: string): string {
  if (entity.names.has(name)) return entity.names.stored(name);
  if (isReserved(entity, name))
    refuseValue(entity, name, "is the name of an attribute that the table itself keeps");
  const other = entity.names.inCode(name);
  if (other !== undefined) refuseValue(entity, name, `is the name under which ${other} is stored`);
  return name;
}

/** The names of attributes in DynamoDB. */
export function storedNames(entity: Entity, names: readonly string[]): readonly string[] {
  return names.map((name) => storedName(entity, name));
}

/** Whether items have an attribute itself, not in their primary key alone. */
export function isStored({ names, spec }: Entity, name: string): boolean {
  return !names.has(name) || spec.attributes[name]?.stored !== false;
}

/** The place of an attribute in a stored item. */
export function placeOf(entity: Entity, name: string): DocumentPath {
  return { attribute: storedName(entity, name) };
}

/** A place as code names it: `items[0].productId`. */
export function describePlace(entity: Entity, place: DocumentPath): string {
  return describePath({ ...place, attribute: entity.nameInCode(place.attribute) });
}

/** Refuses a value that cannot be stored. */
export function refuseValue(entity: Entity, attribute: string, reason: string): never {
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
  return names.find((name) => !when[name]?.some((value) => value === values[name]));
}

/** Whether a stored item's primary key, or its key of another access pattern, is one of the entity's. */
export function ownsKey(
  { spec, keyFormat }: Entity,
  document: Readonly<Record<string, unknown>>,
  { partition, sort }: AccessPatternSpec = spec.primaryKey,
): boolean {
  return [...partition, ...sort].every((part) => matchesKeyPart(part, document[part.name], keyFormat));
}

/** Whether an entity keeps attributes that its schema does not name (`z.looseObject`, `.catchall`). */
export function isLoose({ schema, spec }: Pick<Entity, "schema" | "spec">): boolean {
  if (schema !== undefined) return isLooseSchema(schema);
  return spec.rest !== undefined && spec.rest !== "never";
}

/**
 * What generated code hands to the runtime: the Model without what only the generator needs (comments, printed types).
 * The generator prints these as constants.
 */
export interface EntitySpec<Repository = unknown> {
  readonly name: string;
  readonly table: TableModel;
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  /** What attributes must be that the schema does not name; absent where it has none of them. */
  readonly rest?: ValueRule<string | RegExp>;
  /** What reads the attributes that its schema does not name; absent where it has none of them. */
  readonly loose?: LooseItems;
  /** Why its zod schema is needed, as in "data has a refinement"; absent where rules say all that the schema does. */
  readonly zod?: string;
  readonly primaryKey: AccessPatternSpec;
  readonly indexes: readonly AccessPatternSpec[];
  readonly unique?: readonly UniqueModel[];
  /** What its keys need that are natural, or made of more than text in the ordered encoding. */
  readonly keys?: KeyFeatures;
  /** What its values need that are stored as something else than code has. */
  readonly values?: typeof conversions;
  /** What reads the attributes that an index leaves out, or that are in the primary key alone. */
  readonly told?: KeyDerivedAttributes;
  /** What its queries need that filter of themselves: others lie in what is read, items expire, keys tell a part. */
  readonly filters?: QueryFilters;
  /** The interface of its repository, for the compiler alone: there is no such value. */
  readonly repository?: Repository;
}

/** Gives an item the attributes of its document that its schema does not name. */
export type LooseItems = (entity: Entity, document: StoredDocument, item: Record<string, unknown>) => void;

/** Reads attributes from the keys that hold them, where an index leaves them out or they are in the primary key alone. */
export interface KeyDerivedAttributes {
  /** Returns true if the items that an access pattern reads have an attribute itself: its index may leave it out. */
  holds(entity: Entity, name: string, pattern: AccessPatternSpec): boolean;
  /** Returns the key attribute that is read for an attribute, where that is not read itself. */
  readName(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined;
  /** Says why the items that an access pattern reads do not give an attribute; `undefined` if they do. */
  whyUntold(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined;
  /** Decodes the attributes that the keys of a stored item hold, where its index leaves some out. */
  values(
    entity: Entity,
    document: StoredDocument,
    pattern: AccessPatternSpec,
    refuse: RejectValue,
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

export interface AttributeSpec {
  /** Its name in DynamoDB, where that is another one. */
  readonly storedAs?: string;
  /** It is in the primary key alone, which tells it. */
  readonly stored?: false;
  readonly value: ValueType;
  /** What its schema demands, where that is more than `value` and `optional` say. */
  readonly rule?: ValueRule<string | RegExp>;
  /** May be absent from a stored item. */
  readonly optional?: true;
  readonly managed?: ManagedRole;
}

export interface AccessPatternSpec extends Omit<AccessPatternModel, "doc" | "shared"> {
  readonly shared?: true;
  /** How it is queried, where its keys hold but a part of a value, or do not sort by it. */
  readonly inexact?: FanOutQueries;
}

export interface CollectionSpec extends Pick<CollectionModel, "name" | "index"> {
  readonly members: readonly CollectionMemberSpec[];
  readonly shared?: true;
  /** What makes its method. */
  readonly open?: OpenCollection;
}

export interface CollectionMemberSpec {
  readonly name: string;
  readonly cardinality: "one" | "many";
  readonly entity: EntitySpec;
  readonly pattern: string;
}
