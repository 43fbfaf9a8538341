import type { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { DynamoDB, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DeployFailure, deployFailure } from "./failure.js";
import type { Endpoint } from "./operations.js";

/** Where requests go, and as whom: what is left out is found as the AWS SDK finds it. */
export interface EndpointOptions {
  /** As in `http://127.0.0.1:8000`. */
  readonly endpoint?: string;
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
}

/** An open connection. */
export interface OpenEndpoint extends Endpoint {
  readonly region: string;
  close(): void;
}

/** The clients of one region. */
interface Clients {
  readonly tables: DynamoDB;
  scaling?: ApplicationAutoScaling;
}

/** Operations of Application Auto Scaling, a service and a package of its own. */
const SCALING = new Set([
  "DescribeScalableTargets",
  "DescribeScalingPolicies",
  "RegisterScalableTarget",
  "DeregisterScalableTarget",
  "PutScalingPolicy",
]);

/** DynamoDB Local takes any; `monotable local` tells everybody to use these, for it keeps a database for each. */
const LOCAL = { region: "local", credentials: { accessKeyId: "local", secretAccessKey: "local" } } as const;

/**
 * Connects to DynamoDB: the one place of the generator that sends.
 *
 * @throws DeployFailure if no region is known, or no credentials are found
 */
export async function openEndpoint(options: EndpointOptions): Promise<OpenEndpoint> {
  const { server, ...config } = await resolveConfig(options);
  const byRegion = new Map<string, Clients>();
  const clients = (region: string): Clients => {
    const found = byRegion.get(region) ?? { tables: new DynamoDB({ ...config, region }) };
    byRegion.set(region, found);
    return found;
  };
  const scaling = async (region: string): Promise<ApplicationAutoScaling> => {
    const found = clients(region);
    const service = await scalingPackage();
    if (service === undefined) throw scalingMissing();
    found.scaling ??= new service.ApplicationAutoScaling({ ...config, region });
    return found.scaling;
  };
  const send = async (operation: string, input: unknown, region = config.region): Promise<unknown> => {
    const client = SCALING.has(operation) ? await scaling(region) : clients(region).tables;
    const method = `${operation[0]?.toLowerCase()}${operation.slice(1)}`;
    // The one seam: the SDK's clients have a method for each operation, named after it.
    const call = (client as unknown as Readonly<Record<string, (input: unknown) => Promise<unknown>>>)[
      method
    ];
    if (call === undefined) throw new DeployFailure(`The AWS SDK that is installed has no ${operation}.`);
    try {
      return await call.call(client, input);
    } catch (error) {
      throw deployFailure(error, { operation, region, endpoint: server });
    }
  };
  return {
    region: config.region,
    ask: async (operation, input, region) => (await send(operation, input, region)) as never,
    change: async ({ operation, input, region }) => {
      await send(operation, input, region);
    },
    canScale: async () => (await scalingPackage()) !== undefined,
    close: () => {
      for (const { tables, scaling: service } of byRegion.values()) {
        tables.destroy();
        service?.destroy();
      }
    },
  };
}

interface ResolvedConfig extends DynamoDBClientConfig {
  readonly region: string;
  /** The address of a server of one's own. */
  readonly server?: string;
}

/** Asks the SDK's own providers, at once, so that what is missing is told before anything is sent. */
async function resolveConfig({ endpoint, region, profile }: EndpointOptions): Promise<ResolvedConfig> {
  const given: DynamoDBClientConfig = {
    maxAttempts: 3,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  };
  const probe = new DynamoDB(given);
  try {
    const found = await settled(probe.config.region);
    const credentials = await settled(() => probe.config.credentials());
    // A server of one's own has no account: what nobody has configured need not be.
    const server = endpoint ?? process.env["AWS_ENDPOINT_URL_DYNAMODB"] ?? process.env["AWS_ENDPOINT_URL"];
    if (server !== undefined && profile === undefined) {
      return {
        ...given,
        server,
        region: found ?? LOCAL.region,
        credentials: credentials === undefined ? LOCAL.credentials : probe.config.credentials,
      };
    }
    if (credentials === undefined) throw noCredentials(profile);
    if (found === undefined) throw noRegion();
    return { ...given, region: found, credentials: probe.config.credentials };
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

const noRegion = (): DeployFailure =>
  new DeployFailure("No AWS region is known. Give --region eu-central-1, or set AWS_REGION.");

function noCredentials(profile: string | undefined): DeployFailure {
  if (profile !== undefined) {
    return new DeployFailure(
      `The profile "${profile}" gives no AWS credentials. Is it in your AWS configuration, and are you logged in?`,
    );
  }
  return new DeployFailure(
    "No AWS credentials are found. Log in, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or give --profile; for a server of your own give --endpoint.",
  );
}

const scalingMissing = (): DeployFailure =>
  new DeployFailure(
    "Autoscaling needs a client of its own: npm install --save-dev @aws-sdk/client-application-auto-scaling",
  );

/** The package of autoscaling, which only those install who use it. */
async function scalingPackage() {
  try {
    return await import("@aws-sdk/client-application-auto-scaling");
  } catch {
    return undefined;
  }
}
