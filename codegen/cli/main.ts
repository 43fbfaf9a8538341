#!/usr/bin/env node
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { run } from "./run.js";

const { stdin, stdout, stderr, env } = process;
const colour =
  env["NO_COLOR"] === undefined && ((stdout.isTTY && stderr.isTTY) || env["FORCE_COLOR"] !== undefined);

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

process.exitCode = await run(process.argv.slice(2), {
  stdout,
  stderr,
  colour,
  ...(stdin.isTTY && stderr.isTTY && { terminal: { input: stdin, output: stderr } }),
  cwd: process.cwd(),
  ...(stdin.isTTY && stderr.isTTY && { ask }),
  stopped: () =>
    new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    }),
});
