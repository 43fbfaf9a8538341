import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("tables that cannot be run as they are declared", async () => {
  const units = "Give whole units from 1.";
  expect(await diagnose("settings.ts")).toEqual([
    [
      "settings.ts:40 table-settings",
      'Table "broken": its read capacity is 10 to 5',
      "Let the maximum be the greater one.",
    ],
    [
      "settings.ts:40 table-settings",
      'Table "broken": the target of its write capacity is 95 percent',
      "Autoscaling takes 20 to 90.",
    ],
    ["settings.ts:39 table-settings", 'Table "broken", index "gsi1": maximumRead is 0.5', units],
    [
      "settings.ts:39 table-settings",
      'Table "broken", index "gsi1": is billed on demand, but its table as provisioned',
      "DynamoDB bills a table and its indexes in one way.",
    ],
    [
      "settings.ts:46 table-settings",
      'Table "broken": keeps backups for 36 days',
      "DynamoDB keeps them for 1 to 35 days.",
    ],
    [
      "settings.ts:47 table-settings",
      'Table "broken": the tag "aws:team" begins with "aws:"',
      "AWS keeps that for itself.",
    ],
    [
      "settings.ts:48 table-settings",
      'Table "broken": has replicas, and a stream of KEYS_ONLY',
      'Replication needs stream: "NEW_AND_OLD_IMAGES".',
    ],
    [
      "settings.ts:48 table-settings",
      'Table "broken": its replica in "eu-central-1" is declared twice',
      "A region has one.",
    ],
    [
      "settings.ts:48 table-settings",
      'Table "broken": its replica in "Frankfurt" is in no region',
      'Write it as "eu-central-1".',
    ],
    [
      "settings.ts:48 table-settings",
      'Table "broken": its replica in "Frankfurt" has a key of its own, but the table has none',
      "Give kmsKey to all of them, or to none.",
    ],
  ]);
});
