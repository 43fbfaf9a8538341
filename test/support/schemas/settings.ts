import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

/** Says all that can be said of how a table is run. */
export const full = defineTable("full", {
  partitionKey: "pk",
  indexes: {
    gsi1: {
      partitionKey: "gsi1pk",
      throughput: { mode: "provisioned", read: 5, write: { minimum: 1, maximum: 10, targetPercent: 50 } },
      contributorInsights: "THROTTLED_KEYS",
    },
    gsi2: { partitionKey: "gsi2pk" },
  },
  throughput: { mode: "provisioned", read: 10, write: { minimum: 5, maximum: 100 } },
  tableClass: "STANDARD_INFREQUENT_ACCESS",
  pointInTimeRecovery: { days: 7 },
  encryption: { kmsKey: "alias/full" },
  deletionProtection: true,
  contributorInsights: "ACCESSED_AND_THROTTLED_KEYS",
  tags: { team: "shop" },
  replicas: [
    {
      region: "eu-central-1",
      kmsKey: "alias/full-eu",
      pointInTimeRecovery: false,
      contributorInsights: false,
    },
  ],
  resourcePolicy: { Version: "2012-10-17", Statement: [] },
  accept: ["unused-index"],
});
/** Says nothing. */
export const bare = defineTable("bare", { partitionKey: "pk" });

/** Cannot be run like this. */
export const broken = defineTable("broken", {
  partitionKey: "pk",
  indexes: { gsi1: { partitionKey: "gsi1pk", throughput: { mode: "onDemand", maximumRead: 0.5 } } },
  throughput: {
    mode: "provisioned",
    read: { minimum: 10, maximum: 5 },
    write: { minimum: 1, maximum: 2, targetPercent: 95 },
  },
  stream: "KEYS_ONLY",
  pointInTimeRecovery: { days: 36 },
  tags: { "aws:team": "shop" },
  replicas: ["eu-central-1", "eu-central-1", { region: "Frankfurt", kmsKey: "alias/eu" }],
  accept: ["unused-index"],
});

const schema = z.object({ id: z.string() });
export const Full = defineEntity("Full", {
  table: full,
  schema,
  key: (e) => ({ partition: key`F#${e.id}` }),
});
export const Bare = defineEntity("Bare", {
  table: bare,
  schema,
  key: (e) => ({ partition: key`B#${e.id}` }),
});
export const Broken = defineEntity("Broken", {
  table: broken,
  schema,
  key: (e) => ({ partition: key`B#${e.id}` }),
});
