import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

const policyFor = (region: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Own",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: ["dynamodb:GetItem", "dynamodb:Query"],
      Resource: `arn:aws:dynamodb:${region}:123456789012:table/everything`,
      Condition: { StringEquals: { "aws:PrincipalTag/team": "${aws:username}" } },
    },
  ],
});

/** Everything that a table can say: capacity that is scaled, replicas, a key, a policy. */
export const everything = defineTable("everything", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    "by-day": {
      partitionKey: ["tenant", "day"],
      sortKey: ["amount", "id"],
      throughput: { mode: "provisioned", read: { minimum: 2, maximum: 20 }, write: 3 },
      contributorInsights: "THROTTLED_KEYS",
    },
    byDay: { partitionKey: ["day"], projection: ["note", "expiresAt"] },
    keys: { partitionKey: ["expiresAt"], projection: "KEYS_ONLY" },
    local: { type: "local", sortKey: "amount", projection: ["expiresAt"] },
  },
  timeToLive: "expiresAt",
  stream: "NEW_AND_OLD_IMAGES",
  throughput: {
    mode: "provisioned",
    read: { minimum: 5, maximum: 500, targetPercent: 60 },
    write: { minimum: 4, maximum: 400 },
  },
  tableClass: "STANDARD_INFREQUENT_ACCESS",
  pointInTimeRecovery: { days: 14 },
  encryption: { kmsKey: "arn:aws:kms:eu-west-1:123456789012:key/1111" },
  deletionProtection: true,
  contributorInsights: "ACCESSED_AND_THROTTLED_KEYS",
  tags: { team: "shop", 'odd "${name}"': 'a\n\t\\ %{if} $${x} "quoted"', switch: "yes", number: "0123" },
  replicas: [
    {
      region: "eu-central-1",
      tableClass: "STANDARD",
      kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/2222",
      pointInTimeRecovery: { days: 7 },
      deletionProtection: false,
      contributorInsights: false,
      tags: { team: "abroad" },
    },
    {
      region: "us-east-1",
      kmsKey: "arn:aws:kms:us-east-1:123456789012:key/3333",
      pointInTimeRecovery: false,
      resourcePolicy: policyFor("us-east-1"),
    },
  ],
  resourcePolicy: policyFor("eu-west-1"),
});

/** Billed by request, with maxima. */
export const requests = defineTable("requests.v2", {
  partitionKey: "id",
  indexes: {
    byTenant: {
      partitionKey: ["tenant"],
      sortKey: ["day"],
      throughput: { mode: "onDemand", maximumRead: 70, maximumWrite: 30 },
      contributorInsights: "ACCESSED_AND_THROTTLED_KEYS",
    },
  },
  stream: "KEYS_ONLY",
  throughput: { mode: "onDemand", maximumRead: 1000 },
  pointInTimeRecovery: true,
  encryption: "AWS_MANAGED",
  tags: { team: "shop" },
});

/** Capacity that is fixed, and a key by its alias. */
export const ledger = defineTable("ledger_table", {
  partitionKey: "account",
  sortKey: "number",
  throughput: { mode: "provisioned", read: 10, write: { minimum: 1, maximum: 8, targetPercent: 50 } },
  encryption: { kmsKey: "alias/ledger" },
  contributorInsights: "THROTTLED_KEYS",
});

/** An entry of everything. */
export const Entry = defineEntity("Entry", {
  table: everything,
  schema: z.object({
    id: z.string(),
    tenant: z.string(),
    day: z.string(),
    amount: z.number(),
    note: z.string().optional(),
    expiresAt: z.int(),
  }),
  key: (e) => ({ partition: key`TENANT#${e.tenant}`, sort: key`ENTRY#${e.id}` }),
  indexes: (e) => ({
    byTenantAndDay: { index: "by-day" },
    byDay: { index: "byDay" },
    byExpiry: { index: "keys" },
    byAmount: { index: "local", sort: e.amount },
  }),
});

export const Request = defineEntity("Request", {
  table: requests,
  schema: z.object({ id: z.string(), tenant: z.string(), day: z.string() }),
  key: (r) => ({ partition: r.id }),
  indexes: () => ({ byTenant: { index: "byTenant" } }),
});

export const Posting = defineEntity("Posting", {
  table: ledger,
  schema: z.object({ account: z.instanceof(Uint8Array), number: z.int(), cents: z.int() }),
  key: (p) => ({ partition: p.account, sort: p.number }),
});
