import { describe, expect, test } from "vitest";
import { print } from "../../../../codegen/printer/layout.js";
import { docComment, literal, propertyName, stringLiteral } from "../../../../codegen/printer/typescript.js";

describe("TypeScript text", () => {
  test("strings are quoted as formatters do", () => {
    expect(stringLiteral("plain")).toBe('"plain"');
    expect(stringLiteral("it's")).toBe('"it\'s"');
    expect(stringLiteral('say "hi"')).toBe("'say \"hi\"'");
    expect(stringLiteral(`'"`)).toBe(`"'\\""`);
    expect(stringLiteral("a\nb\\c")).toBe('"a\\nb\\\\c"');
  });

  test("names of properties are quoted where they must be", () => {
    expect(["name", "$x", "State#Date", "1st", ""].map(propertyName)).toEqual([
      "name",
      "$x",
      '"State#Date"',
      '"1st"',
      '""',
    ]);
  });

  test("a property named __proto__ is one", () => {
    const text = print(literal(JSON.parse('{ "__proto__": 1, "b": 2 }')));
    expect(Object.keys(new Function(`return ${text}`)())).toEqual(["__proto__", "b"]);
  });

  test("comments cannot end early", () => {
    expect(print(docComment("One line. */ alert()"))).toBe("/** One line. *\\/ alert() */\n");
    expect(print(docComment("Two\r\n\r\nlines.\n"))).toBe("/**\n * Two\n *\n * lines.\n */\n");
    expect(print(docComment("  "))).toBe("");
  });
});
