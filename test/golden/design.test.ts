import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import mermaid from "mermaid";
import { expect, test } from "vitest";
import { monotable } from "../support/command.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const examples = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `examples/${name}`);

/** Written anew by `vitest run --project unit test/golden/design.test.ts -u`. */
test.each(examples)(
  "the pictures of %s are those of its schema",
  async (folder) => {
    const describe = (...argv: string[]) => monotable(root, ["describe", `${folder}/schema.ts`, ...argv]);
    const markdown = await describe("--markdown");
    expect(markdown).toMatchObject({ exitCode: 0, stderr: "" });
    await expect(markdown.stdout).toMatchFileSnapshot(join(root, folder, "design.md"));
    const data = existsSync(join(root, folder, "data.ts")) ? ["--data", `${folder}/data.ts`] : [];
    const page = await describe("--html", ...data);
    expect(page).toMatchObject({ exitCode: 0, stderr: "" });
    await expect(page.stdout).toMatchFileSnapshot(join(root, folder, "design.html"));

    for (const [, diagram = ""] of markdown.stdout.matchAll(/```mermaid\n(.*?)\n```/gs)) {
      expect(await mermaid.parse(diagram)).toMatchObject({ diagramType: "er" });
    }
    expect(page.stdout).not.toMatch(/(?:src|href)=|@import|url\(/);
  },
  180_000,
);
