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
    .description("compare deployed tables with the schema and apply the differences")
    .helpCommand(false);
  const declare = (name: string, description: string): Command =>
    ofSchema(table.command(name).description(description));
  const patient = (command: Command): Command =>
    command.option("--timeout <seconds>", "time limit for each step, in seconds", seconds, 3600);
  // The SDK and the compiler are loaded here, so that help and mistakes in the arguments are quick.
  const run =
    <F>(work: (commands: Commands) => (session: TableSession, flags: F) => Promise<ExitCode>) =>
    async (flags: F & TableFlags, command: Command): Promise<void> => {
      const { withTables } = await import("./table-command.js");
      const commands = await import("./table-command.js");
      const name = `table ${command.name()} --schema`;
      end(await withTables(flags, name, io, (session) => work(commands)(session, flags)));
    };

  patient(declare("create", "create missing tables")).action(
    run<ChangeFlags>(({ tableCreate }) => tableCreate),
  );
  declare("status", "show the deployed tables and their indexes").action(
    run<JsonFlags>(({ tableStatus }) => tableStatus),
  );
  declare("plan", 'show the changes that "table apply" would make')
    .option("--check", "fail if anything differs")
    .action(run<PlanFlags>(({ tablePlan }) => tablePlan));
  patient(declare("apply", "change the deployed tables to match the schema"))
    .option(
      "--allow-destructive",
      "also apply destructive steps: deleting indexes, streams, replicas or backups",
    )
    .option(
      "--recreate <table...>",
      "delete and recreate these tables, with all items, if they cannot be changed",
    )
    .option("--yes", "skip the confirmation")
    .action(run<ApplyFlags>(({ tableApply }) => tableApply));
  connected(table.command("list").description("list all tables of the account and region"))
    .option("--json", "print JSON")
    .action(async (flags: TableFlags) => {
      const { tableList } = await import("./table-command.js");
      end(await tableList(flags, io));
    });
  patient(declare("drop", "delete the tables of the schema"))
    .option("--yes", "skip the confirmation")
    .action(run<DropFlags>(({ tableDrop }) => tableDrop));
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Expected a number of seconds greater than 0.");
}

/** Declares the commands that read and write items: `get`, `query`, `scan`, `seed`. */
export function declareItemCommands(program: Command, io: Io, end: (exitCode: ExitCode) => void): void {
  const declare = (name: string, description: string): Command =>
    ofSchema(program.command(name).description(description));
  const reading = (command: Command): Command =>
    command.option("--limit <items>", "maximum number of items", wholeNumber, 25);

  declare("get", "read one item by its primary key")
    .argument("<entity>", "entity, e.g. order")
    .argument("[key...]", "primary key, e.g. customerId=c1 orderId=o1")
    .action(async (path: string, key: string[], flags: ItemFlags) => {
      const { getCommand } = await import("./items-command.js");
      end(await getCommand(path, key, flags, io));
    });
  reading(declare("query", "read items by an access pattern"))
    .argument("<pattern>", "access pattern, e.g. order.byStatus, or order for the primary key")
    .argument("[key...]", "key attributes, e.g. status=PAID 'placedAt>=2026-01-01'")
    .option("--descending", "descending order of the sort key")
    .option("--consistent", "strongly consistent reads (not for a global index)")
    .action(async (path: string, key: string[], flags: ReadFlags) => {
      const { queryCommand } = await import("./items-command.js");
      end(await queryCommand(path, key, flags, io));
    });
  reading(declare("scan", "read the items of an entity, unordered (reads the whole table)"))
    .argument("<entity>", "entity, e.g. order, or order.byStatus for an index")
    .action(async (path: string, flags: ReadFlags) => {
      const { scanCommand } = await import("./items-command.js");
      end(await scanCommand(path, flags, io));
    });
  declare("seed", "store fixtures, or sample data made from the schemas")
    .argument(
      "[module]",
      "module whose default export lists items by repository (default: sample data made from the schemas)",
    )
    .option("--seed <number>", "random seed for the sample data", wholeNumber, 1)
    .option("--overwrite", "replace items that exist (default: they stay)")
    .option("--yes", "skip the confirmation")
    .option("--partitions <number>", "number of partitions for each entity", wholeNumber, 3)
    .action(async (data: string | undefined, flags: SeedFlags) => {
      const { seedCommand } = await import("./seed-command.js");
      end(await seedCommand(data, flags, io));
    });
}

/** Adds the options of a command that sends requests. */
export function connected(command: Command): Command {
  return command
    .option(
      "--endpoint <url>",
      "DynamoDB endpoint URL, e.g. http://127.0.0.1:8000 for DynamoDB Local (default: AWS)",
      address,
    )
    .option("--region <region>", "AWS region (default: from the environment)")
    .option("--profile <profile>", "AWS profile");
}

/** Adds the options of a command that works on the tables of a design. */
function ofSchema(command: Command): Command {
  return connected(command)
    .option("-s, --schema <file>", "schema file (default: schema.ts or src/schema.ts)")
    .option(
      "-t, --table <name=table>",
      "name or ARN of a table in DynamoDB, e.g. shop=shop-production; the name alone if the schema has one table",
      tablePlace,
    )
    .option("--json", "print JSON");
}

const NAME_OR_ARN = String.raw`[a-zA-Z0-9_.-]{3,255}|arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table/[\w.-]{3,255}`;

/** Adds one `shop=shop-production` to the names in DynamoDB by logical name. */
export function tableName(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, logical, physical] = /^([^=]+)=([a-zA-Z0-9_.-]{3,255})$/.exec(text) ?? [];
  if (logical === undefined || physical === undefined) {
    throw new InvalidArgumentError(
      "Expected <table>=<name in DynamoDB>, e.g. shop=shop-production; a name has 3 to 255 of a-z A-Z 0-9 _ - .",
    );
  }
  return { ...before, [logical]: physical };
}

/** Adds a name or an ARN in DynamoDB by logical name; alone it stands for the only table of the schema, under no name. */
function tablePlace(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, logical = "", physical] = new RegExp(`^(?:([^=]+)=)?(${NAME_OR_ARN})$`).exec(text) ?? [];
  if (physical === undefined) {
    throw new InvalidArgumentError(
      "Expected <table>=<name in DynamoDB>, e.g. shop=shop-production, or the name or ARN alone if the schema has one table; a name has 3 to 255 of a-z A-Z 0-9 _ - .",
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
  throw new InvalidArgumentError("Expected a whole number greater than 0.");
}

export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a number greater than 0.");
}

function address(text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("Expected a URL, e.g. http://127.0.0.1:8000.");
}
