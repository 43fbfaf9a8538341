import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { SCHEMA_MODULE } from "../../../../codegen/model-facts/names.js";
import type { AttributeModel, EntityModel } from "../../../../src/model/model.js";
import { loadSchema } from "../../../support/diagnose.js";

let thing: EntityModel | undefined;
beforeAll(async () => {
  const { model, diagnostics } = await loadSchema("values.ts");
  expect(diagnostics).toEqual([]);
  thing = model.entities[0];
});

function attribute(name: string): AttributeModel | undefined {
  return thing?.attributes.find((candidate) => candidate.name === name);
}

const level = `import("${SCHEMA_MODULE}").Level`;
const lookup = (side: string, name: string) =>
  `(typeof import("${SCHEMA_MODULE}").Thing)["schema"]["_zod"]["${side}"]["${name}"]`;

test.each<[string, AttributeModel["value"], string, string?]>([
  ["id", "string", "string"],
  ["count", "number", "number"],
  ["big", "bigint", "bigint"],
  ["flag", "boolean", "boolean"],
  ["nothing", "null", "null"],
  ["at", "date", "Date"],
  ["maybeAt", { kind: "nullable", of: "date" }, "Date | null"],
  ["status", "string", '"PENDING" | "PAID" | "A"'],
  ["reversed", "string", '"A" | "PAID" | "PENDING"'],
  ["kind", "string", '"a" | "b"'],
  ["level", "string", level],
  ["hidden", "string", lookup("output", "hidden"), lookup("input", "hidden")],
  ["tags", "list", '("x" | "y")[]'],
  ["numbers", "list", "readonly number[]"],
  ["dates", { kind: "list", of: "date" }, "Date[]"],
  ["pair", "list", "[string, number]"],
  ["timed", { kind: "tuple", of: ["string", "date"] }, "[string, Date]"],
  [
    "address",
    {
      kind: "map",
      of: { street: "string", "zip-code": "string", at: { kind: "map", of: { since: "date" } } },
    },
    '{ street: string; "zip-code"?: string | undefined; at: { since: Date } }',
  ],
  ["plain", "map", "{ a: string; b: number | null }"],
  ["scores", "map", "Record<string, number>"],
  ["seen", { kind: "record", of: "date" }, "Record<string, Date>"],
  ["letters", { kind: "set", of: "string", required: true }, "Set<string>"],
  ["bigs", { kind: "set", of: "bigint", required: true }, "Set<bigint>"],
  ["either", "any", "string | number"],
  ["eitherList", "list", "(string | number)[]"],
  [
    "shape",
    { kind: "map", of: { type: "string", radius: "number", at: "date" } },
    '{ type: "circle"; radius: number } | { type: "event"; at: Date }',
  ],
  ["note", { kind: "nullable", of: "string" }, "string | null"],
  ["email", "string", 'string & import("zod").core.$brand<"Email">', "string"],
  ["slug", "string", "`item-${number}`"],
  ["bytes", "binary", "Uint8Array"],
  ["upper", "string", "string"],
  ["length", "number", "number", "string"],
  ["parsed", "date", "Date", "string"],
  ["when", { kind: "codec", of: "string" }, "Date", "string"],
  ["price", { kind: "codec", of: "number" }, `import("${SCHEMA_MODULE}").Money`, "number"],
  ["anything", "any", "unknown"],
  ["whatever", "any", "unknown"],
  ["json", "any", lookup("output", "json"), lookup("input", "json")],
  ["tree", "map", lookup("output", "tree"), "unknown"],
])("%s", (name, value, output, input = output) => {
  expect(attribute(name)).toMatchObject({ value, types: { output, input } });
});

test("attributes that may be absent, and those that the schema fills in", () => {
  const names = (flag: "optional" | "defaulted") =>
    thing?.attributes.filter((candidate) => candidate[flag]).map(({ name }) => name);
  expect(names("optional")).toEqual(["text", "note", "anything", "whatever"]);
  expect(names("defaulted")).toEqual(["flag", "prefaulted"]);
});

test("comments with their tags, and descriptions of zod", () => {
  expect(attribute("id")?.doc).toBe("The id.\nOf the thing.\n@deprecated Use another.");
  expect(attribute("described")?.doc).toBe("From zod.");
  expect(attribute("text")).not.toHaveProperty("doc");
});

test("printed types compile, and are what zod infers", async () => {
  const schemas = fileURLToPath(new URL("../../../support/schemas/", import.meta.url));
  const folder = await mkdtemp(join(schemas, "printed-"));
  // A Uint8Array is printed without the buffer behind it, which older compilers do not know.
  const exact = (thing?.attributes ?? []).filter(({ name }) => name !== "bytes");
  const lines = exact.flatMap(({ name, types, optional, defaulted }, position) =>
    (["input", "output"] as const).map((side) => {
      const absent = optional || (defaulted && side === "input");
      const inferred = `(typeof Thing)["schema"]["_zod"]["${side}"][${JSON.stringify(name)}]`;
      const printed = types[side].replaceAll(SCHEMA_MODULE, "../values.js");
      const left = absent ? `Exclude<${inferred}, undefined>` : inferred;
      return `export const ${side}${position}: Same<${left}, ${printed}> = true;`;
    }),
  );
  const file = join(folder, "printed.ts");
  const same =
    "type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : { a: A; b: B }) : { a: A; b: B };";
  await writeFile(file, ['import type { Thing } from "../values.js";', same, ...lines].join("\n"));
  try {
    const project = fileURLToPath(new URL("../../../../tsconfig.json", import.meta.url));
    const config = ts.parseJsonConfigFileContent(
      ts.readConfigFile(project, ts.sys.readFile).config,
      ts.sys,
      join(project, ".."),
    );
    const program = ts.createProgram([file], config.options);
    const found = program.getSemanticDiagnostics(program.getSourceFile(file));
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
