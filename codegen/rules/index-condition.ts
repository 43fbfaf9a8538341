import { isSynthetic } from "../../src/keys/encode-key.js";
import type {
  AccessPatternModel,
  AttributeModel,
  ConditionValue,
  EntityModel,
  IndexCondition,
  KeyPart,
} from "../../src/model/model.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { areExclusive, valuesOf } from "../model-facts/index-conditions.js";
import type { Report, Rule } from "./rule.js";

/** The condition of an index is about attributes that the entity has, and takes items out of the index. */
export const indexCondition: Rule = {
  name: "index-condition",
  check: (model, report) => {
    for (const entity of model.entities) {
      for (const pattern of entity.indexes) {
        if (pattern.when === undefined) continue;
        const path = ["entities", entity.exportName, "indexes", pattern.name, "when"];
        checkAttributes(entity, pattern, pattern.when, path, report);
        checkEffect(entity, pattern, path, report);
      }
    }
  },
};

function checkAttributes(
  entity: EntityModel,
  { name }: AccessPatternModel,
  when: IndexCondition,
  path: readonly string[],
  report: Report,
): void {
  const subject = `${entity.name}.${name}: when`;
  for (const [attributeName, condition] of Object.entries(when)) {
    const attribute = entity.attributes.find((candidate) => candidate.name === attributeName);
    if (attribute === undefined) {
      const names = entity.attributes.map((candidate) => candidate.name);
      const message = `${subject}: attribute "${attributeName}" does not exist on ${entity.name}`;
      report(path, message, suggestion(attributeName, names, entity.name));
      continue;
    }
    if (attribute.managed === "updated" || attribute.managed === "version") {
      const message = `${subject}: every write changes "${attributeName}"`;
      report(path, message, "Use an attribute that you write.");
    }
    const wrong = valuesOf(condition).find((value) => !canBe(attribute, value));
    if (wrong === undefined) continue;
    const message = `${subject}: "${attributeName}" can never be ${JSON.stringify(wrong)}`;
    report(path, message, `Give values of its type, ${attribute.types.output}.`);
  }
}

/** Returns true if an attribute can have a value, as far as its stored form tells. */
function canBe({ value }: AttributeModel, found: ConditionValue): boolean {
  const type = typeof value === "object" && value.kind === "nullable" ? value.of : value;
  if (type === "any" || (typeof type === "object" && type.kind === "codec")) return true;
  if (found === null) return type !== value || type === "null";
  return type === typeof found;
}

/** An index whose key attributes are all the item's own, or also another access pattern's, holds the item anyway. */
function checkEffect(
  entity: EntityModel,
  pattern: AccessPatternModel,
  path: readonly string[],
  report: Report,
): void {
  const primary = new Set(
    [...entity.primaryKey.partition, ...entity.primaryKey.sort].map(({ name }) => name),
  );
  const composed = partsOf(pattern).filter((part) => isSynthetic(part) && !primary.has(part.name));
  const subject = `${entity.name}.${pattern.name}: when cannot exclude items from the index "${pattern.index ?? ""}"`;
  if (composed.length === 0) {
    const help = "Compose its key, or filter the query.";
    report(path, `${subject}: its key consists of attributes of the item`, help);
    return;
  }
  const writer = ({ name }: KeyPart) =>
    entity.indexes.find(
      (other) =>
        other !== pattern &&
        !areExclusive(other, pattern) &&
        JSON.stringify(other.when) !== JSON.stringify(pattern.when) &&
        partsOf(other).some((part) => part.name === name),
    );
  const writers = composed.map(writer);
  const [other] = writers;
  if (other === undefined || writers.includes(undefined)) return;
  const help = "Give both the same when, or give one of them another index.";
  report(
    path,
    `${subject}: ${entity.name}.${other.name} writes its key attributes under another condition`,
    help,
  );
}

function partsOf({ partition, sort }: AccessPatternModel): readonly KeyPart[] {
  return [...partition, ...sort];
}
