import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";

/** The streams of a terminal at which a person sits. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/** Where a command prints, and what it needs to know of its surroundings. */
export interface Io {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Whether to print in colour. */
  readonly colour: boolean;
  /** Where questions are asked and progress is drawn; absent where nobody sits at a terminal. */
  readonly terminal?: Terminal | undefined;
  /** The working directory, from which paths are resolved and in which they are shown. */
  readonly cwd: string;
  /** Resolves when a command that runs on is told to stop: from the call on, Ctrl-C does not end the process. */
  stopped(): Promise<void>;
}

/** What a command returns to the shell: done, something is wrong with the design or the disk, called wrongly. */
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
