import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

const TIME = "Declare it as z.iso.datetime() or z.date(), or leave it out of the schema.";

test("times and versions that cannot be kept", async () => {
  expect(await diagnose("managed.ts")).toEqual([
    [
      "managed.ts:22 managed-attribute",
      'Types.timestamps.created: "createdAt" has a schema that rejects a time, such as 2026-01-02T03:04:05.678Z',
      TIME,
    ],
    [
      "managed.ts:22 managed-attribute",
      'Types.timestamps.updated: "updatedAt" has a schema that rejects a time, such as 2026-01-02T03:04:05.678Z',
      TIME,
    ],
    [
      "managed.ts:23 managed-attribute",
      'Types.version: "version" has a schema that rejects a count of writes, such as 1',
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
      "Declare an access pattern on it, or rename the attribute: otherwise the items are added to the index.",
    ],
    [
      "managed.ts:27 reserved-attribute",
      'Names: attribute "pk" is a key attribute, to which Names.key writes `NAMES#{id}`',
      "Rename the attribute, or use the attribute itself as this key.",
    ],
    [
      "managed.ts:38 managed-attribute",
      'Keys.updated: "updatedAt" is part of the primary key, but every write changes it',
      "Use attributes that do not change in the key.",
    ],
    [
      "managed.ts:41 managed-attribute",
      'Keys.version: "version" is part of the key of byVersion, but every write increments it',
      "Leave it out of the key.",
    ],
    [
      "managed.ts:51 managed-attribute",
      'Composed.updated: every update changes "updatedAt", and with it the key of byStatus, which also needs status',
      'Use an index whose keys are attributes, e.g. sortKey: ["updatedAt"].',
    ],
    [
      "managed.ts:48 managed-attribute",
      'Composed.version: "expiresAt" is the table\'s time to live',
      "Use another attribute.",
    ],
  ]);
});
