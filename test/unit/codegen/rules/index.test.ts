import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("partitions that are hot, ranges that are filtered, primary keys that change, indexes that nobody reads", async () => {
  const spread =
    "Put an attribute with many values into the partition key, or spread it with shard(attribute, n). " +
    'If few items are written there, say so: accept: ["hot-partition"].';
  const stay = 'Make the key of attributes that stay. If it never changes, say so: accept: ["mutable-key"].';
  const move = "and a change of the primary key is a transaction of a delete and a put (move)";
  const filtered = "and are filtered out after they are read";
  const few = 'If they are few, say so: accept: ["filtered-range"].';
  expect(await diagnose("advice.ts", "warning")).toEqual([
    [
      "advice.ts:27 hot-partition",
      "Order.key: all items lie in one partition, `ORDER`, and one partition takes 1,000 write units in a second",
      spread,
    ],
    [
      "advice.ts:31 hot-partition",
      "Order.byState: all items lie in 4 partitions, one for each status and urgent, and one partition takes 1,000 write units in a second",
      spread,
    ],
    [
      "advice.ts:62 filtered-range",
      `Task.query: items of other entities lie in the range \`PROJECT#{project}\`, \`TASK#{task}\` ${filtered}`,
      `Query byTask instead: its range is its own. ${few}`,
    ],
    [
      "advice.ts:68 filtered-range",
      `Comment.query: items of other entities lie in the range \`PROJECT#{project}\`, \`TASK#{task}#COMMENT#{comment}\` ${filtered}`,
      `Begin the keys with a text of their own, as in key\`ORDER#…\`. ${few}`,
    ],
    [
      "advice.ts:70 filtered-range",
      "board: items of entities that are no members lie in the range that it reads and are filtered out after they are read",
      `Begin their sort keys with a text that sorts outside of it. ${few}`,
    ],
    [
      "advice.ts:17 mutable-key",
      `Order.key: attribute "status" has a default, as what changes later does, ${move}`,
      stay,
    ],
    [
      "advice.ts:20 mutable-key",
      `Order.key: attribute "expiresAt" is the time to live, which is put off, ${move}`,
      stay,
    ],
    [
      "advice.ts:11 unused-index",
      'Table "shop": no access pattern uses the index "nobody"',
      'Declare one in an entity\'s indexes, or remove the index. If something else reads it, say so: accept: ["unused-index"].',
    ],
  ]);
});

test("projections that list what no item has, or leave out the time to live", async () => {
  expect((await diagnose("advice.ts")).filter(([where]) => where.endsWith("projection"))).toEqual([
    [
      "advice.ts:10 projection",
      'Table "shop", index "thin": its projection lists "totel", which no entity of the table has',
      "Correct its name, or take it out.",
    ],
    [
      "advice.ts:32 projection",
      'Order.thin: the index "thin" does not hold "expiresAt", so expired items cannot be left out',
      'Add "expiresAt" to its projection.',
    ],
  ]);
});

test("numbers in plain sort keys", async () => {
  expect(await diagnose("plain-order.ts", "warning")).toEqual([
    [
      "plain-order.ts:19 plain-order",
      'Score.key: the plain sort key has the number "points" as text, in which 10 sorts before 9, so a range of it reads every number and filters',
      'Fill it up with zeros where no keys are written yet: padded(attribute, digits). If its order does not matter, say so: accept: ["plain-order"].',
    ],
  ]);
});
