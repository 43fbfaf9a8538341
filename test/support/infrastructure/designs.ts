import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load } from "../../../codegen/load/index.js";
import type { Model } from "../../../src/model/model.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The design that uses every setting, and the examples: name and schema file. */
export const designs: readonly (readonly [name: string, schema: string])[] = [
  ["settings", `${root}test/golden/targets/schema.ts`],
  ...readdirSync(`${root}examples`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, `${root}examples/${name}/schema.ts`] as const),
];

const models = new Map<string, Promise<Model>>();

/** The Model of a schema file, loaded once. */
export function modelOf(schema: string): Promise<Model> {
  const known = models.get(schema);
  if (known !== undefined) return known;
  const loading = load(schema).then(({ model }) => model);
  models.set(schema, loading);
  return loading;
}
