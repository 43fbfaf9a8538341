import { type Command, InvalidArgumentError } from "commander";
import type { ExitCode, Io } from "./io.js";
import type { ApplyFlags, TableFlags } from "./table-command.js";

type Implementation = typeof import("./table-command.js");

/** Declares `monotable table …`. */
export function declareTableCommands(program: Command, io: Io, end: (exitCode: ExitCode) => void): void {
  const table = program
    .command("table")
    .description("compare the tables in DynamoDB with the schema, and make them alike")
    .helpCommand(false);
  const declare = (name: string, description: string): Command =>
    table
      .command(name)
      .description(description)
      .option("--endpoint <url>", "a server of your own, such as DynamoDB Local (default: AWS)")
      .option("--region <region>", "AWS region (default: that of the environment)")
      .option("--profile <profile>", "profile of the AWS configuration")
      .option("--json", "print JSON");
  const ofSchema = (name: string, description: string): Command =>
    declare(name, description)
      .option("-s, --schema <file>", "schema file (default: schema.ts or src/schema.ts)")
      .option(
        "-t, --table <name=table>",
        "name of a table in DynamoDB, as in shop=shop-production",
        tableName,
      );
  const patient = (command: Command): Command =>
    command.option("--timeout <seconds>", "how long to wait for one step", seconds, 3600);
  // The SDK and the compiler are loaded here, so that help and mistakes in the arguments are quick.
  const run =
    <F>(command: (implementation: Implementation) => (flags: F, io: Io) => Promise<ExitCode>) =>
    async (flags: F): Promise<void> =>
      end(await command(await import("./table-command.js"))(flags, io));

  patient(ofSchema("create", "create the tables that are missing")).action(
    run<ApplyFlags>(({ tableCreate }) => tableCreate),
  );
  ofSchema("status", "show the tables and their indexes as they are").action(
    run<TableFlags>(({ tableStatus }) => tableStatus),
  );
  ofSchema("plan", "show what differs from the schema, and the steps that end it")
    .option("--check", "fail if anything differs")
    .action(run<TableFlags & { check?: true }>(({ tablePlan }) => tablePlan));
  patient(ofSchema("apply", "make the tables what the schema says"))
    .option("--allow-destructive", "also send what destroys something: indexes, replicas, backups")
    .option(
      "--recreate <table...>",
      "delete these tables, with all items, and make them anew if they have to be",
    )
    .action(run<ApplyFlags>(({ tableApply }) => tableApply));
  declare("list", "list all tables that there are").action(run<TableFlags>(({ tableList }) => tableList));
  patient(ofSchema("drop", "delete the tables of the schema"))
    .option("--yes", "do not ask")
    .action(run<TableFlags & { yes?: true }>(({ tableDrop }) => tableDrop));
}

function tableName(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, logical, physical] = /^([^=]+)=([a-zA-Z0-9_.-]{3,255})$/.exec(text) ?? [];
  if (logical === undefined || physical === undefined) {
    throw new InvalidArgumentError(
      "Write it as shop=shop-production: a table of the schema and its name in DynamoDB, 3 to 255 of a-z A-Z 0-9 _ - .",
    );
  }
  return { ...before, [logical]: physical };
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Give seconds, more than 0.");
}
