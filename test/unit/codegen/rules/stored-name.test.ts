import { describe, expect, it } from "vitest";
import { areExclusive, conditionText } from "../../../../codegen/model-facts/index-conditions.js";
import { keyConflict } from "../../../../codegen/rules/key-conflict.js";
import { applyRule, type Rule } from "../../../../codegen/rules/rule.js";
import { storedName } from "../../../../codegen/rules/stored-name.js";
import type { EntityModel, IndexCondition, KeyPart, Model } from "../../../../src/model/model.js";
import {
  attribute,
  entity,
  globalIndex,
  modelOf,
  pattern,
  table,
  template,
  text,
} from "../../../support/model-parts.js";

const own = [
  attribute("p", "string", "string"),
  attribute("a", "string", "string"),
  attribute("s", "string", "string"),
];
const found = (model: Model, rule: Rule) =>
  applyRule(rule, model, () => undefined).map(({ message }) => message);

const version = (name: string, sort: KeyPart, more: Partial<EntityModel>): EntityModel =>
  entity(name, own, pattern([template("pk", "P#", text("p"))], [sort]), { storedAs: "order", ...more });

describe("storedName", () => {
  const one = template("sk", "ONE#", text("a"));
  const other = template("sk", text("a"));

  it("reports two entities under one stored name whose items nothing tells apart", () => {
    const both = modelOf([version("V1", one, {}), version("V2", other, {})]);
    expect(found(both, storedName)).toEqual([
      'V2 and V1 are both stored as "order", and nothing tells their items apart where a query reads both',
    ]);
  });

  it("takes a constant that differs, and keys that never lie in one range", () => {
    const constants = (v: string) => ({ constants: { v } });
    expect(
      found(modelOf([version("V1", one, constants("1")), version("V2", other, constants("2"))]), storedName),
    ).toEqual([]);
    expect(
      found(modelOf([version("V1", one, constants("1")), version("V2", other, constants("1"))]), storedName),
    ).toHaveLength(1);
    const apart = template("sk", "TWO#", text("a"));
    expect(found(modelOf([version("V1", one, {}), version("V2", apart, {})]), storedName)).toEqual([]);
  });

  it("reports a constant that is a key, the entity attribute or an attribute of the schema", () => {
    const wrong = version("V1", one, { constants: { pk: "x", _entity: "y", s: 1 } });
    expect(found(modelOf([wrong]), storedName)).toEqual([
      'V1: the constant "pk" is a key attribute',
      'V1: the constant "_entity" is the entity attribute, whose value storedAs gives',
      'V1: the constant "s" is stored by the attribute s of its schema',
    ]);
  });
});

describe("keyConflict", () => {
  const indexed = (
    one: readonly [KeyPart, IndexCondition?],
    other: readonly [KeyPart, IndexCondition?],
  ): Model => {
    const [first, second] = [one, other].map(([sort, when], position) =>
      pattern([template("gpk", "G#", text("p"))], [sort], {
        name: position === 0 ? "first" : "second",
        index: "gsi",
        ...(when && { when }),
      }),
    );
    const entities = [
      entity("Issue", own, pattern([template("pk", text("p"))], [template("sk", text("a"))]), {
        indexes: [first, second].filter((each) => each !== undefined),
      }),
    ];
    return modelOf(entities, {
      tables: [table("main", { indexes: [globalIndex("gsi", ["gpk"], ["gsk"])] })],
    });
  };
  const open = template("gsk", "OPEN#", text("a"));
  const closed = template("gsk", "CLOSED#", text("a"));

  it("takes different keys of one index whose conditions exclude each other, in whatever way they do", () => {
    expect(found(indexed([open, { s: ["o"] }], [closed, { s: ["c", "d"] }]), keyConflict)).toEqual([]);
    expect(found(indexed([open, { s: ["o"] }], [closed, { s: { not: ["o"] } }]), keyConflict)).toEqual([]);
  });

  it("reports them where an item can meet both conditions, or one has none", () => {
    const message = 'Issue.second writes `CLOSED#{a}` to "gsk", where Issue.first writes `OPEN#{a}`';
    expect(found(indexed([open, { s: ["o"] }], [closed, { s: ["o", "c"] }]), keyConflict)).toEqual([message]);
    expect(
      found(indexed([open, { s: { not: ["x"] } }], [closed, { s: { not: ["y"] } }]), keyConflict),
    ).toEqual([message]);
    expect(found(indexed([open, { s: ["o"] }], [closed, { p: ["o"] }]), keyConflict)).toEqual([message]);
    expect(found(indexed([open], [closed, { s: ["o"] }]), keyConflict)).toEqual([message]);
  });

  it("reports alternatives of which the query of one reads items of the other", () => {
    const wide = template("gsk", text("a"));
    expect(found(indexed([wide, { s: ["o"] }], [closed, { s: ["c"] }]), keyConflict)).toEqual([
      'Issue.second and Issue.first are alternatives in the index "gsi", but a query of one can read items of the other',
    ]);
  });
});

describe("the conditions of indexes", () => {
  it("exclude each other by one attribute", () => {
    expect(areExclusive({ when: { s: ["o"], p: ["x"] } }, { when: { s: ["o"], p: ["y"] } })).toBe(true);
    expect(areExclusive({ when: { s: { not: ["o"] } } }, { when: { s: ["o"] } })).toBe(true);
    expect(areExclusive({ when: { s: { not: ["o"] } } }, { when: { s: ["o", "p"] } })).toBe(false);
    expect(areExclusive({}, {})).toBe(false);
  });

  it("are shown as text", () => {
    expect(conditionText({ s: ["a", "b"], t: { not: [1, null] } }, JSON.stringify)).toBe(
      's is "a" or "b" and t is not 1 and not null',
    );
  });
});
