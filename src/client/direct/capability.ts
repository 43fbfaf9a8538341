import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DatabaseClient } from "../document-client.js";
import { Chain } from "./chain.js";
import { COMMANDS } from "./commands.js";
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
  if (classOf(client) === undefined)
    return "it is no client of the AWS SDK that is installed beside monotable";
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

/** Whether another `send` is called than the SDK's own, which the base of its clients has. */
export function isReplaced(client: DatabaseClient): boolean {
  const { prototype } = classOf(client) ?? {};
  const base = prototype && (Object.getPrototypeOf(prototype) as { readonly send?: unknown });
  return (client as unknown as Suspect).send !== base?.send;
}

function classOf(client: DatabaseClient): { readonly prototype: object } | undefined {
  if (client instanceof DynamoDBDocumentClient) return DynamoDBDocumentClient;
  return client instanceof DynamoDBClient ? DynamoDBClient : undefined;
}

/** Prepares a request, and sends none: whether the SDK takes the client's middleware from where it is put. */
function probe(stack: Stack, config: Config & SigningConfig): string | undefined {
  const chain = new Chain(stack, "GetItem", config);
  let made: Handler | undefined;
  const command = new COMMANDS.GetItem({ TableName: "probe", Key: {} });
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
