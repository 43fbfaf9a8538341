import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("values that cannot be stored or read back", async () => {
  expect(await diagnose("unstorable.ts")).toEqual([
    [
      "unstorable.ts:13 unstorable-value",
      'Thing: attribute "map" is a z.map, which has no form in DynamoDB',
      "Use z.record(z.string(), …), or a list of pairs.",
    ],
    [
      "unstorable.ts:14 unstorable-value",
      'Thing: attribute "dates" is a set of other values than strings, numbers or binary ones',
      "Use z.array, which keeps any values, or a set of ISO strings for dates.",
    ],
    [
      "unstorable.ts:15 unstorable-value",
      'Thing: attribute "mixed" is a union in which a date, a bigint or a codec cannot be told from the other values when read',
      "Give the members one type, store a date as ISO text, or put the value in a member of an object of its own.",
    ],
    [
      "unstorable.ts:16 unstorable-value",
      'Thing: attribute "deep.list[]" is NaN, which DynamoDB cannot store',
      "Use z.number().nullable().",
    ],
    [
      "unstorable.ts:17 unstorable-value",
      'Thing: attribute "money" is an instance of Money, which could not be read back',
      "Use z.codec to say how it is stored, or leave it out of the schema.",
    ],
    [
      "unstorable.ts:18 unstorable-value",
      'Thing: attribute "call" is a function',
      "Leave it out of the schema.",
    ],
    [
      "unstorable.ts:19 unstorable-value",
      'Thing: attribute "dateCodec" is a codec whose stored form holds a date, a bigint or another codec',
      "Let the codec's first schema be what DynamoDB stores: a string, a number, a list, a map.",
    ],
    [
      "unstorable.ts:20 unstorable-value",
      'Thing: attribute "empty" is always undefined',
      "Leave it out, or use .optional().",
    ],
  ]);
});

test("keys that are none", async () => {
  expect(await diagnose("key-sources.ts")).toEqual([
    [
      "key-sources.ts:15 key-source",
      'Text.key: uses the attribute "userId" as text',
      "Compose keys with the tag: key`…${userId}`, or give the attribute as it is.",
    ],
    [
      "key-sources.ts:22 key-source",
      'Part.key: takes "city" of the attribute "address"',
      "A key is made of whole attributes: store the part as an attribute of its own.",
    ],
    [
      "key-sources.ts:28 key-source",
      "Throwing.key: throws: not now",
      "It may only compose keys from its argument: (o) => ({ partition: key`ORDER#${o.orderId}` }).",
    ],
    [
      "key-sources.ts:39 key-source",
      'Indexed.byEmail: uses the index "gsi2", which the table "shop" does not have',
      'Did you mean "gsi1"? The table "shop" has gsi1.',
    ],
    [
      "key-sources.ts:40 key-source",
      'Indexed.byUser: gives no partition for "gsi1pk" of the index "gsi1"',
      "Give partition: key`…` or an attribute.",
    ],
    [
      "key-sources.ts:48 key-source",
      'Unsorted.key: gives no sort for "sk"',
      "Return sort: key`…` or an attribute.",
    ],
  ]);
});

test("a module that throws", async () => {
  expect(await diagnose("throws.ts")).toEqual([
    [
      "throws.ts:5 schema-runs",
      "The schema does not run: no configuration",
      "The generator runs the schema file: it must run on its own, without a database or an application.",
    ],
  ]);
});

test("a module without entities", async () => {
  expect(await diagnose("empty.ts")).toEqual([
    [
      "empty.ts:1 schema-runs",
      "The schema exports no entity",
      'Export what defineEntity returns: export const Order = defineEntity("Order", { … }).',
    ],
  ]);
});

test("a file that does not exist", async () => {
  expect(await diagnose("does-not-exist.ts")).toEqual([
    [
      "nowhere schema-runs",
      "There is no file does-not-exist.ts to read the schema from",
      "Give the path of the file that exports the tables and entities.",
    ],
  ]);
});
