import { beforeAll, expect, test } from "vitest";
import type { BelowModel, EntityModel } from "../../../../src/model/model.js";
import { loadSchema } from "../../../support/diagnose.js";
import { nested } from "../../../support/model-parts.js";

let thing: EntityModel | undefined;
beforeAll(async () => {
  thing = (await loadSchema("values.ts")).model.entities[0];
});

test.each<[string, BelowModel | undefined]>([
  ["id", undefined],
  ["numbers", { kind: "list", of: nested("number", "number") }],
  ["dates", { kind: "list", of: nested("date", "Date") }],
  ["pair", { kind: "tuple", of: [nested("string", "string"), nested("number", "number")] }],
  ["timed", { kind: "tuple", of: [nested("string", "string"), nested("date", "Date")] }],
  ["scores", { kind: "record", of: nested("number", "number") }],
  ["seen", { kind: "record", of: nested("date", "Date") }],
  ["eitherList", { kind: "list", of: nested("any", "string | number") }],
  [
    "address",
    {
      kind: "map",
      members: [
        { name: "street", ...nested("string", "string") },
        { name: "zip-code", ...nested("string", "string", { optional: true }) },
        {
          name: "at",
          ...nested({ kind: "map", of: { since: "date" } }, "{ since: Date }"),
          below: { kind: "map", members: [{ name: "since", ...nested("date", "Date") }] },
        },
      ],
    },
  ],
  // Neither a union nor a codec has the same below it in every item; a recursive type ends where it begins again.
  ["shape", undefined],
  ["when", undefined],
  ["price", undefined],
  ["tree", { kind: "map", members: [{ name: "name", ...nested("string", "string") }] }],
])("what lies below %s", (name, below) => {
  expect(thing?.attributes.find((attribute) => attribute.name === name)?.below).toEqual(below);
});
