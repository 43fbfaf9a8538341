import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { ExitCode, Io } from "./io.js";
import { declareTableCommands } from "./table-commands.js";
import { packageVersion } from "./version.js";

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
    .command("generate")
    .description("write the typed repositories of a schema")
    .argument("[schema...]", "schema files or patterns (default: schema.ts or src/schema.ts)")
    .option("-o, --out <folder>", "folder of the generated files (default: generated, beside the schema)")
    .option("--lock <file>", "lock file of the design (default: monotable.lock.json, beside the folder)")
    .option("--accept <change>", "a change that breaks stored items and is meant, such as Order.key", and)
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
    .command("local")
    .description("run DynamoDB Local, with the tables of a schema if one is given, until Ctrl-C")
    .argument("[schema]", "schema file whose tables are created")
    .option("-p, --port <number>", "port to listen on", portNumber, 8000)
    .action(async (schema: string | undefined, flags: { readonly port: number }) => {
      const { localCommand } = await import("./local-command.js");
      exitCode = await localCommand(schema, flags.port, io);
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

/** An option that is given several times. */
function and(one: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...one.split(",")];
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a whole number from 1 to 65535.");
}
