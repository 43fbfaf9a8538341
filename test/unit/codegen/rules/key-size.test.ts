import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("keys that the longest values of the schema make too long", async () => {
  const help =
    'Declare lower maxima, as in z.string().max(100). If the values are never that long, say so: accept: ["key-size"].';
  const found = await diagnose("long-keys.ts", "warning");
  expect(found.filter(([where]) => where.endsWith("key-size"))).toEqual([
    [
      "long-keys.ts:27 key-size",
      'Note.key: the longest "page" that the schema allows makes the partition key 2054 bytes long, and DynamoDB takes 2048',
      help,
    ],
    [
      "long-keys.ts:32 key-size",
      'Note.byNote: the longest "at" and "state" and "note" and "free" that the schema allows makes the sort key 1106 bytes long, and DynamoDB takes 1024',
      help,
    ],
    [
      "long-keys.ts:34 key-size",
      'Note.byTitle: the longest "summary" that the schema allows makes the sort key 1025 bytes long, and DynamoDB takes 1024',
      help,
    ],
  ]);
});
