import type { StoredDocument } from "../values/document.js";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Entity } from "../entities/entity.js";
import { ownsKey } from "../entities/owns-key.js";
import { fromDocument } from "../entities/read-item.js";
import { fromWire } from "../values/from-wire.js";

/** An item in the table that is none of the design's entities, as it is stored. */
export interface UnknownItem {
  readonly entity: undefined;
  readonly item: Readonly<Record<string, unknown>>;
}

/** An item with the name of its entity. */
export interface EntityItem {
  readonly entity: string;
  readonly item: Readonly<Record<string, unknown>>;
}

/** Tells stored items apart, of whichever entity they are. */
export class StoredItems {
  readonly #entities: readonly Entity[];

  constructor(entities: readonly Entity[]) {
    this.#entities = entities;
  }

  /** A stored item as its entity's, in document form or in DynamoDB's own. */
  decode(stored: StoredDocument): EntityItem | UnknownItem {
    const document = documentOf(this.#entities, stored);
    const entity = this.entityOf(document);
    return entity === undefined
      ? { entity: undefined, item: document }
      : { entity: entity.name, item: fromDocument(entity, document) };
  }

  /** The entity whose name an item carries; where its table has no such attribute, the one whose keys it has. */
  entityOf(document: StoredDocument): Entity | undefined {
    const named = this.#entities.find(
      ({ name, table: { entityAttribute } }) =>
        entityAttribute !== undefined && document[entityAttribute] === name,
    );
    if (named !== undefined) return named;
    const owners = this.#entities.filter(
      (entity) => entity.table.entityAttribute === undefined && ownsKey(entity, document),
    );
    return owners.length === 1 ? owners[0] : undefined;
  }
}

/**
 * A stored item in document form. Streams and exports give DynamoDB's own (`{ pk: { S: "…" } }`), which its key shows:
 * no key attribute is a map.
 */
export function documentOf(entities: readonly Entity[], stored: StoredDocument): StoredDocument {
  const tagged = entities.some(({ table: { partitionKey } }) =>
    isTagged(stored[partitionKey.name], partitionKey.type),
  );
  // The seam between what was given and DynamoDB's own form.
  return tagged ? fromWire(stored as Readonly<Record<string, AttributeValue>>) : stored;
}

function isTagged(value: unknown, type: string): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Uint8Array) &&
    Object.hasOwn(value, type)
  );
}
