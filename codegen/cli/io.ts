import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";

/** The streams of a terminal at which a person sits. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/** The output streams of a command, and the facts about its surroundings that it needs. */
export interface Io {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** True if output is coloured. */
  readonly colour: boolean;
  /** The terminal for questions and progress; absent if the session is not interactive. */
  readonly terminal?: Terminal | undefined;
  /** The working directory, from which paths are resolved and in which they are shown. */
  readonly cwd: string;
  /** Resolves when a command that runs on is told to stop: from the call on, Ctrl-C does not end the process. */
  stopped(): Promise<void>;
}

/** The exit code of a command: success, a fault of the design or the disk, wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Asks the person at the terminal, and gives the line that is typed. */
export async function ask(question: string, terminal: Terminal): Promise<string> {
  const lines = createInterface(terminal);
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
