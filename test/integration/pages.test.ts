import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  it.runIf(has("multi-attribute indexes"))("README.md runs", async () => {
    const files = ["app.ts", "orders.test.ts"];
    const { logged } = await run(projectOf("README.md"), local, files, { shop: "shop-production" });
    expect(logged).toMatchObject([
      ["o1"],
      ["Customer is there already:", { customerId: "c1" }],
      ["Ann", "Anna", 1, [{ orderId: "o1", total: 120 }], { operation: "GetItem" }],
    ]);
  });

  it.for(guide)(
    "docs/%s prints what it says and sends the requests that it shows",
    async (name, { skip }) => {
      const need = NEEDS[name];
      if (need !== undefined) skip(!has(need), `it needs ${need}`);
      const project = projectOf(`docs/${name}`);
      const { files } = project.page;
      if (!files.has("app.ts")) return expect(project.page.requests).toEqual([]);
      const result = await run(project, local, ["app.ts"]);
      expect(printedTexts(result)).toEqual(promisedTexts(files.get("app.ts") ?? ""));
      const unsent = unsentRequests(project.page, result);
      expect(unsent, `sent were ${JSON.stringify(result.sent, bigintText, 1)}`).toEqual([]);
    },
  );

  it("docs/generator.md shows what the command prints", async () => {
    const { page, directory } = projectOf("docs/generator.md");
    const shown = [
      ...(await readFile(join(root, page.path), "utf8")).matchAll(/^```text\n([\s\S]*?)^```$/gm),
    ];
    await appendFile(join(directory, "generated/order.ts"), "// changed\n");
    const { stderr: outdated } = await monotable(directory, ["generate", "--check"]);
    const schema = page.files.get("schema.ts") ?? "";
    await writeFile(join(directory, "schema.ts"), schema.replace("{o.orderId}", "{o.orderID}"));
    const { stderr: mistaken } = await monotable(directory, ["generate"]);
    expect(shown.map(([, text]) => text)).toEqual([outdated, mistaken]);
  });

  it("the guide's index links to every page", async () => {
    const index = await readFile(join(root, "docs/README.md"), "utf8");
    const links = [...index.matchAll(/\]\(([a-z-]+\.md)\)/g)].map(([, link]) => link);
    expect([...new Set(links)].sort()).toEqual(guide.filter((name) => name !== "README.md"));
  });
});

function bigintText(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
