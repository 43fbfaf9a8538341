import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { headerStart } from "../../../../codegen/printer/header.js";
import { applyPlan } from "../../../../codegen/write/apply.js";
import { isEmpty, planFiles } from "../../../../codegen/write/plan.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

const ours = (text: string) => `${headerStart}schema.ts. Do not edit.\n${text}\n`;
const files = new Map([
  ["index.ts", ours("index")],
  ["order.ts", ours("order")],
]);

test("a folder that is not there is made with all files", async () => {
  const folder = join(await temporaryFolder(), "deep", "generated");
  const plan = await planFiles(folder, files);
  expect(plan.create.map(({ path }) => path)).toEqual(["index.ts", "order.ts"]);
  await applyPlan(plan);
  expect((await readdir(folder)).sort()).toEqual(["index.ts", "order.ts"]);
  expect(await readFile(join(folder, "order.ts"), "utf8")).toBe(ours("order"));
});

test("written twice, nothing is written", async () => {
  const folder = await temporaryFolder();
  await applyPlan(await planFiles(folder, files));
  const long = new Date("2020-01-01");
  await utimes(join(folder, "index.ts"), long, long);
  const plan = await planFiles(folder, files);
  expect(isEmpty(plan)).toBe(true);
  expect(plan.unchanged).toEqual(["index.ts", "order.ts"]);
  await applyPlan(plan);
  expect((await stat(join(folder, "index.ts"))).mtime).toEqual(long);
});

test("only what differs is updated, and only orphans of ours are removed", async () => {
  const folder = await temporaryFolder();
  await applyPlan(await planFiles(folder, files));
  await writeFile(join(folder, "order.ts"), ours("edited"));
  await writeFile(join(folder, "old.ts"), ours("orphan"));
  await writeFile(join(folder, "byte-order-mark.ts"), `\uFEFF${ours("orphan")}`);
  await writeFile(join(folder, "mine.ts"), "export const mine = 1;\n");
  await writeFile(join(folder, "notes.md"), ours("not TypeScript"));
  const plan = await planFiles(folder, files);
  expect(plan.update).toEqual([{ path: "order.ts", text: ours("order") }]);
  expect(plan.remove).toEqual(["byte-order-mark.ts", "old.ts"]);
  await applyPlan(plan);
  expect((await readdir(folder)).sort()).toEqual(["index.ts", "mine.ts", "notes.md", "order.ts"]);
});

test("a checkout with other line endings is no change", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "index.ts"), ours("index").replaceAll("\n", "\r\n"));
  await writeFile(join(folder, "order.ts"), ours("order"));
  expect(isEmpty(await planFiles(folder, files))).toBe(true);
});

test("what is not ours is in the way", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "index.ts"));
  await writeFile(join(folder, "order.ts"), "export const mine = 1;\n");
  const plan = await planFiles(folder, files);
  expect(plan.blocked).toEqual(["index.ts", "order.ts"]);
  expect(isEmpty(plan)).toBe(false);
});

test("a link is in the way: what it leads to may be anywhere", async () => {
  const folder = await temporaryFolder();
  await symlink(join(folder, "nowhere"), join(folder, "order.ts"));
  expect((await planFiles(folder, files)).blocked).toEqual(["order.ts"]);
});

test("a failure leaves the folder as it was, without temporary files", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "index.ts"), ours("before"));
  const plan = await planFiles(folder, files);
  const impossible = { ...plan, create: [...plan.create, { path: "index.ts/folder.ts", text: "" }] };
  await expect(applyPlan(impossible)).rejects.toThrow(/ENOTDIR|EEXIST/);
  expect(await readdir(folder)).toEqual(["index.ts"]);
  expect(await readFile(join(folder, "index.ts"), "utf8")).toBe(ours("before"));
});
