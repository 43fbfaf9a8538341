import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emit } from "../../codegen/emit/index.js";
import { generate } from "../../codegen/generate/generate.js";
import { isEmpty } from "../../codegen/write/plan.js";
import { shopModel } from "../support/shop-model.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The folders below one that have a schema. */
const designsIn = async (folder: string) =>
  (await readdir(join(root, folder), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);

const designs = [
  ...(await designsIn("examples")),
  ...(await designsIn("test/golden")),
  "bench/peers/monotable",
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
