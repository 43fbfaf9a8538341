/** Marks what `defineTable`, `defineEntity` and `defineCollection` return, across copies of this package. */
export const definition: unique symbol = Symbol.for("monotable.definition") as never;

export type DefinitionKind = "table" | "entity" | "collection";

/** What a schema module exports: a table, an entity or a collection. */
export interface Definition<Kind extends DefinitionKind = DefinitionKind> {
  readonly [definition]: Kind;
  readonly name: string;
}

/** Whether a value is a definition of that kind. */
export function isDefinition<Kind extends DefinitionKind>(
  value: unknown,
  kind: Kind,
): value is Definition<Kind> {
  return typeof value === "object" && value !== null && (value as Partial<Definition>)[definition] === kind;
}
