import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emit } from "../../codegen/emit/index.js";
import { generate } from "../../codegen/generate.js";
import { isEmpty } from "../../codegen/write/plan.js";
import { shopModel } from "../support/shop-model.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

const examples = await readdir(join(root, "examples"));
const designs = [
  ...examples.map((name) => `examples/${name}`),
  "test/golden/features",
  "test/golden/declared",
  "test/golden/catalogue",
];

test.each(designs)(
  "%s is what its schema generates",
  async (folder) => {
    const { plan, diagnostics } = await generate({ schema: join(root, folder, "schema.ts"), check: true });
    expect(diagnostics).toEqual([]);
    expect(plan).toMatchObject({ create: [], update: [], remove: [], blocked: [] });
    expect(plan !== undefined && isEmpty(plan)).toBe(true);
  },
  60_000,
);

test("the shop's files are those of its Model written by hand", async () => {
  const folder = join(root, "examples/shop/generated");
  const files = emit(shopModel, { schemaImport: "../schema.js", importExtension: ".js" });
  expect((await readdir(folder)).sort()).toEqual([...files.keys()]);
  for (const [path, text] of files) {
    expect(await readFile(join(folder, path), "utf8")).toBe(text);
  }
});
