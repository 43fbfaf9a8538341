import type {
  AccessPatternModel,
  AttributeCondition,
  ConditionValue,
  IndexCondition,
  IndexModel,
  KeyAttribute,
  KeyPart,
  Piece,
  TableModel,
  UniqueModel,
} from "../../src/model/model.js";
import type { KeyTemplate } from "../../src/schema/key.js";
import { errorDiagnostic } from "../diagnostics/diagnostic.js";
import { listed, suggestion } from "../diagnostics/suggestion.js";
import { valuesOf } from "../model-facts/index-conditions.js";
import type { PieceFacts } from "../zod-schemas/piece-facts.js";
import {
  derivedPiece,
  isDerived,
  isRecord,
  isReference,
  isTemplate,
  type Problem,
  runCallback,
} from "./callback.js";
import type { EntityContext } from "./context.js";
import type { KeyStorage } from "./storage.js";

/** An access pattern before it is known what else lies in its range. */
export type PatternDraft = Omit<AccessPatternModel, "shared">;

/** A fault of one side of a key; the side is absent if the whole key is at fault. */
export interface SideProblem extends Problem {
  readonly side?: "partition" | "sort" | "when";
}

export interface KeyContext {
  readonly table: TableModel;
  readonly facts: ReadonlyMap<string, PieceFacts>;
  readonly storage: KeyStorage;
  readonly report: (problem: SideProblem) => void;
}

/** Reads what the `key` callback returned. */
export function readPrimaryKey(value: unknown, context: KeyContext): PatternDraft {
  const { table, report } = context;
  const given = isRecord(value) ? value : {};
  if (!isRecord(value)) {
    report({ message: "returns no key", help: "Return { partition: key`…`, sort: key`…` }." });
  }
  const partition = isRecord(value)
    ? readSource(table.partitionKey.name, given["partition"], "partition", context)
    : [];
  if (table.sortKey === undefined) {
    if (given["sort"] !== undefined) {
      const help = "Leave sort out, or give the table a sortKey.";
      report({ side: "sort", message: `returns a sort key, but the table "${table.name}" has none`, help });
    }
    return { name: "query", partition, sort: [] };
  }
  const sort = isRecord(value) ? readSource(table.sortKey.name, given["sort"], "sort", context) : [];
  return { name: "query", partition, sort };
}

/** Reads one access pattern that the `indexes` callback returned; `undefined` if its index does not exist. */
export function readIndexUse(
  name: string,
  value: unknown,
  primaryKey: PatternDraft,
  context: KeyContext,
): PatternDraft | undefined {
  const { table, report } = context;
  const given = isRecord(value) ? value : {};
  const index = table.indexes.find((candidate) => candidate.name === given["index"]);
  if (index === undefined) {
    const names = table.indexes.map((candidate) => candidate.name);
    const wanted = given["index"];
    if (typeof wanted !== "string") {
      report({
        message: "does not name an index",
        help: `Give index: one of ${listed(names) || "the table's indexes"}.`,
      });
    } else {
      const help = suggestion(wanted, names, `The table "${table.name}"`);
      report({ message: `uses the index "${wanted}", which the table "${table.name}" does not have`, help });
    }
    return undefined;
  }
  const side = (which: "partition" | "sort", attributes: readonly KeyAttribute[]): KeyPart[] =>
    readSide({ which, attributes, source: given[which], index, primaryKey }, context);
  const when = readCondition(given["when"], context);
  return {
    name,
    index: index.name,
    partition: side("partition", index.partitionKey),
    sort: side("sort", index.sortKey),
    ...(when !== undefined && { when }),
  };
}

interface Side {
  readonly which: "partition" | "sort";
  readonly attributes: readonly KeyAttribute[];
  readonly source: unknown;
  readonly index: IndexModel;
  readonly primaryKey: PatternDraft;
}

/** A side of an index: what the table's own key attributes hold, the entity's attributes, or what is composed for it. */
function readSide({ which, attributes, source, index, primaryKey }: Side, context: KeyContext): KeyPart[] {
  const ownParts = [...primaryKey.partition, ...primaryKey.sort];
  const reused = attributes.map(({ name }) => ownParts.find((part) => part.name === name));
  const [first] = attributes;
  const composed = attributes.length === 1 && reused[0] === undefined ? first : undefined;
  if (source !== undefined) {
    if (composed !== undefined) return readSource(composed.name, source, which, context);
    const names = attributes.map(({ name }) => `"${name}"`).join(", ");
    const has =
      attributes.length === 0
        ? "does not have that key"
        : `takes it from ${names}, which the item has already`;
    context.report({
      side: which,
      message: `returns ${which}, but the index "${index.name}" ${has}`,
      help: `Leave ${which} out.`,
    });
  }
  return attributes.flatMap((attribute, position): KeyPart | KeyPart[] => {
    const reusedPart = reused[position];
    if (reusedPart !== undefined) return reusedPart;
    const isTableKey =
      attribute.name === context.table.partitionKey.name || attribute.name === context.table.sortKey?.name;
    // The primary key is wrong, which has been said.
    if (isTableKey) return [];
    // The key attributes of an index are DynamoDB's names, under which the entity's attributes are stored.
    const stored = context.storage.attributeOf(attribute.name);
    const { storedAs } = context.storage.natural(attribute.name);
    if (stored === undefined && storedAs !== undefined) {
      const message = `has no "${attribute.name}", the key of the index "${index.name}": the attribute is stored as "${storedAs}"`;
      context.report({ message, help: `Use "${storedAs}" in the index: index keys are stored names.` });
      return [];
    }
    if (composed === undefined || context.facts.has(stored ?? "")) {
      return naturalPart(attribute.name, stored ?? attribute.name, context);
    }
    const help = `Give ${which}: key\`…\` or an attribute.`;
    context.report({
      message: `missing ${which} for "${attribute.name}" of the index "${index.name}"`,
      help,
    });
    return [];
  });
}

/** Reads where a key attribute comes from: a template, or an attribute as it is. */
function readSource(
  name: string,
  source: unknown,
  side: "partition" | "sort",
  context: KeyContext,
): KeyPart[] {
  if (isReference(source)) return [naturalPart(name, source.attribute, context)];
  if (isTemplate(source) || isDerived(source)) {
    const pieces = isDerived(source) ? [source] : source.pieces;
    const template = mergeLiterals(pieces.map((piece) => readPiece(piece, side, context)));
    if (template.length > 0) return [{ name, template }];
    context.report({
      side,
      message: `returns an empty ${side} key`,
      help: "A key needs at least one character.",
    });
    return [];
  }
  if (source === undefined) {
    context.report({
      message: `missing ${side} key "${name}"`,
      help: `Return ${side}: key\`…\` or an attribute.`,
    });
  } else {
    const description =
      typeof source === "string" ? `the text ${JSON.stringify(source)}` : `a value of type ${typeof source}`;
    const help = `Return ${side}: key\`…\`, or an attribute.`;
    context.report({ side, message: `returns ${description} as ${side}, which is not a key`, help });
  }
  return [];
}

function readPiece(
  given: KeyTemplate["pieces"][number],
  side: "partition" | "sort",
  context: KeyContext,
): string | Piece {
  if (isReference(given)) return pieceOf(given.attribute, context);
  if (!isDerived(given)) return String(given);
  const { piece, problem } = derivedPiece(given, context.facts.get(given.of.attribute), context.table);
  if (problem !== undefined) context.report({ ...problem, side });
  return piece;
}

function naturalPart(name: string, attribute: string, context: KeyContext): KeyPart {
  return { name, natural: { ...pieceOf(attribute, context), ...context.storage.natural(attribute) } };
}

/** An attribute as a piece of a key. */
function pieceOf(attribute: string, { facts }: Pick<KeyContext, "facts">): Piece {
  const { iso: _, ...known } = facts.get(attribute) ?? { type: "string" };
  return { attribute, ...known };
}

function mergeLiterals(pieces: readonly (string | Piece)[]): (string | Piece)[] {
  const merged: (string | Piece)[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece !== "string") merged.push(piece);
    else if (typeof last === "string") merged[merged.length - 1] = last + piece;
    else if (piece !== "") merged.push(piece);
  }
  return merged;
}

/** Reads the `when` of an access pattern: one value of each attribute, or a list. What it says, a rule checks. */
function readCondition(given: unknown, { facts, report }: KeyContext): IndexCondition | undefined {
  if (given === undefined) return undefined;
  const entries = isRecord(given) && !Array.isArray(given) ? Object.entries(given) : [];
  const read = entries.flatMap(([attribute, value]): [string, AttributeCondition][] => {
    const isNegated = isRecord(value) && !Array.isArray(value) && Object.keys(value).join() === "not";
    const given = isNegated ? value["not"] : value;
    const values = Array.isArray(given) ? (given as readonly unknown[]) : [given];
    const conditionValues = [...new Set(values.filter(isConditionValue))];
    return conditionValues.length === new Set(values).size && conditionValues.length > 0
      ? [[attribute, isNegated ? { not: conditionValues } : conditionValues]]
      : [];
  });
  for (const [attribute, condition] of read) {
    const values = valuesOf(condition);
    const listed = facts.get(attribute)?.values;
    const never = values.find((value) => typeof value === "string" && listed?.includes(value) === false);
    if (listed === undefined || never === undefined) continue;
    const message = `when: "${attribute}" can never be ${JSON.stringify(never)}`;
    report({ side: "when", message, help: suggestion(String(never), listed, `"${attribute}"`) });
  }
  if (read.length > 0 && read.length === entries.length) return Object.fromEntries(read);
  report({
    side: "when",
    message: "returns an invalid when condition",
    help: 'Give each attribute a value or a list of values, which are strings, numbers, booleans or null: when: { status: ["PENDING", "PAID"] }. Or any but these: when: { status: { not: "PAID" } }.',
  });
  return undefined;
}

function isConditionValue(value: unknown): value is ConditionValue {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  );
}

export interface UniqueSources {
  readonly entity: string;
  readonly exportName: string;
  /** The value of the `unique` option. */
  readonly callback: unknown;
  readonly facts: ReadonlyMap<string, PieceFacts>;
}

/** Reads the unique constraints of an entity; what is wrong with them is reported. */
export function readUnique(
  { entity, exportName, callback, facts }: UniqueSources,
  { sources, report }: EntityContext,
): readonly UniqueModel[] {
  if (callback === undefined) return [];
  const path = ["entities", exportName, "unique"];
  const problem = (name: string | undefined, message: string, help: string) => {
    const location = sources.locate(name === undefined ? path : [...path, name]);
    const subject = `${entity}.unique${name === undefined ? "" : `.${name}`}:`;
    report(errorDiagnostic("unique-constraint", location, `${subject} ${message}`, help));
  };
  if (typeof callback !== "function") {
    problem(undefined, "is not a function", "Give unique: (o) => ({ email: o.email }).");
    return [];
  }
  const { value, problems } = runCallback(callback as (attributes: unknown) => unknown, [...facts.keys()]);
  for (const { message, help } of problems) problem(undefined, message, help);
  if (problems.length > 0) return [];
  return Object.entries(isRecord(value) ? value : {}).flatMap(([name, source]): UniqueModel[] => {
    const given: readonly unknown[] = Array.isArray(source) ? source : [source];
    const pieces = given.flatMap((one): Piece[] => {
      if (isReference(one)) return [pieceOf(one.attribute, { facts })];
      if (!isDerived(one)) return [];
      const derived = derivedPiece(one, facts.get(one.of.attribute), { keyEncoding: "ordered" });
      if (derived.problem !== undefined) problem(name, derived.problem.message, derived.problem.help);
      return [derived.piece];
    });
    if (pieces.length > 0 && pieces.length === given.length) return [{ name, pieces }];
    const help = "Give an attribute, or a list of attributes that are unique together: [o.first, o.last].";
    problem(name, given.length === 0 ? "does not name an attribute" : "must consist of attributes", help);
    return [];
  });
}
