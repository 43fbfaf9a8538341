import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The command as it is installed. Needs `npm run build`. */
const command = resolve("codegen/dist/main.js");

const head = `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";
export const notes = defineTable("notes", { partitionKey: "pk", sortKey: "sk" });
`;
const note = (name: string, exported = "export ", sort = "key`NOTE#${n.noteId}`") =>
  `${exported}const ${name} = defineEntity("${name}", {
  table: notes,
  schema: z.object({ owner: z.string(), noteId: z.string(), kind: z.enum(["a", "b"]) }),
  key: (n) => ({ partition: key\`OWNER#\${n.owner}\`, sort: ${sort} }),
});
`;
const sound = head + note("Note");

/** Schemas that would make a run look successful, or keep it from ending: each with the exit code and a part of what is said. */
const hostile: readonly (readonly [name: string, schema: string, exitCode: number, said: string])[] = [
  ["calls process.exit(0)", `process.exit(0);\n${sound}`, 1, "process.exit(0)"],
  ["calls process.exit(0) later", `${sound}setImmediate(() => process.exit(0));`, 1, ""],
  [
    "calls process.exit(0) in a key",
    head + note("Note", "export ", "(process.exit(0), key`N`)"),
    1,
    "process",
  ],
  ["leaves a timer open", `${sound}setInterval(() => {}, 1000);`, 0, ""],
  [
    "leaves a server open",
    `import { createServer } from "node:net";\n${sound}createServer().listen(0);`,
    0,
    "",
  ],
  [
    "awaits for ever",
    `${sound}await new Promise(() => {});`,
    1,
    "awaits something that takes over 10 seconds",
  ],
  [
    "awaits for ever with a timer",
    `${sound}setInterval(() => {}, 500);\nawait new Promise(() => {});`,
    1,
    "awaits",
  ],
  ["prints", `console.log("hello");\nprocess.stdout.write("there");\n${sound}`, 0, "hello"],
  [
    "has a type error",
    head + note("Note", "export ", 'n.kind === "a" ? key`P#${n.noteId}` : key`Q#${n.noteId}`'),
    1,
    "decides by the value of",
  ],
  ["has a type error elsewhere", `${sound}export const limit: number = "25";`, 1, "TS2322"],
  ["declares a table of another package", sound.replace("  table: notes,\n", ""), 1, "Note: it has no table"],
  ["throws something that is no error", `${sound}throw null;`, 1, "throws an error: null"],
  [
    "hides an entity with the same key",
    sound + note("Draft", ""),
    1,
    "is declared, but the schema does not export it",
  ],
  ["throws later", `${sound}setImmediate(() => { throw new Error("late"); });`, 1, "late"],
  ["sets the exit code", `process.exitCode = 0;\n${head}`, 1, "exports no entity"],
];

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("schemas that would deceive or stop a run", { timeout: 120_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(resolve("test/.tmp-hostile-"));
    await mkdir(join(folder, "sound"));
    await writeFile(join(folder, "sound/schema.ts"), sound);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Runs the command as a user types it. */
  const monotable = (...argv: string[]): Promise<Outcome> =>
    new Promise((done) => {
      const child = execFile(process.execPath, [command, ...argv], { cwd: folder }, (_, stdout, stderr) =>
        done({ exitCode: child.exitCode, stdout, stderr }),
      );
    });

  test.each(hostile)(
    "monotable check is not deceived by a schema that %s",
    async (name, schema, code, said) => {
      const own = name.replaceAll(/\W+/g, "-");
      await mkdir(join(folder, own));
      await writeFile(join(folder, own, "schema.ts"), schema);
      const checked = await monotable("check", `${own}/schema.ts`, "sound/schema.ts", "--json");
      expect(checked.stderr + checked.stdout).toContain(said);
      expect(checked.exitCode, checked.stderr).toBe(code);
      if (checked.stdout === "") {
        // The process was ended: it says so, and does not succeed.
        expect(checked.stderr).not.toBe("");
      } else {
        const report = JSON.parse(checked.stdout);
        expect(report.schemas).toEqual([`${own}/schema.ts`, "sound/schema.ts"]);
        expect(report.errors > 0).toBe(code === 1);
      }
      // Nothing is generated yet: a run that has looked at the schema says so, and fails.
      const compared = await monotable("generate", `${own}/schema.ts`, "--check");
      expect(compared.exitCode, compared.stderr).toBe(1);
      expect(compared.stderr).not.toBe("");
    },
  );

  test("a reader that leaves early does not make a command fail", async () => {
    const child = spawn(
      "sh",
      ["-c", `"${process.execPath}" "${command}" describe sound/schema.ts | head -1; exit 0`],
      { cwd: folder },
    );
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    expect(await new Promise((done) => child.on("close", done))).toBe(0);
    expect(stderr).toBe("");
  });
});
