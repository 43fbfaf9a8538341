import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("partitions that no query can walk through, or not exactly", async () => {
  expect(await diagnose("broken-partitions.ts")).toEqual([
    [
      "broken-partitions.ts:18 partition-range",
      "Doubled.key: a query cannot visit partitions by both day(at) and month(due)",
      "Keep one of the two in the partition key.",
    ],
    [
      "broken-partitions.ts:25 partition-range",
      'Kept.blind: a range of "at" cannot be selected within its days: the sort key does not begin with it, and the index "keys" does not project it',
      "Begin the sort key with it: key`${at}#…`, or project the attribute.",
    ],
    [
      "broken-partitions.ts:36 collection-query",
      'spreads: the partition key holds only shard(id, 4), so no single Query reads all items of one "id"',
      "Query the members one by one, or put the attribute itself into the partition key.",
    ],
  ]);
});
