import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reducedEdges, SRC_ENTRY_POINTS, SRC_LAYERS } from "../../scripts/layers.mjs";

const page = readFileSync("CONTRIBUTING.md", "utf8");
const [, drawing = ""] = /```mermaid\ngraph TD\n([\s\S]*?)```/.exec(page) ?? [];

describe("the layers of src", () => {
  it("reducedEdges gives the arrows that CONTRIBUTING draws", () => {
    const drawn = drawing
      .trim()
      .split("\n")
      .map((line) => line.trim());
    const edges = reducedEdges(SRC_LAYERS).map((edge) =>
      edge.map((name) => name.replace(".ts", "")).join(" --> "),
    );
    expect(drawn).toEqual(edges);
  });

  it("SRC_LAYERS has a row for each folder and file of src, and a folder for each row", () => {
    const entries = readdirSync("src").filter(
      (name) => name.endsWith(".ts") || statSync(`src/${name}`).isDirectory(),
    );
    expect([...Object.keys(SRC_LAYERS), ...SRC_ENTRY_POINTS].toSorted()).toEqual(entries.toSorted());
  });

  it("SRC_LAYERS lets no folder import one that may import it", () => {
    const reach = (from: string, found = new Set<string>()): Set<string> => {
      for (const next of SRC_LAYERS[from] ?? []) if (!found.has(next)) reach(next, found.add(next));
      return found;
    };
    expect(Object.keys(SRC_LAYERS).filter((folder) => reach(folder).has(folder))).toEqual([]);
  });

  it("CONTRIBUTING describes each folder of src", () => {
    const missing = Object.keys(SRC_LAYERS).filter(
      (folder) => !page.includes(folder.endsWith(".ts") ? `| \`src/${folder}\` |` : `| \`src/${folder}/\` |`),
    );
    expect(missing).toEqual([]);
  });
});
