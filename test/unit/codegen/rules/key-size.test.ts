import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("keys that the longest values of the schema make too long", async () => {
  const help =
    'Declare lower maxima, as in z.string().max(100). If the values are never that long, add accept: ["key-size"].';
  const found = await diagnose("long-keys.ts", "warning");
  expect(found.filter(([where]) => where.endsWith("key-size"))).toEqual([
    [
      "long-keys.ts:27 key-size",
      'Note.key: with the longest "page" that the schema allows, the partition key has 2054 bytes, but DynamoDB allows 2048',
      help,
    ],
    [
      "long-keys.ts:32 key-size",
      'Note.byNote: with the longest "at" and "state" and "note" and "free" that the schema allows, the sort key has 1106 bytes, but DynamoDB allows 1024',
      help,
    ],
    [
      "long-keys.ts:34 key-size",
      'Note.byTitle: with the longest "summary" that the schema allows, the sort key has 1025 bytes, but DynamoDB allows 1024',
      help,
    ],
  ]);
});
