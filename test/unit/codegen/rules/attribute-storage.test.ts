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
      "Wrong.attributes.id: the options must be an object",
      'Give storedAs: "n", compression: "gzip" or "brotli", date: "seconds" or "milliseconds", or stored: false.',
    ],
    [
      "storage.ts:28 attribute-storage",
      "Wrong.attributes.name: storedAs must be an attribute name",
      'Give a string: storedAs: "n".',
    ],
    [
      "storage.ts:29 attribute-storage",
      'Wrong.attributes.body: unknown compression "zip"',
      'Give "gzip" or "brotli".',
    ],
    [
      "storage.ts:30 attribute-storage",
      'Wrong.attributes.at: unknown date format "minutes"',
      'Give "iso" (the default), "seconds" or "milliseconds".',
    ],
    [
      "storage.ts:31 attribute-storage",
      'Wrong.attributes.count: unknown option "kept"',
      'Give storedAs: "n", compression: "gzip" or "brotli", date: "seconds" or "milliseconds", or stored: false.',
    ],
    [
      "storage.ts:39 attribute-storage",
      'Forms.attributes.count: the option "date" needs a date, but "count" is not one',
      'Declare "count" as z.date(), or leave date out.',
    ],
    [
      "storage.ts:47 attribute-storage",
      "Nothing.attributes is not an object",
      'Give options by attribute: { name: { storedAs: "n" } }.',
    ],
    [
      "storage.ts:80 key-source",
      'Keys.byStatus: has no "st", the key of the index "natural": the attribute is stored as "status"',
      'Use "status" in the index: index keys are stored names.',
    ],
    [
      "storage.ts:79 key-attribute",
      'Keys.key: attribute "body" is stored compressed, but a key is compared and sorted',
      'Leave out the compression of "body".',
    ],
    [
      "storage.ts:10 projection",
      'Table "store", index "projecting": the projection lists "label", which Keys stores as "n"',
      'Project "n".',
    ],
    [
      "storage.ts:77 time-to-live",
      'Keys: "ttl", the table\'s time to live, is stored as "t", which is not the TTL attribute in DynamoDB',
      'Declare timeToLive: "t" on the table, or leave storedAs out.',
    ],
    [
      "storage.ts:85 time-to-live",
      'Times: attribute "expiresAt" is the table\'s time to live, but not stored in seconds',
      'Declare attributes: { expiresAt: { date: "seconds" } }. DynamoDB deletes no items with any other form.',
    ],
    [
      "storage.ts:55 reserved-attribute",
      'Names: "id", stored as the attribute "pk" is a key attribute, to which Names.key writes `NAMES#{id}`',
      "Rename the attribute, or use the attribute itself as this key.",
    ],
    [
      "storage.ts:57 reserved-attribute",
      'Names: "at", stored as the attribute "_entity" is the entity attribute of the table "store"',
      "Rename it, or give the table another entityAttribute.",
    ],
    [
      "storage.ts:66 reserved-attribute",
      'Twice: "count", stored as the attribute "toString" has the name of a property of Object.prototype',
      "Choose another name.",
    ],
    [
      "storage.ts:39 attribute-storage",
      'Forms.attributes.version: "version" is written by monotable and cannot be compressed',
      "Leave compression out.",
    ],
    [
      "storage.ts:56 attribute-storage",
      'Names.attributes.name: "name" and "body" are both stored as "body"',
      "Give each a different stored name.",
    ],
    [
      "storage.ts:58 attribute-storage",
      'Names.attributes.count: "gsi1pk" is a key attribute of the index "gsi1", on which Names has no access pattern',
      "Use another stored name, or declare an access pattern.",
    ],
    [
      "storage.ts:66 attribute-storage",
      'Twice.attributes.body: "body" and "name" are both stored as "x"',
      "Give each a different stored name.",
    ],
  ]);
});

test("attributes that the primary key alone is to hold, and does not", async () => {
  const faults = await diagnose("unstored.ts");
  expect(faults.filter(([where]) => where.endsWith("attribute-storage"))).toEqual([
    [
      "unstored.ts:37 attribute-storage",
      "Wrong.attributes.both: storedAs has no effect with stored: false",
      "Leave storedAs out.",
    ],
    [
      "unstored.ts:38 attribute-storage",
      'Wrong.attributes.yes: the only value of "stored" is false',
      "Write stored: false, or leave the option out.",
    ],
    [
      "unstored.ts:30 attribute-storage",
      'Wrong.attributes.at: "at" cannot be derived from the primary key',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:31 attribute-storage",
      'Wrong.attributes.name: "name" cannot be derived from the primary key',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:32 attribute-storage",
      'Wrong.attributes.team: "team" is the key attribute "team" itself',
      "Leave stored: false out.",
    ],
    [
      "unstored.ts:33 attribute-storage",
      'Wrong.attributes.email: "email" is part of a unique constraint, which compares stored values',
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
      'Wrong.attributes.version: "version" is written by monotable and is not in a key',
      "Leave stored: false out.",
    ],
  ]);
});
