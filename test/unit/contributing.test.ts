import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CODEGEN_LAYERS, reducedEdges, SRC_ENTRY_POINTS, SRC_LAYERS } from "../../scripts/layers.mjs";

const page = readFileSync("CONTRIBUTING.md", "utf8");
const drawings = [...page.matchAll(/```mermaid\ngraph TD\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
const roots = [
  { root: "src", layers: SRC_LAYERS, entryPoints: SRC_ENTRY_POINTS },
  { root: "codegen", layers: CODEGEN_LAYERS, entryPoints: [] },
];

describe.each(roots)("the layers of $root", ({ root, layers, entryPoints }) => {
  it("reducedEdges gives the arrows that CONTRIBUTING draws", () => {
    const drawn = (drawings[roots.findIndex((each) => each.root === root)] ?? "")
      .trim()
      .split("\n")
      .map((line) => line.trim());
    const edges = reducedEdges(layers).map((edge) =>
      edge.map((name) => name.replace(".ts", "")).join(" --> "),
    );
    expect(drawn).toEqual(edges);
  });

  it("have a row for each folder and file, and a folder or file for each row", () => {
    const entries = readdirSync(root).filter(
      (name) =>
        name.endsWith(".ts") ||
        (statSync(`${root}/${name}`).isDirectory() && !/^(dist|node_modules)$/.test(name)),
    );
    expect([...Object.keys(layers), ...entryPoints].toSorted()).toEqual(entries.toSorted());
  });

  it("let no folder import one that may import it", () => {
    const reach = (from: string, found = new Set<string>()): Set<string> => {
      for (const next of layers[from] ?? []) if (!found.has(next)) reach(next, found.add(next));
      return found;
    };
    expect(Object.keys(layers).filter((folder) => reach(folder).has(folder))).toEqual([]);
  });
});

describe.each(roots)("CONTRIBUTING", ({ root, layers }) => {
  it(`describes each folder of ${root}`, () => {
    const folders = Object.keys(layers).filter((name) => name !== "index.ts");
    const missing = folders.filter(
      (name) => !page.includes(`| \`${root}/${name}${name.endsWith(".ts") ? "" : "/"}\` |`),
    );
    expect(missing).toEqual([]);
  });
});
