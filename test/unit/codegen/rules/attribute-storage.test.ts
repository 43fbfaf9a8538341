import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("ways to store attributes that cannot be", async () => {
  expect(await diagnose("storage.ts")).toEqual([
    [
      "storage.ts:26 attribute-storage",
      'Wrong.attributes: attribute "nmae" does not exist on Wrong',
      'Did you mean "name"? Wrong has id, name, body, at, count.',
    ],
    [
      "storage.ts:27 attribute-storage",
      "Wrong.attributes.id: its options are not an object",
      'Give storedAs: "n", compression: "gzip" or "brotli", date: "seconds" or "milliseconds", or stored: false.',
    ],
    [
      "storage.ts:28 attribute-storage",
      "Wrong.attributes.name: storedAs is not the name of an attribute",
      'Give text, as in storedAs: "n".',
    ],
    [
      "storage.ts:29 attribute-storage",
      'Wrong.attributes.body: there is no compression "zip"',
      'Give "gzip" or "brotli".',
    ],
    [
      "storage.ts:30 attribute-storage",
      'Wrong.attributes.at: there is no form "minutes" of a date',
      'Give "iso" (the default), "seconds" or "milliseconds".',
    ],
    [
      "storage.ts:31 attribute-storage",
      'Wrong.attributes.count: there is no option "kept"',
      'Give storedAs: "n", compression: "gzip" or "brotli", date: "seconds" or "milliseconds", or stored: false.',
    ],
    [
      "storage.ts:39 attribute-storage",
      'Forms.attributes.count: date says how a Date is stored, and "count" is none',
      'Declare "count" as z.date(), or leave date out.',
    ],
    [
      "storage.ts:47 attribute-storage",
      "Nothing.attributes is not an object",
      'Give options by attribute: { name: { storedAs: "n" } }.',
    ],
    [
      "storage.ts:80 key-source",
      'Keys.byStatus: finds no "st", the key of the index "natural": the attribute is stored as "status"',
      'Name "status" in the index: its keys are DynamoDB\'s names.',
    ],
    [
      "storage.ts:79 key-attribute",
      'Keys.key: attribute "body" is stored compressed, and a key is compared and sorted',
      'Leave out the compression of "body".',
    ],
    [
      "storage.ts:10 projection",
      'Table "store", index "projecting": its projection lists "label", which Keys stores as "n"',
      'Project "n".',
    ],
    [
      "storage.ts:77 time-to-live",
      'Keys: "ttl", the table\'s time to live, is stored as "t", where DynamoDB does not look',
      'Declare timeToLive: "t" on the table, or leave storedAs out.',
    ],
    [
      "storage.ts:85 time-to-live",
      'Times: attribute "expiresAt" is the table\'s time to live, but not stored in seconds',
      'Declare attributes: { expiresAt: { date: "seconds" } }. Of any other form DynamoDB never deletes the item.',
    ],
    [
      "storage.ts:55 reserved-attribute",
      'Names: "id", stored as the attribute "pk" is a key attribute, to which Names.key writes `NAMES#{id}`',
      "Rename the attribute, or use it as it is for this key.",
    ],
    [
      "storage.ts:57 reserved-attribute",
      'Names: "at", stored as the attribute "_entity" is where the table "store" keeps the entity\'s name',
      "Rename it, or give the table another entityAttribute.",
    ],
    [
      "storage.ts:66 reserved-attribute",
      'Twice: "count", stored as the attribute "toString" has the name of a member of every JavaScript object',
      "Choose another name.",
    ],
    [
      "storage.ts:39 attribute-storage",
      'Forms.attributes.version: "version" is written by monotable, which compares and counts it',
      "Leave compression out.",
    ],
    [
      "storage.ts:56 attribute-storage",
      'Names.attributes.name: "name" and "body" are both stored as "body"',
      "Store each under a name of its own.",
    ],
    [
      "storage.ts:58 attribute-storage",
      'Names.attributes.count: "gsi1pk" is a key attribute of the index "gsi1", in which Names has no access pattern on it',
      "Store it under another name, or declare the access pattern.",
    ],
    [
      "storage.ts:66 attribute-storage",
      'Twice.attributes.body: "body" and "name" are both stored as "x"',
      "Store each under a name of its own.",
    ],
  ]);
});

test("attributes that the primary key alone is to hold, and does not", async () => {
  const faults = await diagnose("unstored.ts");
  expect(faults.filter(([where]) => where.endsWith("attribute-storage"))).toEqual([
    [
      "unstored.ts:37 attribute-storage",
      "Wrong.attributes.both: what is not stored has no storedAs",
      "Leave storedAs out.",
    ],
    [
      "unstored.ts:38 attribute-storage",
      "Wrong.attributes.yes: stored can be false alone",
      "Leave it out of what is stored.",
    ],
    [
      "unstored.ts:30 attribute-storage",
      'Wrong.attributes.at: "at" is in no key from which it could be read: the primary key does not tell it',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:31 attribute-storage",
      'Wrong.attributes.name: "name" is in no key from which it could be read: the primary key does not tell it',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:32 attribute-storage",
      'Wrong.attributes.team: "team" is the key attribute "team" itself',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:33 attribute-storage",
      'Wrong.attributes.email: "email" is a part of a unique constraint, which compares what is stored',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:34 attribute-storage",
      'Wrong.attributes.size: "size" is in the projection of an index',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:35 attribute-storage",
      'Wrong.attributes.expires: "expires" is the time to live of the table',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:36 attribute-storage",
      'Wrong.attributes.version: "version" is written by monotable, and in no key',
      "Leave stored: false out.",
    ],
  ]);
});
