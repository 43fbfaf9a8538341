import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

const TIME = "Declare it as z.iso.datetime() or z.date(), or leave it out of the schema.";

test("times and versions that cannot be kept", async () => {
  expect(await diagnose("managed.ts")).toEqual([
    [
      "managed.ts:22 managed-attribute",
      'Types.timestamps.created: "createdAt" has a schema that does not hold a time, such as 2026-01-02T03:04:05.678Z',
      TIME,
    ],
    [
      "managed.ts:22 managed-attribute",
      'Types.timestamps.updated: "updatedAt" has a schema that does not hold a time, such as 2026-01-02T03:04:05.678Z',
      TIME,
    ],
    [
      "managed.ts:23 managed-attribute",
      'Types.version: "version" has a schema that does not hold a count of writes, such as 1',
      "Declare it as z.int(), or leave it out of the schema.",
    ],
    [
      "managed.ts:30 managed-attribute",
      'Names.timestamps.updated: "at" is named twice',
      "Give each an attribute of its own.",
    ],
    [
      "managed.ts:55 index-entry",
      'Unasked: its items have "editedAt", the key of the index "sparse", but it has no access pattern there',
      "Declare an access pattern on it, or rename the attribute: the items would enter the index unasked.",
    ],
    [
      "managed.ts:27 reserved-attribute",
      'Names: attribute "pk" is a key attribute, to which Names.key writes `NAMES#{id}`',
      "Rename the attribute, or use it as it is for this key.",
    ],
    [
      "managed.ts:38 managed-attribute",
      'Keys.updated: "updatedAt" is a part of the primary key, and every write changes it',
      "Make the key of attributes that stay.",
    ],
    [
      "managed.ts:41 managed-attribute",
      'Keys.version: "version" is a piece of the key of byVersion, and every write adds to it',
      "Leave it out of the key.",
    ],
    [
      "managed.ts:51 managed-attribute",
      'Composed.updated: every update changes "updatedAt", and with it the key of byStatus, which also needs status',
      'Use an index whose keys are the attributes themselves, as in sortKey: ["updatedAt"].',
    ],
    [
      "managed.ts:48 managed-attribute",
      'Composed.version: "expiresAt" is the table\'s time to live',
      "Keep it in another attribute.",
    ],
  ]);
});
