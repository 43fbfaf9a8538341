import { createInterface } from "node:readline/promises";
import type { Terminal } from "./io.js";

/** Asks the person at the terminal, and gives the line that is typed. */
export async function ask(question: string, terminal: Terminal): Promise<string> {
  const lines = createInterface(terminal);
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
