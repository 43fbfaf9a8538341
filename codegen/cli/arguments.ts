import { type Command, InvalidArgumentError } from "commander";

/** Adds the options of a command that sends requests. */
export function connected(command: Command): Command {
  return command
    .option("--endpoint <url>", "a server of your own, such as DynamoDB Local (default: AWS)", address)
    .option("--region <region>", "AWS region (default: that of the environment)")
    .option("--profile <profile>", "profile of the AWS configuration");
}

/** Adds the options of a command that works on the tables of a design. */
export function ofSchema(command: Command): Command {
  return connected(command)
    .option("-s, --schema <file>", "schema file (default: schema.ts or src/schema.ts)")
    .option("-t, --table <name=table>", "name of a table in DynamoDB, as in shop=shop-production", tableName)
    .option("--json", "print JSON");
}

/** Adds one `shop=shop-production` to the names in DynamoDB by logical name. */
export function tableName(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, logical, physical] = /^([^=]+)=([a-zA-Z0-9_.-]{3,255})$/.exec(text) ?? [];
  if (logical === undefined || physical === undefined) {
    throw new InvalidArgumentError(
      "Write it as shop=shop-production: a table of the schema and its name in DynamoDB, 3 to 255 of a-z A-Z 0-9 _ - .",
    );
  }
  return { ...before, [logical]: physical };
}

/** An option that is given several times, or once with commas. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(",")];
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

function address(text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("Give a whole address, such as http://127.0.0.1:8000.");
}
