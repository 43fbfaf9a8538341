import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const FOLDERS = ["bench/peers/app", ...(await readdir("examples")).map((name) => `examples/${name}`)];

/** The lines of each entity of the comparison and of the examples: the file of its types and that of its spec. */
async function emitted(): Promise<number[]> {
  const lines: number[] = [];
  for (const folder of FOLDERS) {
    const linesOf = async (file: string) =>
      (await readFile(`${folder}/generated/${file}`, "utf8")).trimEnd().split("\n").length;
    for (const spec of await readdir(`${folder}/generated`)) {
      if (!spec.endsWith(".storage.ts")) continue;
      lines.push((await linesOf(spec)) + (await linesOf(spec.replace(".storage.ts", ".ts"))));
    }
  }
  return lines;
}

/** As it is now, with little room. */
it("an entity is at most 102 generated lines in the mean, and 205 at the most", async () => {
  const lines = await emitted();
  expect(lines.length).toBeGreaterThan(20);
  const mean = lines.reduce((sum, count) => sum + count, 0) / lines.length;
  expect(mean).toBeLessThanOrEqual(102);
  expect(Math.max(...lines)).toBeLessThanOrEqual(205);
});
