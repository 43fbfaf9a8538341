import { describe, expect, it } from "vitest";
import { shareEntity } from "../../../../codegen/load/sharing.js";
import { filteredRange } from "../../../../codegen/rules/filtered-range.js";
import { keyOverlap } from "../../../../codegen/rules/key-overlap.js";
import { applyRule } from "../../../../codegen/rules/rule.js";
import type { KeyEncoding, Model, Piece } from "../../../../src/model/model.js";
import {
  attribute,
  entity,
  modelOf,
  pattern,
  piece,
  table,
  template,
  text,
} from "../../../support/model-parts.js";

/** Two entities of one partition, by the templates of their sort keys. */
function model(
  one: readonly (string | Piece)[],
  other: readonly (string | Piece)[],
  keyEncoding: KeyEncoding,
  delimiter: string,
): Model {
  const main = table("main", { keyEncoding, delimiter });
  const own = [
    attribute("p", "string", "string"),
    attribute("a", "string", "string"),
    attribute("n", "number", "number"),
  ];
  const entities = [one, other].map((sort, position) =>
    entity(
      position === 0 ? "One" : "Other",
      own,
      pattern([template("pk", `P${delimiter}`, text("p"))], [template("sk", ...sort)]),
    ),
  );
  return modelOf(
    entities.map((each) => shareEntity(each, main, entities)),
    { tables: [main] },
  );
}

const found = (each: Model, rule: typeof keyOverlap) =>
  applyRule(rule, each, () => undefined).map(({ message }) => message);

const encodings: readonly (readonly [KeyEncoding, string])[] = [
  ["ordered", "#"],
  ["plain", "#"],
  ["plain", "::"],
  ["plain", "|"],
];

describe.each(encodings)("prefixes of which one contains another, %s with %s", (encoding, d) => {
  it.each([
    ["sh", "shp"],
    ["ORD", "ORDER"],
    ["A", `B${d}A`],
    ["é", "e\u0301"],
  ])("%s and %s followed by the delimiter share nothing: no query of one reads the other", (a, b) => {
    const both = model([`${a}${d}`, text("a")], [`${b}${d}`, text("a")], encoding, d);
    expect(found(both, keyOverlap)).toEqual([]);
    expect(both.entities.map(({ primaryKey }) => primaryKey.shared)).toEqual([false, false]);
  });

  it("a prefix without its delimiter that the other's goes on from is filtered, and said", () => {
    const both = model(["ORD", text("a")], [`ORDER${d}`, text("a")], encoding, d);
    expect(both.entities.map(({ primaryKey }) => primaryKey.shared)).toEqual([true, false]);
    expect(found(both, filteredRange)).toEqual([
      `One.query: the range \`P${d}{p}\`, \`ORD{a}\` also holds items of other entities, which are read and then filtered out`,
    ]);
    // With either encoding no value of \`a\` holds the delimiter, so they never have one key.
    expect(found(both, keyOverlap)).toEqual([]);
  });

  it("prefixes without delimiters can make one key, which is an error", () => {
    const both = model(["ORD", text("a")], ["ORDER", text("a")], encoding, d);
    expect(found(both, keyOverlap)).toEqual([
      `Other and One can have the same key: (\`P${d}{p}\`, \`ORDER{a}\`) and (\`P${d}{p}\`, \`ORD{a}\`)`,
    ]);
    expect(both.entities.map(({ primaryKey }) => primaryKey.shared)).toEqual([true, true]);
  });

  it("a piece that can hold what the other begins with is an error, and one that cannot is not", () => {
    const open = model([text("a"), d, text("p")], [`ORDER${d}`, text("a")], encoding, d);
    expect(found(open, keyOverlap)).toHaveLength(1);
    const listed = { ...text("a"), values: ["x", "y"] };
    expect(found(model([listed, d, text("p")], [`ORDER${d}`, text("a")], encoding, d), keyOverlap)).toEqual(
      [],
    );
    const bytes = piece("a", "binary");
    expect(found(model([bytes, d, text("p")], [`ORDER${d}`, text("a")], encoding, d), keyOverlap)).toEqual(
      [],
    );
    expect(
      found(model([bytes, d, text("p")], [`fade${d}`, text("a")], encoding, d), keyOverlap),
    ).toHaveLength(1);
  });

  it("a parent's range that holds its children is filtered, and the children's holds no parent", () => {
    const both = model(
      [`ORDER${d}`, text("a")],
      [`ORDER${d}`, text("a"), `${d}LINE${d}`, piece("n", "int")],
      encoding,
      d,
    );
    expect(found(both, keyOverlap)).toEqual([]);
    expect(both.entities.map(({ primaryKey }) => primaryKey.shared)).toEqual([true, true]);
  });
});
