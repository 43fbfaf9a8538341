import { expect, test } from "vitest";
import { loadSchema } from "../../../support/diagnose.js";

test("how a table is run, with every default said", async () => {
  const { model } = await loadSchema("settings.ts");
  const [full, bare] = model.tables;
  const write = { minimum: 5, maximum: 100, targetPercent: 70 };
  const throughput = { mode: "provisioned", read: { minimum: 10, maximum: 10 }, write };
  expect(full?.settings).toEqual({
    throughput,
    tableClass: "STANDARD_INFREQUENT_ACCESS",
    recoveryDays: 7,
    encryption: { key: "CUSTOMER", kmsKey: "alias/full" },
    deletionProtection: true,
    contributorInsights: "ACCESSED_AND_THROTTLED_KEYS",
    tags: { team: "shop" },
    replicas: [
      {
        region: "eu-central-1",
        kmsKey: "alias/full-eu",
        tableClass: "STANDARD_INFREQUENT_ACCESS",
        deletionProtection: true,
        tags: { team: "shop" },
      },
    ],
    resourcePolicy: { Version: "2012-10-17", Statement: [] },
    indexes: {
      gsi1: {
        throughput: {
          mode: "provisioned",
          read: { minimum: 5, maximum: 5 },
          write: { minimum: 1, maximum: 10, targetPercent: 50 },
        },
        contributorInsights: "THROTTLED_KEYS",
      },
      gsi2: { throughput },
    },
  });
  expect(bare?.settings).toEqual({
    throughput: { mode: "onDemand" },
    tableClass: "STANDARD",
    encryption: { key: "AWS_OWNED" },
    deletionProtection: false,
    tags: {},
    replicas: [],
    indexes: {},
  });
});
