import type { Model } from "../../src/model/model.js";
import { hasErrors } from "../diagnostic.js";
import { load } from "../load/index.js";
import { checkRules } from "../rules/index.js";
import type { Io } from "./io.js";
import { coloursOf, diagnosticCounts, diagnosticText, schemaName } from "./print.js";

/**
 * The designs of schema files as one. What is wrong with them is printed, and warnings are not: `check` is for those.
 *
 * @returns `undefined` where there are errors, after printing them
 */
export async function readDesign(schemas: readonly string[], io: Io): Promise<Model | undefined> {
  const models: Model[] = [];
  let sound = true;
  for (const schema of schemas) {
    const { model, diagnostics: found, locate } = await load(schema);
    const diagnostics = hasErrors(found) ? found : [...found, ...checkRules(model, locate)];
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const colours = coloursOf(io);
    for (const diagnostic of errors) io.stderr.write(`${diagnosticText(diagnostic, io.cwd, colours)}\n`);
    if (errors.length > 0) {
      const name = colours.bold(schemaName(schema, io.cwd));
      io.stderr.write(`${name}: ${colours.red(diagnosticCounts(errors))}; nothing was written\n`);
      sound = false;
    }
    models.push(model);
  }
  return sound ? joined(models) : undefined;
}

function joined(models: readonly Model[]): Model {
  return {
    format: 1,
    tables: models.flatMap(({ tables }) => tables),
    entities: models.flatMap(({ entities }) => entities),
    collections: models.flatMap(({ collections }) => collections),
  };
}

/** The part of a design that lies in some of its tables. */
export function designOf(model: Model, tables: readonly string[]): Model {
  return {
    ...model,
    tables: model.tables.filter(({ name }) => tables.includes(name)),
    entities: model.entities.filter(({ table }) => tables.includes(table)),
    collections: model.collections.filter(({ table }) => tables.includes(table)),
  };
}

/** The names that two definitions of a kind have: a design of several schemas has each name once. */
export function repeatedName({ tables, entities, collections }: Model): string | undefined {
  for (const [kind, definitions] of Object.entries({
    table: tables,
    entity: entities,
    collection: collections,
  })) {
    const names = definitions.map(({ name }) => name);
    const repeated = names.find((name, position) => names.indexOf(name) < position);
    if (repeated !== undefined) return `${kind} "${repeated}"`;
  }
  return undefined;
}
