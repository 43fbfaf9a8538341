import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Expression,
  JsonText,
  literalText,
  printHcl,
  printHclJson,
} from "../../../../codegen/targets/hcl.js";
import { at, type Json } from "../../../support/infrastructure/json.js";
import { evaluated, parseHcl } from "../../../support/infrastructure/terraform-shape.js";

/** Text of the characters that mean something in HCL, among others. */
const hostile = fc
  .array(
    fc.constantFrom("$", "%", "{", "}", '"', "\\", "\n", "\r", "\t", "\b", "\u007f", "\u2028", "ä", "#", "a"),
    {
      maxLength: 12,
    },
  )
  .map((characters) => characters.join(""));

describe("text in HCL", () => {
  test.each([
    ["${a}", '"$${a}"'],
    ["%{if a}", '"%%{if a}"'],
    ["$${a}", '"${"$"}$${a}"'],
    ["$a {b}", '"$a {b}"'],
    ['say "hi"', '"say \\"hi\\""'],
    ["a\\b\nc\td", '"a\\\\b\\nc\\td"'],
    ["\b\u007f", '"\\u0008\\u007f"'],
  ])("%j", (text, written) => {
    expect(printHcl([{ block: "locals", body: [["a", text]] }])).toBe(`locals {\n  a = ${written}\n}\n`);
  });

  test("the parser reads every text as it was, as a value and as a name", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (text, name) => {
        const body = [["a", text] as const, ["b", { [name]: text }] as const];
        const parsed = await parseHcl(printHcl([{ block: "locals", body }]));
        expect(evaluated(at(parsed, "locals", 0, "a"))).toBe(text);
        expect(Object.values(at(parsed, "locals", 0, "b") as Record<string, Json>).map(evaluated)).toEqual([
          text,
        ]);
      }),
      { numRuns: 200 },
    );
  });

  test("its JSON form has it, too, with the same escapes of templates", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json: Json = JSON.parse(printHclJson([{ block: "locals", body: [["a", text]] }]));
        expect(evaluated(at(json, "locals", "a"))).toBe(text);
      }),
    );
  });

  test("no template begins in what is escaped", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const rest = literalText(text).replaceAll(/\$\{"[$%]"\}|\$\$\{|%%\{/g, "");
        expect(rest).not.toMatch(/[$%]\{/);
      }),
    );
  });
});

test("expressions, documents and comments in both syntaxes", async () => {
  const blocks = [
    { comment: "one\ntwo" },
    {
      block: "resource",
      labels: ["a", 'b"c'],
      body: [
        ["policy", new JsonText({ Action: ["x"], Name: "${aws:username}" })],
        ["reference", new Expression("a.b.arn")],
        ["list", [1, true, "x"]],
        { block: "nested", body: [] },
        { comment: "inside" },
        ["depends_on", [new Expression("a.b")]],
      ] as const,
    },
  ];
  expect(printHcl(blocks)).toBe(`# one
# two

resource "a" "b\\"c" {
  policy = jsonencode({
    "Action" = ["x"]
    "Name"   = "$\${aws:username}"
  })
  reference = a.b.arn
  list      = [1, true, "x"]

  nested {}

  # inside

  depends_on = [a.b]
}
`);
  expect(JSON.parse(printHclJson(blocks))).toEqual({
    "//": "one\ntwo",
    resource: {
      a: {
        'b"c': {
          policy: '{"Action":["x"],"Name":"$${aws:username}"}',
          reference: "${a.b.arn}",
          list: [1, true, "x"],
          nested: [{}],
          "//": "inside",
          depends_on: ["a.b"],
        },
      },
    },
  });
});
