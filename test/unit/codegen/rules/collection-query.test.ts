import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("collections that no single Query serves", async () => {
  expect(await diagnose("broken-collections.ts")).toEqual([
    [
      "broken-collections.ts:33 not-exported",
      'The entity "Hidden" is declared, but the schema does not export it',
      "Export it from the schema file, or remove it: an entity that is not exported is not checked against the others.",
    ],
    [
      "broken-collections.ts:40 collection-query",
      "partitions.products: no single Query reads Product and User",
      "Product has the partition key `PRODUCT#{id}`, User has `USER#{userId}`. Give them the same partition key.",
    ],
    [
      "broken-collections.ts:41 collection-query",
      'bothTables.elsewhere: Elsewhere is in the table "other", other members in "shop"',
      "A Query reads one table: use entities of the same table.",
    ],
    [
      "broken-collections.ts:42 collection-query",
      "single.order: there can be several items of Order (they differ in id)",
      "Use many(Order).",
    ],
    [
      "broken-collections.ts:45 collection-query",
      'onIndex.orders: Order has no access pattern on the index "gsi1"',
      'Add one: indexes: () => ({ by…: { index: "gsi1" } }).',
    ],
    [
      "broken-collections.ts:48 collection-query",
      "hidden.hidden: the schema does not export the entity Hidden",
      "Export it: export const Hidden = defineEntity(…).",
    ],
    [
      "broken-collections.ts:49 collection-query",
      'twice.second: Order is already the member "first"',
      "Keep one of the two: a Query cannot distinguish their items.",
    ],
    [
      "broken-collections.ts:51 collection-query",
      'noIndex: the table "shop" has no index "gsi2"',
      "Indexes: gsi1.",
    ],
  ]);
});
