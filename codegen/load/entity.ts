import type { AttributeModel, EntityModel, TableModel } from "../../src/model/model.js";
import type { ValueRule } from "../../src/model/value-rule.js";
import type { EntityDefinition } from "../../src/schema/entity.js";
import { errorDiagnostic, type Locate } from "../diagnostics/diagnostic.js";
import { entityRules } from "../zod-schemas/entity-rules.js";
import type { PieceFacts } from "../zod-schemas/piece-facts.js";
import { isZodSchema, runsAsync, type ZodSchema } from "../zod-schemas/zod-schema.js";
import { ASYNC_HELP, ASYNC_REASON, readAttribute } from "./attribute.js";
import { branchProblem } from "./branches.js";
import { isRecord, runCallback } from "./callback.js";
import type { AttributeType } from "./compiler-types.js";
import type { EntityContext } from "./context.js";
import {
  type KeyContext,
  type PatternDraft,
  readIndexUse,
  readPrimaryKey,
  readUnique,
  type SideProblem,
} from "./keys.js";
import { literalDefaults } from "./literal-defaults.js";
import { withManaged } from "./managed.js";
import { docOf } from "./sources.js";
import { keyStorage, withStorage } from "./storage.js";

/** An entity before it is known what lies in the ranges of its access patterns. */
export type EntityDraft = Omit<EntityModel, "primaryKey" | "indexes"> & {
  readonly primaryKey: PatternDraft;
  readonly indexes: readonly PatternDraft[];
};

export interface EntitySource {
  readonly definition: EntityDefinition;
  readonly exportName: string;
  readonly table: TableModel;
  /** The types that the compiler resolves; `undefined` if it cannot. */
  readonly types: ReadonlyMap<string, AttributeType> | undefined;
}

const OBJECT_HELP = "Give schema: z.object({ … }) of zod 4.";
const UNION = [
  "is a union, but an entity has one shape",
  "Give one z.object of what the shapes share, with the union as an attribute of it (details: z.discriminatedUnion(…)), or declare an entity for each shape and read them together with defineCollection.",
] as const;

/** Reads an entity; what is wrong with it is reported, and the rest read all the same. */
export function readEntity(source: EntitySource, context: EntityContext): EntityDraft | undefined {
  const { definition, exportName, table } = source;
  const { sources, report } = context;
  const { name } = definition;
  const path = ["entities", exportName];
  const schema: unknown = definition.schema;
  if (!isZodSchema(schema) || schema._zod.def.type !== "object") {
    const [reason, help] =
      isZodSchema(schema) && schema._zod.def.type === "union" ? UNION : ["is not a z.object", OBJECT_HELP];
    report(errorDiagnostic("schema-runs", sources.locate(path), `${name}: its schema ${reason}`, help));
    return undefined;
  }
  if (source.types === undefined) {
    const help =
      "Make the schema file compile first (tsc --noEmit shows the errors), with zod 4 and monotable installed.";
    const message = `${name}: the compiler cannot resolve the type of its schema`;
    report(errorDiagnostic("schema-types", sources.locate(path), message, help));
  }

  if (runsAsync(schema._zod.def)) {
    const message = `${name}: ${ASYNC_REASON}`;
    report(errorDiagnostic("unstorable-value", sources.locate(path), message, ASYNC_HELP));
  }
  const shape: Readonly<Record<string, ZodSchema>> = schema._zod.def.shape ?? {};
  const attributes: AttributeModel[] = [];
  const facts = new Map<string, PieceFacts>();
  for (const [attribute, attributeSchema] of Object.entries(shape)) {
    const type = source.types?.get(attribute);
    const read = readAttribute(
      { entity: definition.name, exportName, name: attribute, schema: attributeSchema, type },
      context,
    );
    attributes.push(read.attribute);
    facts.set(attribute, read.facts);
  }
  const validation = entityRules(schema, (attribute) => {
    const declaration = source.types?.get(attribute)?.declaration;
    return declaration === undefined ? [] : literalDefaults(declaration, context.schemaTypes.checker);
  });
  const ruled =
    "zod" in validation ? attributes : attributes.map((attribute) => withRule(attribute, validation));
  const options = isRecord(definition.options) ? definition.options : {};
  const written = withManaged({ entity: name, exportName, options, shape, attributes: ruled }, context);
  const stored = withStorage({ entity: name, exportName, options, attributes: written }, context);
  const keys = readKeys(definition, exportName, { table, facts, storage: keyStorage(stored) }, context);
  const doc = docOf(sources.node(path));
  const unique = readUnique({ entity: name, exportName, callback: options["unique"], facts }, context);
  return {
    name,
    table: table.name,
    exportName,
    ...(doc === undefined ? {} : { doc }),
    ...readStoredName({ name, exportName, options }, context),
    ...(Array.isArray(options["accept"]) ? { accept: options["accept"] } : {}),
    attributes: stored,
    ...("zod" in validation
      ? { zod: validation.zod }
      : validation.rest !== undefined && { rest: validation.rest }),
    ...keys,
    ...(unique.length > 0 && { unique }),
  };
}

/** Reads the stored name and the constants of an entity. */
function readStoredName(
  {
    name,
    exportName,
    options,
  }: { name: string; exportName: string; options: Readonly<Record<string, unknown>> },
  { sources, report }: EntityContext,
): Pick<EntityModel, "storedAs" | "constants"> {
  const { storedAs, constants } = options;
  const fault = (option: string, message: string, help: string) => {
    const location = sources.locate(["entities", exportName, option]);
    report(errorDiagnostic("stored-name", location, `${name}: ${message}`, help));
  };
  const isName = typeof storedAs === "string" && storedAs !== "";
  if (storedAs !== undefined && !isName)
    fault(
      "storedAs",
      "storedAs is not a text with a character at least",
      'Give the stored name: storedAs: "order".',
    );
  const entries = isRecord(constants) ? Object.entries(constants) : [];
  const isConstant = ([key, value]: readonly [string, unknown]) =>
    key !== "" &&
    (typeof value === "string" ||
      typeof value === "boolean" ||
      (typeof value === "number" && Number.isFinite(value)));
  const isValid = constants === undefined || (isRecord(constants) && entries.every(isConstant));
  if (!isValid)
    fault(
      "constants",
      "constants has what is no text, number or boolean",
      'Give values: constants: { version: "1" }.',
    );
  return {
    ...(isName && storedAs !== name && { storedAs }),
    // Type assertion: each value was checked.
    ...(isValid && entries.length > 0 && { constants: constants as NonNullable<EntityModel["constants"]> }),
  };
}

function withRule(
  attribute: AttributeModel,
  { rules }: { readonly rules: Readonly<Record<string, ValueRule>> },
): AttributeModel {
  const rule = rules[attribute.name];
  return rule === undefined ? attribute : { ...attribute, rule };
}

function readKeys(
  { name, options }: EntityDefinition,
  exportName: string,
  design: Omit<KeyContext, "report">,
  { sources, schemaTypes, report }: EntityContext,
): Pick<EntityDraft, "primaryKey" | "indexes"> {
  const given = isRecord(options) ? options : {};
  const reporter = (subject: string, path: readonly string[], locate: Locate) => (problem: SideProblem) => {
    const location = locate(problem.side === undefined ? path : [...path, problem.side]);
    const { side, help } = problem;
    const message = `${subject} ${problem.message}`;
    report(
      side === "when"
        ? errorDiagnostic("index-condition", location, message, help)
        : errorDiagnostic("key-source", location, message, help),
    );
  };
  // What a callback did wrong explains what is wrong with the keys that it returned.
  const faulty = new Set<string>();
  const run = (property: "key" | "indexes", subject: string): unknown => {
    const callback = given[property];
    const path = ["entities", exportName, property];
    const problem = reporter(subject, path, sources.locate);
    if (typeof callback !== "function") {
      if (property === "key")
        problem({ message: "is not a function", help: "Give key: (o) => ({ partition: key`…` })." });
      return {};
    }
    const branch = branchProblem(sources.node(path), schemaTypes.checker);
    if (branch !== undefined) problem(branch);
    const { value, problems } = runCallback(callback as (attributes: unknown) => unknown, [
      ...design.facts.keys(),
    ]);
    problems.forEach(problem);
    if (problems.length > 0) faulty.add(property);
    return value;
  };

  const key = run("key", `${name}.key:`);
  const keyReport = reporter(`${name}.key:`, ["entities", exportName, "key"], sources.locate);
  const primaryKey = readPrimaryKey(key, { ...design, report: faulty.has("key") ? () => {} : keyReport });

  const uses = run("indexes", `${name}.indexes:`);
  const indexes = Object.entries(isRecord(uses) ? uses : {}).flatMap(([pattern, use]): PatternDraft[] => {
    const path = ["entities", exportName, "indexes", pattern];
    const indexReport = reporter(`${name}.${pattern}:`, path, sources.locate);
    const draft = readIndexUse(pattern, use, primaryKey, {
      ...design,
      report: faulty.has("indexes") ? () => {} : indexReport,
    });
    const doc = docOf(sources.node(path));
    return draft === undefined ? [] : [doc === undefined ? draft : { ...draft, doc }];
  });
  return { primaryKey, indexes };
}
