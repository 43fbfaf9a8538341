#!/usr/bin/env node
import process from "node:process";
import { run } from "./run.js";

const { stdin, stdout, stderr, env } = process;
const colour =
  env["NO_COLOR"] === undefined && ((stdout.isTTY && stderr.isTTY) || env["FORCE_COLOR"] !== undefined);

process.exitCode = await run(process.argv.slice(2), {
  stdout,
  stderr,
  colour,
  ...(stdin.isTTY && stderr.isTTY && { terminal: { input: stdin, output: stderr } }),
  cwd: process.cwd(),
  stopped: () =>
    new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    }),
});
