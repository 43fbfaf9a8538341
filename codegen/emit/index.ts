import type { Model } from "../../src/model/model.js";
import { kebabCase, SCHEMA_MODULE, specFile } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import { stringLiteral } from "../printer/typescript.js";
import { collectionFile } from "./collection.js";
import { databaseStatements, importsSchema } from "./database.js";
import { entityStatements, hasTypesOfOthers } from "./entity.js";
import { entityScope } from "./scope.js";
import {
  type EmitOptions,
  runtimeTypes,
  runtimeTypesFile,
  sourceFile,
  uncheckedFile,
} from "./source-file.js";
import { specConstantOf } from "./spec.js";
import { tablesFile } from "./tables.js";
import { Patterns } from "./value-rules.js";

export type { EmitOptions } from "./source-file.js";

/**
 * The generated files of a model: text by path, relative to the folder of generated files, in the order of the paths.
 * The model must have passed the rules.
 */
export function emit(design: Model, options: EmitOptions): ReadonlyMap<string, string> {
  const model = withSchemaImport(design, options.schemaImport);
  const unchecked: Layout[] = [];
  /** The user's compiler checks what has something of the user's own modules, and nothing else. */
  const fileOf = (statements: readonly Layout[], hasOthers: boolean): string => {
    if (hasOthers) return sourceFile(statements, options);
    unchecked.push(...statements);
    return uncheckedFile(statements, options);
  };
  const files: [string, string][] = [
    ["index.ts", fileOf(databaseStatements(model, options), importsSchema(model))],
    ["tables.ts", tablesFile(model, options)],
  ];
  const patterns = new Patterns(model);
  if (!patterns.isEmpty) files.push(["patterns.ts", patterns.file(options)]);
  for (const entity of model.entities) {
    const scope = entityScope(model, entity);
    files.push([`${kebabCase(entity.name)}.ts`, fileOf(entityStatements(scope), hasTypesOfOthers(scope))]);
    files.push([`${specFile(entity.name)}.ts`, fileOf([specConstantOf(scope, patterns, options)], false)]);
  }
  const types = runtimeTypesFile(unchecked, options);
  if (types !== undefined) files.push([`${runtimeTypes}.ts`, types]);
  for (const collection of model.collections) {
    files.push([`${kebabCase(collection.name)}.ts`, collectionFile(model, collection, options)]);
  }
  return new Map(files.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Puts the path of the schema module into the types that refer to it. */
function withSchemaImport(model: Model, schemaImport: string): Model {
  const written = (type: string): string =>
    type.replaceAll(`import("${SCHEMA_MODULE}")`, `import(${stringLiteral(schemaImport)})`);
  const entities = model.entities.map((entity) => ({
    ...entity,
    attributes: entity.attributes.map((attribute) => {
      const { input, output } = attribute.types;
      return { ...attribute, types: { input: written(input), output: written(output) } };
    }),
  }));
  return { ...model, entities };
}
