import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("tables that cannot be run as they are declared", async () => {
  const units = "Use whole numbers from 1.";
  expect(await diagnose("settings.ts")).toEqual([
    [
      "settings.ts:40 table-settings",
      'Table "broken": its read capacity is 10 to 5',
      "The maximum must not be less than the minimum.",
    ],
    [
      "settings.ts:40 table-settings",
      'Table "broken": the target of its write capacity is 95 percent',
      "Use a value from 20 to 90.",
    ],
    ["settings.ts:39 table-settings", 'Table "broken", index "gsi1": maximumRead is 0.5', units],
    [
      "settings.ts:39 table-settings",
      'Table "broken", index "gsi1": is billed on demand, but the table as provisioned',
      "A table and its indexes have the same billing mode.",
    ],
    [
      "settings.ts:46 table-settings",
      'Table "broken": keeps backups for 36 days',
      "DynamoDB keeps them for 1 to 35 days.",
    ],
    [
      "settings.ts:47 table-settings",
      'Table "broken": the tag "aws:team" begins with "aws:"',
      "That prefix is reserved for AWS.",
    ],
    [
      "settings.ts:48 table-settings",
      'Table "broken": has replicas and a stream of KEYS_ONLY',
      'Replication needs stream: "NEW_AND_OLD_IMAGES".',
    ],
    [
      "settings.ts:48 table-settings",
      'Table "broken": its replica in "eu-central-1" is declared twice',
      "Declare one replica for each region.",
    ],
    [
      "settings.ts:48 table-settings",
      'Table "broken": its replica in "Frankfurt" does not name a region',
      'Write it as "eu-central-1".',
    ],
    [
      "settings.ts:48 table-settings",
      'Table "broken": its replica in "Frankfurt" has a kmsKey, but the table has none',
      "Set kmsKey for the table and all replicas, or for none.",
    ],
  ]);
});
