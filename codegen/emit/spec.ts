import { hasResidualFilter } from "../../src/keys/partitions.js";
import type {
  AccessPatternModel,
  IndexCondition,
  KeyPart,
  Piece,
  TableModel,
  UnionMember,
  ValueType,
} from "../../src/model/model.js";
import type { ValueRule } from "../../src/model/value-rule.js";
import { statedRule } from "../../src/model/value-type.js";
import { featuresOf } from "../model-facts/features.js";
import { kebabCase, oneOf, tableConstant } from "../model-facts/names.js";
import { type Layout, typeFrom, valueFrom } from "../printer/layout.js";
import { Code, constDeclaration, literal, type Value } from "../printer/typescript.js";
import { type EntityScope, generic, runtime } from "./scope.js";
import { type EmitOptions, moduleOf, runtimeModule } from "./source-file.js";
import { type PatternOf, type Patterns, ruleLayout } from "./value-rules.js";

/** The constant that tells the runtime how an entity is stored. */
export function specConstantOf(
  { entity, table, names }: EntityScope,
  patterns: Patterns,
  options: EmitOptions,
): Layout {
  const patternOf: PatternOf = (_, source, flags) => patterns.reference(source, flags, options);
  const rule = (of: ValueRule | undefined): Code | undefined => of && new Code(ruleLayout(of, patternOf));
  const attributes = entity.attributes.map((attribute): [string, Value] => [
    attribute.name,
    {
      value: valueTypeOf(attribute.value),
      rule: rule(statedRule(attribute)),
      storedAs: attribute.storedAs,
      stored: attribute.stored,
      optional: attribute.optional ? true : undefined,
      managed: attribute.managed,
    },
  ]);
  const features = featuresOf(entity, table);
  const spec = {
    name: entity.name,
    storedAs: entity.storedAs,
    constants: entity.constants && { ...entity.constants },
    table: new Code(valueFrom(moduleOf("tables", options), tableConstant(entity.table))),
    attributes: new Code(literal(Object.fromEntries(attributes), true)),
    rest: rule(entity.rest),
    zod: entity.zod,
    primaryKey: new Code(literal(patternValue(entity.primaryKey, table), true)),
    indexes: entity.indexes.map((pattern) => new Code(literal(patternValue(pattern, table), true))),
    keys: features.keys && ofRuntime(features.keys),
    loose: features.loose ? ofRuntime("looseItems") : undefined,
    values: features.values ? ofRuntime("conversions") : undefined,
    keyDerived: features.keyDerived ? ofRuntime("keyDerivedReads") : undefined,
    filters: features.filters ? ofRuntime("readingFilters") : undefined,
    unique: entity.unique?.map(({ name, pieces }) => ({ name, pieces: pieces.map(pieceValue) })),
  };
  const doc = `The storage of ${oneOf(entity.name)}.`;
  return constDeclaration(
    doc,
    names.spec,
    generic(runtime("EntitySpec"), typeFrom(moduleOf(kebabCase(entity.name), options), names.repository)),
    literal(spec, true),
  );
}

/** A feature of the runtime that only some designs need. */
const ofRuntime = (name: string): Code => new Code(valueFrom(runtimeModule, name));

function patternValue(pattern: AccessPatternModel, table: TableModel): Value {
  const { name, index, partition, sort, when, shared } = pattern;
  return {
    name,
    index,
    partition: partition.map(partValue),
    sort: sort.map(partValue),
    when: when === undefined ? undefined : conditionValue(when),
    shared: shared ? true : undefined,
    fanOut: hasResidualFilter(pattern, table) ? ofRuntime("fanOutQueries") : undefined,
  };
}

function conditionValue(when: IndexCondition): Value {
  return Object.fromEntries(
    Object.entries(when).map(([name, of]) => [name, "not" in of ? { not: of.not } : of]),
  );
}

function partValue(part: KeyPart): Value {
  if ("natural" in part) return { name: part.name, natural: pieceValue(part.natural) };
  const template = part.template.map((piece) => (typeof piece === "string" ? piece : pieceValue(piece)));
  return { name: part.name, template };
}

function pieceValue({ attribute, type, storedAs, width, derived }: Piece): Value {
  return { attribute, type, storedAs, width, derived: derived === undefined ? undefined : { ...derived } };
}

function valueTypeOf(type: ValueType): Value {
  if (typeof type === "string") return type;
  switch (type.kind) {
    case "again":
      return { kind: type.kind, id: type.id };
    case "recursive":
      return { kind: type.kind, id: type.id, of: valueTypeOf(type.of) };
    case "compressed":
      return { kind: type.kind, by: type.by, of: valueTypeOf(type.of) };
    case "codec":
      return { kind: type.kind, of: type.of && valueTypeOf(type.of), required: type.required };
    case "set":
      return { kind: type.kind, of: valueTypeOf(type.of), required: type.required };
    case "tuple":
      return { kind: type.kind, of: type.of.map(valueTypeOf), rest: type.rest && valueTypeOf(type.rest) };
    case "map":
      return {
        kind: type.kind,
        of: Object.fromEntries(Object.entries(type.of).map(([name, of]) => [name, valueTypeOf(of)])),
        rest: type.rest && valueTypeOf(type.rest),
      };
    case "pairs":
      return { kind: type.kind, key: valueTypeOf(type.key), of: valueTypeOf(type.of) };
    case "union":
      return { kind: type.kind, of: type.of.map(unionMemberOf) };
    default:
      return { kind: type.kind, of: valueTypeOf(type.of) };
  }
}

function unionMemberOf({ value, option, tag }: UnionMember): Value {
  return { value: valueTypeOf(value), option, tag: tag && { name: tag.name, values: tag.values } };
}
