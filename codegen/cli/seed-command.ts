import { resolve } from "node:path";
import { piecesOf } from "../../src/keys/encode-key.js";
import type { EntityModel } from "../../src/model/model.js";
import type { AnyRepository, Item } from "../database/open-model.js";
import { camelCase } from "../model-facts/names.js";
import { type Samples, sampleItems, storedItems } from "../samples/items.js";
import { readFixtures } from "./fixtures.js";
import type { ExitCode, Io } from "./io.js";
import { type ItemFlags, withDatabase } from "./items-command.js";
import { coloursOf } from "./print.js";
import { type Report, withProgress } from "./progress.js";

export interface SeedFlags extends ItemFlags {
  /** The random seed of the sample data. */
  readonly seed: number;
  /** The number of partitions for each entity. */
  readonly partitions: number;
}

/** The number of concurrent transactions. */
const AT_ONCE = 8;

/**
 * `monotable seed`: stores the items of a fixtures module, or items made from the schemas. All of them are validated
 * before the first is written; an item with the key of one that is there replaces it.
 */
export function seedCommand(data: string | undefined, flags: SeedFlags, io: Io): Promise<ExitCode> {
  return withDatabase(flags, "seed", io, async (design, database) => {
    const { model } = design;
    const samples =
      data === undefined
        ? sampleItems(design, { seed: String(flags.seed), partitions: flags.partitions })
        : storedItems(design, await readFixtures(resolve(io.cwd, data), data, model));
    const problems = problemsOf(samples);
    if (problems.length > 0) throw new Error(`no items were written.\n  ${problems.join("\n  ")}`);
    const colours = coloursOf(io);
    const total = [...samples.values()].reduce((sum, { inputs }) => sum + inputs.length, 0);
    await withProgress("Storing", total, io, async (report) => {
      let before = 0;
      for (const entity of model.entities) {
        const items = samples.get(entity.name)?.inputs ?? [];
        await storeAll(database.repository(entity), entity, items, (count) => report(before + count));
        before += items.length;
      }
    });
    const counts = model.entities.map(({ name }) => [name, samples.get(name)?.inputs.length ?? 0] as const);
    if (flags.json) {
      const named = counts.map(([name, count]) => [camelCase(name), count]);
      io.stdout.write(`${JSON.stringify({ stored: Object.fromEntries(named) })}\n`);
    } else {
      for (const [name, count] of counts)
        if (count > 0) io.stdout.write(`${colours.bold(name)}: ${colours.green(`${count} stored`)}\n`);
    }
    return 0;
  });
}

/** In batches; one by one where each is a transaction with the guards of its unique values. */
async function storeAll(
  repository: AnyRepository,
  { unique, attributes, primaryKey }: EntityModel,
  items: readonly Item[],
  report: Report,
): Promise<void> {
  if (items.length === 0) return;
  if (unique === undefined) return repository.putMany(items, { onProgress: report });
  const versioned = attributes.some(({ managed }) => managed === "version");
  const key = [...primaryKey.partition, ...primaryKey.sort].flatMap(piecesOf);
  /** Replaces an item with a version counter on the condition that it is unchanged since it was read. */
  const replace = async (item: Item): Promise<void> => {
    const read = versioned
      ? await repository.get(Object.fromEntries(key.map(({ attribute }) => [attribute, item[attribute]])))
      : undefined;
    await (versioned && read === undefined ? repository.create(item) : repository.put(item, read));
  };
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      await replace(item);
      report(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Returns the reasons why items of a design are missing or rejected, each with its entity. */
export function problemsOf(samples: Samples): string[] {
  return [...samples].flatMap(([entity, { problems }]) =>
    problems.map((problem) => (problem.startsWith(entity) ? problem : `${entity}, ${problem}`)),
  );
}
