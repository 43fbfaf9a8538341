import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** The destination and the credentials of requests. The AWS SDK finds what is left out. */
export interface ConnectOptions {
  /** As in `http://127.0.0.1:8000`. */
  readonly endpoint?: string;
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
}

/** A region, credentials and a server, as they were found. */
export interface Connection {
  /** The configuration of every client. */
  readonly config: DynamoDBClientConfig;
  readonly region: string;
  /** The address of a server of your own; absent: AWS. */
  readonly server?: string;
}

/** DynamoDB Local takes any credentials, and keeps a database for each: `monotable local` prints these. */
const LOCAL = { region: "local", credentials: { accessKeyId: "local", secretAccessKey: "local" } } as const;

/**
 * Creates the client of a command: of AWS, or of a server of your own, which needs neither region nor credentials.
 *
 * @throws Error if no region or no credentials are found
 */
export async function connect(options: ConnectOptions): Promise<DynamoDBClient> {
  const { config } = await resolveConnection(options);
  return new DynamoDBClient(config);
}

/**
 * Asks the SDK's own providers at once for what is left out, so that the error comes before anything is sent.
 *
 * @throws Error if no region or no credentials are found
 */
export async function resolveConnection({ endpoint, region, profile }: ConnectOptions): Promise<Connection> {
  const options: DynamoDBClientConfig = {
    maxAttempts: 3,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  };
  const probe = new DynamoDBClient(options);
  try {
    const configuredRegion = await orUndefined(probe.config.region);
    const credentials = await orUndefined(() => probe.config.credentials());
    const { AWS_ENDPOINT_URL_DYNAMODB: dynamodb, AWS_ENDPOINT_URL: general } = process.env;
    const server = endpoint ?? dynamodb ?? general;
    if (server !== undefined && profile === undefined) {
      const config = {
        ...options,
        region: configuredRegion ?? LOCAL.region,
        credentials: credentials === undefined ? LOCAL.credentials : probe.config.credentials,
      };
      return { server, region: config.region, config };
    }
    if (credentials === undefined) throw new Error(noCredentials(profile));
    if (configuredRegion === undefined) {
      throw new Error("No AWS region is known. Give --region eu-central-1, or set AWS_REGION.");
    }
    return {
      region: configuredRegion,
      ...(server !== undefined && { server }),
      config: { ...options, region: configuredRegion, credentials: probe.config.credentials },
    };
  } finally {
    probe.destroy();
  }
}

async function orUndefined<T>(provide: () => Promise<T>): Promise<T | undefined> {
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
