import { run } from "../../codegen/cli/run.js";

/** What a command printed and returned. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `monotable` command in this process, without colours. */
export async function monotable(
  cwd: string,
  argv: readonly string[],
  { stop = new AbortController().signal, print }: { stop?: AbortSignal; print?: (text: string) => void } = {},
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
    cwd,
    stopped: () => new Promise((resolve) => stop.addEventListener("abort", () => resolve(), { once: true })),
  });
  return { exitCode, ...texts };
}
