import { type Command, InvalidArgumentError } from "commander";
import type { ExitCode, Io } from "./io.js";
import type { ItemFlags, ReadFlags } from "./items-command.js";
import type { SeedFlags } from "./seed-command.js";
import type {
  ApplyFlags,
  ChangeFlags,
  DropFlags,
  JsonFlags,
  PlanFlags,
  TableFlags,
  TableSession,
} from "./table-command.js";

type Commands = typeof import("./table-command.js");

/** Declares `monotable table …`. */
export function declareTableCommands(program: Command, io: Io, end: (exitCode: ExitCode) => void): void {
  const table = program
    .command("table")
    .description("compare the tables in DynamoDB with the schema, and make them alike")
    .helpCommand(false);
  const declare = (name: string, description: string): Command =>
    ofSchema(table.command(name).description(description));
  const patient = (command: Command): Command =>
    command.option("--timeout <seconds>", "how long to wait for one step", seconds, 3600);
  // The SDK and the compiler are loaded here, so that help and mistakes in the arguments are quick.
  const run =
    <F>(work: (commands: Commands) => (session: TableSession, flags: F) => Promise<ExitCode>) =>
    async (flags: F & TableFlags, command: Command): Promise<void> => {
      const { withTables } = await import("./table-command.js");
      const commands = await import("./table-command.js");
      const name = `table ${command.name()} --schema`;
      end(await withTables(flags, name, io, (session) => work(commands)(session, flags)));
    };

  patient(declare("create", "create the tables that are missing")).action(
    run<ChangeFlags>(({ tableCreate }) => tableCreate),
  );
  declare("status", "show the tables and their indexes as they are").action(
    run<JsonFlags>(({ tableStatus }) => tableStatus),
  );
  declare("plan", "show what differs from the schema, and the steps that end it")
    .option("--check", "fail if anything differs")
    .action(run<PlanFlags>(({ tablePlan }) => tablePlan));
  patient(declare("apply", "make the tables what the schema says"))
    .option("--allow-destructive", "also send what destroys something: indexes, streams, replicas, backups")
    .option(
      "--recreate <table...>",
      "delete these tables, with all items, and make them anew if they have to be",
    )
    .action(run<ApplyFlags>(({ tableApply }) => tableApply));
  connected(table.command("list").description("list all tables that there are"))
    .option("--json", "print JSON")
    .action(async (flags: TableFlags) => {
      const { tableList } = await import("./table-command.js");
      end(await tableList(flags, io));
    });
  patient(declare("drop", "delete the tables of the schema"))
    .option("--yes", "do not ask")
    .action(run<DropFlags>(({ tableDrop }) => tableDrop));
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Give seconds, more than 0.");
}

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

/** Adds the options of a command that sends requests. */
export function connected(command: Command): Command {
  return command
    .option("--endpoint <url>", "a server of your own, such as DynamoDB Local (default: AWS)", address)
    .option("--region <region>", "AWS region (default: that of the environment)")
    .option("--profile <profile>", "profile of the AWS configuration");
}

/** Adds the options of a command that works on the tables of a design. */
function ofSchema(command: Command): Command {
  return connected(command)
    .option("-s, --schema <file>", "schema file (default: schema.ts or src/schema.ts)")
    .option("-t, --table <name=table>", "name of a table in DynamoDB, as in shop=shop-production", tableName)
    .option("--json", "print JSON");
}

/** Adds one `shop=shop-production` to the names in DynamoDB by logical name. */
export function tableName(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, logical, physical] = /^([^=]+)=([a-zA-Z0-9_.-]{3,255})$/.exec(text) ?? [];
  if (logical === undefined || physical === undefined) {
    throw new InvalidArgumentError(
      "Write it as shop=shop-production: a table of the schema and its name in DynamoDB, 3 to 255 of a-z A-Z 0-9 _ - .",
    );
  }
  return { ...before, [logical]: physical };
}

/** An option that is given several times, or once with commas. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(",")];
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a whole number, more than 0.");
}

export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a number, more than 0.");
}

function address(text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("Give a whole address, such as http://127.0.0.1:8000.");
}
