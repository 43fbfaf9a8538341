import { PassThrough, Writable } from "node:stream";
import type { Terminal } from "../../codegen/cli/io.js";
import type { TableSession } from "../../codegen/cli/table-command.js";
import * as commands from "../../codegen/cli/table-command.js";
import { connectTables } from "../../codegen/database/connect.js";
import { CommandFailure, UsageFailure } from "../../codegen/database/failure.js";
import type { TableModel } from "../../src/model/model.js";
import type { CommandResult } from "./command.js";

const COMMANDS = {
  create: commands.tableCreate,
  status: commands.tableStatus,
  plan: commands.tablePlan,
  apply: commands.tableApply,
  drop: commands.tableDrop,
};

/**
 * `monotable table …` for tables that need not be read from a schema, which takes seconds: everything of the commands but
 * that.
 */
export function tableCommands(endpoint: string, region?: string) {
  return async (
    command: keyof typeof COMMANDS,
    tables: readonly TableModel[],
    flags: Readonly<Record<string, unknown>> = {},
    ask?: (question: string) => Promise<string>,
  ): Promise<CommandResult> => {
    const texts = { stdout: "", stderr: "" };
    const stream = (name: keyof typeof texts) => ({
      write(text: string) {
        texts[name] += text;
      },
    });
    const plane = await connectTables({ endpoint, ...(region !== undefined && { region }) });
    const session: TableSession = {
      plane,
      tables: tables.map((table) => ({ table, name: table.name })),
      intervalMilliseconds: 5,
      io: {
        stdout: stream("stdout"),
        stderr: stream("stderr"),
        colour: false,
        cwd: process.cwd(),
        stopped: () => new Promise(() => {}),
        terminal: ask && terminalOf(ask),
      },
    };
    try {
      return { exitCode: await COMMANDS[command](session, flags), ...texts };
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      return {
        exitCode: error instanceof UsageFailure ? 2 : 1,
        ...texts,
        stderr: `${texts.stderr}${error.message}\n`,
      };
    } finally {
      plane.close();
    }
  };
}

/** A terminal at which somebody answers each question. */
function terminalOf(ask: (question: string) => Promise<string>): Terminal {
  const input = new PassThrough();
  const output = new Writable({
    write(question, _encoding, done) {
      void ask(String(question)).then((answer) => input.write(`${answer}\n`));
      done();
    },
  });
  return { input, output };
}
