import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** All that is generated in this repository: text by path. */
async function generatedFiles(): Promise<Map<string, string>> {
  const paths: string[] = [];
  for (const folder of ["examples", "test/golden", "bench/peers"]) {
    for (const design of await readdir(join(root, folder))) {
      const generated = `${folder}/${design}/generated`;
      const names = await readdir(join(root, generated)).catch(() => []);
      paths.push(...names.map((name) => `${generated}/${name}`));
    }
  }
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), "utf8")] as const)),
  );
}

// The user's compiler takes the files of entities unchecked, and so does the one that checks this repository.
test("generated code that says ts-nocheck has no error under the strictest flags", async () => {
  const files = await generatedFiles();
  expect([...files.values()].filter((text) => text.includes("// @ts-nocheck")).length).toBeGreaterThan(30);
  // Two of them are wrong, one in its types and one in its spec, so that this test is seen to look at both.
  const text = (name: string) => files.get(`examples/users/generated/${name}`) ?? "";
  files.set("examples/users/generated/wrong.ts", text("user.ts").replace("Query<User, ", "Got<User, "));
  files.set(
    "examples/users/generated/wrong.storage.ts",
    text("user.storage.ts").replace('value: "string"', 'value: "text"'),
  );
  const errors = compile(files, ".");
  expect(errors).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^examples\/users\/generated\/wrong\.ts:\d+ TS2304 Cannot find name 'Got'/),
      expect.stringMatching(
        /^examples\/users\/generated\/wrong\.storage\.ts:\d+ TS2322 Type '"text"' is not assignable/,
      ),
    ]),
  );
  expect(errors.filter((error) => !/generated\/wrong\.(storage\.)?ts:/.test(error))).toEqual([]);
});
