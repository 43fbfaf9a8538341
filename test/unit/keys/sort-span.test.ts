import { describe, expect, it } from "vitest";
import { typedKeys } from "../../../src/keys/features.js";
import type { KeyFormat } from "../../../src/keys/key-format.js";
import { spanCondition } from "../../../src/keys/sort-span.js";
import type { KeyPart, Piece } from "../../../src/model/model.js";
import { refuse } from "../../support/refuse.js";

const ordered: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };
const plain: KeyFormat = { keyEncoding: "plain", delimiter: "#", typed: typedKeys };
const a: Piece = { attribute: "a", type: "string" };
const user: Piece = { attribute: "user", type: "string" };
const member = (template: readonly (string | Piece)[], values: Record<string, unknown> = {}) => ({
  sort: [{ name: "sk", template } satisfies KeyPart],
  values,
});

describe("the sort keys that the members of a collection span", () => {
  it("are one key where all members have it", () => {
    expect(spanCondition([member(["PROFILE"])], ordered, refuse)).toEqual({
      name: "sk",
      operator: "=",
      value: "PROFILE",
    });
  });

  it("are a prefix where it covers them all", () => {
    const condition = { name: "sk", operator: "beginsWith", value: "ORDER#" };
    expect(spanCondition([member(["ORDER#", a])], ordered, refuse)).toEqual(condition);
    expect(
      spanCondition([member(["ORDER#", a]), member(["ORDER#", a, "#ITEM#", a])], ordered, refuse),
    ).toEqual(condition);
  });

  it("reach from the first to the last, whatever the order of the members", () => {
    const members = [member(["PROFILE"]), member(["ORDER#", a]), member(["NOTE#", a])];
    const condition = { name: "sk", operator: "between", value: "NOTE#", high: "PROFILE" };
    expect(spanCondition(members, ordered, refuse)).toEqual(condition);
    expect(spanCondition(members.toReversed(), ordered, refuse)).toEqual(condition);
  });

  it("end with the last key of a prefix", () => {
    const members = [member(["A"]), member(["ORDER#", a])];
    expect(spanCondition(members, ordered, refuse)).toEqual({
      name: "sk",
      operator: "between",
      value: "A",
      high: "ORDER$",
    });
    expect(spanCondition(members, plain, refuse)).toEqual({
      name: "sk",
      operator: "between",
      value: "A",
      high: `ORDER#${"\u{10FFFF}".repeat(254)}\u07ff`,
    });
  });

  it("are compared by UTF-8 bytes", () => {
    expect(spanCondition([member(["\ue000"]), member(["😀"])], ordered, refuse)).toMatchObject({
      value: "\ue000",
      high: "😀",
    });
  });

  it("are narrowed by what the partition key fixes, encoded", () => {
    expect(spanCondition([member(["U#", user, "#", a], { user: "x y" })], ordered, refuse)).toEqual({
      name: "sk",
      operator: "beginsWith",
      value: "U#x$gy#",
    });
    expect(spanCondition([member(["U#", user], { user: "x" })], ordered, refuse)).toMatchObject({
      operator: "=",
      value: "U#x",
    });
  });

  it("are all where a member may have any sort key", () => {
    const natural = { sort: [{ name: "sk", natural: a } satisfies KeyPart], values: {} };
    expect(spanCondition([member(["A"]), natural], ordered, refuse)).toBeUndefined();
    expect(spanCondition([member(["A"]), member([a])], ordered, refuse)).toBeUndefined();
    expect(spanCondition([{ sort: [], values: {} }], ordered, refuse)).toBeUndefined();
  });
});
