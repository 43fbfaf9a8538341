import { fileURLToPath } from "node:url";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { targets } from "../../codegen/targets/index.js";
import type { Model } from "../../src/model/model.js";
import { templateFaults } from "../support/infrastructure/cloudformation-schema.js";
import { STACK_REGION, templateShapes } from "../support/infrastructure/cloudformation-shape.js";
import { designs, modelOf } from "../support/infrastructure/designs.js";
import type { Json } from "../support/infrastructure/json.js";
import { modelShape } from "../support/infrastructure/model-shape.js";
import { rowsOf, type TableShape } from "../support/infrastructure/table-shape.js";
import { configurationFaults } from "../support/infrastructure/terraform-arguments.js";
import { evaluated, parseHcl, terraformShapes } from "../support/infrastructure/terraform-shape.js";

const golden = (path: string): string => fileURLToPath(new URL(`targets/emitted/${path}`, import.meta.url));

const all = [
  ["sdk", targets.sdk.files],
  ["cloudformation", targets.cloudformation.files],
  ["terraform", targets.terraform.files],
  ["cdk", targets.cdk.files],
] as const;

const only = (files: ReadonlyMap<string, string>): string => {
  const [text, ...more] = files.values();
  if (text === undefined || more.length > 0) throw new Error(`${files.size} files`);
  return text;
};

describe.each(designs)("%s", (name, schema) => {
  test.each(all)("%s is what is committed", async (target, files) => {
    for (const [path, text] of files(await modelOf(schema))) {
      await expect(text).toMatchFileSnapshot(golden(`${name}/${target}/${path}`));
    }
  });

  test("CloudFormation's specification finds nothing wrong, and both formats say the same", async () => {
    const model = await modelOf(schema);
    for (const globalTable of [false, true]) {
      const json = JSON.parse(only(targets.cloudformation.files(model, { format: "json", globalTable })));
      expect(templateFaults(json)).toEqual([]);
      // CloudFormation reads YAML 1.1, where `yes` is true: the text must be the same in both versions.
      const yaml = only(targets.cloudformation.files(model, { globalTable }));
      for (const version of ["1.1", "1.2"] as const) {
        expect(parseYaml(yaml, { version, schema: version === "1.1" ? "yaml-1.1" : "core" })).toEqual(
          // A date alone is a time in YAML 1.1, which CloudFormation takes.
          version === "1.1" ? { ...json, AWSTemplateFormatVersion: expect.anything() } : json,
        );
      }
    }
  });

  test("Terraform's parser reads the configuration, and both formats say the same", async () => {
    const model = await modelOf(schema);
    const hcl = await parseHcl(only(targets.terraform.files(model)));
    expect(configurationFaults(hcl)).toEqual([]);
    const json: Json = JSON.parse(only(targets.terraform.files(model, { format: "json" })));
    expect(configurationFaults(json)).toEqual([]);
    const { "//": _, ...content } = json as Record<string, Json>;
    expect(comparable(content)).toEqual(comparable(hcl));
  });

  test("CDK, CloudFormation and Terraform agree with the Model, property by property", async () => {
    const model = await modelOf(schema);
    const shapes = {
      cloudformation: templateShapes(
        JSON.parse(only(targets.cloudformation.files(model, { format: "json" }))),
      ),
      global: templateShapes(
        JSON.parse(only(targets.cloudformation.files(model, { format: "json", globalTable: true }))),
      ),
      cdk: templateShapes(await synthesised(name, model)),
      terraform: await terraformShapes(await parseHcl(only(targets.terraform.files(model)))),
    };
    for (const table of model.tables) {
      const expected = rowsOf(modelShape(table));
      for (const [target, byName] of Object.entries(shapes)) {
        const shape = byName.get(table.name);
        if (shape === undefined) throw new Error(`${target} has no ${table.name}`);
        expect(differences(expected, shape), `${target}: ${table.name}`).toEqual(
          EXCEPTIONS.filter(
            (one) => one.design === name && one.table === table.name && one.targets.includes(target),
          )
            .map(({ path, model: wanted, says }) => ({ path, model: wanted, says }))
            .sort((one, other) => (one.path < other.path ? -1 : 1)),
        );
      }
    }
  });
});

/** What an ecosystem cannot say, and says in its place. Each must be needed: the test compares the lists whole. */
const EXCEPTIONS: readonly {
  readonly design: string;
  readonly table: string;
  readonly targets: readonly string[];
  readonly path: string;
  readonly model: unknown;
  readonly says: unknown;
  readonly why: string;
}[] = [
  {
    design: "settings",
    table: "everything",
    targets: ["cloudformation", "global", "cdk", "terraform"],
    path: "indexes.by-day.write.target",
    model: undefined,
    says: 70,
    why: "A table with replicas has scaled writes alone: a fixed capacity is a range of one value.",
  },
  {
    design: "settings",
    table: "everything",
    targets: ["terraform"],
    path: "regions.eu-central-1.recoveryDays",
    model: 7,
    says: 35,
    why: "aws_dynamodb_table_replica can only switch backups on.",
  },
];

function differences(expected: ReadonlyMap<string, unknown>, shape: TableShape) {
  const found = rowsOf(shape);
  const paths = [...new Set([...expected.keys(), ...found.keys()])].sort();
  return paths.flatMap((path) => {
    const [wanted, says] = [expected.get(path), found.get(path)];
    return JSON.stringify(sorted(wanted)) === JSON.stringify(sorted(says))
      ? []
      : [{ path, model: wanted, says }];
  });
}

/** A value with the members of its objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, of]) => [name, sorted(of)]));
}

/** The stack of the committed constructs. */
async function synthesised(name: string, model: Model): Promise<Json> {
  const module: Record<string, unknown> = await import(golden(`${name}/cdk/tables.ts`));
  const stack = new Stack(new App(), "Tables", { env: { account: "123456789012", region: STACK_REGION } });
  const constructs = Object.values(module) as (new (scope: Stack) => TableV2)[];
  expect(constructs).toHaveLength(model.tables.length);
  for (const Table of constructs) new Table(stack);
  const template = Template.fromStack(stack);
  template.resourceCountIs("AWS::DynamoDB::GlobalTable", model.tables.length);
  template.allResources("AWS::DynamoDB::GlobalTable", { DeletionPolicy: "Retain" });
  const json = template.toJSON() as Json;
  expect(templateFaults(json)).toEqual([]);
  return json;
}

/** What both syntaxes of Terraform say, in one form. */
function comparable(json: Json): Json {
  if (typeof json === "string") {
    const inner = /^\$\{jsonencode\(.*\)\}$/s.test(json);
    return inner || json.startsWith("{") ? "a document" : evaluated(bare(json));
  }
  if (Array.isArray(json)) return json.length === 1 ? comparable(json[0]) : json.map(comparable);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name]) => name !== "//")
      .map(([name, value]) => [evaluated(name), comparable(value)]),
  ) as Json;
}

/** A reference without the braces that one of the syntaxes puts around it. */
function bare(text: string): string {
  const quoted = /^\$\{"(.*)"\}$/s.exec(text)?.[1];
  return quoted ?? /^\$\{([\w.-]+)\}$/.exec(text)?.[1] ?? text;
}
