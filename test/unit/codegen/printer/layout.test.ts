import { describe, expect, test } from "vitest";
import { fill, group, indent, line, list, print } from "../../../../codegen/printer/layout.js";

describe("layout", () => {
  const parts = ["a".repeat(40), "b".repeat(40)];

  test("stays on one line where it fits", () => {
    expect(print(list(["[", ",", "]"], parts))).toBe(`[${parts.join(", ")}]`);
  });

  test("breaks into one line for each part where it does not", () => {
    const before = "x".repeat(40);
    expect(print([before, list(["[", ",", "]"], parts), ";"])).toBe(
      `${before}[\n  ${parts[0]},\n  ${parts[1]},\n];`,
    );
  });

  test("fills lines with as many parts as fit", () => {
    const filled = [...parts, ...parts, "c"];
    expect(print(indent(fill(filled)))).toBe(`${parts.join(" ")}\n  ${parts.join(" ")} c`);
    expect(print(group(fill(["a", "b"])))).toBe("a b");
  });

  test("counts what follows a group up to the next possible line", () => {
    const wide = ["x".repeat(115), group(["(", indent([line, "y"]), ")"])];
    expect(print(wide)).toBe(`${"x".repeat(115)}( y)`);
    expect(print([...wide, "z"])).toBe(`${"x".repeat(115)}( y)z`);
    expect(print([...wide, "zz"])).toContain("(\n  y)zz");
  });
});
