import { resolve } from "node:path";
import { camelCase } from "../emit/names.js";
import { exampleItems } from "../fixtures/example-items.js";
import { readFixtures } from "../fixtures/read-fixtures.js";
import { storedItems } from "../fixtures/stored-items.js";
import type { ExitCode, Io } from "./io.js";
import { type ItemFlags, withDatabase } from "./items-command.js";
import { coloursOf } from "./print.js";

export interface SeedFlags extends ItemFlags {
  /** What the items that are made follow from. */
  readonly seed: number;
  /** How many partitions of each entity are made. */
  readonly partitions: number;
}

/**
 * `monotable seed`: stores the items of a fixtures module, or items made from the schemas. All of them are validated
 * before the first is written; an item with the key of one that is there replaces it.
 */
export function seedCommand(data: string | undefined, flags: SeedFlags, io: Io): Promise<ExitCode> {
  return withDatabase(flags, "seed", io, async (design, database) => {
    const { model } = design;
    const fixtures =
      data === undefined
        ? exampleItems(design, flags)
        : await readFixtures(resolve(io.cwd, data), data, model);
    const { problems } = storedItems(design, fixtures);
    if (problems.length > 0) throw new Error(`nothing was written.\n  ${problems.join("\n  ")}`);
    const colours = coloursOf(io);
    for (const entity of model.entities) {
      const items = fixtures[camelCase(entity.name)] ?? [];
      if (items.length === 0) continue;
      await database.repository(entity).putMany(items);
      if (!flags.json)
        io.stdout.write(`${colours.bold(entity.name)}: ${colours.green(`${items.length} stored`)}\n`);
    }
    if (flags.json) {
      const counts = Object.entries(fixtures).map(([name, items]) => [name, items.length]);
      io.stdout.write(`${JSON.stringify({ stored: Object.fromEntries(counts) })}\n`);
    }
    return 0;
  });
}
