import { isMonotableError } from "../../src/errors.js";
import type { TableModel } from "../../src/model/model.js";
import { createTables, startDynamoDBLocal } from "../../src/testing/index.js";
import type { ExitCode, Io } from "./io.js";
import { type Colours, coloursOf, errorLine } from "./print.js";

/** DynamoDB Local keeps a database for each access key id and region; with these everybody finds the same one. */
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const region = "local";

/** `monotable local`: runs DynamoDB Local with the tables of a schema, until the stop signal. */
export async function localCommand(schema: string | undefined, port: number, io: Io): Promise<ExitCode> {
  const colours = coloursOf(io);
  const loaded = schema === undefined ? { tables: [] } : await readTables(schema, io);
  if ("exitCode" in loaded) return loaded.exitCode;
  // How a table is run (its capacity, its protection, its tags) is of no matter here, and much of it unknown to the server.
  const tables = loaded.tables.map(({ settings: _, ...table }) => table);
  const stopped = io.stopped();
  try {
    const local = await startDynamoDBLocal({ port });
    try {
      await createTables(local.client(credentials.accessKeyId), tables);
      io.stdout.write(instructions(local.endpoint, tables, colours));
      await stopped;
    } finally {
      await local.stop();
    }
    return 0;
  } catch (error) {
    if (!isMonotableError(error, "LocalUnavailable")) throw error;
    io.stderr.write(errorLine(error.message, io));
    return 1;
  }
}

async function readTables(schema: string, io: Io) {
  // The compiler is loaded only where there is a schema to read.
  const { readDesign } = await import("./design.js");
  const read = await readDesign([schema], "local", io);
  return "exitCode" in read ? read : { tables: read.design.model.tables };
}

function instructions(endpoint: string, tables: readonly TableModel[], colours: Colours): string {
  const names = tables.map(({ name }) => name).join(", ");
  return [
    `DynamoDB Local (in memory) is listening on ${colours.bold(endpoint)}.`,
    ...(tables.length === 0 ? [] : [`Tables of the schema: ${names}.`]),
    "Start your application with:",
    `  export AWS_ENDPOINT_URL_DYNAMODB=${endpoint}`,
    `  export AWS_REGION=${region}`,
    `  export AWS_ACCESS_KEY_ID=${credentials.accessKeyId}`,
    `  export AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    `${colours.dim("Press Ctrl-C to stop.")}\n`,
  ].join("\n");
}
