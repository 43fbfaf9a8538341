import type { Model, TableModel } from "../../src/model/model.js";
import { type Samples, sampleItems, storedItems } from "../samples/items.js";
import { type Target, type TargetOptions, type TargetProblem, tableNameOf } from "./target.js";
import { hasPlace, type WorkbenchModel, workbenchTable } from "./workbench-table.js";

/** A data model with sample items, to be imported into NoSQL Workbench. */
export const workbench: Target<"json"> = {
  title: "a NoSQL Workbench data model with sample items, as JSON",
  formats: ["json"],
  files: (model, options = {}) =>
    new Map([["workbench.json", `${JSON.stringify(workbenchModel(model, options), undefined, 2)}\n`]]),
  problems: (model, options = {}) => [
    ...model.tables.flatMap(leftOut),
    ...[...samplesOf(model, options)].flatMap(([entity, { problems }]) =>
      problems.map((reason): TargetProblem => {
        const isGiven = options.items?.has(entity) === true;
        return {
          severity: isGiven ? "error" : "warning",
          message: isGiven
            ? `Invalid item for ${entity}: ${reason}`
            : `Missing sample of ${entity}: ${reason}`,
          help: isGiven
            ? "Fix the item in the module of --items."
            : "Pass a module that exports a list of items by the name of each entity: --items samples.ts",
        };
      }),
    ),
  ],
};

/** Samples change with the seed alone: the file is the same each time. */
const DEFAULT_SAMPLES = { seed: "monotable", count: 4 };

/** The model would differ each day if it had today's date. */
const DATE = "Jan 05, 2026, 09:30 AM";

function workbenchModel(model: Model, options: TargetOptions): WorkbenchModel {
  const samples = samplesOf(model, options);
  const tables = model.tables.map((table) => {
    const entities = model.entities.filter((entity) => entity.table === table.name);
    return workbenchTable(table, entities, samples, tableNameOf(table.name, options));
  });
  return {
    ModelName: tables.map(({ TableName }) => TableName).join(", "),
    ModelMetadata: {
      Author: "",
      DateCreated: DATE,
      DateLastModified: DATE,
      Description: model.tables.flatMap(({ doc }) => doc ?? []).join("\n"),
      AWSService: "Amazon DynamoDB",
      Version: "3.0",
    },
    DataModel: tables,
  };
}

/** The items that are given, and of all other entities some that are made up. */
function samplesOf(
  model: Model,
  { schemas = new Map(), items = new Map(), samples }: TargetOptions,
): Samples {
  const { seed, count } = samples ?? DEFAULT_SAMPLES;
  const design = { model, schemas };
  const fixtures = storedItems(design, items);
  const generated = sampleItems(design, { seed, partitions: count, count });
  return new Map(
    [...generated].map(([name, own]) => [name, items.has(name) ? (fixtures.get(name) ?? own) : own]),
  );
}

function leftOut({ name, indexes }: TableModel): TargetProblem[] {
  return indexes
    .filter((index) => !hasPlace(index))
    .map((index) => ({
      severity: "warning",
      message: `The index ${index.name} of ${name} is not in the model: ${
        index.type === "local"
          ? "NoSQL Workbench does not support local indexes"
          : "a key in NoSQL Workbench has one attribute, but this one has several"
      }.`,
      help: "The table and its items are still in the model.",
    }));
}
