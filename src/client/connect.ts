import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** Where requests go, and as whom: what is left out is found as the AWS SDK finds it. */
export interface ConnectOptions {
  /** As in `http://127.0.0.1:8000`. */
  readonly endpoint?: string;
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
}

/** What was found of it. */
export interface Connection {
  /** What every client of it is made with. */
  readonly config: DynamoDBClientConfig;
  readonly region: string;
  /** The address of a server of one's own; absent: AWS. */
  readonly server?: string;
}

/** DynamoDB Local takes any; `monotable local` tells everybody to use these, for it keeps a database for each. */
const LOCAL = { region: "local", credentials: { accessKeyId: "local", secretAccessKey: "local" } } as const;

/**
 * A client for a command: of AWS, or of a server of one's own, which needs neither region nor credentials.
 *
 * @throws Error if no region or no credentials are known
 */
export async function connect(options: ConnectOptions): Promise<DynamoDBClient> {
  const { config } = await resolveConnection(options);
  return new DynamoDBClient(config);
}

/**
 * Asks the SDK's own providers at once for what is not given, so that what is missing is told before anything is sent.
 *
 * @throws Error if no region or no credentials are known
 */
export async function resolveConnection({ endpoint, region, profile }: ConnectOptions): Promise<Connection> {
  const given: DynamoDBClientConfig = {
    maxAttempts: 3,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  };
  const probe = new DynamoDBClient(given);
  try {
    const found = await settled(probe.config.region);
    const credentials = await settled(() => probe.config.credentials());
    const { AWS_ENDPOINT_URL_DYNAMODB: own, AWS_ENDPOINT_URL: general } = process.env;
    const server = endpoint ?? own ?? general;
    if (server !== undefined && profile === undefined) {
      const known = credentials === undefined ? LOCAL.credentials : probe.config.credentials;
      const place = found ?? LOCAL.region;
      return { server, region: place, config: { ...given, region: place, credentials: known } };
    }
    if (credentials === undefined) throw new Error(noCredentials(profile));
    if (found === undefined) {
      throw new Error("No AWS region is known. Give --region eu-central-1, or set AWS_REGION.");
    }
    return {
      region: found,
      ...(server !== undefined && { server }),
      config: { ...given, region: found, credentials: probe.config.credentials },
    };
  } finally {
    probe.destroy();
  }
}

async function settled<T>(provide: () => Promise<T>): Promise<T | undefined> {
  try {
    return await provide();
  } catch {
    return undefined;
  }
}

function noCredentials(profile: string | undefined): string {
  return profile === undefined
    ? "No AWS credentials are found. Log in, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or give --profile; for a server of your own give --endpoint."
    : `The profile "${profile}" gives no AWS credentials. Is it in your AWS configuration, and are you logged in?`;
}
