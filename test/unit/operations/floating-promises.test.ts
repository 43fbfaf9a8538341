import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { expect, it } from "vitest";
import { repositoryFolder } from "../../support/temporary-folder.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Milliseconds: the linter asks a compiler, which takes seconds, and many of them where the machine has much else to do. */
const SLOW = 600_000;

const HEADER = `import type { Database } from "../../examples/shop/generated/index.js";
declare const db: Database;
const order = { userId: "u", orderDate: "2026-01-01", orderId: "o" };
`;

/** The statements of an application, each with an operation that never runs. */
const FORGOTTEN = [
  "db.order.get(order);",
  "db.order.get(order).consistent();",
  "db.order.create({ ...order, total: 1, items: [] });",
  "db.order.put({ ...order, total: 1, items: [] });",
  'db.order.put({ ...order, total: 1, items: [] }).if((o) => o.status.eq("PENDING"));',
  'db.order.update(order).set({ status: "PAID" });',
  'db.order.update(order).set({ status: "PAID" }).returning("old");',
  "db.order.upsert({ ...order, total: 1, items: [] });",
  "db.order.delete(order);",
  'db.order.delete(order).returning("old");',
  'db.order.modify(order, () => ({ status: "PAID" }));',
  'db.order.move(order, { orderId: "p" });',
  "db.raw.partiql('SELECT * FROM shop');",
];

/** Statements with which nothing is wrong. */
const FINE = [
  "await db.order.delete(order);",
  "void db.order.delete(order);",
  "db.order.delete(order).catch(() => undefined);",
  "export const promise: Promise<unknown> = db.order.get(order);",
  "export const both = await Promise.all([db.order.get(order), db.user.get({ userId: 'u' })]);",
  "await db.transactWrite([db.order.delete(order)]);",
];

it("the type of each operation lets no-floating-promises of typescript-eslint report a statement that forgets to await it", {
  timeout: SLOW,
}, async () => {
  const folder = await repositoryFolder();
  const file = join(folder, "application.ts");
  await writeFile(file, `${HEADER}${[...FORGOTTEN, ...FINE].join("\n")}\n`);
  const tsconfig = { extends: join(root, "tsconfig.json"), files: ["application.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [
      ...tseslint.configs.recommendedTypeChecked,
      { languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: folder } } },
    ],
  });
  const [result] = await eslint.lintFiles([file]);
  const first = HEADER.split("\n").length;
  const reported = result?.messages.map(({ line, ruleId, message }) => [
    FORGOTTEN[line - first],
    ruleId ?? message,
  ]);
  expect(reported).toEqual(
    FORGOTTEN.map((statement) => [statement, "@typescript-eslint/no-floating-promises"]),
  );
});
