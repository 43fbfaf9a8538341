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
import type { ImportFlags, ImportTableFlags } from "./import-command.js";
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
    .showHelpAfterError("(monotable --help shows what there is)");

  program
    .command("init")
    .description("write a first schema, a first test and a script into a project; overwrites nothing")
    .option("-y, --yes", "ask nothing: take what fits the project")
    .option("-s, --schema <file>", "schema file to write (default: schema.ts, in src where there is one)")
    .option("--table-name <name>", "name of the table in DynamoDB (default: that of the package)")
    .addOption(
      new Option("--test <runner>", "what runs the test (default: what package.json has, or node)").choices([
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
    .description("write the typed repositories of a schema")
    .argument("[schema...]", "schema files or patterns (default: schema.ts or src/schema.ts)")
    .option("-o, --out <folder>", "folder of the generated files (default: generated, beside the schema)")
    .option("--lock <file>", "lock file of the design (default: monotable.lock.json, beside the folder)")
    .option("--accept <change>", "a change that breaks stored items and is meant, such as Order.key", several)
    .option("--check", "write nothing; fail if anything would be written")
    .addOption(new Option("-w, --watch", "generate again whenever the schema changes").conflicts("check"))
    .addOption(
      new Option("--import-extension <extension>", "how generated files import each other")
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
    .description("ask every rule of a sound design, and compare it with its lock; write nothing")
    .argument("[schema...]", "schema files or patterns (default: schema.ts or src/schema.ts)")
    .addOption(new Option("--json", "print what was found as JSON").conflicts("sarif"))
    .option("--sarif", "print what was found as SARIF 2.1.0, for code scanning")
    .option("--strict", "fail on warnings too")
    .option("--lock <file>", "lock file of the design (default: monotable.lock.json, beside generated)")
    .option("--accept <change>", "a change that breaks stored items and is meant, such as Order.key", several)
    .action(async (schemas: string[], flags: CheckCommandFlags) => {
      const { checkCommand } = await import("./check-command.js");
      exitCode = await checkCommand(schemas, flags, io);
    });

  connected(
    program
      .command("describe")
      .description("show the design: as text, as Markdown, or as a page with a picture of the table")
      .argument("[schema]", "schema file (default: schema.ts or src/schema.ts)")
      .addOption(new Option("--markdown", "as Markdown with a Mermaid diagram").conflicts("html"))
      .option("--html", "as one page that needs nothing else, with items in the table and its indexes")
      .option("-o, --out <file>", "file to write (default: the terminal)")
      .addOption(
        new Option(
          "--data <module>",
          "items to show: a module of fixtures (default: made from the schemas)",
        ).conflicts("table"),
      )
      .option("-t, --table <name>", "show the items of this table in DynamoDB")
      .option("--limit <items>", "how many items of it are read", wholeNumber, 200)
      .option("--item-size <KB>", "size of the largest item, for costs (default: 400)", positive)
      .option("--read-price <dollars>", "price of a million read request units", positive)
      .option("--write-price <dollars>", "price of a million write request units", positive),
  ).action(async (schema: string | undefined, flags: DescribeCommandFlags) => {
    const { describeCommand } = await import("./describe-command.js");
    exitCode = await describeCommand(schema, flags, io);
  });

  program
    .command("emit")
    .description("print or write what else is made from a schema, such as infrastructure")
    .argument("<target>", "cdk, cloudformation, iam, json-schema, sdk, terraform or workbench")
    .argument("[schema...]", "schema files or patterns (default: schema.ts or src/schema.ts)")
    .option("-o, --out <file or folder>", "write there instead of printing")
    .option("--check", "write nothing; fail if anything would be written to --out")
    .option("-f, --format <format>", "the form of the target, where it has several")
    .option("--table <name...>", "these tables of the schema alone, by their names there")
    .option("--table-name <table=name...>", "a table's name in DynamoDB, where it is another one", tableName)
    .option("--global-table", "cloudformation: make global tables also of those without replicas")
    .option("--table-arn <table=arn...>", "iam: a table's ARN")
    .option(
      "--tenant <attribute>",
      "iam: only items whose partition keys begin with the principal's value of it",
    )
    .option("--tenant-tag <tag>", "iam: the principal's tag with that value (default: the attribute's name)")
    .option("--scans", "iam: allow scans, too, which read the items of all entities")
    .option("--partiql", "iam: allow PartiQL statements, too")
    .option("--entity <name...>", "iam: the policies of these entities alone")
    .option("--items <module>", "workbench: a module that exports lists of sample items by entity")
    .option("--seed <text>", "workbench: what made-up items depend on")
    .option("--samples <number>", "workbench: how many items of each entity to make up", sampleCount)
    .action(async (target: string, schemas: string[], flags: EmitCommandFlags) => {
      const { emitCommand } = await import("./emit-command.js");
      exitCode = await emitCommand(target, schemas, flags, io);
    });

  const imports = program.command("import").description("make a first schema out of what is there");
  imports
    .command("workbench")
    .description("out of a NoSQL Workbench data model")
    .argument("<file>", "the model, as NoSQL Workbench exports it (JSON)")
    .option("-o, --out <file>", "write there instead of printing; an existing file is not overwritten")
    .action(async (file: string, flags: ImportFlags) => {
      const { importWorkbench } = await import("./import-command.js");
      exitCode = await importWorkbench(file, flags, io);
    });
  connected(
    imports
      .command("table")
      .description("out of a table in DynamoDB, by its description and some of its items")
      .argument("<name>", "the table's name in DynamoDB")
      .option("-o, --out <file>", "write there instead of printing; an existing file is not overwritten"),
  )
    .option("--sample <number>", "the most items to read", itemCount, 1000)
    .action(async (name: string, flags: ImportTableFlags) => {
      const { importTable } = await import("./import-command.js");
      exitCode = await importTable(name, flags, io);
    });

  program
    .command("local")
    .description("run DynamoDB Local, with the tables of a schema if one is given, until Ctrl-C")
    .argument("[schema]", "schema file whose tables are created")
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

  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    io.stderr.write(`monotable: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function sampleCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= 1000) return count;
  throw new InvalidArgumentError("A number of samples is a whole number from 0 to 1000.");
}

function itemCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1_000_000) return count;
  throw new InvalidArgumentError("A number of items is a whole number from 1 to 1000000.");
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a whole number from 1 to 65535.");
}
