import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** Where requests go, and as whom: what is left out is found as the AWS SDK finds it. */
export interface ConnectOptions {
  /** As in `http://127.0.0.1:8000`. */
  readonly endpoint?: string;
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
}

/** DynamoDB Local takes any; `monotable local` tells everybody to use these, for it keeps a database for each. */
const local = { region: "local", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

/**
 * A client for a command: of AWS, or of a server of one's own, which needs neither region nor credentials. The SDK's
 * own providers are asked at once, so that what is missing is told before anything is sent.
 *
 * @throws Error if no region or no credentials are known
 */
export async function connect({ endpoint, region, profile }: ConnectOptions): Promise<DynamoDBClient> {
  const given: DynamoDBClientConfig = {
    maxAttempts: 3,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  };
  const probe = new DynamoDBClient(given);
  const found = await settled(probe.config.region);
  const credentials = await settled(() => probe.config.credentials());
  const { AWS_ENDPOINT_URL_DYNAMODB: own, AWS_ENDPOINT_URL: any } = process.env;
  if (found !== undefined && credentials !== undefined) return probe;
  probe.destroy();
  if ((endpoint ?? own ?? any) !== undefined && profile === undefined) {
    return new DynamoDBClient({
      ...given,
      region: found ?? local.region,
      credentials: credentials ?? local.credentials,
    });
  }
  if (credentials === undefined) {
    throw new Error(
      "No AWS credentials are found. Log in, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or give --profile; for a server of your own give --endpoint.",
    );
  }
  throw new Error("No AWS region is known. Give --region eu-central-1, or set AWS_REGION.");
}

async function settled<T>(provide: () => Promise<T>): Promise<T | undefined> {
  try {
    return await provide();
  } catch {
    return undefined;
  }
}
