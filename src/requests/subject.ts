import type { Entity } from "../entities/entity.js";
import type { Subject } from "./request.js";

/** Several entities as what one request is about. */
export function subjectOf(entities: readonly Entity[]): Subject {
  const [first] = entities;
  if (first !== undefined && entities.every((entity) => entity === first)) return first;
  const unique = (names: readonly string[]) => [...new Set(names)].join(", ");
  return {
    name: unique(entities.map(({ name }) => name)),
    table: { name: unique(entities.map(({ table }) => table.name)) },
    tableName: unique(entities.map(({ tableName }) => tableName)),
  };
}

/** A key for a message: `userId "u1", orderId "o1"`. */
export function describeKey(key: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(key).map(
    ([name, value]) => `${name} ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
  );
  return parts.length === 0 ? "(a singleton)" : parts.join(", ");
}
