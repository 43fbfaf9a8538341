import { type Command, InvalidArgumentError } from "commander";
import { connected, ofSchema } from "./arguments.js";
import type { ExitCode, Io } from "./io.js";
import type { ApplyFlags, ChangeFlags, DropFlags, JsonFlags, PlanFlags } from "./table-command.js";
import type { TableFlags, TableSession } from "./table-session.js";

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
      const { withTables } = await import("./table-session.js");
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
