import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("unique constraints that say nothing, or whose guards cannot be kept", async () => {
  expect(await diagnose("unique.ts")).toEqual([
    [
      "unique.ts:36 unique-constraint",
      "Person.unique.none: names no attribute",
      "Give an attribute, or a list of attributes that are unique together: [o.first, o.last].",
    ],
    [
      "unique.ts:37 unique-constraint",
      "Person.unique.text: is not made of attributes alone",
      "Give an attribute, or a list of attributes that are unique together: [o.first, o.last].",
    ],
    [
      "unique.ts:59 unique-constraint",
      'Faulty.unique: uses the attribute "name" as text',
      "Compose keys with the tag: key`…${name}`, or give the attribute as it is.",
    ],
    [
      "unique.ts:78 unique-constraint",
      "User.unique: is not a function",
      "Give unique: (o) => ({ email: o.email }).",
    ],
    [
      "unique.ts:84 key-overlap",
      "Account and User can have the same key: (accountId) and (userId)",
      "Begin one of their keys with a text of its own, as in key`ACCOUNT#${accountId}`.",
    ],
    [
      "unique.ts:94 entity-attribute",
      'Entry.query: items of several entities lie in the range that it reads, and the table "log" has no entity attribute to tell them apart',
      "Begin the sort keys with a text of their own, or leave out entityAttribute: false.",
    ],
    [
      "unique.ts:25 unique-constraint",
      'Person.unique: its items expire by "expiresAt", and DynamoDB would delete them without their guards',
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
      "Person.unique.whole: holds the whole primary key, which no two items share anyway",
      "Leave it out, or name what is to be unique besides the key.",
    ],
    [
      "unique.ts:31 unique-constraint",
      'Person.unique.unknown: attribute "emial" does not exist on Person',
      'Did you mean "email"? Person has id, email, note, tags, expiresAt, _owner, version.',
    ],
    [
      "unique.ts:32 unique-constraint",
      'Person.unique.note: attribute "note" may be null, and a key cannot',
      'Use .optional() instead of .nullable() for "note".',
    ],
    [
      "unique.ts:33 unique-constraint",
      'Person.unique.tags: attribute "tags" is a set, which cannot be in a key',
      "A key is made of strings, numbers, bigints, booleans, dates and binary.",
    ],
    [
      "unique.ts:35 unique-constraint",
      'Person.unique.version: attribute "version" is written by monotable',
      "Make the constraint of attributes that you write.",
    ],
    [
      "unique.ts:45 unique-constraint",
      "Single.unique.name: there is one Single alone, so nothing can be the same",
      "Leave it out.",
    ],
    [
      "unique.ts:68 unique-constraint",
      'Numbered.unique: a guard has a key of text, and "number" of the table "numbers" is a number',
      "Compose the key: key`…` makes it text.",
    ],
    [
      "unique.ts:4 unique-constraint",
      'Table "main": "_owner" is where the guards of unique constraints say whose they are',
      'Rename the attribute: no other may be called "_owner" in a table with unique constraints.',
    ],
    [
      "unique.ts:19 unique-constraint",
      'Person: attribute "_owner" is where the guards of unique constraints say whose they are',
      'Rename the attribute: no other may be called "_owner" in a table with unique constraints.',
    ],
    [
      "unique.ts:52 guard-overlap",
      "Free and the guards of Person.unique.email can have the same key: (`{first}#{second}#{third}#{third}`, second) and (`UNIQUE#Person#email#…`, `UNIQUE`)",
      "Begin its keys with a text of their own, as in key`FREE#${first}`.",
    ],
    [
      "unique.ts:76 guard-overlap",
      "User and the guards of Account.unique.name can have the same key: (userId) and (`UNIQUE#Account#name#…`)",
      "Begin its keys with a text of their own, as in key`USER#${userId}`.",
    ],
    [
      "unique.ts:84 guard-overlap",
      "Account and the guards of Account.unique.name can have the same key: (accountId) and (`UNIQUE#Account#name#…`)",
      "Begin its keys with a text of their own, as in key`ACCOUNT#${accountId}`.",
    ],
  ]);
});
