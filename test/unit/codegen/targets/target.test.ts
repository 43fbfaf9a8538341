import { describe, expect, test } from "vitest";
import { targets } from "../../../../codegen/targets/index.js";
import type { Model, TableModel } from "../../../../src/model/model.js";
import { templateFaults } from "../../../support/infrastructure/cloudformation-schema.js";
import { configurationFaults } from "../../../support/infrastructure/terraform-arguments.js";
import { parseHcl, resources } from "../../../support/infrastructure/terraform-shape.js";

const table = (name: string, more: Partial<TableModel> = {}): TableModel => ({
  name,
  partitionKey: { name: "pk", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
  ...more,
});
const design = (...tables: readonly TableModel[]): Model => ({
  format: 1,
  tables,
  entities: [],
  collections: [],
});
const textOf = (files: ReadonlyMap<string, string>): string => [...files.values()].join("");

const scaled = { minimum: 1, maximum: 9, targetPercent: 70 };
const settings = {
  throughput: { mode: "provisioned", read: scaled, write: scaled },
  tableClass: "STANDARD",
  encryption: { key: "AWS_OWNED" },
  deletionProtection: false,
  tags: {},
  replicas: [],
  indexes: {},
} as const;

describe("names that become the same", () => {
  const index = {
    name: "read",
    type: "global",
    partitionKey: [{ name: "a", type: "S" }],
    sortKey: [],
    projection: "ALL",
  } as const;
  const model = design(
    table("a.b", { settings, indexes: [index] }),
    table("a-b", { settings }),
    table("a_b", { settings }),
    table("a_b_read", { settings }),
    table("2026.orders"),
    table("orders-table"),
  );

  test("are told apart in CloudFormation", () => {
    const template = JSON.parse(textOf(targets.cloudformation.files(model, { format: "json" })));
    const ids = Object.keys(template.Resources);
    expect(ids.filter((id) => template.Resources[id].Type === "AWS::DynamoDB::Table")).toEqual([
      "ABTable",
      "ABTablex2",
      "ABTablex3",
      "ABReadTable",
      "Table2026OrdersTable",
      "OrdersTable",
    ]);
    expect(ids.every((id) => /^[A-Za-z\d]+$/.test(id))).toBe(true);
    expect(ids.filter((id) => template.Resources[id].Type.endsWith("ScalableTarget"))).toHaveLength(10);
    expect(templateFaults(template)).toEqual([]);
  });

  test("are told apart in Terraform", async () => {
    const parsed = await parseHcl(textOf(targets.terraform.files(model)));
    expect(
      resources(parsed, "aws_dynamodb_table")
        .map(([name]) => name)
        .sort(),
    ).toEqual(["_2026_orders", "a-b", "a_b", "a_b_2", "a_b_read_3", "orders-table"]);
    expect(resources(parsed, "aws_appautoscaling_target")).toHaveLength(10);
    expect(configurationFaults(parsed)).toEqual([]);
  });

  test("are told apart in the CDK", () => {
    const text = textOf(targets.cdk.files(model));
    const classes = [...text.matchAll(/export class (\S+)/g)].map(([, name]) => name);
    expect(classes).toEqual([
      "ABTable",
      "ABTable_2",
      "ABTable_3",
      "ABReadTable",
      "Table2026OrdersTable",
      "OrdersTable",
    ]);
  });
});

test("a table has the name of its environment", () => {
  const options = { tableNames: { shop: "shop-production" } };
  const model = design(table("shop"), table("other"));
  for (const target of Object.values(targets)) {
    if (!(["sdk", "cloudformation", "terraform", "cdk"] as const).some((name) => targets[name] === target))
      continue;
    const text = textOf(target.files(model, options));
    expect(text).toContain("shop-production");
    expect(text).not.toMatch(/[nN]ame"?\s*[:=]\s*"?shop\b(?!-)/);
  }
});

test("the replicas of a table with an alias or an id as its key", async () => {
  const replica = { tableClass: "STANDARD", deletionProtection: false, tags: {} } as const;
  const model = design(
    table("shop", {
      settings: {
        ...settings,
        throughput: { mode: "onDemand" },
        encryption: { key: "CUSTOMER", kmsKey: "1111-22" },
        replicas: [{ ...replica, region: "eu-central-1", kmsKey: "alias/shop" }],
      },
    }),
  );
  const constructs = textOf(targets.cdk.files(model)).replaceAll(/\s+/g, " ");
  expect(constructs).toContain(
    'formatArn({ service: "kms", region: "eu-central-1", resource: "alias", resourceName: "shop"',
  );
  expect(textOf(targets.cdk.files(model))).toContain('import { Stack } from "aws-cdk-lib";');
  const parsed = await parseHcl(textOf(targets.terraform.files(model)));
  expect(parsed).toMatchObject({
    data: {
      aws_kms_key: {
        shop: [{ key_id: "1111-22" }],
        "shop_eu-central-1": [{ region: "eu-central-1", key_id: "alias/shop" }],
      },
    },
  });
  // DynamoDB replicates by a stream of both images, declared or not.
  expect(textOf(targets.cloudformation.files(model))).toContain("StreamViewType: NEW_AND_OLD_IMAGES");
});

describe("the validators of these tests", () => {
  test("find what a template has wrong", () => {
    const template = (type: string, properties: object) => ({
      Resources: { T: { Type: type, Properties: properties } },
    });
    expect(templateFaults(template("AWS::DynamoDB::Tabel", {}) as never)).toEqual([
      "T: there is no AWS::DynamoDB::Tabel",
    ]);
    const wrong = {
      KeySchema: [{ AttributeName: "pk" }],
      TableClas: "STANDARD",
      DeletionProtectionEnabled: "yes",
      ContributorInsightsSpecification: { Enabled: true, Mode: "ALL" },
    };
    expect(templateFaults(template("AWS::DynamoDB::Table", wrong) as never)).toEqual([
      expect.stringContaining("KeyType"),
      "T: has no TableClas",
      'T.DeletionProtectionEnabled: "yes" is no boolean',
      "T.ContributorInsightsSpecification.Mode: ALL is not allowed",
    ]);
  });

  test("find what a configuration has wrong", async () => {
    const text =
      'resource "aws_dynamodb_table" "t" {\n  hash_key = 5\n  ttll {}\n  ttl {\n    enabled = "x"\n  }\n}\n';
    expect(configurationFaults(await parseHcl(text))).toEqual([
      "aws_dynamodb_table.t lacks name",
      "aws_dynamodb_table.t.hash_key is no string",
      "aws_dynamodb_table.t.ttl.enabled is no boolean",
      "aws_dynamodb_table.t has no ttll",
    ]);
  });
});
