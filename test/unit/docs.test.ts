import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { rules } from "../../codegen/rules/index.js";
import { encodePiece, escapeOrdered } from "../../src/keys/encode-key.js";
import { typedKeys } from "../../src/keys/features.js";
import type { Piece } from "../../src/model/model.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** The cells of the rows of a page's table, below the line of dashes; the table is the one with this first heading. */
function rows(page: string, heading: string): string[][] {
  const table =
    read(page)
      .split("\n\n")
      .find((block) => block.startsWith(`| ${heading} |`)) ?? "";
  const lines = table
    .split("\n")
    .slice(2)
    .filter((line) => line !== "");
  return lines.map((line) => line.slice(2, -2).split(" | "));
}

/** The names in backticks. */
const names = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

describe("docs/errors.md", () => {
  it("has every code with its details", () => {
    const source = ts.createSourceFile("errors.ts", read("src/errors.ts"), ts.ScriptTarget.ES2023);
    const interfaces = new Map(
      source.statements
        .filter(ts.isInterfaceDeclaration)
        .map((declaration) => [declaration.name.text, declaration]),
    );
    const membersOf = (node: ts.InterfaceDeclaration | ts.TypeLiteralNode) =>
      node.members.filter(ts.isPropertySignature).map((member) => ({
        name: member.name.getText(source),
        type: member.type,
      }));
    const namesOf = (type: ts.TypeNode | undefined): string[] => {
      if (type === undefined) return [];
      if (ts.isIntersectionTypeNode(type)) return type.types.flatMap(namesOf);
      const named = ts.isTypeReferenceNode(type) ? interfaces.get(type.typeName.getText(source)) : undefined;
      const members = ts.isTypeLiteralNode(type) ? type : named;
      return members === undefined ? [] : membersOf(members).map(({ name }) => name);
    };
    const details = interfaces.get("ErrorDetails");
    const codes = (details ? membersOf(details) : []).map(({ name, type }) => [name, namesOf(type)]);
    const documented = rows("docs/errors.md", "code").map(([code, payload]) => [
      names(code)[0],
      names(payload),
    ]);
    expect(codes).not.toEqual([]);
    expect(documented).toEqual(codes);
  });
});

describe("docs/generator.md", () => {
  const documented = [...rows("docs/generator.md", "rule"), ...rows("docs/generator.md", "warning")].map(
    ([rule, , message = ""]) => ({
      rule: names(rule)[0] ?? "",
      message: message.replaceAll("\\`", "`"),
    }),
  );
  const sources = readdirSync(join(root, "codegen"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.startsWith("dist"))
    .map((path) => read(join("codegen", path)))
    .join("\n");
  const tests = readdirSync(join(root, "test/unit/codegen"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => read(join("test/unit/codegen", path)))
    .join("\n")
    .replaceAll(/\\(["'`])/g, "$1");

  it("has every rule that the generator reports", () => {
    const loading = [...sources.matchAll(/errorDiagnostic\(\s*"([a-z-]+)"/g)].map(([, rule = ""]) => rule);
    const all = new Set([...rules.map(({ name }) => name), ...loading]);
    expect(documented.map(({ rule }) => rule).sort()).toEqual([...all].sort());
  });

  // No test asserts these whole: they need a broken installation, or hold the path of a file.
  const fixed: Readonly<Record<string, string>> = {
    collection: "has no members",
    "schema-types": "the compiler cannot resolve the type of its schema",
    "schema-missing": "Schema file not found",
    "package-versions": "are installed, but both must have the same version.",
    "file-in-the-way": "already exists without the header of a generated file: it is not overwritten.",
  };
  it.each(documented)("quotes what $rule says", ({ rule, message }) => {
    const words = fixed[rule];
    expect(message).toContain(words ?? "");
    expect(words === undefined ? tests : sources).toContain(words ?? message);
  });
});

/** The anchors of a page, as GitHub makes them from its headings. */
function anchorsOf(page: string): string[] {
  const text = read(page).replaceAll(/^```[\s\S]*?^```$/gm, "");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

describe("the README and the guide", () => {
  const pages = ["README.md", "SECURITY.md", "CHANGELOG.md"];
  it.each([...pages, ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)])(
    "%s links to files and headings that exist",
    (page) => {
      const links = [...read(page).matchAll(/\]\(([^)#\s]*)(?:#([^)]*))?\)/g)];
      const missing = links.flatMap(([, link = "", anchor]) => {
        if (/^https?:/.test(link)) return [];
        const path = link === "" ? page : join(dirname(page), link);
        if (!existsSync(join(root, path))) return [link];
        return anchor === undefined || anchorsOf(path).includes(anchor) ? [] : [`${link}#${anchor}`];
      });
      expect(missing).toEqual([]);
    },
  );
});

describe("docs/keys.md", () => {
  const pieces: Readonly<Record<string, Omit<Piece, "attribute">>> = {
    "z.string()": { type: "string" },
    "z.int().min(0).max(999)": { type: "int", width: 3 },
    "z.int()": { type: "int" },
    "z.bigint()": { type: "bigint" },
    "z.number()": { type: "number" },
    "z.date()": { type: "date" },
    "z.boolean()": { type: "boolean" },
    "z.instanceof(Uint8Array)": { type: "binary" },
  };
  const encodings = rows("docs/keys.md", "attribute").flatMap(([attribute, , value, text]) =>
    names(attribute).map((schema) => ({ schema, value: names(value)[0] ?? "", text: names(text)[0] ?? "" })),
  );

  it("has each kind of piece", () => {
    expect([...new Set(encodings.map(({ schema }) => schema))].sort()).toEqual(Object.keys(pieces).sort());
  });

  it.each(encodings)("encodes $value of a $schema as $text", ({ schema, value, text }) => {
    const piece = { attribute: "a", ...(pieces[schema] ?? { type: "binary" }) };
    const given = () => {
      if (piece.type === "date") return new Date(value);
      if (piece.type === "binary") return new Uint8Array(JSON.parse(value) as number[]);
      return piece.type === "bigint" ? BigInt(value) : (JSON.parse(value) as unknown);
    };
    const refuse = (_attribute: string, reason: string): never => {
      throw new Error(reason);
    };
    expect(
      encodePiece(piece, given(), { keyEncoding: "ordered", delimiter: "#", typed: typedKeys }, refuse),
    ).toBe(text);
  });

  const date: Omit<Piece, "attribute"> = { type: "date", derived: { kind: "descending" } };
  const derivations: Readonly<Record<string, readonly Omit<Piece, "attribute">[]>> = {
    "lower(x)": [{ type: "string", derived: { kind: "lower" } }],
    "upper(x)": [{ type: "string", derived: { kind: "upper" } }],
    "day(x)": [{ type: "string", derived: { kind: "day" } }],
    "month(x)": [{ type: "string", derived: { kind: "month" } }],
    "year(x)": [{ type: "string", derived: { kind: "year" } }],
    "padded(x, 5)": [{ type: "int", width: 5, derived: { kind: "padded" } }],
    "descending(x)": [
      { type: "int", derived: { kind: "descending" } },
      { type: "int", width: 2, derived: { kind: "descending" } },
      date,
    ],
    "shard(x, 16)": [{ type: "string", derived: { kind: "shard", count: 16 } }],
  };
  const derived = rows("docs/keys.md", "function").flatMap(([functions, , , value, texts]) =>
    names(functions).map((name, position) => ({
      name,
      value: names(value)[0] ?? "",
      text: names(texts)[position],
    })),
  );

  it("has each derived piece", () => {
    const all = Object.entries(derivations).flatMap(([name, pieces]) => pieces.map(() => name));
    expect(derived.map(({ name }) => name)).toEqual(all);
  });

  it.each(derived)("derives $text of $value by $name", ({ name, value, text }) => {
    const refuse = (_attribute: string, reason: string): never => {
      throw new Error(reason);
    };
    const isDate = /^\d{4}-/.test(value);
    const pieces = (derivations[name] ?? []).filter((of) => (of === date) === isDate);
    const given: unknown = isDate ? new Date(value) : JSON.parse(value);
    const found = pieces.map((of) =>
      encodePiece(
        { attribute: "a", ...of },
        given,
        { keyEncoding: "ordered", delimiter: "#", typed: typedKeys },
        refuse,
      ),
    );
    expect(found).toContain(text);
  });

  it("has the escape of each character", () => {
    const point = (text: string) =>
      text === "space" ? 32 : text.startsWith("U+") ? Number.parseInt(text.slice(2), 16) : text.charCodeAt(0);
    const documented = rows("docs/keys.md", "character").flatMap(([characters = "", escapes]) => {
      const [first = 0, last = first] = characters.replaceAll("`", "").split(" to ").map(point);
      const [firstEscape = "", lastEscape = firstEscape] = names(escapes);
      return [
        [first, firstEscape],
        [last, lastEscape],
      ] as const;
    });
    for (const [character, escaped] of documented) {
      expect(escapeOrdered(String.fromCharCode(character))).toBe(escaped);
    }
    expect(documented.at(0)?.[0]).toBe(0);
    expect(documented.at(-1)?.[0]).toBe(0x24);
    expect(escapeOrdered("%")).toBe("%");
  });
});

describe("docs/values.md", () => {
  it("has a row for every function of zod that the catalogue uses", () => {
    const documented = rows("docs/values.md", "zod").map(([zod = ""]) => zod);
    const used = new Set(read("test/golden/catalogue/schema.ts").match(/z\.(?:iso\.|coerce\.)?\w+(?=\()/g));
    const formats =
      /^z\.(email|uuid|url|hash|iso\..*|coerce\..*|int32|float32|strictObject|looseObject|invertCodec)$/;
    const missing = [...used].filter((name) => !formats.test(name) && !documented.join().includes(name));
    expect(used.size).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});
