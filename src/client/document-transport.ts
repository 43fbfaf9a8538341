import { invalidOptions } from "../errors.js";
import type { OperationName, Wire } from "../requests/request.js";
import type { Action, Sending, Transport } from "./action.js";
import { type DatabaseClient, type DocumentLibrary, documentClient } from "./document-client.js";
import { recordAttempts } from "./errors.js";

/** What is used of a document client: the seam of the SDK's types, which tell each command's input and output apart. */
interface Client {
  send(command: object, options: Sending["options"]): Promise<unknown>;
}

type CommandClass = new (input: unknown) => { readonly middlewareStack: object };

/**
 * Sends by the commands of `@aws-sdk/lib-dynamodb`: the way that every client knows, a mock and DAX too. The package is
 * loaded by the first request, so that a program that sends directly never loads it.
 */
export function documentTransport(client: DatabaseClient): Transport {
  let known: { readonly library: DocumentLibrary; readonly current: () => DatabaseClient } | undefined;
  return {
    async send<Name extends OperationName>(
      action: Action<Name>,
      input: Wire[Name]["input"],
      { attempts, options }: Sending,
    ) {
      if (known === undefined) {
        const library = await load();
        known ??= { library, current: documentClient(client, library) };
      }
      const Command = known.library[action.documentCommand] as unknown as CommandClass;
      const command = recordAttempts(new Command(action.sdkInput?.(input) ?? input), attempts);
      return (await (known.current() as Client).send(command, options)) as Wire[Name]["output"];
    },
  };
}

async function load(): Promise<DocumentLibrary> {
  try {
    return await import("@aws-sdk/lib-dynamodb");
  } catch (cause) {
    const reason = `this client is sent to by @aws-sdk/lib-dynamodb, which cannot be loaded (${String(cause)}): npm install @aws-sdk/lib-dynamodb`;
    throw invalidOptions(reason, cause);
  }
}
