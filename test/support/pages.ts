import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import ts from "typescript";
import { expect, vi } from "vitest";
import { generate } from "../../codegen/index.js";
import type { TableModel } from "../../src/model/model.js";
import { createTables } from "../../src/tables/create-tables.js";
import type { DynamoDBLocal } from "../../src/testing/index.js";

/**
 * The pages of the guide as projects that compile and run. What a page promises:
 *
 * - A block of TypeScript begins with the name of its file; blocks of one name are one file, in the order of the page.
 * - `<!-- schema: ../README.md -->` says that the page goes on with the schema of another one.
 * - `console.log(…); // text` prints that text.
 * - A block of JSON is a request that the page's code sends: `{ "GetItem": { … } }`, in the order in which it is sent.
 *   The text `…` in it stands for any value.
 */

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a page says that can be checked. */
export interface Page {
  /** Its path in the repository. */
  readonly path: string;
  /** The text of its files by name. */
  readonly files: ReadonlyMap<string, string>;
  /** The page whose schema it uses. */
  readonly schemaPage: string | undefined;
  /** The requests that it shows. */
  readonly requests: readonly unknown[];
}

/** A page on the disk, ready to compile. */
export interface Project {
  readonly page: Page;
  readonly directory: string;
}

/** A request as it was sent: its operation and its input in document form. */
type Sent = Readonly<Record<string, unknown>>;

export async function readPage(path: string): Promise<Page> {
  const text = await readFile(join(root, path), "utf8");
  const files = new Map<string, string>();
  const requests: unknown[] = [];
  for (const [, language, code = ""] of text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === "json") requests.push(JSON.parse(code));
    if (language !== "ts") continue;
    const [, name, body = ""] = /^\/\/ (\S+\.ts)\n([\s\S]*)$/.exec(code) ?? [];
    if (name === undefined)
      throw new Error(`${path}: a block of TypeScript does not name its file:\n${code}`);
    const before = files.get(name);
    files.set(name, before === undefined ? body : `${before}\n${body}`);
  }
  const [, schema] = /<!-- schema: (\S+) -->/.exec(text) ?? [];
  const schemaPage = schema && relative(root, resolve(root, dirname(path), schema));
  return { path, files, schemaPage, requests };
}

/** Writes the files of pages below a folder and generates their repositories, once for each schema. */
export async function writeProjects(pages: readonly Page[], folder: string): Promise<Project[]> {
  const projects = pages.map((page) => ({ page, directory: join(folder, page.path.replaceAll(/\W/g, "-")) }));
  for (const { page, directory } of projects) {
    for (const [name, code] of page.files) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), code);
    }
    if (!page.files.has("schema.ts")) continue;
    const { diagnostics } = await generate({ schema: join(directory, "schema.ts") });
    // A page about one thing may leave out what an advice asks for.
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors, `the schema of ${page.path}`).toEqual([]);
  }
  for (const { page, directory } of projects) {
    if (page.schemaPage === undefined) continue;
    const source = projects.find((project) => project.page.path === page.schemaPage);
    if (source === undefined) throw new Error(`${page.path}: there is no page ${page.schemaPage}`);
    for (const name of ["schema.ts", "generated"]) {
      await cp(join(source.directory, name), join(directory, name), { recursive: true });
    }
  }
  return projects;
}

/** The errors of TypeScript in pages, in one program under the repository's own strict options. */
export function typeErrors(projects: readonly Project[]): string[] {
  const files = projects.flatMap(({ page, directory }) =>
    [...page.files.keys()].map((name) => join(directory, name)),
  );
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, root);
  const program = ts.createProgram(files, options);
  // The pages and what is generated for them; the library itself is checked elsewhere.
  const own = program
    .getSourceFiles()
    .filter(({ fileName }) => projects.some(({ directory }) => fileName.startsWith(`${directory}/`)));
  const diagnostics = own.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  return [...program.getOptionsDiagnostics(), ...diagnostics].map(({ file, start = 0, messageText }) => {
    const line = file?.text.slice(0, start).split("\n").length;
    const where = file ? `${relative(root, file.fileName)}:${line}` : "";
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

/** What came of running a page. */
export interface Run {
  /** What each `console.log` was given. */
  readonly logged: readonly (readonly unknown[])[];
  readonly sent: readonly Sent[];
}

/** Runs files of a page on a database of its own, as an application finds it: by the environment. */
export async function run(
  { directory }: Project,
  local: DynamoDBLocal,
  files: readonly string[],
  tableNames?: Readonly<Record<string, string>>,
): Promise<Run> {
  const load = (name: string): Promise<unknown> => import(pathToFileURL(join(directory, name)).href);
  const { tables } = (await load("generated/tables.ts")) as { tables: readonly TableModel[] };
  const client = local.client();
  await createTables(client, tables, tableNames);
  const { accessKeyId, secretAccessKey } = await client.config.credentials();
  vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
  vi.stubEnv("AWS_REGION", "local");
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", local.endpoint);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  // A spy on `send` would make databases send by the document client. The client's own commands resolve their middleware.
  const send = vi.spyOn(ClientCommand, "resolveMiddlewareWithContext");
  try {
    for (const name of files) await load(name);
    return {
      logged: [...log.mock.calls],
      sent: send.mock.contexts.map((context) => {
        // Type assertion: it is a method of commands.
        const command = context as { readonly input: unknown };
        return { [operationOf(command)]: command.input };
      }),
    };
  } finally {
    vi.unstubAllEnvs();
    log.mockRestore();
    send.mockRestore();
  }
}

/** The prototype of all commands of the SDK's clients: a type assertion, since the SDK does not declare its method. */
const ClientCommand = Object.getPrototypeOf(Object.getPrototypeOf(GetItemCommand.prototype)) as {
  readonly input: object;
  resolveMiddlewareWithContext(): unknown;
};

/** DynamoDB's name of the operation of a command. */
function operationOf(command: object): string {
  return command.constructor.name.replace(/Command$/, "");
}

/** The texts that a page says its code prints. */
export function promisedTexts(code: string): string[] {
  return code
    .split("\n")
    .filter((line) => line.includes("console.log("))
    .map(
      (line) => /; \/\/ (.*)$/.exec(line)?.[1] ?? `(this line does not say what it prints) ${line.trim()}`,
    );
}

/** What was logged, each call as one line of text. */
export function printedTexts({ logged }: Run): string[] {
  return logged.map((values) =>
    values
      .map((value) =>
        typeof value === "string" ? value : inspect(value, { breakLength: Infinity, depth: 10 }),
      )
      .join(" "),
  );
}

/** The requests of a page that were not sent, or not in its order. */
export function unsentRequests({ requests }: Page, { sent }: Run): unknown[] {
  let position = 0;
  return requests.filter((shown) => {
    const found = sent.findIndex((request, index) => index >= position && isShown(shown, request));
    if (found >= 0) position = found;
    return found < 0;
  });
}

function isShown(shown: unknown, actual: unknown): boolean {
  if (shown === "…") return actual !== undefined;
  if (typeof shown !== "object" || shown === null || typeof actual !== "object" || actual === null) {
    return shown === actual;
  }
  const [names, actualNames] = [shown, actual].map((value) => Object.keys(value).sort());
  return (
    String(names) === String(actualNames) &&
    Object.entries(shown).every(([name, value]) => isShown(value, (actual as Record<string, unknown>)[name]))
  );
}
