import { expect, test } from "vitest";
import { changeGroups } from "../../../../codegen/emit/change-types.js";
import { emit } from "../../../../codegen/emit/index.js";
import { entityScope } from "../../../../codegen/emit/scope.js";
import type { AccessPatternModel } from "../../../../src/model/model.js";
import {
  attribute,
  entity,
  modelOf,
  natural,
  pattern,
  template,
  text,
} from "../../../support/model-parts.js";

function groups(...indexes: readonly AccessPatternModel[]): string[][] {
  const attributes = ["id", "a", "b", "c", "d"].map((name) => attribute(name, "string", "string"));
  const one = entity("Thing", attributes, pattern([template("pk", text("id"))], [template("sk", "THING")]), {
    indexes,
  });
  return changeGroups(entityScope(modelOf([one]), one));
}

test("attributes of one index key go together, partition and sort", () => {
  const index = pattern([template("gsi1pk", text("b"))], [template("gsi1sk", text("a"), "#", text("id"))]);
  expect(groups(index)).toEqual([["a", "b"]]);
});

test("an attribute that is alone in its index key is free", () => {
  expect(groups(pattern([template("gsi1pk", text("a"))], [template("gsi1sk", text("id"))]))).toEqual([]);
});

test("natural keys are free: nothing is composed of them", () => {
  expect(groups(pattern([natural("a")], [natural("b")]))).toEqual([]);
});

test("a natural value under another name is written beside the attribute, so it is not free", () => {
  const renamed = { name: "gsi1sk", natural: text("b") };
  expect(groups(pattern([template("gsi1pk", text("a"))], [renamed]))).toEqual([["a", "b"]]);
});

test("a key attribute of the table in an index says nothing", () => {
  expect(groups(pattern([template("pk", text("id"))], [template("lsi", text("c"))]))).toEqual([]);
});

test("indexes with a common attribute make one group, others stay apart", () => {
  const of = (name: string, ...names: string[]) => pattern([template(name, ...names.map(text))]);
  expect(groups(of("x", "a", "b"), of("y", "c", "d"))).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(groups(of("x", "a", "b"), of("y", "c", "d"), of("z", "d", "a"))).toEqual([["a", "b", "c", "d"]]);
});

test("an optional attribute of a group may be given as undefined: it is removed, and the item leaves that index", () => {
  const attributes = [
    attribute("id", "string", "string"),
    attribute("borrower", "string", "string", { optional: true }),
    attribute("due", "string", "string"),
  ];
  const primary = pattern([template("pk", text("id"))], [template("sk", "LOAN")]);
  const byBorrower = pattern([template("gsi1pk", text("borrower"))], [template("gsi1sk", text("due"))]);
  const loan = entity("Loan", attributes, primary, { indexes: [byBorrower] });
  const files = emit(modelOf([loan]), { schemaImport: "../schema.js", importExtension: ".js" });
  expect(files.get("loan.ts")).toContain(`/**
 * The attributes that \`set\` changes of a Loan: everything but its primary key.
 * The attributes of one index key are changed together: all of them, or none; give \`undefined\` for one that is removed.
 */
export type LoanChanges = { borrower?: never; due?: never } | { borrower: string | undefined; due: string };
`);
});
