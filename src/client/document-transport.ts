import type { TranslateConfig } from "@aws-sdk/lib-dynamodb";
import type { OperationName, Wire } from "../requests/request.js";
import { readNumber } from "../wire/number.js";
import type { Action, Sending, Transport } from "./action.js";
import { loadLibrary } from "./document-library.js";
import { recordAttempts } from "./errors.js";
import { type DatabaseClient, recipientOf } from "./sdk-client.js";
import { restorePrototypes } from "./sdk-output.js";

/** The conversions of values, whatever the options of the user's own document client are. */
const TRANSLATION: TranslateConfig = {
  marshallOptions: {
    // A number beyond the safe integers is stored by its shortest text, which reads back as the same number.
    allowImpreciseNumbers: true,
    // A map that has a member called `constructor` looks like an instance to the SDK. Real instances were rejected before.
    convertClassInstanceToMap: true,
    convertEmptyValues: false,
    removeUndefinedValues: false,
  },
  unmarshallOptions: { wrapNumbers: readNumber },
};

/** A command of the document client: a type assertion, since the SDK's types tell each command's input and output apart. */
interface DocumentCommand {
  readonly middlewareStack: object;
  resolveMiddleware(stack: unknown, config: object, options: unknown): unknown;
}

type CommandClass = new (input: unknown) => DocumentCommand;

/**
 * Sends by the commands of `@aws-sdk/lib-dynamodb` to the user's own client, which is the way that every client knows, a
 * mock and DAX too. The package is loaded by the first request, so that a program that sends directly never loads it.
 */
export function documentTransport(client: DatabaseClient): Transport {
  return {
    async send<Name extends OperationName>(
      action: Action<Name>,
      input: Wire[Name]["input"],
      { attempts, options }: Sending,
    ) {
      const library = await loadLibrary();
      const recipient = recipientOf(client, library);
      const found = (await action.commandClass?.(library)) ?? library[action.documentCommand];
      const Command = found as CommandClass;
      const command = translated(
        recordAttempts(new Command(action.sdkInput?.(input, library.NumberValue) ?? input), attempts),
      );
      // Cached middleware would send the input of the first command of its class again.
      const passed = options ?? (recipient.config?.cacheMiddleware === true ? {} : undefined);
      const output = await recipient.send(command, passed);
      if (typeof output !== "object" || output === null)
        throw new UnusableAnswer(action.documentCommand, output);
      restorePrototypes(output);
      return output as Wire[Name]["output"];
    },
  };
}

/**
 * Makes a command convert values by {@link TRANSLATION}. The SDK gives it the configuration of the client that it is sent
 * to, which has the options of a document client or none.
 */
function translated<Command extends DocumentCommand>(command: Command): Command {
  const resolve = command.resolveMiddleware;
  command.resolveMiddleware = (stack, config, options) =>
    resolve.call(command, stack, withTranslation(config), options);
  return command;
}

function withTranslation(config: object): object {
  return new Proxy(config, {
    get: (target, name) => (name === "translateConfig" ? TRANSLATION : Reflect.get(target, name)),
  });
}

/** An answer that no client of the SDK gives, as of a mock that was not told what to answer. */
class UnusableAnswer extends Error {
  override readonly name = "UnusableAnswer";

  constructor(command: string, answer: unknown) {
    super(
      `the client answered ${command} with ${answer === null ? "null" : typeof answer}; a mock must answer with an object, such as {}`,
    );
  }
}
