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

test("more indexes and attributes than DynamoDB takes, and entities of several shapes", async () => {
  expect(await diagnose("too-many.ts")).toEqual([
    [
      "too-many.ts:39 schema-runs",
      "Payment: its schema is a union, and an entity has one shape",
      "Give one z.object of what the shapes share, with the union as an attribute of it (details: z.discriminatedUnion(…)), or declare an entity for each shape and read them together with defineCollection.",
    ],
    [
      "too-many.ts:50 schema-runs",
      "Text: its schema is not a z.object",
      "Give schema: z.object({ … }) of zod 4.",
    ],
    ["too-many.ts:11 table-shape", 'Table "global": has 21 global indexes', "DynamoDB allows 20."],
    ["too-many.ts:12 table-shape", 'Table "local": has 6 local indexes', "DynamoDB allows 5."],
    [
      "too-many.ts:19 table-shape",
      'Table "natural": the time to live "sk" has another use already',
      "Give it a name of its own.",
    ],
    [
      "too-many.ts:19 table-shape",
      'Table "natural": the delimiter is empty',
      'Give one that no value holds, as "#".',
    ],
    [
      "too-many.ts:27 table-shape",
      'Table "natural", index "byFive": has 5 sort key attributes',
      "DynamoDB allows 4.",
    ],
    ["too-many.ts:13 table-shape", 'There are two tables named "most"', "Give each table a name of its own."],
    [
      "too-many.ts:13 generated-name",
      "The table most and the table most are both named most",
      "Rename one of them.",
    ],
  ]);
});
