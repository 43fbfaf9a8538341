import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ConnectOptions } from "../database/connect.js";
import { requestFailure } from "../database/failure.js";
import { liveItems } from "../database/open-model.js";
import { describeModel, type TableDesign } from "../describe/design.js";
import { markdownOf } from "../describe/markdown.js";
import { type DesignWithItems, pageOf } from "../describe/page.js";
import { type Samples, sampleItems, storedItems } from "../samples/items.js";
import { type Design, readDesign, schemasOf } from "./design.js";
import { readFixtures } from "./fixtures.js";
import type { ExitCode, Io } from "./io.js";
import { coloursOf } from "./print.js";
import { problemsOf } from "./seed-command.js";
import { terminalText } from "./terminal.js";

export interface DescribeCommandFlags extends ConnectOptions {
  readonly markdown?: true;
  readonly html?: true;
  /** The file to write to; the terminal unless given. */
  readonly out?: string;
  /** A fixtures module. */
  readonly data?: string;
  /** The name in DynamoDB of the table to look at. */
  readonly table?: string;
  /** The maximum number of items to read. */
  readonly limit: number;
  /** In KB. */
  readonly itemSize?: number;
  readonly readPrice?: number;
  readonly writePrice?: number;
}

/** `monotable describe`: the design as text, as Markdown, or as a page with a picture of the table. */
export async function describeCommand(
  asked: string | undefined,
  flags: DescribeCommandFlags,
  io: Io,
): Promise<ExitCode> {
  const read = await readDesign(schemasOf({ schema: asked }), "describe", io);
  if ("exitCode" in read) return read.exitCode;
  const { design } = read;
  const { itemSize, readPrice, writePrice } = flags;
  const designs = describeModel(design.model, {
    ...(itemSize !== undefined && { itemBytes: itemSize * 1024 }),
    prices: {
      ...(readPrice !== undefined && { read: readPrice }),
      ...(writePrice !== undefined && { write: writePrice }),
    },
  });
  const text = flags.html
    ? pageOf(await withItems(design, designs, flags, io))
    : flags.markdown
      ? markdownOf(designs)
      : terminalText(designs, coloursOf({ colour: io.colour && flags.out === undefined }));
  if (flags.out === undefined) io.stdout.write(text);
  else writeFileSync(resolve(io.cwd, flags.out), text);
  return 0;
}

/** The designs with items to show: of a live table, of a fixtures module, or made from the schemas. */
async function withItems(
  read: Design,
  designs: readonly TableDesign[],
  flags: DescribeCommandFlags,
  io: Io,
): Promise<DesignWithItems[]> {
  const { table: tableName, data, limit } = flags;
  if (tableName !== undefined) {
    const design = designs.length === 1 ? designs[0] : designs.find(({ table }) => table.name === tableName);
    if (design === undefined) {
      throw new Error(
        `No table of the schema is named "${tableName}". Tables: ${designs.map(({ table }) => table.name).join(", ")}.`,
      );
    }
    const { items, more } = await liveItems(tableName, limit, flags).catch((error: unknown) => {
      throw requestFailure(error, { region: flags.region, server: flags.endpoint });
    });
    const source = more
      ? `The first ${items.length} items of a Scan of the table ${tableName}.`
      : `All items of the table ${tableName}.`;
    return [{ design, items, source }];
  }
  if (data !== undefined) {
    const fixtures = await readFixtures(resolve(io.cwd, data), data, read.model);
    const samples = storedItems(read, fixtures);
    const problems = problemsOf(samples);
    if (problems.length > 0) throw new Error(`${data}: ${problems.join("\n")}`);
    return designs.map((design) => ({
      design,
      items: itemsIn(design, samples),
      source: "Items of the fixtures, as create stores them.",
    }));
  }
  const samples = sampleItems(read, { seed: "1", partitions: 3 });
  const problems = problemsOf(samples);
  if (problems.length > 0) {
    const colours = coloursOf(io);
    io.stderr.write(
      `${colours.yellow("warning:")} no sample data for some schemas; pass your own items with --data.\n  ${problems.join("\n  ")}\n`,
    );
  }
  return designs.map((design) => ({
    design,
    items: itemsIn(design, samples),
    source: "Sample items, made from the schemas.",
  }));
}

/** All that lies in a table: the items of its entities, and the guards of their unique values. */
function itemsIn({ entities }: TableDesign, samples: Samples) {
  const entitySamples = entities.flatMap(({ name }) => samples.get(name) ?? []);
  return [
    ...entitySamples.flatMap(({ documents }) => documents),
    ...entitySamples.flatMap(({ guards }) => guards),
  ];
}
