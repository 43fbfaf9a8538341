import { describe, expect, it } from "vitest";
import { typedKeys } from "../../../src/keys/features.js";
import type { KeyFormat } from "../../../src/keys/key-format.js";
import { compareText, justBefore, lastWithPrefix } from "../../../src/keys/key-order.js";

const ordered: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };
const plain: KeyFormat = { keyEncoding: "plain", delimiter: "#", typed: typedKeys };
const LAST = "\u{10FFFF}";
const bytes = (text: string) => Buffer.byteLength(text);

describe("compareText", () => {
  it("compares UTF-8 bytes, not UTF-16 units", () => {
    const sorted = [
      "",
      "\u0000",
      "#",
      "$",
      "A",
      "a",
      "a\u0000",
      "aa",
      "é",
      "\ud7ff",
      "\ue000",
      "\uffff",
      "\u{10000}",
      LAST,
    ];
    expect(sorted.toReversed().toSorted(compareText)).toEqual(sorted);
    expect(compareText("x", "x")).toBe(0);
  });
});

describe("the last text with a prefix", () => {
  it("is short in the ordered encoding, where $ never follows a piece", () => {
    expect(lastWithPrefix("ORDER#", ordered)).toBe("ORDER$");
  });

  it.each([
    [ordered, "ORDER"],
    [plain, "ORDER#"],
    [plain, "ÄÖ"],
    [plain, "😀a"],
  ])("is the prefix filled up with the last characters otherwise", (format, prefix) => {
    const last = lastWithPrefix(prefix, format);
    expect(last.startsWith(prefix + LAST)).toBe(true);
    expect(bytes(last)).toBe(1024);
    // Nothing that is no longer than a key and has the prefix sorts after it.
    const rest = last.slice(prefix.length).replaceAll(LAST, "");
    expect(rest).toBe(["", "\u007f", "\u07ff", "\uffff"][(1024 - bytes(prefix)) % 4]);
  });

  it("does not fill a prefix that has the full length", () => {
    expect(lastWithPrefix("x".repeat(1024), plain)).toBe("x".repeat(1024));
  });
});

describe("the text just before another", () => {
  it.each([
    ["b", `a${LAST}`],
    ["ORDER#b", `ORDER#a${LAST}`],
    ["\u0080", `\u007f${LAST}`],
    ["\u0800", `\u07ff${LAST}`],
    // Before U+E000 come the surrogates, which are no characters.
    ["x\ue000", `x\ud7ff${LAST}`],
    ["\u{10000}", `\uffff${LAST}`],
    ["a😀", `a\u{1f5ff}${LAST}`],
    [LAST, `\u{10fffe}${LAST}`],
  ])("of %j begins with %j and is full", (text, start) => {
    const before = justBefore(text);
    expect(before.startsWith(start)).toBe(true);
    expect(before.isWellFormed()).toBe(true);
    expect(bytes(before)).toBe(1024);
    expect(compareText(before, text)).toBe(-1);
  });

  it("of a text that ends with U+0000 is the text without it", () => {
    expect(justBefore("a\u0000")).toBe("a");
    expect(justBefore("a\u0000\u0000")).toBe("a\u0000");
  });
});
