import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("values that cannot be stored or read back", async () => {
  expect(await diagnose("unstorable.ts")).toEqual([
    [
      "unstorable.ts:21 unstorable-value",
      'Thing: attribute "mixed" is an ambiguous union: a stored value does not show whether to convert it to the date, bigint, codec or Map in it',
      "Give the members one type, add a z.literal member of the same name to each object, or wrap the value in an object.",
    ],
    [
      "unstorable.ts:22 unstorable-value",
      'Thing: attribute "bigOrNumber[]" is an ambiguous union: a stored value does not show whether to convert it to the date, bigint, codec or Map in it',
      "Give the members one type, add a z.literal member of the same name to each object, or wrap the value in an object.",
    ],
    [
      "unstorable.ts:23 unstorable-value",
      'Thing: attribute "lists" is an ambiguous union: a stored value does not show whether to convert it to the date, bigint, codec or Map in it',
      "Give the members one type, add a z.literal member of the same name to each object, or wrap the value in an object.",
    ],
    [
      "unstorable.ts:24 unstorable-value",
      'Thing: attribute "untagged" is an ambiguous union: a stored value does not show whether to convert it to the date, bigint, codec or Map in it',
      "Give the members one type, add a z.literal member of the same name to each object, or wrap the value in an object.",
    ],
    [
      "unstorable.ts:25 unstorable-value",
      'Thing: attribute "codecs" is an ambiguous union: a stored value does not show whether to convert it to the date, bigint, codec or Map in it',
      "Give the members one type, add a z.literal member of the same name to each object, or wrap the value in an object.",
    ],
    [
      "unstorable.ts:26 unstorable-value",
      'Thing: attribute "literals" is an ambiguous union: a stored value does not show whether to convert it to the date, bigint, codec or Map in it',
      "Give the members one type, add a z.literal member of the same name to each object, or wrap the value in an object.",
    ],
    [
      "unstorable.ts:27 unstorable-value",
      'Thing: attribute "sides" is an intersection whose sides store a value differently',
      "Use z.object(…).extend(…).",
    ],
    [
      "unstorable.ts:28 unstorable-value",
      'Thing: attribute "mixedSet" is a set of values other than strings, numbers or binary values',
      "Use z.array, which keeps any values.",
    ],
    [
      "unstorable.ts:29 unstorable-value",
      'Thing: attribute "gaps[]" may be undefined, which DynamoDB cannot store in a list or a set',
      "Use .nullable() instead of .optional().",
    ],
    [
      "unstorable.ts:30 unstorable-value",
      'Thing: attribute "gapMap<value>" may be undefined, which DynamoDB cannot store in a list or a set',
      "Use .nullable() instead of .optional().",
    ],
    [
      "unstorable.ts:31 unstorable-value",
      'Thing: attribute "deep.list[]" is NaN, which DynamoDB cannot store',
      "Use z.number().nullable().",
    ],
    [
      "unstorable.ts:32 unstorable-value",
      'Thing: attribute "money" is an instance of Money, which could not be read back',
      "Define its stored form with z.codec, or leave it out of the schema.",
    ],
    [
      "unstorable.ts:33 unstorable-value",
      'Thing: attribute "buffer" is a Buffer, which would be read as a plain Uint8Array',
      "Use z.instanceof(Uint8Array), which takes a Buffer too.",
    ],
    [
      "unstorable.ts:34 unstorable-value",
      'Thing: attribute "url" is an instance of URL, which could not be read back',
      "Define its stored form with z.codec, or leave it out of the schema.",
    ],
    [
      "unstorable.ts:35 unstorable-value",
      'Thing: attribute "call" is a function',
      "Leave it out of the schema.",
    ],
    ["unstorable.ts:36 unstorable-value", 'Thing: attribute "sign" is a symbol', "Use a string or z.enum."],
    [
      "unstorable.ts:37 unstorable-value",
      'Thing: attribute "signs" is a record of symbols',
      "Use strings as its keys.",
    ],
    [
      "unstorable.ts:38 unstorable-value",
      'Thing: attribute "promised" is a promise',
      "Await it before storing, and declare the type of its result.",
    ],
    [
      "unstorable.ts:39 unstorable-value",
      'Thing: attribute "document" is a file',
      "Store its bytes as z.instanceof(Uint8Array), or its URL as a string.",
    ],
    [
      "unstorable.ts:40 unstorable-value",
      'Thing: attribute "impossible" can have no value',
      "Leave it out of the schema.",
    ],
    [
      "unstorable.ts:41 unstorable-value",
      'Thing: attribute "empty" is always undefined',
      "Leave it out, or use .optional().",
    ],
    [
      "unstorable.ts:42 unstorable-value",
      'Thing: attribute "nothing" is always undefined',
      "Leave it out, or use .optional().",
    ],
    [
      "unstorable.ts:43 unstorable-value",
      'Thing: attribute "oneWay" is a codec that contains a transform, which cannot be reversed',
      "Replace the transform with a codec, or remove it.",
    ],
    [
      "unstorable.ts:47 unstorable-value",
      'Thing: attribute "frozen" is a readonly Uint8Array, which zod cannot freeze',
      "Leave out .readonly(): no other code holds the bytes of an item that was read.",
    ],
    [
      "unstorable.ts:48 unstorable-value",
      'Thing: attribute "slow" has an async function in its schema, but items are validated, encoded and decoded synchronously',
      "Await the function before the write, and let the schema check its result.",
    ],
    [
      "unstorable.ts:49 unstorable-value",
      'Thing: attribute "asked" has an async function in its schema, but items are validated, encoded and decoded synchronously',
      "Await the function before the write, and let the schema check its result.",
    ],
    [
      "unstorable.ts:53 unstorable-value",
      'Thing: attribute "coded" has an async function in its schema, but items are validated, encoded and decoded synchronously',
      "Await the function before the write, and let the schema check its result.",
    ],
    [
      "unstorable.ts:54 unstorable-value",
      'Thing: attribute "own" has an async function in its schema, but items are validated, encoded and decoded synchronously',
      "Await the function before the write, and let the schema check its result.",
    ],
    [
      "unstorable.ts:55 unstorable-value",
      'Thing: attribute "recursive" has a recursive type that contains a date, a bigint or a Map',
      "Define its stored form with a z.object that refers to itself, or with a codec.",
    ],
  ]);
});

test("an entity that is checked asynchronously", async () => {
  expect(await diagnose("async-entity.ts")).toEqual([
    [
      "async-entity.ts:6 unstorable-value",
      "Thing: has an async function in its schema, but items are validated, encoded and decoded synchronously",
      "Await the function before the write, and let the schema check its result.",
    ],
  ]);
});

test("keys that are none", async () => {
  expect(await diagnose("key-sources.ts")).toEqual([
    [
      "key-sources.ts:15 key-source",
      'Text.key: converts the attribute "userId" to text',
      "Use the key tag: key`…${userId}`, or return the attribute itself.",
    ],
    [
      "key-sources.ts:22 key-source",
      'Part.key: takes "city" of the attribute "address"',
      "A key consists of whole attributes: store the part in an attribute of its own.",
    ],
    [
      "key-sources.ts:28 key-source",
      "Throwing.key: throws: not now",
      "The callback may only compose keys from its argument: (o) => ({ partition: key`ORDER#${o.orderId}` }).",
    ],
    [
      "key-sources.ts:39 key-source",
      'Indexed.byEmail: uses the index "gsi2", which the table "shop" does not have',
      'Did you mean "gsi1"? The table "shop" has gsi1.',
    ],
    [
      "key-sources.ts:40 key-source",
      'Indexed.byUser: missing partition for "gsi1pk" of the index "gsi1"',
      "Give partition: key`…` or an attribute.",
    ],
    [
      "key-sources.ts:48 key-source",
      'Unsorted.key: missing sort key "sk"',
      "Return sort: key`…` or an attribute.",
    ],
  ]);
});

test("a module that throws", async () => {
  expect(await diagnose("throws.ts")).toEqual([
    [
      "throws.ts:5 schema-runs",
      "The schema file throws an error: no configuration",
      "The generator runs the schema file: it must run on its own, without a database or application code.",
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
      "Schema file not found: does-not-exist.ts",
      "Pass the path of the file that exports the tables and entities.",
    ],
  ]);
});
