import { resolve } from "node:path";
import { isMonotableError } from "../../src/errors.js";
import { piecesOf } from "../../src/keys/encode-key.js";
import type { EntityModel, TableModel } from "../../src/model/model.js";
import { connectTables } from "../database/connect.js";
import { UsageFailure } from "../database/failure.js";
import type { AnyRepository, Item } from "../database/open-model.js";
import { camelCase } from "../model-facts/names.js";
import { type Samples, sampleItems, storedItems } from "../samples/items.js";
import { namedTables } from "./design.js";
import { readFixtures } from "./fixtures.js";
import { ask, type ExitCode, type Io } from "./io.js";
import { type ItemFlags, withDatabase } from "./items-command.js";
import { coloursOf } from "./print.js";
import { type Report, withProgress } from "./progress.js";

export interface SeedFlags extends ItemFlags {
  /** The random seed of the sample data. */
  readonly seed: number;
  /** The number of partitions for each entity. */
  readonly partitions: number;
  /** True if items that exist are replaced. */
  readonly overwrite?: true;
  /** True if a person is not asked before items are stored on AWS. */
  readonly yes?: true;
}

/** The number of concurrent transactions. */
const AT_ONCE = 8;

/**
 * `monotable seed`: stores the items of a fixtures module, or items made from the schemas. All of them are validated
 * before the first is written. An item whose key is taken, or whose unique values are, is left out unless `--overwrite` is given.
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
    if (!(await confirmed(model.tables, flags, io))) return 1;
    const total = [...samples.values()].reduce((sum, { inputs }) => sum + inputs.length, 0);
    const counts: [name: string, stored: number, existing: number][] = [];
    await withProgress("Storing", total, io, async (report) => {
      let before = 0;
      for (const entity of model.entities) {
        const items = samples.get(entity.name)?.inputs ?? [];
        const repository = database.repository(entity);
        const progress = (count: number) => report(before + count);
        const stored = flags.overwrite
          ? await replaceAll(repository, entity, items, progress)
          : await createAll(repository, items, progress);
        counts.push([entity.name, stored, items.length - stored]);
        before += items.length;
      }
    });
    if (flags.json) {
      const stored = Object.fromEntries(counts.map(([name, count]) => [camelCase(name), count]));
      const existing = Object.fromEntries(counts.map(([name, , count]) => [camelCase(name), count]));
      io.stdout.write(`${JSON.stringify({ stored, existing })}\n`);
    } else {
      for (const [name, count, existing] of counts) {
        const left =
          existing === 0 ? "" : colours.dim(`, ${existing} left as they are (--overwrite replaces them)`);
        if (count + existing > 0)
          io.stdout.write(`${colours.bold(name)}: ${colours.green(`${count} stored`)}${left}\n`);
      }
    }
    return 0;
  });
}

/** Asks before items are stored on AWS: names the account, the region and the tables. A server of one's own is not asked about. */
async function confirmed(tables: readonly TableModel[], flags: SeedFlags, io: Io): Promise<boolean> {
  if (flags.yes) return true;
  const plane = await connectTables(flags);
  try {
    if (plane.server !== undefined) return true;
    const given = namedTables(flags.table ?? {}, tables);
    const names = tables.map(({ name }) => given[name] ?? name);
    if (io.terminal === undefined) {
      throw new UsageFailure(
        `This stores items in ${names.join(", ")} on AWS (${plane.region}). Not an interactive terminal: pass --yes to confirm, or --endpoint for DynamoDB Local.`,
      );
    }
    const arns = await Promise.all(
      names.map(async (name) => (await plane.ask("DescribeTable", { TableName: name })).Table?.TableArn),
    );
    const accounts = [...new Set(arns.map((arn) => arn?.split(":")[4] ?? "unknown"))].join(", ");
    const question = `Store items in ${names.join(", ")} on AWS (account ${accounts}, ${plane.region})? Type yes to confirm: `;
    if ((await ask(question, io.terminal)).trim().toLowerCase() === "yes") return true;
    io.stderr.write("No items were stored.\n");
    return false;
  } finally {
    plane.close();
  }
}

/** Creates the items that are not there yet, and returns how many those were. */
async function createAll(repository: AnyRepository, items: readonly Item[], report: Report): Promise<number> {
  let stored = 0;
  let done = 0;
  await concurrently(items, async (item) => {
    try {
      await repository.create(item);
      stored++;
    } catch (error) {
      if (!isMonotableError(error, "AlreadyExists") && !isMonotableError(error, "NotUnique")) throw error;
    }
    report(++done);
  });
  return stored;
}

/** Does work for items, some at a time. */
async function concurrently(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Stores items in batches; one by one where each is a transaction with the guards of its unique values. */
async function replaceAll(
  repository: AnyRepository,
  { unique, attributes, primaryKey }: EntityModel,
  items: readonly Item[],
  report: Report,
): Promise<number> {
  if (items.length === 0) return 0;
  if (unique === undefined) {
    await repository.putMany(items, { onProgress: report });
    return items.length;
  }
  const versioned = attributes.some(({ managed }) => managed === "version");
  const key = [...primaryKey.partition, ...primaryKey.sort].flatMap(piecesOf);
  /** Replaces an item with a version counter on the condition that it is unchanged since it was read. */
  const replace = async (item: Item): Promise<void> => {
    const read = versioned
      ? await repository.get(Object.fromEntries(key.map(({ attribute }) => [attribute, item[attribute]])))
      : undefined;
    await (versioned && read === undefined ? repository.create(item) : repository.put(item, read));
  };
  let done = 0;
  await concurrently(items, async (item) => {
    await replace(item);
    report(++done);
  });
  return items.length;
}

/** Returns the reasons why items of a design are missing or rejected, each with its entity. */
export function problemsOf(samples: Samples): string[] {
  return [...samples].flatMap(([entity, { problems }]) =>
    problems.map((problem) => (problem.startsWith(entity) ? problem : `${entity}, ${problem}`)),
  );
}
