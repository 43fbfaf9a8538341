import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { keyGet } from "../key-reads.js";
import { commandOf, type Handler } from "../middleware.js";
import { type DatabaseClient, isReplaced, isSdkClient } from "../sdk-client.js";
import { type ChainClient, MiddlewareChain } from "./middleware-chain.js";

/** The parts of a client that are looked at. */
interface Candidate extends ChainClient {
  readonly config: ChainClient["config"] & {
    readonly apiVersion?: unknown;
    readonly cacheMiddleware?: unknown;
  };
}

/**
 * Returns the reason why a client cannot be sent to directly; `undefined` if it can. It is found by what the client does,
 * not by its version.
 */
export function whyNotDirect(client: DatabaseClient): string | undefined {
  if (!isDynamoDBClient(client))
    return "it is not a client of the AWS SDK that is installed beside monotable";
  if (isReplaced(client)) return "its send was replaced, as by a mock or a wrapper";
  const candidate = client as unknown as Candidate;
  const { config } = candidate;
  if (config.cacheMiddleware === true) return "it has cacheMiddleware";
  if (config.apiVersion !== "2012-08-10") return "it speaks another version of DynamoDB's API";
  if (config.protocol?.getShapeId?.() !== "aws.protocols#awsJson1_0")
    return "its protocol is not AWS JSON 1.0";
  try {
    return probe(candidate);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Returns true for a client of DynamoDB, and for the document client over one, which is recognised by its options for
 * values: its class is in a package that need not be loaded.
 */
function isDynamoDBClient(client: object): boolean {
  if (client instanceof DynamoDBClient) return true;
  const { config } = client as { readonly config?: object };
  return isSdkClient(client) && config !== undefined && "translateConfig" in config;
}

/** Prepares a request without sending it, to see if the SDK takes the client's middleware from the given place. */
function probe(client: Candidate): string | undefined {
  const chain = new MiddlewareChain(client, keyGet, undefined);
  let handler: Handler | undefined;
  const command = commandOf(keyGet, { TableName: "probe", Key: {} });
  const taken = command.resolveMiddleware(
    {
      concat: (own) => ({
        resolve(last, context) {
          handler = chain.stack().concat(own).resolve(last, context);
          return handler;
        },
      }),
    },
    client.config,
    undefined,
  );
  return handler !== undefined && taken === handler
    ? undefined
    : "the SDK composes its middleware in another way";
}
