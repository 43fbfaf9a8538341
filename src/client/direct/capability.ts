import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DatabaseClient } from "../document-client.js";
import { keyGet } from "../key-reads.js";
import { Chain } from "./chain.js";
import { commandOf } from "./command.js";
import type { Handler, Stack } from "./middleware.js";
import type { SigningConfig } from "./proof.js";
import type { Config } from "./request.js";

/** What is looked at: any of it may be missing from a client that is not the SDK's. */
interface Suspect {
  readonly send: unknown;
  readonly middlewareStack: Stack;
  readonly config: Config &
    SigningConfig & { readonly apiVersion?: unknown; readonly cacheMiddleware?: unknown };
}

/** Why a client cannot be sent to directly; `undefined` if it can. It is found by what it does, not by its version. */
export function whyNotDirect(client: DatabaseClient): string | undefined {
  if (!isClient(client)) return "it is no client of the AWS SDK that is installed beside monotable";
  if (isReplaced(client)) return "its send was replaced, as by a mock or a wrapper";
  const { config, middlewareStack } = client as unknown as Suspect;
  if (config.cacheMiddleware === true) return "it has cacheMiddleware";
  if (config.apiVersion !== "2012-08-10") return "it speaks another version of DynamoDB's API";
  if (config.protocol?.getShapeId?.() !== "aws.protocols#awsJson1_0")
    return "its protocol is not AWS JSON 1.0";
  try {
    return probe(middlewareStack, config);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The class under all clients of the SDK, which alone has a `send`. */
const base = () => Object.getPrototypeOf(DynamoDBClient.prototype) as Pick<Suspect, "send">;

/** Whether another `send` is called than the SDK's own. */
export function isReplaced(client: DatabaseClient): boolean {
  return (client as unknown as Suspect).send !== base().send;
}

/**
 * Whether it is a client of DynamoDB, or the document client over one, which is told by its options for values: its
 * class is in a package that need not be loaded.
 */
function isClient(client: DatabaseClient): boolean {
  if (client instanceof DynamoDBClient) return true;
  const { config } = client as unknown as Partial<Suspect>;
  return (
    Object.prototype.isPrototypeOf.call(base(), client) && config !== undefined && "translateConfig" in config
  );
}

/** Prepares a request, and sends none: whether the SDK takes the client's middleware from where it is put. */
function probe(stack: Stack, config: Config & SigningConfig): string | undefined {
  const chain = new Chain(stack, keyGet, config);
  let made: Handler | undefined;
  const command = commandOf(keyGet, { TableName: "probe", Key: {} });
  const taken = command.resolveMiddleware(
    {
      concat: (own) => ({
        resolve(last, context) {
          made = chain.stack().concat(own).resolve(last, context);
          return made;
        },
      }),
    },
    config,
    undefined,
  );
  return made !== undefined && taken === made ? undefined : "the SDK composes its middleware in another way";
}
