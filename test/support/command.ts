import type { Terminal } from "../../codegen/cli/io.js";
import { run } from "../../codegen/cli/run.js";

/** What a command printed and returned. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stop?: AbortSignal;
  readonly print?: (text: string) => void;
  /** Where a person answers; nobody unless given. */
  readonly terminal?: Terminal;
}

/** Runs the `monotable` command in this process, without colours. */
export async function monotable(
  cwd: string,
  argv: readonly string[],
  { stop = new AbortController().signal, print, terminal }: CommandOptions = {},
): Promise<CommandResult> {
  const texts = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof texts) => ({
    write(text: string) {
      texts[name] += text;
      print?.(text);
    },
  });
  const exitCode = await run(argv, {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    colour: false,
    terminal,
    cwd,
    stopped: () => new Promise((resolve) => stop.addEventListener("abort", () => resolve(), { once: true })),
  });
  return { exitCode, ...texts };
}
