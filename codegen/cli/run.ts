import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { packageVersion } from "../version.js";
import type { CheckCommandFlags } from "./check-command.js";
import {
  connected,
  declareItemCommands,
  declareTableCommands,
  positive,
  several,
  tableName,
  wholeNumber,
} from "./commands.js";
import type { DescribeCommandFlags } from "./describe-command.js";
import type { EmitCommandFlags } from "./emit-command.js";
import type { ImportFileFlags, ImportFlags, ImportTableFlags } from "./import-command.js";
import type { InitFlags } from "./init-command.js";
import type { ExitCode, Io } from "./io.js";

interface GenerateFlags {
  readonly out?: string;
  readonly lock?: string;
  readonly accept?: readonly string[];
  readonly check?: true;
  readonly watch?: true;
  readonly importExtension: "js" | "ts" | "none";
}

/** Runs the `monotable` command. Never throws and never ends the process. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = new Command("monotable")
    .description("Typed repositories for Amazon DynamoDB, generated from a schema.")
    .version(packageVersion(), "-v, --version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHasColors: () => io.colour,
      getErrHasColors: () => io.colour,
    })
    .showHelpAfterError('Run "monotable --help" for usage.');

  program
    .command("init")
    .description("add a schema, a test and a script to a project (overwrites no file)")
    .option("-y, --yes", "accept the defaults without asking")
    .option("-s, --schema <file>", "schema file to write (default: src/schema.ts, or schema.ts without src)")
    .option("--table-name <name>", "name of the table in DynamoDB (default: name of the package)")
    .addOption(
      new Option("--test <runner>", "test runner (default: from package.json, or node)").choices([
        "vitest",
        "jest",
        "node",
        "none",
      ]),
    )
    .action(async (flags: InitFlags) => {
      const { initCommand } = await import("./init-command.js");
      exitCode = await initCommand(flags, io);
    });

  program
    .command("generate")
    .description("generate the typed repositories of a schema")
    .argument("[schema...]", "schema files or patterns (default: schema.ts or src/schema.ts)")
    .option("-o, --out <folder>", "folder of the generated files (default: generated, beside the schema)")
    .option("--lock <file>", "lock file of the design (default: monotable.lock.json, beside the folder)")
    .option("--accept <change>", "accept a change that breaks stored items, e.g. Order.key", several)
    .option("--check", "write no files; fail if any is missing or outdated")
    .addOption(new Option("-w, --watch", "generate again when the schema changes").conflicts("check"))
    .addOption(
      new Option("--import-extension <extension>", "extension in the imports of generated files")
        .choices(["js", "ts", "none"])
        .default("js"),
    )
    .action(async (schemas: string[], flags: GenerateFlags) => {
      // The compiler is loaded here, so that help and mistakes in the arguments are quick.
      const { generateCommand } = await import("./generate-command.js");
      exitCode = await generateCommand(schemas, flags, io);
    });

  program
    .command("check")
    .description("validate the schema and compare it with the lock file (no files are written)")
    .argument("[schema...]", "schema files or patterns (default: schema.ts or src/schema.ts)")
    .addOption(new Option("--json", "print the diagnostics as JSON").conflicts("sarif"))
    .option("--sarif", "print the diagnostics as SARIF 2.1.0, for code scanning")
    .option("--strict", "fail on warnings, too")
    .option("--lock <file>", "lock file of the design (default: monotable.lock.json, beside generated)")
    .option("--accept <change>", "accept a change that breaks stored items, e.g. Order.key", several)
    .action(async (schemas: string[], flags: CheckCommandFlags) => {
      const { checkCommand } = await import("./check-command.js");
      exitCode = await checkCommand(schemas, flags, io);
    });

  connected(
    program
      .command("describe")
      .description("show the design as text, Markdown or an HTML page with a diagram of the table")
      .argument("[schema]", "schema file (default: schema.ts or src/schema.ts)")
      .addOption(new Option("--markdown", "write Markdown with a Mermaid diagram").conflicts("html"))
      .option("--html", "write a self-contained HTML page with items in the table and its indexes")
      .option("-o, --out <file>", "file to write (default: the terminal)")
      .option("--overwrite", "replace the file of --out even if another program wrote it")
      .addOption(
        new Option(
          "--data <module>",
          "fixtures module with the items to show (default: sample data made from the schemas)",
        ).conflicts("table"),
      )
      .option("-t, --table <name>", "show the items of this table in DynamoDB")
      .option("--limit <items>", "maximum number of items to read", wholeNumber, 200)
      .option("--item-size <KB>", "size of the largest item, for costs (default: 400)", positive)
      .option("--read-price <dollars>", "price of a million read request units", positive)
      .option("--write-price <dollars>", "price of a million write request units", positive),
  ).action(async (schema: string | undefined, flags: DescribeCommandFlags) => {
    const { describeCommand } = await import("./describe-command.js");
    exitCode = await describeCommand(schema, flags, io);
  });

  program
    .command("emit")
    .description("generate CloudFormation, Terraform, CDK, IAM policies or JSON Schemas")
    .argument("<target>", "cdk, cloudformation, iam, json-schema, sdk, terraform or workbench")
    .argument("[schema...]", "schema files or patterns (default: schema.ts or src/schema.ts)")
    .option("-o, --out <file or folder>", "file or folder to write (default: the terminal)")
    .option("--check", "write no files; fail if any of --out is missing or outdated")
    .option("-f, --format <format>", "format of the output, if the target has several")
    .option("--table <name...>", "only these tables, by their names in the schema")
    .option("--table-name <table=name...>", "name of a table in DynamoDB, if it differs", tableName)
    .option("--global-table", "cloudformation: AWS::DynamoDB::GlobalTable also for tables without replicas")
    .option("--table-arn <table=arn...>", "iam: ARN of a table")
    .option(
      "--tenant <attribute>",
      "iam: allow only items whose partition keys begin with the principal's value of this attribute",
    )
    .option("--tenant-tag <tag>", "iam: principal tag with that value (default: name of the attribute)")
    .option("--scans", "iam: also allow scans, which read the items of all entities")
    .option("--partiql", "iam: also allow PartiQL statements")
    .option("--entity <name...>", "iam: only the policies of these entities")
    .option("--items <module>", "workbench: a module that exports lists of sample items by entity")
    .option("--seed <text>", "workbench: random seed for the sample items")
    .option("--samples <number>", "workbench: number of sample items for each entity", sampleCount)
    .action(async (target: string, schemas: string[], flags: EmitCommandFlags) => {
      const { emitCommand } = await import("./emit-command.js");
      exitCode = await emitCommand(target, schemas, flags, io);
    });

  const imports = program
    .command("import")
    .description("create a schema from an existing table or from a design file");
  imports
    .command("file", { isDefault: true })
    .description(
      "create a schema from a design file: schema.json of AWS's data-modelling tool, or a NoSQL Workbench model",
    )
    .argument("<file>", "design file (JSON)")
    .option("-o, --out <file>", "file to write (default: the terminal); existing files are not overwritten")
    .option("-u, --usage <file>", "usage_data.json of AWS's tool: sample values, which become fixtures")
    .action(async (file: string, flags: ImportFileFlags) => {
      const { importFile } = await import("./import-command.js");
      exitCode = await importFile(file, flags, io);
    });
  imports
    .command("workbench")
    .description("create a schema from a NoSQL Workbench data model")
    .argument("<file>", "data model exported by NoSQL Workbench (JSON)")
    .option("-o, --out <file>", "file to write (default: the terminal); existing files are not overwritten")
    .action(async (file: string, flags: ImportFlags) => {
      const { importWorkbench } = await import("./import-command.js");
      exitCode = await importWorkbench(file, flags, io);
    });
  connected(
    imports
      .command("table")
      .description("create a schema from a table in DynamoDB: its description and a sample of its items")
      .argument("<name>", "name of the table in DynamoDB")
      .option(
        "-o, --out <file>",
        "file to write (default: the terminal); existing files are not overwritten",
      ),
  )
    .option("--sample <number>", "maximum number of items to read", itemCount, 1000)
    .action(async (name: string, flags: ImportTableFlags) => {
      const { importTable } = await import("./import-command.js");
      exitCode = await importTable(name, flags, io);
    });

  program
    .command("local")
    .description("run DynamoDB Local with the tables of a schema, until Ctrl-C")
    .argument("[schema]", "schema file whose tables are created (default: none)")
    .option("-p, --port <number>", "port to listen on", portNumber, 8000)
    .action(async (schema: string | undefined, flags: { readonly port: number }) => {
      const { localCommand } = await import("./local-command.js");
      exitCode = await localCommand(schema, flags.port, io);
    });

  declareItemCommands(program, io, (code) => {
    exitCode = code;
  });

  declareTableCommands(program, io, (code) => {
    exitCode = code;
  });

  nameUsage(program, "monotable");
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    io.stderr.write(`monotable: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** Makes each command name its own help after an error in its arguments. */
function nameUsage(command: Command, path: string): void {
  command.showHelpAfterError(`Run "${path} --help" for usage.`);
  for (const child of command.commands) nameUsage(child, `${path} ${child.name()}`);
}

function sampleCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= 1000) return count;
  throw new InvalidArgumentError("Expected a whole number from 0 to 1000.");
}

function itemCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1_000_000) return count;
  throw new InvalidArgumentError("Expected a whole number from 1 to 1000000.");
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("Expected a port from 1 to 65535.");
}
