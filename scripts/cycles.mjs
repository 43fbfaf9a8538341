/**
 * Prints the cycles of files and of folders in `src` and `codegen`, types counted, and their number. Exits with 1 if there
 * are any.
 */
import { cruise } from "dependency-cruiser";
import config from "../.dependency-cruiser.mjs";

const ROOTS = ["src", "codegen"];
const { output } = await cruise(ROOTS, { ...config.options, doNotFollow: { path: "node_modules" } });
if (typeof output === "string") throw new Error("dependency-cruiser gave text in place of modules");

/** The folder of a file below its root; the file itself where it lies in the root. */
const folderOf = (/** @type {string} */ file) => file.split("/").slice(0, 2).join("/");

/** @type {Map<string, Set<string>>} */
const files = new Map();
/** @type {Map<string, Set<string>>} */
const folders = new Map();
for (const { source, dependencies } of output.modules) {
  if (!isSource(source)) continue;
  for (const { resolved } of dependencies) {
    if (!isSource(resolved)) continue;
    add(files, source, resolved);
    if (folderOf(source) !== folderOf(resolved)) add(folders, folderOf(source), folderOf(resolved));
  }
}
const cycles = { files: componentsOf(files), folders: componentsOf(folders) };
for (const [kind, found] of Object.entries(cycles)) {
  for (const members of found) console.log(`A cycle of ${kind}: ${members.join(", ")}`);
}
console.log(`${cycles.files.length} cycles of files, ${cycles.folders.length} cycles of folders`);
if (cycles.files.length + cycles.folders.length > 0) process.exitCode = 1;

/** @param {string} path */
function isSource(path) {
  return ROOTS.some((root) => path.startsWith(`${root}/`)) && path.endsWith(".ts");
}

/** @param {Map<string, Set<string>>} graph @param {string} from @param {string} to */
function add(graph, from, to) {
  const targets = graph.get(from) ?? new Set();
  targets.add(to);
  graph.set(from, targets);
}

/**
 * The strongly connected components of more than one node (Tarjan's algorithm).
 *
 * @param {Map<string, Set<string>>} graph
 */
function componentsOf(graph) {
  /** @type {Map<string, { index: number, low: number }>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const found = [];
  /** @param {string} node */
  const visit = (node) => {
    const own = { index: seen.size, low: seen.size };
    seen.set(node, own);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const other = seen.get(next) ?? visit(next);
      if (stack.includes(next)) own.low = Math.min(own.low, other.low);
    }
    if (own.low === own.index) {
      const members = stack.splice(stack.indexOf(node));
      if (members.length > 1) found.push(members);
    }
    return own;
  };
  for (const node of graph.keys()) if (!seen.has(node)) visit(node);
  return found;
}
