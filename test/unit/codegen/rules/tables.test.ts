import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("tables that DynamoDB does not create, and ranges whose entities cannot be told apart", async () => {
  expect(await diagnose("broken-tables.ts")).toEqual([
    [
      "broken-tables.ts:4 table-shape",
      'Table "shop": partitionKey and sortKey are both "pk"',
      "Give them different names.",
    ],
    [
      "broken-tables.ts:4 table-shape",
      'Table "shop": the entity attribute "pk" is a key attribute',
      "Give it a name of its own.",
    ],
    [
      "broken-tables.ts:4 table-shape",
      'Table "shop": the delimiter "|" needs keyEncoding: "plain"',
      'Leave it out: "ordered" separates with "#".',
    ],
    [
      "broken-tables.ts:10 table-shape",
      'Table "shop", index "g 1": is not a name that DynamoDB allows',
      "Use 3 to 255 letters, digits, dots, hyphens and underscores.",
    ],
    [
      "broken-tables.ts:10 table-shape",
      'Table "shop", index "g 1": has 5 partition key attributes',
      "DynamoDB allows 4.",
    ],
    [
      "broken-tables.ts:11 table-shape",
      'Table "shop", index "twice": has "x" twice in its key',
      "Name each attribute once.",
    ],
    [
      "broken-tables.ts:16 table-shape",
      'Table "flat", index "local": is local, but the table has no sort key',
      "Give the table a sortKey, or make the index global.",
    ],
    [
      "broken-tables.ts:33 entity-attribute",
      'Day.query: items of several entities lie in the range that it reads, and the table "untagged" has no entity attribute to tell them apart',
      "Begin the sort keys with a text of their own, or leave out entityAttribute: false.",
    ],
    [
      "broken-tables.ts:38 entity-attribute",
      'Night.query: items of several entities lie in the range that it reads, and the table "untagged" has no entity attribute to tell them apart',
      "Begin the sort keys with a text of their own, or leave out entityAttribute: false.",
    ],
    [
      "broken-tables.ts:44 entity-attribute",
      'Left.byDay: items of several entities lie in the range that it reads, and the index "keysOnly" does not hold "_entity", which tells them apart',
      'Add "_entity" to its projection, or begin the sort keys with a text of their own.',
    ],
  ]);
});
