import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("tables that DynamoDB does not create, and ranges whose entities cannot be told apart", async () => {
  expect(await diagnose("broken-tables.ts")).toEqual([
    [
      "broken-tables.ts:4 table-shape",
      'Table "shop": partitionKey and sortKey are both "pk"',
      "Use different attribute names.",
    ],
    [
      "broken-tables.ts:4 table-shape",
      'Table "shop": the entity attribute "pk" is a key attribute',
      "Give it a name of its own.",
    ],
    [
      "broken-tables.ts:4 table-shape",
      'Table "shop": the delimiter "|" needs keyEncoding: "plain"',
      'Leave it out: the "ordered" encoding always uses "#".',
    ],
    [
      "broken-tables.ts:10 table-shape",
      'Table "shop", index "g 1": is not a valid index name',
      "Use 3 to 255 letters, digits, dots, hyphens and underscores.",
    ],
    [
      "broken-tables.ts:10 table-shape",
      'Table "shop", index "g 1": has 5 partition key attributes',
      "DynamoDB allows 4.",
    ],
    [
      "broken-tables.ts:11 table-shape",
      'Table "shop", index "twice": has "x" twice in the key',
      "Name each attribute once.",
    ],
    [
      "broken-tables.ts:16 table-shape",
      'Table "flat", index "local": is local, but the table has no sort key',
      "Give the table a sortKey, or make the index global.",
    ],
    [
      "broken-tables.ts:33 entity-attribute",
      'Day.query: the range that it reads holds items of several entities, and the table "untagged" has no entity attribute to distinguish them',
      "Begin each sort key with a distinct prefix, or leave out entityAttribute: false.",
    ],
    [
      "broken-tables.ts:38 entity-attribute",
      'Night.query: the range that it reads holds items of several entities, and the table "untagged" has no entity attribute to distinguish them',
      "Begin each sort key with a distinct prefix, or leave out entityAttribute: false.",
    ],
    [
      "broken-tables.ts:44 entity-attribute",
      'Left.byDay: the range that it reads holds items of several entities, and the index "keysOnly" does not project "_entity", which distinguishes them',
      'Add "_entity" to its projection, or begin each sort key with a distinct prefix.',
    ],
  ]);
});

test("more indexes and attributes than DynamoDB takes, and entities of several shapes", async () => {
  expect(await diagnose("too-many.ts")).toEqual([
    [
      "too-many.ts:39 schema-runs",
      "Payment: its schema is a union, but an entity has one shape",
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
      'Table "natural": the time to live "sk" is already used as a key or as the entity attribute',
      "Give it a name of its own.",
    ],
    [
      "too-many.ts:19 table-shape",
      'Table "natural": the delimiter is empty',
      'Use a character that no value contains, e.g. "#".',
    ],
    [
      "too-many.ts:27 table-shape",
      'Table "natural", index "byFive": has 5 sort key attributes',
      "DynamoDB allows 4.",
    ],
    ["too-many.ts:13 table-shape", 'Two tables are named "most"', "Give each table a different name."],
    [
      "too-many.ts:13 generated-name",
      "The table most and the table most are both named most",
      "Rename one of them.",
    ],
  ]);
});
