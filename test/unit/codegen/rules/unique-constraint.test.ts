import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("unique constraints that say nothing, or whose guards cannot be kept", async () => {
  expect(await diagnose("unique.ts")).toEqual([
    [
      "unique.ts:36 unique-constraint",
      "Person.unique.none: does not name an attribute",
      "Give an attribute, or a list of attributes that are unique together: [o.first, o.last].",
    ],
    [
      "unique.ts:37 unique-constraint",
      "Person.unique.text: must consist of attributes",
      "Give an attribute, or a list of attributes that are unique together: [o.first, o.last].",
    ],
    [
      "unique.ts:59 unique-constraint",
      'Faulty.unique: converts the attribute "name" to text',
      "Use the key tag: key`…${name}`, or return the attribute itself.",
    ],
    [
      "unique.ts:78 unique-constraint",
      "User.unique: is not a function",
      "Give unique: (o) => ({ email: o.email }).",
    ],
    [
      "unique.ts:84 key-overlap",
      "Account and User can have the same key: (accountId) and (userId)",
      "Begin one of the keys with a distinct prefix, e.g. key`ACCOUNT#${accountId}`.",
    ],
    [
      "unique.ts:94 entity-attribute",
      'Entry.query: the range that it reads holds items of several entities, and the table "log" has no entity attribute to distinguish them',
      "Begin each sort key with a distinct prefix, or leave out entityAttribute: false.",
    ],
    [
      "unique.ts:25 unique-constraint",
      'Person.unique: its items expire by "expiresAt", but DynamoDB would not delete their guards with them',
      "Leave the time to live out of the entity, or the constraint.",
    ],
    [
      "unique.ts:27 unique-constraint",
      "Person.unique.again: is the same constraint as email",
      "Leave one of them out.",
    ],
    [
      "unique.ts:28 unique-constraint",
      'Person.unique.twice: names the attribute "email" twice',
      "Name each attribute once.",
    ],
    [
      "unique.ts:29 unique-constraint",
      "Person.unique.whole: contains the whole primary key, which is always unique",
      "Leave it out, or name the attributes that must be unique besides the key.",
    ],
    [
      "unique.ts:31 unique-constraint",
      'Person.unique.unknown: attribute "emial" does not exist on Person',
      'Did you mean "email"? Person has id, email, note, tags, expiresAt, _owner, version.',
    ],
    [
      "unique.ts:32 unique-constraint",
      'Person.unique.note: attribute "note" may be null, but a key cannot be null',
      'Use .optional() instead of .nullable() for "note".',
    ],
    [
      "unique.ts:33 unique-constraint",
      'Person.unique.tags: attribute "tags" is a set, which cannot be in a key',
      "A key can hold strings, numbers, bigints, booleans, dates and binary values.",
    ],
    [
      "unique.ts:35 unique-constraint",
      'Person.unique.version: attribute "version" is written by monotable',
      "Use attributes that you write.",
    ],
    [
      "unique.ts:45 unique-constraint",
      "Single.unique.name: the table has at most one Single, so the constraint has no effect",
      "Leave it out.",
    ],
    [
      "unique.ts:68 unique-constraint",
      'Numbered.unique: guards need a string key, but "number" of the table "numbers" is a number',
      "Compose the key with key`…`, which makes it a string.",
    ],
    [
      "unique.ts:4 unique-constraint",
      'Table "main": "_owner" is the attribute in which the guards of unique constraints name their owner',
      'Rename the attribute: "_owner" is reserved in a table with unique constraints.',
    ],
    [
      "unique.ts:19 unique-constraint",
      'Person: attribute "_owner" is the attribute in which the guards of unique constraints name their owner',
      'Rename the attribute: "_owner" is reserved in a table with unique constraints.',
    ],
    [
      "unique.ts:52 guard-overlap",
      "Free and the guards of Person.unique.email can have the same key: (`{first}#{second}#{third}#{third}`, second) and (`UNIQUE#Person#email#…`, `UNIQUE`)",
      "Begin its keys with a distinct prefix, e.g. key`FREE#${first}`.",
    ],
    [
      "unique.ts:76 guard-overlap",
      "User and the guards of Account.unique.name can have the same key: (userId) and (`UNIQUE#Account#name#…`)",
      "Begin its keys with a distinct prefix, e.g. key`USER#${userId}`.",
    ],
    [
      "unique.ts:84 guard-overlap",
      "Account and the guards of Account.unique.name can have the same key: (accountId) and (`UNIQUE#Account#name#…`)",
      "Begin its keys with a distinct prefix, e.g. key`ACCOUNT#${accountId}`.",
    ],
  ]);
});
