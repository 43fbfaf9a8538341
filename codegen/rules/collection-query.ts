import { piecesOf } from "../../src/keys/encode-key.js";
import type {
  AccessPatternModel,
  CollectionMemberModel,
  CollectionModel,
  EntityModel,
  KeyPart,
  Model,
} from "../../src/model/model.js";
import { listed } from "../diagnostics/suggestion.js";
import { pieceText } from "../model-facts/key-pieces.js";
import { describeParts, determinedBy, isBucket, tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** A collection is what one Query reads: its members lie in one table or index under one partition key. */
export const collectionQuery: Rule = {
  name: "collection-query",
  check: (model, report) => {
    for (const collection of model.collections) checkCollection(model, collection, report);
  },
};

interface Member {
  readonly member: CollectionMemberModel;
  readonly entity: EntityModel;
  readonly pattern: AccessPatternModel;
}

function checkCollection(model: Model, collection: CollectionModel, report: Report): void {
  const { index } = collection;
  const table = tableOf(model, collection.table);
  if (index !== undefined && table !== undefined && !table.indexes.some(({ name }) => name === index)) {
    const names = table.indexes.map(({ name }) => name);
    const message = `${collection.name}: the table "${table.name}" has no index "${index}"`;
    report(["collections", collection.exportName], message, `Indexes: ${listed(names) || "none"}.`);
    return;
  }
  const members = collection.members.flatMap((member) => readable(model, collection, member, report) ?? []);
  const [first] = members;
  if (first !== undefined) checkPartition(collection, first, report);
  const seen = new Map<string, string>();
  for (const { member, entity, pattern } of members) {
    const path = ["collections", collection.exportName, "members", member.name];
    const subject = `${collection.name}.${member.name}`;
    const before = seen.get(entity.name);
    if (before !== undefined) {
      const help = "Keep one of the two: a Query cannot distinguish their items.";
      report(path, `${subject}: ${entity.name} is already the member "${before}"`, help);
    }
    seen.set(entity.name, member.name);
    if (first !== undefined && structure(first.pattern.partition) !== structure(pattern.partition)) {
      const other = `${first.entity.name} has ${describeParts(first.pattern.partition)}`;
      const message = `${subject}: no single Query reads ${entity.name} and ${first.entity.name}`;
      const help = `${entity.name} has the partition key ${describeParts(pattern.partition)}, ${other}. Give them the same partition key.`;
      report(path, message, help);
    }
    if (member.cardinality === "one") checkOne({ member, entity, pattern }, path, subject, report);
  }
}

/**
 * Checks that a collection reads whole partitions: the partition of a shard or a day would hold items of others, too.
 */
function checkPartition({ name, exportName }: CollectionModel, { pattern }: Member, report: Report): void {
  const isDetermined = determinedBy(pattern.partition);
  const piece = pattern.partition
    .flatMap(piecesOf)
    .find(({ attribute, type, derived }) => isBucket(derived) && !isDetermined({ attribute, type }));
  if (piece === undefined) return;
  const message = `${name}: the partition key holds only ${pieceText(piece)}, so no single Query reads all items of one "${piece.attribute}"`;
  const help = "Query the members one by one, or put the attribute itself into the partition key.";
  report(["collections", exportName], message, help);
}

/** A member whose items the collection's table or index holds. */
function readable(
  model: Model,
  collection: CollectionModel,
  member: CollectionMemberModel,
  report: Report,
): Member | undefined {
  const path = ["collections", collection.exportName, "members", member.name];
  const subject = `${collection.name}.${member.name}`;
  const entity = model.entities.find(({ name }) => name === member.entity);
  if (entity === undefined) {
    const help = `Export it: export const ${member.entity} = defineEntity(…).`;
    report(path, `${subject}: the schema does not export the entity ${member.entity}`, help);
    return undefined;
  }
  if (entity.table !== collection.table) {
    const message = `${subject}: ${entity.name} is in the table "${entity.table}", other members in "${collection.table}"`;
    report(path, message, "A Query reads one table: use entities of the same table.");
    return undefined;
  }
  const pattern =
    member.pattern === "query"
      ? entity.primaryKey
      : entity.indexes.find(({ name }) => name === member.pattern);
  if (pattern === undefined) {
    const message = `${subject}: ${entity.name} has no access pattern on the index "${collection.index ?? ""}"`;
    const help = `Add one: indexes: () => ({ by…: { index: "${collection.index ?? ""}" } }).`;
    report(path, message, help);
  }
  return pattern === undefined ? undefined : { member, entity, pattern };
}

/** `one` holds if the partition key of the collection decides the whole primary key. */
function checkOne(
  { entity, pattern }: Member,
  path: readonly string[],
  subject: string,
  report: Report,
): void {
  const { primaryKey } = entity;
  const isDetermined = determinedBy(pattern.partition);
  const missing = [...primaryKey.partition, ...primaryKey.sort]
    .flatMap(piecesOf)
    .filter((piece) => !isDetermined(piece))
    .map(({ attribute }) => attribute);
  if (missing.length === 0) return;
  const message = `${subject}: there can be several items of ${entity.name} (they differ in ${listed([...new Set(missing)])})`;
  report(path, message, `Use many(${entity.name}).`);
}

/**
 * Returns the parts that must be equal for one value to be the partition key of both: texts and types, not names of
 * attributes.
 */
function structure(parts: readonly KeyPart[]): string {
  return JSON.stringify(
    parts.map((part) => {
      if (!("template" in part)) return [part.name, { natural: part.natural.type }];
      const template = part.template.map((piece) =>
        typeof piece === "string" ? piece : { type: piece.type, width: piece.width, derived: piece.derived },
      );
      return [part.name, template];
    }),
  );
}
