import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSchema } from "../../../../codegen/generate/read-schema.js";
import { diagnose } from "../../../support/diagnose.js";
import { repositoryFolder } from "../../../support/temporary-folder.js";

/** Reads a schema with one entity, whose sort key is composed by an expression. */
async function readSort(sort: string, before = "") {
  const path = join(await repositoryFolder(), "schema.ts");
  await writeFile(
    path,
    `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";
const shop = defineTable("shop", { partitionKey: "pk", sortKey: "sk" });
${before}
export const Order = defineEntity("Order", {
  table: shop,
  schema: z.object({ orderId: z.string(), kind: z.enum(["a", "b"]), note: z.string().optional() }),
  key: (o) => ({ partition: key\`ORDER#\${o.orderId}\`, sort: ${sort} }),
});
`,
  );
  return readSchema(path);
}

test("key() takes string constants as literal text, wherever they are", async () => {
  const constants = 'const PREFIX = "ORDER"; const mark = "#"; enum Kind { Line = "LINE" }';
  const sort = 'key`${PREFIX}${mark}${o.kind}#${Kind.Line}${""}#${o.orderId}`';
  const { model, diagnostics } = await readSort(sort, constants);
  expect(diagnostics).toEqual([]);
  const [part] = model.entities[0]?.primaryKey.sort ?? [];
  expect(part).toMatchObject({
    template: ["ORDER#", { attribute: "kind" }, "#LINE#", { attribute: "orderId" }],
  });
});

test.each([
  'o.kind === "a" ? key`P` : key`Q`',
  "o.note ? key`P` : key`Q`",
  "o.note ?? key`Q`",
  "(!o.note && key`P`) || key`Q`",
  'key`${o.kind === "a" ? "P" : "Q"}`',
  "(() => { switch (o.kind) { default: return key`P`; } })()",
])("a callback of a key that decides by a value is rejected: %s", async (sort) => {
  const { diagnostics } = await readSort(sort);
  expect(diagnostics.map(({ rule, message }) => [rule, message])).toContainEqual([
    "key-source",
    expect.stringMatching(/^Order\.key: decides by the value of "(kind|note)"$/),
  ]);
});

test("a callback of a key may choose by what is no attribute", async () => {
  const { model, diagnostics } = await readSort(
    "isTest ? key`TEST#${o.kind}` : key`LIVE#${o.kind}`",
    "const isTest = false as boolean;",
  );
  expect(diagnostics).toEqual([]);
  expect(model.entities[0]?.primaryKey.sort[0]).toMatchObject({ template: ["LIVE#", { attribute: "kind" }] });
});

test("what cannot be derived, what does not tell items apart, and conditions that cannot hold", async () => {
  expect(await diagnose("derived-keys.ts")).toEqual([
    [
      "derived-keys.ts:58 key-source",
      'Fitting.key: takes lower(…) of "total", which is of type number',
      "Use a string attribute.",
    ],
    [
      "derived-keys.ts:58 key-source",
      'Fitting.key: takes the day of "text", which is not declared as an ISO date or time',
      "Use a z.date(), a z.iso.date() or a z.iso.datetime() in UTC.",
    ],
    [
      "derived-keys.ts:60 key-source",
      'Fitting.byMonth: takes the month of "local", which has times without a zone',
      "Use a z.date(), a z.iso.date() or a z.iso.datetime() in UTC.",
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
      'Legacy.key: sorts "total" in descending order, which a plain key supports only with declared bounds',
      "Declare them: z.int().min(0).max(9999).",
    ],
    [
      "derived-keys.ts:78 key-source",
      'Wrong.key: takes year(…) of "total", which is of type number',
      "Use a z.date(), a z.iso.date() or a z.iso.datetime() in UTC.",
    ],
    [
      "derived-keys.ts:78 key-source",
      'Wrong.key: takes padded(…) of "id", which is of type string',
      "Use a number attribute.",
    ],
    [
      "derived-keys.ts:80 key-source",
      'Wrong.key: takes descending(…) of "state", which is of type string',
      "Use a number or a date attribute.",
    ],
    [
      "derived-keys.ts:115 index-condition",
      'Conditional.open: when: "state" can never be "opne"',
      'Did you mean "open"? "state" has open, done.',
    ],
    [
      "derived-keys.ts:128 index-condition",
      "Malformed.open: returns an invalid when condition",
      'Give each attribute a value or a list of values, which are strings, numbers, booleans or null: when: { status: ["PENDING", "PAID"] }. Or any but these: when: { status: { not: "PAID" } }.',
    ],
    [
      "derived-keys.ts:87 key-folding",
      'Daily.key: items that differ only in "at" can have the same key, which holds only its day(at)',
      "Add the attribute itself: key`…#${at}`.",
    ],
    [
      "derived-keys.ts:87 key-folding",
      'Daily.key: items that differ only in "id" can have the same key, which holds only its shard(id, 4)',
      "Add the attribute itself: key`…#${id}`.",
    ],
    [
      "derived-keys.ts:98 key-folding",
      'Folded.byId: depends on "id", which an update does not know: the primary key holds only its lower(id)',
      "Use lower(id) here too, or add the attribute itself to the primary key.",
    ],
    [
      "derived-keys.ts:99 key-folding",
      'Folded.byId: depends on "id", which an update does not know: the primary key holds only its lower(id)',
      "Use lower(id) here too, or add the attribute itself to the primary key.",
    ],
    [
      "derived-keys.ts:115 index-condition",
      'Conditional.open: when: attribute "stat" does not exist on Conditional',
      'Did you mean "state"? Conditional has id, at, local, text, total, level, state, flag, ….',
    ],
    [
      "derived-keys.ts:115 index-condition",
      'Conditional.open: when: "level" can never be "1"',
      "Give values of its type, number.",
    ],
    [
      "derived-keys.ts:115 index-condition",
      'Conditional.open: when: every write changes "version"',
      "Use an attribute that you write.",
    ],
    [
      "derived-keys.ts:118 index-condition",
      'Conditional.natural: when cannot exclude items from the index "natural": its key consists of attributes of the item',
      "Compose its key, or filter the query.",
    ],
    [
      "derived-keys.ts:129 index-condition",
      'Malformed.byState: when: "lines" can never be "x"',
      "Give values of its type, string[].",
    ],
    [
      "derived-keys.ts:129 index-condition",
      'Malformed.byState: when cannot exclude items from the index "gsi2": Malformed.open writes its key attributes under another condition',
      "Give both the same when, or give one of them another index.",
    ],
    [
      "derived-keys.ts:144 collection-query",
      "both.one: there can be several items of Account (they differ in id)",
      "Use many(Account).",
    ],
    [
      "derived-keys.ts:144 collection-query",
      "both.purchases: no single Query reads Purchase and Account",
      "Purchase has the partition key `ACCOUNT#{id}`, Account has `ACCOUNT#{lower(id)}`. Give them the same partition key.",
    ],
  ]);
});
