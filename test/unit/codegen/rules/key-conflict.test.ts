import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("keys that are written twice, meet, change type or enter an index unasked", async () => {
  expect(await diagnose("conflicts.ts")).toEqual([
    [
      "conflicts.ts:21 key-conflict",
      'Order.byUser writes `USER#{userId}` to "gsi1pk", where Order.byOrder writes `ORDER#{orderId}`',
      "An attribute holds one value: write the same value in both, use another index, or give both a when that no item meets together.",
    ],
    [
      "conflicts.ts:36 key-type",
      'Meeting.byKind: "total" would be a string, but is a number in Order.byState',
      "A key attribute has the same type in the whole table: store that type, or compose a key.",
    ],
    [
      "conflicts.ts:35 key-overlap",
      "Meeting and Order can have the same key: (`USER#{id}`, `{kind}#{number}`) and (`USER#{userId}`, `ORDER#{orderId}`)",
      "Begin one of the keys with a distinct prefix, e.g. key`MEETING#${id}`.",
    ],
    [
      "conflicts.ts:42 index-entry",
      'Silent: its items have "userId", the key of the index "sparse", but it has no access pattern there',
      "Declare an access pattern on it, or rename the attribute: otherwise the items are added to the index.",
    ],
    [
      "conflicts.ts:43 time-to-live",
      'Silent: attribute "expiresAt" is the table\'s time to live, but not stored in seconds',
      'Declare attributes: { expiresAt: { date: "seconds" } }. DynamoDB deletes no items with any other form.',
    ],
    [
      "conflicts.ts:44 reserved-attribute",
      'Silent: attribute "pk" is a key attribute, to which Silent.key writes `SILENT#{userId}`',
      "Rename the attribute, or use the attribute itself as this key.",
    ],
    [
      "conflicts.ts:45 reserved-attribute",
      'Silent: attribute "_entity" is the entity attribute of the table "shop"',
      "Rename it, or give the table another entityAttribute.",
    ],
    [
      "conflicts.ts:46 reserved-attribute",
      'Silent: attribute "valueOf" has the name of a property of Object.prototype',
      "Choose another name.",
    ],
  ]);
});
