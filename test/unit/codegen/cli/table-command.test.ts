import { beforeEach, describe, expect, it, vi } from "vitest";
import type { TableModel } from "../../../../src/model/model.js";
import type { TableSettingsModel } from "../../../../src/model/table-settings.js";
import { globalIndex, table } from "../../../support/model-parts.js";
import { SimulatedDynamoDB } from "../../../support/simulated-dynamodb.js";
import { simulatedEndpoint } from "../../../support/simulated-endpoint.js";
import { tableCommands } from "../../../support/table-commands.js";

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});

const policy = { Version: "2012-10-17", Statement: [] };

/** All that can be said of a table. */
const settings: TableSettingsModel = {
  throughput: {
    mode: "provisioned",
    read: { minimum: 10, maximum: 10 },
    write: { minimum: 5, maximum: 100, targetPercent: 70 },
  },
  tableClass: "STANDARD_INFREQUENT_ACCESS",
  recoveryDays: 7,
  encryption: { key: "CUSTOMER", kmsKey: "arn:aws:kms:eu-west-1:111122223333:key/k1" },
  deletionProtection: true,
  contributorInsights: "ACCESSED_AND_THROTTLED_KEYS",
  tags: { team: "shop" },
  resourcePolicy: policy,
  replicas: [
    {
      region: "eu-central-1",
      tableClass: "STANDARD",
      kmsKey: "arn:aws:kms:eu-central-1:111122223333:key/k2",
      recoveryDays: 35,
      deletionProtection: true,
      tags: { team: "shop" },
      resourcePolicy: policy,
    },
  ],
  indexes: {
    byStatus: {
      throughput: {
        mode: "provisioned",
        read: { minimum: 5, maximum: 5 },
        write: { minimum: 1, maximum: 10, targetPercent: 50 },
      },
      contributorInsights: "THROTTLED_KEYS",
    },
  },
};
const shop: TableModel = table("shop", {
  indexes: [globalIndex("byStatus", ["status"])],
  timeToLive: "expiresAt",
  settings,
});

async function setUp(slow = 1) {
  const dynamodb = new SimulatedDynamoDB({ slow });
  const run = tableCommands(await simulatedEndpoint(dynamodb), dynamodb.region);
  return { dynamodb, run };
}

describe("monotable table, of what DynamoDB Local does not have", () => {
  it("sends each part of a table in the order that DynamoDB allows", async () => {
    const { dynamodb, run } = await setUp();
    expect(await run("create", [shop])).toMatchObject({ exitCode: 0, stdout: "shop: 14 steps done\n" });
    const arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/shop";
    const target = (index: string) => ({
      ServiceNamespace: "dynamodb",
      ResourceId: `table/shop${index}`,
      ScalableDimension: `dynamodb:${index === "" ? "table" : "index"}:WriteCapacityUnits`,
    });
    const scaled = (index: string, MinCapacity: number, MaxCapacity: number, TargetValue: number) => [
      { operation: "RegisterScalableTarget", input: { ...target(index), MinCapacity, MaxCapacity } },
      {
        operation: "PutScalingPolicy",
        input: {
          ...target(index),
          PolicyName: `table/shop${index}-write`,
          PolicyType: "TargetTrackingScaling",
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue,
            PredefinedMetricSpecification: { PredefinedMetricType: "DynamoDBWriteCapacityUtilization" },
          },
        },
      },
    ];
    const copy = "eu-central-1";
    expect(dynamodb.changes).toEqual([
      {
        operation: "CreateTable",
        input: {
          TableName: "shop",
          BillingMode: "PROVISIONED",
          ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 5 },
          AttributeDefinitions: [
            { AttributeName: "pk", AttributeType: "S" },
            { AttributeName: "sk", AttributeType: "S" },
            { AttributeName: "status", AttributeType: "S" },
          ],
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "sk", KeyType: "RANGE" },
          ],
          GlobalSecondaryIndexes: [
            {
              IndexName: "byStatus",
              KeySchema: [{ AttributeName: "status", KeyType: "HASH" }],
              Projection: { ProjectionType: "ALL" },
              ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 1 },
            },
          ],
          StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
          TableClass: "STANDARD_INFREQUENT_ACCESS",
          SSESpecification: {
            Enabled: true,
            SSEType: "KMS",
            KMSMasterKeyId: "arn:aws:kms:eu-west-1:111122223333:key/k1",
          },
          DeletionProtectionEnabled: true,
          Tags: [{ Key: "team", Value: "shop" }],
          ResourcePolicy: JSON.stringify(policy),
        },
      },
      ...scaled("", 5, 100, 70),
      ...scaled("/index/byStatus", 1, 10, 50),
      {
        operation: "UpdateTimeToLive",
        input: {
          TableName: "shop",
          TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
        },
      },
      {
        operation: "UpdateContributorInsights",
        input: {
          TableName: "shop",
          IndexName: "byStatus",
          ContributorInsightsAction: "ENABLE",
          ContributorInsightsMode: "THROTTLED_KEYS",
        },
      },
      {
        operation: "UpdateContinuousBackups",
        input: {
          TableName: "shop",
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
        },
      },
      {
        operation: "UpdateContributorInsights",
        input: {
          TableName: "shop",
          ContributorInsightsAction: "ENABLE",
          ContributorInsightsMode: "ACCESSED_AND_THROTTLED_KEYS",
        },
      },
      {
        operation: "UpdateTable",
        input: {
          TableName: "shop",
          ReplicaUpdates: [
            {
              Create: {
                RegionName: copy,
                KMSMasterKeyId: "arn:aws:kms:eu-central-1:111122223333:key/k2",
                TableClassOverride: "STANDARD",
              },
            },
          ],
        },
      },
      {
        operation: "UpdateTable",
        region: copy,
        input: { TableName: "shop", DeletionProtectionEnabled: true },
      },
      {
        operation: "UpdateContinuousBackups",
        region: copy,
        input: {
          TableName: "shop",
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        },
      },
      {
        operation: "PutResourcePolicy",
        region: copy,
        input: { ResourceArn: arn.replace("eu-west-1", copy), Policy: JSON.stringify(policy) },
      },
      {
        operation: "TagResource",
        region: copy,
        input: { ResourceArn: arn.replace("eu-west-1", copy), Tags: [{ Key: "team", Value: "shop" }] },
      },
    ]);
    expect(await run("plan", [shop], { check: true })).toMatchObject({
      exitCode: 0,
      stdout: "shop: up to date\n",
    });
    expect((await run("status", [shop])).stdout).toBe(
      [
        "shop: ACTIVE, 0 items, 0 B, 10 read and 5 (of 5 to 100) write units",
        "  stream of NEW_AND_OLD_IMAGES",
        "  TTL on expiresAt",
        "  table class STANDARD_INFREQUENT_ACCESS",
        "  encrypted with arn:aws:kms:eu-west-1:111122223333:key/k1",
        "  point-in-time recovery of 7 days",
        "  deletion protection",
        "  contributor insights of ACCESSED_AND_THROTTLED_KEYS",
        "  a resource policy",
        "  tags team=shop",
        '  index "byStatus" on status (S) with all attributes: ACTIVE, 0 items, 0 B, 5 read and 1 (of 1 to 10) write units, contributor insights of THROTTLED_KEYS',
        "  replica in eu-central-1: ACTIVE, encrypted with arn:aws:kms:eu-central-1:111122223333:key/k2, point-in-time recovery of 35 days, deletion protection, a resource policy, tags team=shop",
        "",
      ].join("\n"),
    );
  });

  it("lets go of what the schema does not say any more, where that is allowed", async () => {
    const { dynamodb, run } = await setUp();
    await run("create", [shop]);
    const plain = table("shop");
    const { stdout } = await run("plan", [plain]);
    expect(stdout).toBe(
      [
        "shop",
        "  - 1. delete the replica in eu-central-1",
        "       destroys the copy of the table in eu-central-1",
        "  - 2. end autoscaling of write capacity",
        '  - 3. end autoscaling of write capacity of index "byStatus"',
        "  ~ 4. change billing to on demand",
        '  - 5. delete index "byStatus" on status (S) with all attributes',
        "       destroys the index: reads of it fail",
        '  - 6. disable TTL on "expiresAt"',
        "  - 7. disable the stream of NEW_AND_OLD_IMAGES",
        "       destroys the stream: its consumers receive no more records",
        "  ~ 8. change the table class to STANDARD",
        "  ~ 9. encrypt with a key owned by DynamoDB",
        "  ~ 10. disable deletion protection",
        "  - 11. disable point-in-time recovery",
        "       destroys the backups",
        "  - 12. contributor insights: off",
        "  - 13. delete the resource policy",
        "  - 14. untag team",
        "",
        "14 steps, 4 destructive: run `monotable table apply --allow-destructive`.",
        "",
      ].join("\n"),
    );
    const before = dynamodb.changes.length;
    expect(await run("apply", [plain])).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: `${stdout.split("\n\n")[0]}\nDestructive steps need --allow-destructive; nothing was changed.\n`,
    });
    expect(dynamodb.changes).toHaveLength(before);
    // The copy is protected: that has to go first, as its own schema says.
    const refused = await run("apply", [plain], { allowDestructive: true });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("protected") });
    const [replica] = settings.replicas;
    if (replica === undefined) throw new Error("no replica");
    const open = { ...settings, replicas: [{ ...replica, deletionProtection: false }] };
    await run("apply", [{ ...shop, settings: open }]);
    expect(await run("apply", [plain], { allowDestructive: true })).toMatchObject({ exitCode: 0 });
    expect(await run("plan", [plain], { check: true })).toMatchObject({ exitCode: 0 });
  });

  it("tells of each step that is sent", async () => {
    const { run } = await setUp(2);
    const small = table("shop");
    await run("create", [small]);
    const grown = table("shop", { indexes: [globalIndex("one", ["a"]), globalIndex("two", ["b"])] });
    await run("apply", [grown]);
    const { stderr } = await run("apply", [small], { allowDestructive: true });
    expect(stderr).toBe(
      [
        'shop 1/2 delete index "one" on a (S) with all attributes',
        'shop 2/2 delete index "two" on b (S) with all attributes',
        "",
      ].join("\n"),
    );
  });

  it("apply shows a person the plan and asks, and changes nothing unless the answer is yes", async () => {
    const { dynamodb, run } = await setUp();
    const one = table("notes");
    const questions: string[] = [];
    const no = await run("apply", [one], {}, (question) => {
      questions.push(question);
      return Promise.resolve("y");
    });
    expect(no).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/create table.*Nothing was changed\.\n$/s),
    });
    expect(questions).toEqual([expect.stringMatching(/^Apply these changes at .*\? Type yes to confirm: $/)]);
    expect([dynamodb.names(), dynamodb.changes]).toEqual([[], []]);
    expect(await run("apply", [one], {}, () => Promise.resolve("yes\n"))).toMatchObject({ exitCode: 0 });
    expect(dynamodb.names()).toEqual(["notes"]);
    const asked = vi.fn(() => Promise.resolve("no"));
    expect(await run("apply", [table("drafts")], { yes: true }, asked)).toMatchObject({ exitCode: 0 });
    expect(asked).not.toHaveBeenCalled();
    expect(dynamodb.names()).toEqual(["notes", "drafts"]);
  });

  it("asks before it drops, copies first, and not what is protected", async () => {
    const { dynamodb, run } = await setUp();
    await run("create", [shop]);
    expect(await run("drop", [shop], { yes: true })).toMatchObject({
      exitCode: 1,
      stderr:
        'Table shop has deletion protection; nothing was deleted. Set deletionProtection: false and run "monotable table apply" first.\n',
    });
    const [replica] = settings.replicas;
    if (replica === undefined) throw new Error("no replica");
    const half = { ...shop, settings: { ...settings, deletionProtection: false } };
    await run("apply", [half]);
    expect((await run("drop", [half], { yes: true })).stderr).toContain(
      "deletion protection in eu-central-1",
    );
    const open = {
      ...half,
      settings: { ...half.settings, replicas: [{ ...replica, deletionProtection: false }] },
    };
    await run("apply", [open]);
    expect(await run("drop", [open])).toMatchObject({
      stderr: expect.stringContaining(
        "This deletes shop with all items. Not an interactive terminal: pass --yes to confirm.",
      ),
    });
    const questions: string[] = [];
    const no = await run("drop", [open], {}, (question) => {
      questions.push(question);
      return Promise.resolve("no");
    });
    expect(no).toMatchObject({ exitCode: 1, stderr: "Nothing was deleted.\n" });
    expect(questions).toEqual([
      expect.stringMatching(/^Delete shop at .* with all items\? Type yes to confirm: $/),
    ]);
    const before = dynamodb.changes.length;
    const yes = await run("drop", [open], {}, () => Promise.resolve(" Yes\n"));
    expect(yes).toMatchObject({ exitCode: 0, stdout: "shop: 2 steps done\n" });
    expect(dynamodb.changes.slice(before)).toEqual([
      {
        operation: "UpdateTable",
        input: { TableName: "shop", ReplicaUpdates: [{ Delete: { RegionName: "eu-central-1" } }] },
      },
      { operation: "DeleteTable", input: { TableName: "shop" } },
    ]);
    expect([dynamodb.names(), dynamodb.names("eu-central-1")]).toEqual([[], []]);
    expect(await run("drop", [open], { yes: true })).toMatchObject({
      exitCode: 0,
      stdout: "nothing to do\n",
    });
  });

  it("says which step is not done in time, and goes on with it the next time", async () => {
    const { run } = await setUp(30);
    const slow = await run("create", [table("shop")], { timeout: 0.02 });
    expect(slow).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(
        "Table shop: it is CREATING after 0.02 seconds. DynamoDB continues: run the command again later, or pass a longer --timeout.",
      ),
    });
    const grown = table("shop", { timeToLive: "ends" });
    expect(await run("apply", [grown])).toMatchObject({ exitCode: 0 });
  });
});
