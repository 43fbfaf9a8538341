import type { Model } from "../../src/model/model.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { runModule } from "../load/module.js";
import { findTsconfig } from "../load/program.js";
import { camelCase } from "../model-facts/names.js";

/** Items that somebody gives, by the name of their entity, as `create` takes them. */
export type Fixtures = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;

/**
 * Runs a fixtures module: its default export, or its export `fixtures`, or else all that it exports, has lists of items
 * by the name of their repository or of their entity.
 *
 * @throws Error if it does not run, or names what the design does not have
 */
export async function readFixtures(file: string, shown: string, model: Model): Promise<Fixtures> {
  const run = await runModule(file, findTsconfig(file));
  if ("thrown" in run) {
    const reason = run.thrown instanceof Error ? run.thrown.message.split("\n")[0] : String(run.thrown);
    throw new Error(`${shown} failed to load: ${reason}`);
  }
  const names = model.entities.map(({ name }) => camelCase(name));
  const entityOf = (name: string) =>
    model.entities.find((entity) => entity.name === name || camelCase(entity.name) === name);
  const chosen = run.exports["default"] ?? run.exports["fixtures"];
  const ownExports = Object.entries(run.exports).some(
    ([name, items]) => entityOf(name) && Array.isArray(items),
  );
  const fixtures = chosen ?? (ownExports ? run.exports : undefined);
  if (!isRecord(fixtures)) {
    throw new Error(
      `${shown} has no default export with items: write export default { ${names[0] ?? "order"}: [ … ] } satisfies Fixtures<Database>.`,
    );
  }
  const items = new Map<string, readonly Readonly<Record<string, unknown>>[]>();
  for (const [name, list] of Object.entries(fixtures)) {
    const entity = entityOf(name);
    if (entity === undefined)
      throw new Error(`${shown}: unknown entity "${name}". ${suggestion(name, names, "The schema")}`);
    if (!Array.isArray(list) || !list.every(isRecord)) {
      throw new Error(`${shown}: ${name} must be an array of items.`);
    }
    items.set(entity.name, list);
  }
  return items;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
