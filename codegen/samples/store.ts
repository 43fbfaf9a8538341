import { Entity, type EntitySpec } from "../../src/entities/entity.js";
import { isMonotableError } from "../../src/errors.js";
import type { EntityModel, Model } from "../../src/model/model.js";
import { newItem } from "../../src/operations/put.js";
import { type Guard, guardDocument, guardsOf, ownerOf } from "../../src/operations/unique-guards.js";
import type { EntitySchema } from "../../src/validation/schema.js";
import { type Document, documentKey } from "../../src/values/document.js";
import { entitySpec } from "../model-facts/entity-spec.js";
import { sampleTime } from "./context.js";

/** A design, and the zod schemas of its entities by name. */
export interface SampledDesign {
  readonly model: Model;
  readonly schemas: ReadonlyMap<string, EntitySchema>;
}

/** An item as `create` would store it: with all keys, and the guards of its unique values. */
export interface StoredItem {
  readonly document: Document;
  readonly guards: readonly Document[];
}

/** Stores the items of one entity nowhere: says how they would lie in the table, and rejects what `create` would. */
export class SampleStore {
  readonly #entity: Entity;
  readonly #taken = new Set<string>();

  /** @returns `undefined` of an entity without a table or a schema */
  static of({ model, schemas }: SampledDesign, entity: EntityModel): SampleStore | undefined {
    const table = model.tables.find(({ name }) => name === entity.table);
    const schema = schemas.get(entity.name);
    if (table === undefined || schema === undefined) return undefined;
    return new SampleStore(entitySpec(entity, table), schema);
  }

  private constructor(
    spec: EntitySpec,
    readonly schema: EntitySchema,
  ) {
    this.#entity = new Entity(spec, schema, spec.table.name, () => sampleTime(0));
  }

  /** The item as it is stored, or why it is not. */
  add(input: unknown): StoredItem | { readonly reason: string } {
    try {
      const { item, document } = newItem(this.#entity, input);
      const guards = guardsOf(this.#entity, this.#entity.unique, item);
      const { partitionKey, sortKey } = this.#entity.table;
      const key = Object.fromEntries(
        [partitionKey, sortKey].flatMap((part) =>
          part === undefined ? [] : [[part.name, document[part.name] ?? null]],
        ),
      );
      const ids = [documentKey(this.#entity.tableName, key), ...guards.map(({ id }) => id)];
      const repeated = ids.findIndex((id) => this.#taken.has(id));
      if (repeated >= 0) return { reason: this.#repeated(guards[repeated - 1]) };
      for (const id of ids) this.#taken.add(id);
      const owner = ownerOf(this.#entity, item);
      return { document, guards: guards.map((guard) => guardDocument(guard, owner)) };
    } catch (error) {
      if (!isMonotableError(error)) throw error;
      return { reason: error.message };
    }
  }

  #repeated(guard: Guard | undefined): string {
    const { name } = this.#entity;
    if (guard === undefined) return `${name}: two items have the same primary key`;
    return `${name}: two items have the same ${Object.keys(guard.values).join(", ")}, which is unique`;
  }
}
