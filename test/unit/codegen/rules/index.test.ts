import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("partitions that are hot, ranges that are filtered, primary keys that change, indexes that nobody reads", async () => {
  const spread =
    "Add an attribute with many values to the partition key, or shard it with shard(attribute, n). " +
    'If few items are written there, add accept: ["hot-partition"].';
  const stay =
    'Use attributes that do not change in the key. If it never changes, add accept: ["mutable-key"].';
  const move = "but changing the primary key takes a transaction of a delete and a put (move)";
  const filtered = "also holds items of other entities, which are read and then filtered out";
  const few = 'If they are few, add accept: ["filtered-range"].';
  expect(await diagnose("advice.ts", "warning")).toEqual([
    [
      "advice.ts:27 hot-partition",
      "Order.key: all items are in one partition, `ORDER`, and a partition is limited to 1,000 write units per second",
      spread,
    ],
    [
      "advice.ts:31 hot-partition",
      "Order.byState: all items are in 4 partitions, one for each status and urgent, and a partition is limited to 1,000 write units per second",
      spread,
    ],
    [
      "advice.ts:62 filtered-range",
      `Task.query: the range \`PROJECT#{project}\`, \`TASK#{task}\` ${filtered}`,
      `Query byTask instead: its range holds no other entities. ${few}`,
    ],
    [
      "advice.ts:68 filtered-range",
      `Comment.query: the range \`PROJECT#{project}\`, \`TASK#{task}#COMMENT#{comment}\` ${filtered}`,
      `Begin the keys with a distinct prefix, e.g. key\`ORDER#…\`. ${few}`,
    ],
    [
      "advice.ts:70 filtered-range",
      "board: the range that it reads also holds items of entities that are not members, which are read and then filtered out",
      `Begin their sort keys with a prefix that sorts outside of it. ${few}`,
    ],
    [
      "advice.ts:17 mutable-key",
      `Order.key: attribute "status" has a default, which suggests that it changes later, ${move}`,
      stay,
    ],
    [
      "advice.ts:20 mutable-key",
      `Order.key: attribute "expiresAt" is the time to live, which is often extended, ${move}`,
      stay,
    ],
    [
      "advice.ts:11 unused-index",
      'Table "shop": no access pattern uses the index "nobody"',
      'Declare one in an entity\'s indexes, or remove the index. If other code reads it, add accept: ["unused-index"].',
    ],
  ]);
});

test("projections that list what no item has, or leave out the time to live", async () => {
  expect((await diagnose("advice.ts")).filter(([where]) => where.endsWith("projection"))).toEqual([
    [
      "advice.ts:10 projection",
      'Table "shop", index "thin": the projection lists "totel", which no entity of the table has',
      "Correct the name, or remove it.",
    ],
    [
      "advice.ts:32 projection",
      'Order.thin: the index "thin" does not project "expiresAt", so expired items cannot be filtered out',
      'Add "expiresAt" to its projection.',
    ],
  ]);
});

test("numbers in plain sort keys", async () => {
  expect(await diagnose("plain-order.ts", "warning")).toEqual([
    [
      "plain-order.ts:19 plain-order",
      'Score.key: the plain sort key holds the number "points" as text, where 10 sorts before 9, so a range reads all numbers and filters them',
      'Pad it with zeros if no keys are stored yet: padded(attribute, digits). If the order does not matter, add accept: ["plain-order"].',
    ],
  ]);
});
