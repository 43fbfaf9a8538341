#!/usr/bin/env node
import { writeSync } from "node:fs";
import process from "node:process";
import { claimOutput, flush } from "./output.js";
import { run } from "./run.js";

const { stdin, stdout, stderr, env } = process;
// The SDK's notice about the version of Node.js is no part of what a command prints.
env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
const colour =
  env["NO_COLOR"] === undefined && ((stdout.isTTY && stderr.isTTY) || env["FORCE_COLOR"] !== undefined);

let finished = false;
// The modules of the user run in this process: one that ends it must not look like success.
process.on("exit", (code) => {
  if (finished) return;
  writeSync(2, "error: A schema or fixtures module ended the process before the command was done.\n");
  if (code === 0) process.exitCode = 1;
});

const exitCode = await run(process.argv.slice(2), {
  stdout: claimOutput(stdout, stderr),
  stderr,
  colour,
  ...(stdin.isTTY && stderr.isTTY && { terminal: { input: stdin, output: stderr } }),
  cwd: process.cwd(),
  stopped: () =>
    new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    }),
});
await Promise.all([flush(stdout), flush(stderr)]);
finished = true;
// Timers, sockets and servers that a module of the user left open do not keep the command alive.
process.exit(exitCode);
