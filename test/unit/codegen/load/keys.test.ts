import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("what cannot be derived, what does not tell items apart, and conditions that cannot hold", async () => {
  expect(await diagnose("derived-keys.ts")).toEqual([
    [
      "derived-keys.ts:58 key-source",
      'Fitting.key: takes lower(…) of "total", which is of type number',
      "It takes text.",
    ],
    [
      "derived-keys.ts:58 key-source",
      'Fitting.key: takes the day of "text", which is not declared as an ISO date or time',
      "It takes a z.date(), a z.iso.date() or a z.iso.datetime() in UTC.",
    ],
    [
      "derived-keys.ts:60 key-source",
      'Fitting.byMonth: takes the month of "local", which has times without a zone',
      "It takes a z.date(), a z.iso.date() or a z.iso.datetime() in UTC.",
    ],
    [
      "derived-keys.ts:60 key-source",
      'Fitting.byMonth: spreads "id" over 1 shards',
      "Give a whole number from 2 to 1000: shard(id, 8).",
    ],
    [
      "derived-keys.ts:68 key-source",
      'Legacy.key: pads "total" to 0 digits',
      "Give a whole number from 1 to 38: padded(total, 10).",
    ],
    [
      "derived-keys.ts:69 key-source",
      'Legacy.key: sorts "total" backwards, which a plain key can only with declared bounds',
      "Declare them: z.int().min(0).max(9999).",
    ],
    [
      "derived-keys.ts:78 key-source",
      'Wrong.key: takes year(…) of "total", which is of type number',
      "It takes a z.date(), a z.iso.date() or a z.iso.datetime() in UTC.",
    ],
    [
      "derived-keys.ts:78 key-source",
      'Wrong.key: takes padded(…) of "id", which is of type string',
      "It takes numbers.",
    ],
    [
      "derived-keys.ts:80 key-source",
      'Wrong.key: takes descending(…) of "state", which is of type string',
      "It takes numbers and dates.",
    ],
    [
      "derived-keys.ts:115 index-condition",
      'Conditional.open: when: "state" is never "opne"',
      'Did you mean "open"? "state" has open, done.',
    ],
    [
      "derived-keys.ts:128 index-condition",
      "Malformed.open: gives a when that is no condition",
      'Give each attribute a value or a list of values, which are strings, numbers, booleans or null: when: { status: ["PENDING", "PAID"] }.',
    ],
    [
      "derived-keys.ts:87 key-folding",
      'Daily.key: items that differ in "at" alone can have one key, which holds only day(at) of it',
      "Add the attribute itself: key`…#${at}`.",
    ],
    [
      "derived-keys.ts:87 key-folding",
      'Daily.key: items that differ in "id" alone can have one key, which holds only shard(id, 4) of it',
      "Add the attribute itself: key`…#${id}`.",
    ],
    [
      "derived-keys.ts:98 key-folding",
      'Folded.byId: depends on "id" itself, which an update does not know: the primary key holds only lower(id) of it',
      "Use lower(id) here too, or add the attribute itself to the primary key.",
    ],
    [
      "derived-keys.ts:99 key-folding",
      'Folded.byId: depends on "id" itself, which an update does not know: the primary key holds only lower(id) of it',
      "Use lower(id) here too, or add the attribute itself to the primary key.",
    ],
    [
      "derived-keys.ts:115 index-condition",
      'Conditional.open: when: attribute "stat" does not exist on Conditional',
      'Did you mean "state"? Conditional has id, at, local, text, total, level, state, flag, ….',
    ],
    [
      "derived-keys.ts:115 index-condition",
      'Conditional.open: when: "level" is never "1"',
      "Give values of its type, number.",
    ],
    [
      "derived-keys.ts:115 index-condition",
      'Conditional.open: when: every write changes "version"',
      "Depend on an attribute that you write.",
    ],
    [
      "derived-keys.ts:118 index-condition",
      'Conditional.natural: when cannot take items out of the index "natural": its key attributes are those of the item itself',
      "Compose its key, or filter the query.",
    ],
    [
      "derived-keys.ts:129 index-condition",
      'Malformed.byState: when: "lines" is never "x"',
      "Give values of its type, string[].",
    ],
    [
      "derived-keys.ts:129 index-condition",
      'Malformed.byState: when cannot take items out of the index "gsi2": Malformed.open writes its key attributes on other terms',
      "Give both the same when, or one of them another index.",
    ],
    [
      "derived-keys.ts:144 collection-query",
      "both.one: there can be several items of Account, which differ in id",
      "Use many(Account).",
    ],
    [
      "derived-keys.ts:144 collection-query",
      "both.purchases: no single Query reads Purchase and Account",
      "Purchase lies under the partition key `ACCOUNT#{id}`, Account under `ACCOUNT#{lower(id)}`. Give them one partition key.",
    ],
  ]);
});
