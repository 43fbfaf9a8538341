import type { Command } from "commander";
import { ofSchema, wholeNumber } from "./arguments.js";
import type { ExitCode, Io } from "./io.js";
import type { ItemFlags, ReadFlags } from "./items-command.js";
import type { SeedFlags } from "./seed-command.js";

/** Declares the commands that read and write items: `get`, `query`, `scan`, `seed`. */
export function declareItemCommands(program: Command, io: Io, end: (exitCode: ExitCode) => void): void {
  const declare = (name: string, description: string): Command =>
    ofSchema(program.command(name).description(description));
  const reading = (command: Command): Command =>
    command.option("--limit <items>", "how many items are given", wholeNumber, 25);

  declare("get", "read one item by its primary key")
    .argument("<entity>", "as in order")
    .argument("[key...]", "as in customerId=c1 orderId=o1")
    .action(async (path: string, key: string[], flags: ItemFlags) => {
      const { getCommand } = await import("./items-command.js");
      end(await getCommand(path, key, flags, io));
    });
  reading(declare("query", "read items by an access pattern"))
    .argument("<pattern>", "as in order.byStatus, or order for the primary key")
    .argument("[key...]", "as in status=PAID 'placedAt>=2026-01-01'")
    .option("--descending", "from the end")
    .option("--consistent", "strongly consistent: not of a global index")
    .action(async (path: string, key: string[], flags: ReadFlags) => {
      const { queryCommand } = await import("./items-command.js");
      end(await queryCommand(path, key, flags, io));
    });
  reading(declare("scan", "read items of an entity, in no order: reads the whole table"))
    .argument("<entity>", "as in order, or order.byStatus for an index")
    .action(async (path: string, flags: ReadFlags) => {
      const { scanCommand } = await import("./items-command.js");
      end(await scanCommand(path, flags, io));
    });
  declare("seed", "store items: of a fixtures module, or made from the schemas")
    .argument(
      "[module]",
      "module whose default export has items by repository (default: made from the schemas)",
    )
    .option("--seed <number>", "what the items that are made follow from", wholeNumber, 1)
    .option("--partitions <number>", "how many partitions of each entity are made", wholeNumber, 3)
    .action(async (data: string | undefined, flags: SeedFlags) => {
      const { seedCommand } = await import("./seed-command.js");
      end(await seedCommand(data, flags, io));
    });
}
