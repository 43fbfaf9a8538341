import type {
  AccessPatternModel,
  AttributeCondition,
  BelowModel,
  EntityModel,
  IndexModel,
  KeyAttribute,
  KeyPart,
  Model,
  NestedModel,
  Piece,
  TableModel,
  ValueType,
} from "../../src/model/model.js";
import { areExclusive, conditionText } from "../model-facts/index-conditions.js";
import {
  type Form,
  type Lock,
  type LockedEntity,
  type LockedIndex,
  type LockedKey,
  type LockedPattern,
  type LockedTable,
  memberKey,
  seal,
} from "./lock.js";

/**
 * The lock of a design.
 *
 * @param schema The schema file, from the folder of the lock, with forward slashes.
 */
export function lockOf(model: Model, schema: string): Lock {
  return {
    format: 1,
    schema,
    tables: Object.fromEntries(model.tables.map((table) => [table.name, seal(lockTable(table))])),
    entities: Object.fromEntries(model.entities.map((entity) => [entity.name, seal(lockEntity(entity))])),
  };
}

function lockTable(table: TableModel): LockedTable {
  const { sortKey, keyEncoding, delimiter, entityAttribute, timeToLive, indexes } = table;
  return {
    partitionKey: keyText(table.partitionKey),
    ...(sortKey && { sortKey: keyText(sortKey) }),
    keyEncoding,
    delimiter,
    ...(entityAttribute !== undefined && { entityAttribute }),
    ...(timeToLive !== undefined && { timeToLive }),
    ...(indexes.length > 0 && {
      indexes: byName(indexes.map((index): [string, LockedIndex] => [index.name, lockIndex(index)])),
    }),
  };
}

function lockIndex({ type, partitionKey, sortKey, projection }: IndexModel): LockedIndex {
  return {
    ...(type === "local" && { local: true }),
    partitionKey: partitionKey.map(keyText),
    ...(sortKey.length > 0 && { sortKey: sortKey.map(keyText) }),
    projection: typeof projection === "string" ? projection : [...projection].sort(),
  };
}

function keyText({ name, type }: KeyAttribute): string {
  return `${name} ${type}`;
}

function lockEntity(entity: EntityModel): LockedEntity {
  const stored = new Map(entity.attributes.map(({ name, storedAs = name }) => [name, storedAs]));
  const storedName = (name: string): string => stored.get(name) ?? name;
  const renamed = entity.attributes.flatMap(({ name }): [string, string][] =>
    storedName(name) === name ? [] : [[storedName(name), name]],
  );
  const patterns = entity.indexes.flatMap((pattern): [string, LockedPattern][] =>
    pattern.index === undefined ? [] : [[placeOf(pattern, entity), lockPattern(pattern, storedName)]],
  );
  return {
    table: entity.table,
    ...(entity.storedAs !== undefined && { storedAs: entity.storedAs }),
    ...(entity.constants !== undefined && { constants: entity.constants }),
    attributes: byName(
      entity.attributes.map(({ name, optional, value, below }): [string, Form] => [
        memberKey(storedName(name), optional),
        formOf(value, below),
      ]),
    ),
    ...(renamed.length > 0 && { names: byName(renamed) }),
    key: lockKey(entity.primaryKey, storedName),
    ...(patterns.length > 0 && { indexes: byName(patterns) }),
    ...(entity.unique !== undefined &&
      entity.unique.length > 0 && {
        unique: byName(
          entity.unique.map(({ name, pieces }): [string, string] => [
            name,
            pieces.map((piece) => pieceText(piece, storedName)).join(""),
          ]),
        ),
      }),
  };
}

/** The name of an index, with the condition of an access pattern if others of the entity write other keys to it. */
function placeOf(pattern: AccessPatternModel, { indexes }: EntityModel): string {
  const { index = "", when } = pattern;
  const isAlternative = indexes.some((other) => other.index === index && areExclusive(other, pattern));
  return isAlternative && when !== undefined ? `${index} when ${conditionText(when, JSON.stringify)}` : index;
}

function lockPattern(pattern: AccessPatternModel, storedName: (name: string) => string): LockedPattern {
  const { when } = pattern;
  return {
    key: lockKey(pattern, storedName),
    ...(when && {
      when: byName(
        Object.entries(when).map(([name, of]): [string, AttributeCondition] => [storedName(name), of]),
      ),
    }),
  };
}

function lockKey({ partition, sort }: AccessPatternModel, storedName: (name: string) => string): LockedKey {
  const text = (part: KeyPart): string => {
    if ("natural" in part) return `= ${storedName(part.natural.attribute)}`;
    return part.template.map((of) => (typeof of === "string" ? of : pieceText(of, storedName))).join("");
  };
  return Object.fromEntries([...partition, ...sort].map((part) => [part.name, text(part)]));
}

/** All of a piece that its text in a key depends on, as in `${total int 6 padded}`. */
function pieceText({ attribute, type, width, derived }: Piece, storedName: (name: string) => string): string {
  // A date is the same text in a key, however its attribute is stored.
  const form = type === "dateInSeconds" || type === "dateInMilliseconds" ? "date" : type;
  const how = [
    ...(form === "string" ? [] : [form]),
    ...(width === undefined ? [] : [width]),
    ...(derived === undefined ? [] : [derived.kind]),
    ...(derived?.kind === "shard" ? [derived.count] : []),
  ];
  return `\${${[storedName(attribute), ...how].join(" ")}}`;
}

/** Returns the stored form of a value, down to the depth that every item has. */
function formOf(value: ValueType, below?: BelowModel): Form {
  if (typeof value !== "string") {
    switch (value.kind) {
      case "codec":
        return value.of === undefined ? "codec" : { codec: formOf(value.of) };
      case "nullable":
        return { nullable: formOf(value.of, below) };
      case "compressed":
        return { [value.by]: formOf(value.of, below) };
      case "set":
        return { set: formOf(value.of) };
      case "list":
        return { list: below?.kind === "list" ? nestedForm(below.of) : formOf(value.of) };
      case "record":
        return { record: below?.kind === "record" ? nestedForm(below.of) : formOf(value.of) };
      case "pairs":
        return { pairs: [formOf(value.key), formOf(value.of)] };
      case "union":
        return { union: value.of.map((member) => formOf(member.value)) };
      case "recursive":
        return { recursive: formOf(value.of) };
      case "again":
        return `again ${value.id}`;
      case "tuple": {
        const of = below?.kind === "tuple" ? below.of.map(nestedForm) : value.of.map((one) => formOf(one));
        return { tuple: of, ...restOf(value.rest) };
      }
      case "map": {
        if (below?.kind === "map") return { ...belowForm(below), ...restOf(value.rest) };
        const members = Object.entries(value.of).map(([name, of]): [string, Form] => [
          memberKey(name, true),
          formOf(of),
        ]);
        return { map: byName(members), ...restOf(value.rest) };
      }
    }
  }
  return below === undefined ? value : belowForm(below);
}

/** Returns the form of the unnamed members, if it is not arbitrary. */
function restOf(rest: ValueType | undefined): { readonly rest?: Form } {
  return rest === undefined ? {} : { rest: formOf(rest) };
}

function belowForm(below: BelowModel): Exclude<Form, string> {
  switch (below.kind) {
    case "map": {
      const members = below.members.map((member): [string, Form] => [
        memberKey(member.name, member.optional),
        nestedForm(member),
      ]);
      return { map: byName(members) };
    }
    case "tuple":
      return { tuple: below.of.map(nestedForm) };
    default:
      return { [below.kind]: nestedForm(below.of) };
  }
}

function nestedForm({ value, below }: NestedModel): Form {
  return formOf(value, below);
}

function byName<T>(entries: readonly [string, T][]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
