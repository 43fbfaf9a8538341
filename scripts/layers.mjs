/**
 * The layers of the sources: each folder with the folders whose files it may import, types counted. A file of the root of
 * `src` is named by itself. `npm run check:imports` proves the tables, `npm run cycles` prints cycles, and CONTRIBUTING
 * draws them.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const SRC_LAYERS = {
  "errors.ts": [],
  model: [],
  wire: [],
  values: ["model", "wire"],
  schema: ["model"],
  keys: ["model", "values", "wire"],
  expressions: ["model", "values", "wire", "keys"],
  validation: ["model", "values"],
  entities: ["errors.ts", "model", "values", "keys", "expressions", "validation"],
  requests: ["errors.ts", "model", "values", "entities"],
  client: ["errors.ts", "wire", "requests"],
  operations: [
    "errors.ts",
    "model",
    "values",
    "wire",
    "keys",
    "expressions",
    "validation",
    "entities",
    "requests",
  ],
  queries: [
    "errors.ts",
    "model",
    "values",
    "wire",
    "keys",
    "expressions",
    "validation",
    "entities",
    "requests",
    "operations",
  ],
  control: ["errors.ts", "model", "requests"],
  raw: ["errors.ts", "model", "values", "wire", "entities", "requests", "operations", "queries"],
  tables: ["errors.ts", "model", "client"],
  database: [
    "errors.ts",
    "model",
    "values",
    "keys",
    "expressions",
    "validation",
    "entities",
    "requests",
    "client",
    "operations",
    "queries",
    "raw",
  ],
  testing: ["errors.ts", "model", "tables"],
  opentelemetry: ["client"],
};

/** The entry points of the package, which may import any layer. */
export const SRC_ENTRY_POINTS = ["bin.ts", "index.ts", "runtime.ts", "repository.ts"];

/**
 * The layers of `codegen`.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const CODEGEN_LAYERS = {
  "version.ts": [],
  diagnostics: [],
  "model-facts": [],
  printer: [],
  "zod-schemas": [],
  import: [],
  init: [],
  load: ["version.ts", "diagnostics", "model-facts", "zod-schemas"],
  rules: ["diagnostics", "model-facts"],
  emit: ["model-facts", "printer"],
  write: ["printer"],
  lock: ["diagnostics", "model-facts", "write"],
  generate: ["diagnostics", "emit", "load", "lock", "rules", "write"],
  samples: ["model-facts", "zod-schemas"],
  targets: ["model-facts", "printer", "samples"],
  database: ["load", "model-facts"],
  deploy: ["database", "model-facts"],
  describe: ["database", "model-facts"],
  "index.ts": ["diagnostics", "emit", "generate", "load", "rules", "targets", "write"],
  cli: [
    "version.ts",
    "database",
    "deploy",
    "describe",
    "diagnostics",
    "generate",
    "import",
    "init",
    "load",
    "lock",
    "model-facts",
    "samples",
    "targets",
    "write",
  ],
};

/**
 * Rules of dependency-cruiser by which the folders of a root import nothing but what a table allows.
 *
 * @param {string} root the folder of the sources, such as `src`
 * @param {Readonly<Record<string, readonly string[]>>} layers
 */
export function allowedImports(root, layers) {
  const pattern = (/** @type {string} */ name) =>
    name.endsWith(".ts") ? `^${root}/${name.replace(".", "\\.")}$` : `^${root}/${name}/`;
  return Object.entries(layers).map(([folder, imports]) => ({
    from: { path: pattern(folder) },
    to: { path: [folder, ...imports].map(pattern) },
  }));
}

/**
 * The edges of a table without those that follow from others, as pairs: what the drawing shows.
 *
 * @param {Readonly<Record<string, readonly string[]>>} layers
 */
export function reducedEdges(layers) {
  /** @param {string} from @param {Set<string>} found @returns {Set<string>} */
  const below = (from, found = new Set()) => {
    for (const each of layers[from] ?? []) {
      if (found.has(each)) continue;
      found.add(each);
      below(each, found);
    }
    return found;
  };
  return Object.entries(layers).flatMap(([from, imports]) =>
    imports
      .filter((to) => !imports.some((other) => other !== to && below(other).has(to)))
      .map((to) => /** @type {const} */ ([from, to])),
  );
}
