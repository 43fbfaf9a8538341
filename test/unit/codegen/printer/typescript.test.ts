import { describe, expect, test } from "vitest";
import { readType, typeLayout, typeOrUndefined } from "../../../../codegen/emit/type-text.js";
import {
  camelCase,
  kebabCase,
  manyOf,
  oneOf,
  pascalCase,
  tableConstant,
} from "../../../../codegen/model-facts/names.js";
import { fill, group, indent, line, list, print } from "../../../../codegen/printer/layout.js";
import { docComment, literal, propertyName, stringLiteral } from "../../../../codegen/printer/typescript.js";

describe("layout", () => {
  const parts = ["a".repeat(40), "b".repeat(40)];

  test("stays on one line where it fits", () => {
    expect(print(list(["[", ",", "]"], parts))).toBe(`[${parts.join(", ")}]`);
  });

  test("breaks into one line for each part where it does not", () => {
    const before = "x".repeat(30);
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
    const wide = ["x".repeat(105), group(["(", indent([line, "y"]), ")"])];
    expect(print(wide)).toBe(`${"x".repeat(105)}( y)`);
    expect(print([...wide, "z"])).toBe(`${"x".repeat(105)}( y)z`);
    expect(print([...wide, "zz"])).toContain("(\n  y)zz");
  });
});

describe("text", () => {
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

describe("names", () => {
  test.each([
    ["Order", "Order", "order", "order"],
    ["MessageGroup", "MessageGroup", "messageGroup", "message-group"],
    ["HTTPRequest", "HTTPRequest", "httpRequest", "http-request"],
    ["cruddur-messages", "CruddurMessages", "cruddurMessages", "cruddur-messages"],
    ["user_v2", "UserV2", "userV2", "user-v2"],
  ])("%s", (name, pascal, camel, kebab) => {
    expect([pascalCase(name), camelCase(name), kebabCase(name)]).toEqual([pascal, camel, kebab]);
  });

  test("a table's constant is no word of TypeScript", () => {
    expect(["shop", "default", "tables", "orderSpec"].map(tableConstant)).toEqual([
      "shop",
      "defaultTable",
      "tablesTable",
      "orderSpecTable",
    ]);
  });

  test("articles and plurals", () => {
    expect(["Order", "User", "Upload", "Item", "Usage", "Event"].map(oneOf)).toEqual([
      "an Order",
      "a User",
      "an Upload",
      "an Item",
      "a Usage",
      "an Event",
    ]);
    expect(["Order", "Category", "Day", "Address", "Box"].map(manyOf)).toEqual([
      "Orders",
      "Categories",
      "Days",
      "Addresses",
      "Boxes",
    ]);
  });
});

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
