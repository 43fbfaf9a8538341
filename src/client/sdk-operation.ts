import { invalidOptions } from "../errors.js";
import type { AnyAction } from "./action.js";
import type { DocumentLibrary } from "./document-library.js";
import { writeErrors } from "./errors.js";

/** The package of DynamoDB's own commands. A bundler does not follow the name, so that a bundle has no command twice. */
const NAME = "@aws-sdk/client-dynamodb";

/** The SDK's commands by the names of their classes. */
type Commands = Readonly<Record<string, unknown>>;

/**
 * Returns the action of an operation that monotable itself does not send: the installed SDK's own command. What it does is
 * unknown, so that it counts as a write: an error of it may say `uncertain`.
 */
export function sdkOperation(name: string): AnyAction {
  return {
    // Type assertion: the operation is one of the SDK's, which this package does not name.
    name: name as AnyAction["name"],
    Command: undefined,
    documentCommand: `${name}Command` as AnyAction["documentCommand"],
    commandClass: (library) => commandClass(`${name}Command`, library),
    input: unused,
    output: unused,
    check: () => {},
    errorPolicy: writeErrors,
  };
}

function unused(): never {
  throw new Error("The SDK writes and reads the requests of this operation");
}

/** Finds the class of a command: that of the document client, which converts values, otherwise that of the SDK's client. */
async function commandClass(name: string, library: DocumentLibrary): Promise<unknown> {
  const known = (library as unknown as Commands)[name];
  if (known !== undefined) return known;
  const command = (await ownCommands())[name];
  if (typeof command === "function") return command;
  const operation = name.replace(/Command$/, "");
  throw invalidOptions(`the installed ${NAME} has no operation ${operation}`);
}

async function ownCommands(): Promise<Commands> {
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ NAME)) as Commands;
  } catch (cause) {
    throw invalidOptions(
      `${NAME} cannot be loaded (${String(cause)}): leave it out of the bundle, as an external package`,
      cause,
    );
  }
}
