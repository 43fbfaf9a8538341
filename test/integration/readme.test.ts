import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { generate } from "../../codegen/index.js";
import { createTables } from "../../src/client/create-tables.js";
import type { TableModel } from "../../src/model/model.js";
import { startDynamoDBLocal } from "../../src/testing/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The code blocks that begin with a file's name. */
async function filesOf(page: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(root, page), "utf8");
  const blocks = text.matchAll(/```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)```/g);
  return new Map([...blocks].map(([, name = "", code = ""]) => [name, code]));
}

/** The errors of TypeScript in these files, under the repository's own strict options. */
function typeErrors(files: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, root);
  const program = ts.createProgram([...files], options);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = file ? relative(root, file.fileName) : "";
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

describe("the README", () => {
  let directory: string;
  let files: ReadonlyMap<string, string>;

  beforeAll(async () => {
    // Below the repository, so that its packages are found.
    await mkdir(join(root, "node_modules/.cache"), { recursive: true });
    directory = await mkdtemp(join(root, "node_modules/.cache/readme-"));
    files = await filesOf("README.md");
    for (const [name, code] of files) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), code);
    }
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it("has a schema that is sound, and code that compiles with what is generated from it", async () => {
    expect([...files.keys()]).toEqual(["schema.ts", "app.ts", "orders.test.ts"]);
    const { diagnostics, written } = await generate({ schema: join(directory, "schema.ts") });
    expect(diagnostics).toEqual([]);
    expect(written).toBe(true);
    expect(typeErrors([...files.keys()].map((name) => join(directory, name)))).toEqual([]);
  });

  it("has code that runs", async () => {
    const local = await startDynamoDBLocal();
    const { tables } = (await import(pathToFileURL(join(directory, "generated/tables.ts")).href)) as {
      tables: readonly TableModel[];
    };
    const client = local.client();
    await createTables(client, tables, { shop: "shop-production" });
    const { accessKeyId, secretAccessKey } = await client.config.credentials();
    vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
    vi.stubEnv("AWS_REGION", "local");
    vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", local.endpoint);
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);

    await import(pathToFileURL(join(directory, "app.ts")).href);
    await import(pathToFileURL(join(directory, "orders.test.ts")).href);

    const printed = log.mock.calls;
    vi.unstubAllEnvs();
    log.mockRestore();
    await local.stop();
    expect(printed).toMatchObject([
      ["o1"],
      ["Customer is there already:", { customerId: "c1" }],
      ["Ann", "Anna", 1, [{ orderId: "o1", total: 120 }], { operation: "GetItem" }],
    ]);
  });
});
