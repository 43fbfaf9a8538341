import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";

/** The files of entities beside the schema of the comparison and of the examples, and how many lines they have. */
async function emitted(): Promise<number[]> {
  const lines: number[] = [];
  for (const folder of ["bench/peers/app", ...(await examples())]) {
    for (const file of await readdir(`${folder}/generated`)) {
      const text = await readFile(`${folder}/generated/${file}`, "utf8");
      if (text.includes("EntitySpec")) lines.push(text.split("\n").length);
    }
  }
  return lines;
}

async function examples(): Promise<string[]> {
  return (await readdir("examples")).map((name) => `examples/${name}`);
}

/** As it is now, with little room. */
it("an entity is at most 185 generated lines in the mean, and 305 at the most", async () => {
  const lines = await emitted();
  const mean = lines.reduce((sum, count) => sum + count, 0) / lines.length;
  expect(mean).toBeLessThanOrEqual(185);
  expect(Math.max(...lines)).toBeLessThanOrEqual(305);
});
