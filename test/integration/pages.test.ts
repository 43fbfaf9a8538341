import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { TableModel } from "../../src/model/model.js";
import { type DynamoDBLocal, startDynamoDBLocal } from "../../src/testing/index.js";
import type { Capability } from "../support/capabilities.js";
import { monotable } from "../support/command.js";
import { has } from "../support/engine.js";
import {
  type Project,
  printedTexts,
  promisedTexts,
  readPage,
  root,
  run,
  typeErrors,
  unsentRequests,
  writeProjects,
} from "../support/pages.js";
import { tableCommands } from "../support/table-commands.js";

const guide = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).sort();

/** What a page needs that not every engine has. */
const NEEDS: Readonly<Record<string, Capability>> = { "schema.md": "multi-attribute indexes" };

describe("the README and the guide", () => {
  let folder: string;
  let projects: readonly Project[];
  let local: DynamoDBLocal;

  beforeAll(async () => {
    local = await startDynamoDBLocal();
    // Below the repository, so that its packages are found.
    await mkdir(join(root, "node_modules/.cache"), { recursive: true });
    folder = await mkdtemp(join(root, "node_modules/.cache/pages-"));
    const paths = ["README.md", ...guide.map((name) => `docs/${name}`)];
    projects = await writeProjects(await Promise.all(paths.map(readPage)), folder);
    // Each page has a schema of its own to compile.
  }, 300_000);

  afterAll(async () => {
    await local.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const projectOf = (path: string): Project => {
    const project = projects.find(({ page }) => page.path === path);
    if (project === undefined) throw new Error(`there is no page ${path}`);
    return project;
  };

  it("have sound schemas, and code that compiles with what is generated from them", () => {
    expect([...projectOf("README.md").page.files.keys()]).toEqual(["schema.ts", "app.ts", "orders.test.ts"]);
    expect(typeErrors(projects)).toEqual([]);
  }, 120_000);

  it.runIf(has("multi-attribute indexes"))("log what README.md says", async () => {
    const files = ["app.ts", "orders.test.ts"];
    const { logged } = await run(projectOf("README.md"), local, files, { shop: "shop-production" });
    expect(logged).toMatchObject([
      ["o1"],
      ["Customer is there already:", { customerId: "c1" }],
      ["Ann", "Anna", 1, [{ orderId: "o1", total: 120 }], { operation: "GetItem" }],
    ]);
  });

  it.for(guide)("print what docs/%s says and send the requests that it shows", async (name, { skip }) => {
    const need = NEEDS[name];
    if (need !== undefined) skip(!has(need), `it needs ${need}`);
    const project = projectOf(`docs/${name}`);
    const { files } = project.page;
    if (!files.has("app.ts")) return expect(project.page.requests).toEqual([]);
    const result = await run(project, local, ["app.ts"]);
    expect(printedTexts(result)).toEqual(promisedTexts(files.get("app.ts") ?? ""));
    const unsent = unsentRequests(project.page, result);
    expect(unsent, `sent were ${JSON.stringify(result.sent, bigintText, 1)}`).toEqual([]);
  });

  it("show in docs/generator.md what the command prints", async () => {
    const { page, directory } = projectOf("docs/generator.md");
    const begun = join(directory, "begun");
    await mkdir(join(begun, "src"), { recursive: true });
    await writeFile(join(begun, "tsconfig.json"), `{ "compilerOptions": { "strict": true } }`);
    const devDependencies = { typescript: "^5.9.0", vitest: "^4.0.0" };
    const manifest = { type: "module", scripts: { test: "vitest" }, devDependencies };
    await writeFile(join(begun, "package.json"), JSON.stringify(manifest));
    const { stdout: initial } = await monotable(begun, ["init", "--yes"]);
    await appendFile(join(directory, "generated/order.ts"), "// changed\n");
    const { stderr: outdated } = await monotable(directory, ["generate", "--check"]);
    const schema = page.files.get("schema.ts") ?? "";
    await writeFile(join(directory, "schema.ts"), schema.replace("{o.orderId}", "{o.orderID}"));
    const { stderr: mistaken } = await monotable(directory, ["generate"]);
    expect(await textBlocks(page.path)).toEqual([initial, outdated, mistaken]);
  });

  it("show in docs/schema-lock.md what a change of a key prints", async () => {
    const { directory } = projectOf("docs/schema-lock.md");
    await monotable(directory, ["generate"]);
    const schema = await readFile(join(directory, "schema.ts"), "utf8");
    await writeFile(join(directory, "schema.ts"), schema.replace("key`ORDER#", "key`O#"));
    const { exitCode, stderr } = await monotable(directory, ["generate"]);
    expect([exitCode, stderr]).toEqual([1, (await textBlocks("docs/schema-lock.md"))[0]]);
  });

  it.runIf(has("multi-attribute indexes"))("show in docs/tables.md what the commands print", async () => {
    const { directory } = projectOf("docs/tables.md");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "docstables");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
    vi.stubEnv("AWS_REGION", "local");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { tables } = await import(pathToFileURL(join(directory, "generated/tables.ts")).href);
    const [shop] = tables as [TableModel];
    // As it was deployed.
    const indexes = shop.indexes.flatMap((index) =>
      index.name === "gsi1" ? [{ ...index, projection: "KEYS_ONLY" as const }] : [],
    );
    const run = tableCommands(local.endpoint);
    await run("create", [{ ...shop, indexes }]);
    const { stdout: planned } = await run("plan", tables);
    const { stdout, stderr } = await run("apply", tables, { allowDestructive: true });
    const { stdout: found } = await run("status", tables);
    expect([planned, `${stderr}${stdout}`, found]).toEqual(await textBlocks("docs/tables.md"));
  });

  it("link from the guide's index to every page", async () => {
    const index = await readFile(join(root, "docs/README.md"), "utf8");
    const links = [...index.matchAll(/\]\(([a-z-]+\.md)\)/g)].map(([, link]) => link);
    expect([...new Set(links)].sort()).toEqual(guide.filter((name) => name !== "README.md"));
  });
});

/** What a page shows as printed. */
async function textBlocks(path: string): Promise<(string | undefined)[]> {
  const page = await readFile(join(root, path), "utf8");
  return [...page.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
}

function bigintText(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
