import { type DocumentPath, type Step, stepInto } from "../expressions/condition.js";
import { Change, isChange, type PathChange } from "../expressions/update.js";
import { attributesIn, decidingPart, type Part, parts, pathName, Usage } from "../expressions/usage.js";
import type { ValueType } from "../model/model.js";
import { MAP_CHANGE_NAMES } from "../model/value-type.js";
import { describeValue } from "../values/describe-value.js";
import type { DocumentValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import { describePlace, type Entity, placeOf } from "./entity.js";
import { type NestedValue, whyNotBelow } from "./nested-value.js";
import {
  type Changes,
  checkNotCompressed,
  checkNotIndexPiece,
  checkNotKeyAttribute,
  throwInvalidUpdate,
} from "./update.js";
import { nestedValueOf, validateAttribute, validateNested } from "./validate.js";
import { checkNaturalKeys, encodeAttribute } from "./write-item.js";

/** Adds the changes of `append` or `prepend`: elements, each validated by the schema of the list's elements. */
export function withElements(
  entity: Entity,
  changes: Changes,
  kind: "append" | "prepend",
  given: Readonly<Record<string, unknown>>,
): Changes {
  return withEach(entity, changes, given, (name, elements) => {
    checkNotCompressed(entity, name);
    const attribute = entity.attribute(name);
    const list = nestedValueOf(entity, attribute);
    if (storedKind(list.type) !== "list")
      return throwInvalidUpdate(entity, name, `is not a list, so nothing can be ${kind}ed`);
    const value = encodeElements(entity, name, list, elements);
    return { kind, path: placeOf(entity, name), value, mayBeAbsent: attribute.isOptional };
  });
}

/** Encodes elements to add to a list. */
export function encodeElements(
  entity: Entity,
  place: string,
  list: NestedValue,
  elements: unknown,
): readonly DocumentValue[] {
  if (!Array.isArray(elements))
    return throwInvalidUpdate(entity, place, `takes an array of elements, got ${describeValue(elements)}`);
  return elements.map((element, position) => {
    const at = `${place}[${position}]`;
    const encoded = encodeNested(entity, at, list.element(position), element);
    return encoded === undefined
      ? throwInvalidUpdate(entity, at, "is undefined or an empty set, which a list cannot hold")
      : encoded;
  });
}

/** Validates a value below an attribute, where its schema can be reached, and encodes it. */
export function encodeNested(
  entity: Entity,
  place: string,
  { type, schema }: NestedValue,
  value: unknown,
): DocumentValue | undefined {
  const valid = schema === undefined ? value : validateNested(entity.name, schema, place, value);
  const reject = (path: string, reason: string): never => {
    throw entity.error("InvalidValue", `${entity.name}: ${path} ${reason}`, { attribute: path, reason });
  };
  return encodeValue(valid, type, place, reject, schema);
}

/** Adds the changes of `addTo` or `deleteFrom`: sets of the elements to add or to take out. */
export function withSetElements(
  entity: Entity,
  changes: Changes,
  kind: "addTo" | "deleteFrom",
  given: Readonly<Record<string, unknown>>,
): Changes {
  return withEach(entity, changes, given, (name, elements) => {
    checkNotCompressed(entity, name);
    const set = nestedValueOf(entity, entity.attribute(name));
    if (storedKind(set.type) !== "set")
      return throwInvalidUpdate(entity, name, `is not a set, so ${kind} has no meaning`);
    if (!(elements instanceof Set) || elements.size === 0)
      return throwInvalidUpdate(
        entity,
        name,
        `takes a set with at least one element, got ${describeValue(elements)}`,
      );
    const { schema } = set.setElement;
    const valid = [...elements].map((element) =>
      schema === undefined ? element : validateNested(entity.name, schema, name, element),
    );
    const value = encodeAttribute(entity, name, new Set(valid));
    return value === undefined ? [] : { kind, path: placeOf(entity, name), value };
  });
}

/** Adds the changes of `setIfAbsent`: values for attributes that the item may not have yet. */
export function withSetIfAbsent(
  entity: Entity,
  changes: Changes,
  given: Readonly<Record<string, unknown>>,
): Changes {
  return withEach(entity, changes, given, (name, input) => {
    const valid = validateAttribute(entity, name, input);
    checkNaturalKeys(entity, { [name]: valid });
    const value = encodeAttribute(entity, name, valid);
    return value === undefined ? [] : { kind: "setIfAbsent", path: placeOf(entity, name), value };
  });
}

function withEach(
  entity: Entity,
  changes: Changes,
  given: Readonly<Record<string, unknown>>,
  change: (name: string, value: unknown) => PathChange | [],
): Changes {
  const added = Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    checkNotKeyAttribute(entity, name);
    checkNotIndexPiece(entity, name);
    return change(name, value);
  });
  return { ...changes, paths: [...(changes.paths ?? []), ...added] };
}

function storedKind(type: ValueType): string {
  return typeof type === "string" ? type : type.kind;
}

/** Adds the changes that a callback of `change` makes of the entity's paths. */
export function withNested(
  entity: Entity,
  changes: Changes,
  build: (paths: Readonly<Record<string, ChangePath>>) => unknown,
): Changes {
  const usage = new Usage();
  const returned = build(changePaths(entity, usage));
  if (!Array.isArray(returned) || !returned.every(isChange))
    return throwInvalidChanges(
      entity,
      'the callback of change must return a list of changes, such as (p) => [p.labels.key("x").set("y")]',
    );
  const unused = usage.unused(returned);
  if (unused !== undefined)
    return throwInvalidChanges(
      entity,
      `the callback of change uses ${attributesIn(unused).join(", ")} in vain: each change that it makes must be in the list that it returns`,
      unused,
    );
  const deciding = decidingPart(usage, (again) => build(changePaths(entity, again)));
  if (deciding !== undefined)
    return throwInvalidChanges(
      entity,
      `the callback of change tests ${attributesIn(deciding).join(", ")} with ||, && or ?, where it is always true: list both changes`,
      deciding,
    );
  return {
    ...changes,
    paths: [...(changes.paths ?? []), ...returned.map(({ change }): PathChange => change)],
  };
}

/** Throws the error of a callback of `change`. */
function throwInvalidChanges(entity: Entity, reason: string, part?: Part): never {
  const [attribute] = part === undefined ? [] : attributesIn(part);
  const details = attribute === undefined ? { reason } : { attribute, reason };
  throw entity.error("InvalidUpdate", `${entity.name}: ${reason}`, details);
}

function changePaths(entity: Entity, usage: Usage): Readonly<Record<string, ChangePath>> {
  return new Proxy<Record<string, ChangePath>>(
    {},
    { get: (_, name) => attributePath(entity, String(name), usage) },
  );
}

function attributePath(entity: Entity, name: string, usage: Usage): ChangePath {
  const attribute = entity.attributes.get(name);
  if (attribute === undefined) {
    const known = [...entity.attributes.keys()].join(", ");
    return throwInvalidUpdate(entity, name, `is not an attribute of it; it has ${known}`);
  }
  checkNotKeyAttribute(entity, name);
  checkNotIndexPiece(entity, name);
  const presence = attribute.isOptional ? "optional" : "required";
  return pathOf(
    new ChangePath(entity, placeOf(entity, name), nestedValueOf(entity, attribute), presence, usage),
  );
}

/** The presence of a value at a place: always, perhaps, or as an entry or element comes and goes. */
type Presence = "required" | "optional" | "entry";

/** The one implementation behind the types of places that `.change` hands out. */
class ChangePath {
  readonly [parts]: readonly Part[];
  readonly #entity: Entity;
  readonly #place: DocumentPath;
  readonly #nested: NestedValue;
  readonly #presence: Presence;
  readonly #usage: Usage;

  /** @param above the path from which this one was reached */
  constructor(
    entity: Entity,
    place: DocumentPath,
    nested: NestedValue,
    presence: Presence,
    usage: Usage,
    above: readonly Part[] = [],
  ) {
    this[parts] = above;
    this.#usage = usage;
    this.#entity = entity;
    this.#place = place;
    this.#nested = nested;
    this.#presence = presence;
  }

  get [pathName](): string {
    return describePlace(this.#entity, this.#place);
  }

  /** Returns the path as a callback sees it. */
  seen(path: ChangePath): ChangePath {
    return this.#usage.add(this, path);
  }

  #change(change: PathChange): Change {
    const made = new Change(change, [this]);
    return this.#usage.add(made, made);
  }

  set(value: unknown): Change {
    if (value === undefined) return this.#reject("cannot be set to undefined: use remove()");
    const encoded = encodeNested(this.#entity, describePlace(this.#entity, this.#place), this.#nested, value);
    // An empty set is absent.
    if (encoded === undefined) return this.remove();
    return this.#change({ kind: "set", path: this.#place, value: encoded });
  }

  remove(): Change {
    if (this.#presence === "required")
      return this.#reject("cannot be removed: the schema does not say it is optional");
    return this.#change({ kind: "remove", path: this.#place });
  }

  add(value: unknown): Change {
    const { type } = this.#nested;
    if (type !== "number" && type !== "bigint" && type !== "any")
      return this.#reject("is not a number, so nothing can be added");
    const numeric = typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value));
    if (!numeric || (type !== "any" && typeof value !== type))
      return this.#reject(
        `takes a finite ${type === "any" ? "number" : type} to add, got ${describeValue(value)}`,
      );
    return this.#change({
      kind: "add",
      path: this.#place,
      value: value as number | bigint,
      mayBeAbsent: this.#presence !== "required",
    });
  }

  append(elements: unknown): Change {
    return this.#elements("append", elements);
  }

  prepend(elements: unknown): Change {
    return this.#elements("prepend", elements);
  }

  #elements(kind: "append" | "prepend", elements: unknown): Change {
    const { shape } = this.#nested;
    if (shape.kind !== "list" && shape.kind !== "unknown")
      return this.#reject(`is not a list, so nothing can be ${kind}ed`);
    const value = encodeElements(
      this.#entity,
      describePlace(this.#entity, this.#place),
      this.#nested,
      elements,
    );
    return this.#change({ kind, path: this.#place, value, mayBeAbsent: this.#presence !== "required" });
  }

  /** A member of a map. */
  member(name: string): ChangePath {
    return this.#below(name);
  }

  /** An entry of a record. */
  key(name: string): ChangePath {
    if (typeof name !== "string" || name === "")
      return this.#reject(`key() takes a name that is not empty, got ${describeValue(name)}`);
    return this.#below(name);
  }

  /** An element of a list. */
  at(position: number): ChangePath {
    if (!Number.isSafeInteger(position) || position < 0)
      return this.#reject(`at() takes a position from 0 on, got ${describeValue(position)}`);
    return this.#below(position);
  }

  #below(step: Step): ChangePath {
    const place = stepInto(this.#place, step);
    checkNotCompressed(this.#entity, this.#entity.nameInCode(place.attribute));
    const { shape } = this.#nested;
    const missing = whyNotBelow(shape, step);
    if (missing !== undefined) return throwInvalidUpdate(this.#entity, place, missing);
    if (this.#presence === "optional" || this.#nested.mayBeAbsent) {
      const parent = describePlace(this.#entity, this.#place);
      const reason = `lies below ${parent}, which may be absent or null: set ${parent} as a whole, or give it a default in the schema`;
      return throwInvalidUpdate(this.#entity, place, reason);
    }
    const nested = typeof step === "number" ? this.#nested.element(step) : this.#nested.member(step);
    const comesAndGoes = shape.kind === "record" || shape.kind === "list" || shape.kind === "unknown";
    const presence = comesAndGoes ? "entry" : nested.isOptional ? "optional" : "required";
    return pathOf(new ChangePath(this.#entity, place, nested, presence, this.#usage, [this]));
  }

  #reject(reason: string): never {
    return throwInvalidUpdate(this.#entity, this.#place, reason);
  }

  /** Reads the methods and the members of a path as its properties. */
  static readonly properties: ProxyHandler<ChangePath> = {
    get(path, name) {
      const own: unknown = Reflect.get(path, name, path);
      if (typeof name === "symbol") return own;
      const { kind } = path.#nested.shape;
      const isOwn = kind === "map" ? MAP_CHANGE_NAMES.has(name) : own !== undefined;
      if (isOwn && name !== "seen") return typeof own === "function" ? own.bind(path) : own;
      if (kind === "map" || kind === "unknown") return path.member(name);
      return path.#reject(`has no ${name}`);
    },
  };
}

/** Returns a path whose members are its properties; a map's own methods are few. */
function pathOf(path: ChangePath): ChangePath {
  return path.seen(new Proxy(path, ChangePath.properties));
}
