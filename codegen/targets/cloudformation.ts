import { stringify } from "yaml";
import type { Model, TableModel } from "../../src/model/model.js";
import { settingsOf, streamOf } from "../model-facts/table-settings.js";
import { globalTableProperties } from "./cloudformation-global-table.js";
import { scalingResources, tableProperties } from "./cloudformation-table.js";
import { asciiPascalCase, tableIdentifier, uniqueNames } from "./identifiers.js";
import { GENERATED_BY, type Target, type TargetOptions } from "./target.js";

/** A part of a template, as JSON has it. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: "Retain";
  readonly UpdateReplacePolicy?: "Retain";
  readonly Properties: Properties;
}

/**
 * One template with all tables: `AWS::DynamoDB::Table`, with Application Auto Scaling beside it where capacity is scaled,
 * and `AWS::DynamoDB::GlobalTable`, which scales by itself, for tables with replicas.
 */
export const cloudformation: Target<"yaml" | "json"> = {
  title: "a CloudFormation template with the tables",
  formats: ["yaml", "json"],
  files: (model, options = {}) => {
    const template = templateOf(model, options);
    return options.format === "json"
      ? new Map([["template.json", `${JSON.stringify(template, undefined, 2)}\n`]])
      : new Map([
          [
            "template.yaml",
            `# ${GENERATED_BY}\n${stringify(template, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" })}`,
          ],
        ]);
  },
};

function templateOf(model: Model, options: TargetOptions): Properties {
  // A logical id has letters and digits alone, and so has what makes it another one.
  const unique = uniqueNames("x");
  const logicalId = (...parts: readonly string[]): string => unique(parts.map(asciiPascalCase).join(""));
  const tables = model.tables.map((table) => [unique(tableIdentifier(table.name)), table] as const);
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: GENERATED_BY,
    Resources: Object.fromEntries(
      tables.flatMap(([id, table]) => Object.entries(resourcesOf(id, table, logicalId, options))),
    ),
    Outputs: Object.fromEntries(
      tables.flatMap(([id, table]) => [
        [`${id}Name`, { Description: `The name of the table "${table.name}".`, Value: { Ref: id } }],
        [`${id}Arn`, { Value: { "Fn::GetAtt": [id, "Arn"] } }],
        ...(streamOf(table) === undefined
          ? []
          : [[`${id}StreamArn`, { Value: { "Fn::GetAtt": [id, "StreamArn"] } }]]),
      ]),
    ),
  };
}

function resourcesOf(
  id: string,
  table: TableModel,
  logicalId: (...parts: readonly string[]) => string,
  options: TargetOptions,
): Readonly<Record<string, Resource>> {
  if (options.globalTable === true || settingsOf(table).replicas.length > 0) {
    return { [id]: retained("AWS::DynamoDB::GlobalTable", globalTableProperties(table, options)) };
  }
  return {
    [id]: retained("AWS::DynamoDB::Table", tableProperties(table, options)),
    ...scalingResources(id, table, (index, side, kind) => logicalId(table.name, index, side, kind)),
  };
}

/** A table outlives its stack, as one made by the CDK does: what it holds is in no template. */
function retained(type: string, properties: Properties): Resource {
  return { Type: type, DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain", Properties: properties };
}
