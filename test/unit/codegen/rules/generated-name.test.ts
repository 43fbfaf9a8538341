import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("names that collide in the generated API", async () => {
  expect(await diagnose("names.ts")).toEqual([
    [
      "names.ts:6 table-shape",
      'Table "shop", index "g1": is not a valid index name',
      "Use 3 to 255 letters, digits, dots, hyphens and underscores.",
    ],
    [
      "names.ts:35 generated-name",
      "Index: the file name index.ts is reserved for another generated file",
      "Rename the entity.",
    ],
    [
      "names.ts:40 generated-name",
      "Query: the type name Query is reserved in generated code",
      "Rename the entity.",
    ],
    [
      "names.ts:45 generated-name",
      '"odd name", the name of the entity, is not a valid TypeScript identifier',
      "Use letters and digits, beginning with a letter.",
    ],
    ["names.ts:50 generated-name", "Scan: db.scan is a method of every database", "Rename the entity."],
    [
      "names.ts:50 generated-name",
      "Scan: the type name Scan is reserved in generated code",
      "Rename the entity.",
    ],
    [
      "names.ts:25 generated-name",
      "The entity OrderKey and the entity Order would both generate the type OrderKey",
      "Rename one of them.",
    ],
    [
      "names.ts:30 generated-name",
      "The entity Order and the entity Order are both named Order",
      "Rename one of them.",
    ],
    [
      "names.ts:55 generated-name",
      "The collection account and the entity Account would both be db.account",
      "Rename one of them.",
    ],
    [
      "names.ts:4 generated-name",
      "The table shop and the entity ShopTable would both generate the type ShopTablePaths",
      "Rename one of them.",
    ],
    [
      "names.ts:21 generated-name",
      'Order: the access pattern "put" has the name of a repository method',
      "Name it after its key: byStatus, ofCustomer.",
    ],
    [
      "names.ts:22 generated-name",
      'Order: the name of the access pattern "by-id" is not a valid TypeScript identifier',
      "Use letters and digits, beginning with a letter: the name becomes a method.",
    ],
  ]);
});
