import type { CollectionMemberModel, CollectionModel } from "../../src/model/model.js";
import type { CollectionDefinition } from "../../src/schema/collection.js";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.js";
import type { EntityDraft } from "./entity.js";
import { docOf, type Sources } from "./sources.js";

export interface CollectionSource {
  readonly definition: CollectionDefinition;
  readonly exportName: string;
  /** The exported entities with their definitions, to find members. */
  readonly entities: ReadonlyMap<unknown, EntityDraft>;
}

/** Reads a collection. A member that is not exported, or not on the index, is named as it is declared: a rule reports it. */
export function readCollection(
  { definition, exportName, entities }: CollectionSource,
  sources: Sources,
  report: (diagnostic: Diagnostic) => void,
): Omit<CollectionModel, "shared"> | undefined {
  const { name, index, accept } = definition;
  const entries = Object.entries(definition.members ?? {});
  const [firstEntry] = entries;
  if (firstEntry === undefined) {
    const help = "Give at least one: { customer: one(Customer), orders: many(Order) }.";
    report(
      errorDiagnostic(
        "collection",
        sources.locate(["collections", exportName]),
        `${name}: has no members`,
        help,
      ),
    );
    return undefined;
  }
  const members = entries.map(([member, { cardinality, entity }]): CollectionMemberModel => {
    const draft =
      entities.get(entity) ?? [...entities.values()].find((candidate) => candidate.name === entity.name);
    const pattern = index === undefined ? "query" : draft?.indexes.find((use) => use.index === index)?.name;
    return { name: member, cardinality, entity: draft?.name ?? entity.name, pattern: pattern ?? "" };
  });
  const doc = docOf(sources.node(["collections", exportName]));
  return {
    name,
    exportName,
    ...(doc === undefined ? {} : { doc }),
    table: firstEntry[1].entity.table.name,
    ...(index === undefined ? {} : { index }),
    members,
    ...(accept === undefined ? {} : { accept }),
  };
}
