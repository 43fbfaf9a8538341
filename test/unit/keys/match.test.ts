import { describe, expect, it } from "vitest";
import { matchesKeyPart } from "../../../src/keys/decode-key.js";
import { composeKeyPart } from "../../../src/keys/encode-key.js";
import { typedKeys } from "../../../src/keys/features.js";
import type { KeyFormat } from "../../../src/keys/key-format.js";
import type { KeyPart, Piece } from "../../../src/model/model.js";
import { refuse } from "../../support/refuse.js";

const ordered: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };
const plain = (delimiter: string): KeyFormat => ({ keyEncoding: "plain", delimiter, typed: typedKeys });
const sk = (...template: readonly (string | Piece)[]): KeyPart => ({ name: "sk", template });
const a: Piece = { attribute: "a", type: "string" };
const b: Piece = { attribute: "b", type: "string" };
const date: Piece = { attribute: "date", type: "date" };

describe("a stored key attribute", () => {
  it.each([
    ["ORDER#x#y", true],
    ["ORDER#x\ny#😀", true],
    ["ORDER#x", false],
    ["ORDER##y", false],
    ["ORDER#x#", false],
    ["ORDER#x#y#z", false],
    ["order#x#y", false],
    ["ORDERS#x#y", false],
    ["XORDER#x#y", false],
    ["", false],
    [undefined, false],
    [5, false],
  ])("%j can be ORDER#{a}#{b}: %s", (stored, matches) => {
    expect(matchesKeyPart(sk("ORDER#", a, "#", b), stored, ordered)).toBe(matches);
  });

  it("matches a literal exactly", () => {
    expect(matchesKeyPart(sk("PROFILE"), "PROFILE", ordered)).toBe(true);
    expect(matchesKeyPart(sk("PROFILE"), "PROFILE2", ordered)).toBe(false);
  });

  it("takes the characters of regular expressions as they are", () => {
    const literal = "^A.B*C+D?E(F)G[H]I{J}K|L/M-N\\O$";
    expect(matchesKeyPart(sk(literal, a), `${literal}x`, ordered)).toBe(true);
    expect(matchesKeyPart(sk("A.B#", a), "AxB#x", ordered)).toBe(false);
  });

  it.each(["#", "::", "|", "-", ".", "$", "^", "\\", "]", "/", "é"])(
    "splits at the delimiter %j",
    (delimiter) => {
      const part = sk(`ORDER${delimiter}`, a, delimiter, b);
      const format = plain(delimiter);
      expect(matchesKeyPart(part, ["ORDER", "x", "y"].join(delimiter), format)).toBe(true);
      expect(matchesKeyPart(part, ["ORDER", "x", "y", "z"].join(delimiter), format)).toBe(false);
      expect(matchesKeyPart(part, ["ORDER", "x"].join(delimiter), format)).toBe(false);
    },
  );

  it.each(["-", ":", ".", "T"])("may hold a date, whose text has the delimiter %j", (delimiter) => {
    const part = sk(date, delimiter, a);
    const stored = composeKeyPart(part, { date: new Date(0), a: "x" }, plain(delimiter), 1024, refuse);
    expect(matchesKeyPart(part, stored, plain(delimiter))).toBe(true);
    expect(matchesKeyPart(part, `1970${delimiter}x`, plain(delimiter))).toBe(false);
  });

  it("only has to be there where it is natural", () => {
    const natural: KeyPart = { name: "a", natural: a };
    expect(matchesKeyPart(natural, "x", ordered)).toBe(true);
    expect(matchesKeyPart(natural, undefined, ordered)).toBe(false);
  });
});
