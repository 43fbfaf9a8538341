/** Marks what `defineTable`, `defineEntity` and `defineCollection` return, across copies of this package. */
export const definition: unique symbol = Symbol.for("monotable.definition") as never;

export type DefinitionKind = "table" | "entity" | "collection";

/** An export of a schema module: a table, an entity or a collection. */
export interface Definition<Kind extends DefinitionKind = DefinitionKind> {
  readonly [definition]: Kind;
  readonly name: string;
}

/** The property of the global object that lists the entities which a schema declares, while the generator runs it. */
const declarations: unique symbol = Symbol.for("monotable.declarations") as never;

/** Lists an entity as declared, if the generator runs the schema: it finds those that are not exported, too. */
export function declared<Value extends Definition>(value: Value): Value {
  (globalThis as { [declarations]?: Definition[] })[declarations]?.push(value);
  return value;
}

/** Runs a function, and returns its result with the definitions that were declared meanwhile. */
export async function withDeclarations<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly definitions: readonly Definition[] }> {
  const place = globalThis as { [declarations]?: Definition[] | undefined };
  const outer = place[declarations];
  const definitions: Definition[] = [];
  place[declarations] = definitions;
  try {
    return { result: await work(), definitions };
  } finally {
    place[declarations] = outer;
  }
}

/** Returns true if a value is a definition of that kind. */
export function isDefinition<Kind extends DefinitionKind>(
  value: unknown,
  kind: Kind,
): value is Definition<Kind> {
  return typeof value === "object" && value !== null && (value as Partial<Definition>)[definition] === kind;
}

/** The warnings about an entity that its design may accept, by the name of the rule. */
export type EntityAdvice = "hot-partition" | "filtered-range" | "mutable-key" | "plain-order" | "key-size";

/** The warnings about a collection that its design may accept, by the name of the rule. */
export type CollectionAdvice = "filtered-range";

/** The warnings about a table and its indexes that its design may accept, by the name of the rule. */
export type TableAdvice = "unused-index";
