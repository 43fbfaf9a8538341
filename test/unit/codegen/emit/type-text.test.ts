import { describe, expect, test } from "vitest";
import { readType, typeLayout, typeOrUndefined } from "../../../../codegen/emit/type-text.js";
import { print } from "../../../../codegen/printer/layout.js";

describe("types", () => {
  const laidOut = (text: string) => print(typeLayout(readType(text)));

  test.each([
    ["string", "string"],
    ["any", "unknown"],
    ["Record<string, any>", "Record<string, unknown>"],
    ["{ a: string; b?: any[] | undefined; }", "{ a: string; b?: unknown[] | undefined }"],
    ["{ readonly [x: string]: number; }[]", "{ readonly [x: string]: number }[]"],
    ["[at: Date, by?: string, ...rest: any[]]", "[at: Date, by?: string, ...rest: unknown[]]"],
    ["`v${number}`", "`v${number}`"],
    ['string & import("zod").$brand<"Id">', 'string & import("zod").$brand<"Id">'],
    ['("a" | "b")[]', '("a" | "b")[]'],
    ['(typeof import("./x.js").Order)["schema"]', 'typeof import("./x.js").Order["schema"]'],
    ["{}", "{}"],
  ])("%s", (text, expected) => {
    expect(laidOut(text)).toBe(expected);
  });

  test("a long union has a line for each member", () => {
    const members = Array.from({ length: 12 }, (_, position) => `"member-${position}"`);
    expect(laidOut(members.join(" | "))).toBe(`\n${members.map((member) => `  | ${member}`).join("\n")}`);
  });

  test("undefined is added once", () => {
    expect(print(typeOrUndefined(readType("string | undefined")))).toBe("string | undefined");
    expect(print(typeOrUndefined(readType("A & B")))).toBe("(A & B) | undefined");
    expect(print(typeOrUndefined(readType("unknown")))).toBe("unknown");
    expect(print(typeOrUndefined(readType("() => void")))).toBe("(() => void) | undefined");
  });
});
