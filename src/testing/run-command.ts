import { execFile } from "node:child_process";

/** What a command printed on both outputs, or `undefined` if it could not be run, failed, or took over 15 seconds. */
export function runCommand(command: string, parameters: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, [...parameters], { timeout: 15_000 }, (error, stdout, stderr) => {
      resolve(error === null ? `${stdout}${stderr}` : undefined);
    });
  });
}
