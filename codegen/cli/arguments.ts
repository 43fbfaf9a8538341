import { type Command, InvalidArgumentError } from "commander";

/** Adds the options of a command that reads or writes a table. */
export function connected(command: Command): Command {
  return command
    .option("--endpoint <url>", "a server of your own, such as DynamoDB Local (default: AWS)")
    .option("--region <region>", "AWS region (default: that of the environment)")
    .option("--profile <profile>", "profile of the AWS configuration");
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a whole number, more than 0.");
}

export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a number, more than 0.");
}
