import { isSynthetic, piecesOf } from "../../src/keys/encode-key.js";
import type { EntityModel, ManagedRole } from "../../src/model/model.js";
import { tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** No key depends on what every write changes, unless each write knows the whole of it. */
export const managedAttribute: Rule = {
  name: "managed-attribute",
  check: (model, report) => {
    for (const entity of model.entities) {
      const timeToLive = tableOf(model, entity.table)?.timeToLive;
      for (const attribute of entity.attributes) {
        const { managed } = attribute;
        if (managed === undefined) continue;
        checkKeys(entity, attribute.name, managed, report);
        if ((attribute.storedAs ?? attribute.name) === timeToLive) {
          const message = `${entity.name}.${managed}: "${attribute.name}" is the table's time to live`;
          report(pathOf(entity, managed), message, "Use another attribute.");
        }
      }
    }
  },
};

function checkKeys(entity: EntityModel, name: string, managed: ManagedRole, report: Report): void {
  if (managed === "created") return;
  const { partition, sort } = entity.primaryKey;
  const primary = new Set([...partition, ...sort].flatMap(piecesOf).map(({ attribute }) => attribute));
  const subject = `${entity.name}.${managed}:`;
  if (primary.has(name)) {
    const message = `${subject} "${name}" is part of the primary key, but every write changes it`;
    report(pathOf(entity, managed), message, "Use attributes that do not change in the key.");
    return;
  }
  for (const pattern of entity.indexes) {
    const parts = [...pattern.partition, ...pattern.sort];
    const pieces = parts.flatMap(piecesOf).map(({ attribute }) => attribute);
    if (!pieces.includes(name)) continue;
    const path = ["entities", entity.exportName, "indexes", pattern.name];
    if (managed === "version") {
      report(
        path,
        `${subject} "${name}" is part of the key of ${pattern.name}, but every write increments it`,
        "Leave it out of the key.",
      );
      continue;
    }
    // Natural keys follow by themselves; a composed one needs all of its pieces at every write.
    const composed = parts.filter((part) => isSynthetic(part)).flatMap(piecesOf);
    if (!composed.some(({ attribute }) => attribute === name)) continue;
    const others = composed
      .map(({ attribute }) => attribute)
      .filter((each) => each !== name && !primary.has(each));
    if (others.length === 0) continue;
    report(
      path,
      `${subject} every update changes "${name}", and with it the key of ${pattern.name}, which also needs ${others.join(", ")}`,
      'Use an index whose keys are attributes, e.g. sortKey: ["updatedAt"].',
    );
  }
}

function pathOf({ exportName }: EntityModel, managed: ManagedRole): string[] {
  return ["entities", exportName, ...(managed === "version" ? ["version"] : ["timestamps", managed])];
}
