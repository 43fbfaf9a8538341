import { randomUUID } from "node:crypto";
import type {
  ApplicationAutoScaling,
  DeregisterScalableTargetCommandInput,
  DescribeScalableTargetsCommandInput,
  DescribeScalableTargetsCommandOutput,
  DescribeScalingPoliciesCommandInput,
  DescribeScalingPoliciesCommandOutput,
  PutScalingPolicyCommandInput,
  RegisterScalableTargetCommandInput,
} from "@aws-sdk/client-application-auto-scaling";
import {
  type CreateTableCommandInput,
  type DeleteResourcePolicyCommandInput,
  type DeleteTableCommandInput,
  type DescribeContinuousBackupsCommandInput,
  type DescribeContinuousBackupsCommandOutput,
  type DescribeContributorInsightsCommandInput,
  type DescribeContributorInsightsCommandOutput,
  type DescribeTableCommandInput,
  type DescribeTableCommandOutput,
  type DescribeTimeToLiveCommandInput,
  type DescribeTimeToLiveCommandOutput,
  DynamoDB,
  DynamoDBClient,
  type GetResourcePolicyCommandInput,
  type GetResourcePolicyCommandOutput,
  type ListTablesCommandInput,
  type ListTablesCommandOutput,
  type ListTagsOfResourceCommandInput,
  type ListTagsOfResourceCommandOutput,
  type PutResourcePolicyCommandInput,
  type TagResourceCommandInput,
  type UntagResourceCommandInput,
  type UpdateContinuousBackupsCommandInput,
  type UpdateContributorInsightsCommandInput,
  type UpdateTableCommandInput,
  type UpdateTimeToLiveCommandInput,
} from "@aws-sdk/client-dynamodb";
import { type ConnectOptions, resolveConnection } from "../client/connect.js";

/** An open connection. */
export interface OpenControlPlane extends ControlPlane {
  readonly region: string;
  /** The address of a server of your own; absent: AWS. */
  readonly server?: string;
  close(): void;
}

/** The clients of one region. */
interface Clients {
  readonly tables: DynamoDB;
  scaling?: ApplicationAutoScaling;
}

/** Operations of Application Auto Scaling, a service and a package of its own. */
const SCALING: ReadonlySet<string> = new Set([
  "DescribeScalableTargets",
  "DescribeScalingPolicies",
  "RegisterScalableTarget",
  "DeregisterScalableTarget",
  "PutScalingPolicy",
]);

/**
 * Connects to the services that create, change and delete tables: DynamoDB in the regions of a table and its replicas, and Application
 * Auto Scaling where its client is installed. Errors of the SDK are passed on.
 *
 * @throws Error if no region or no credentials are found
 */
export async function openControlPlane(options: ConnectOptions): Promise<OpenControlPlane> {
  const { config, region: ownRegion, server } = await resolveConnection(options);
  const byRegion = new Map<string, Clients>();
  const clients = (region: string): Clients => {
    const found = byRegion.get(region) ?? { tables: new DynamoDB({ ...config, region }) };
    byRegion.set(region, found);
    return found;
  };
  const scaling = async (region: string): Promise<ApplicationAutoScaling> => {
    const found = clients(region);
    const service = await scalingPackage();
    if (service === undefined) {
      throw new Error(
        "Autoscaling needs a client of its own: npm install --save-dev @aws-sdk/client-application-auto-scaling",
      );
    }
    found.scaling ??= new service.ApplicationAutoScaling({ ...config, region });
    return found.scaling;
  };
  const send = async (operation: string, input: unknown, region = ownRegion): Promise<unknown> => {
    const client = SCALING.has(operation) ? await scaling(region) : clients(region).tables;
    const method = `${operation[0]?.toLowerCase()}${operation.slice(1)}`;
    // Type assertion: the SDK's clients have a method for each operation, named after it.
    const methods = client as unknown as Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
    const call = methods[method];
    if (call === undefined) throw new Error(`The AWS SDK that is installed has no ${operation}.`);
    return call.call(client, input);
  };
  return {
    region: ownRegion,
    ...(server !== undefined && { server }),
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

/** The package of autoscaling, which only those install who use it. */
async function scalingPackage() {
  try {
    return await import("@aws-sdk/client-application-auto-scaling");
  } catch {
    return undefined;
  }
}

/** The requests that read, each with its input and its answer. */
export interface Questions {
  ListTables: [ListTablesCommandInput, ListTablesCommandOutput];
  DescribeTable: [DescribeTableCommandInput, DescribeTableCommandOutput];
  DescribeTimeToLive: [DescribeTimeToLiveCommandInput, DescribeTimeToLiveCommandOutput];
  DescribeContinuousBackups: [DescribeContinuousBackupsCommandInput, DescribeContinuousBackupsCommandOutput];
  DescribeContributorInsights: [
    DescribeContributorInsightsCommandInput,
    DescribeContributorInsightsCommandOutput,
  ];
  ListTagsOfResource: [ListTagsOfResourceCommandInput, ListTagsOfResourceCommandOutput];
  GetResourcePolicy: [GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput];
  DescribeScalableTargets: [DescribeScalableTargetsCommandInput, DescribeScalableTargetsCommandOutput];
  DescribeScalingPolicies: [DescribeScalingPoliciesCommandInput, DescribeScalingPoliciesCommandOutput];
}

/** The requests that change something, each with its input. Their answers are not used. */
export interface Changes {
  CreateTable: CreateTableCommandInput;
  UpdateTable: UpdateTableCommandInput;
  DeleteTable: DeleteTableCommandInput;
  UpdateTimeToLive: UpdateTimeToLiveCommandInput;
  UpdateContinuousBackups: UpdateContinuousBackupsCommandInput;
  UpdateContributorInsights: UpdateContributorInsightsCommandInput;
  TagResource: TagResourceCommandInput;
  UntagResource: UntagResourceCommandInput;
  PutResourcePolicy: PutResourcePolicyCommandInput;
  DeleteResourcePolicy: DeleteResourcePolicyCommandInput;
  RegisterScalableTarget: RegisterScalableTargetCommandInput;
  DeregisterScalableTarget: DeregisterScalableTargetCommandInput;
  PutScalingPolicy: PutScalingPolicyCommandInput;
}

/** A request that changes something, as a value. */
export type Change = {
  readonly [O in keyof Changes]: {
    readonly operation: O;
    readonly input: Changes[O];
    /** The region of a replica; absent: the table's own. */
    readonly region?: string;
  };
}[keyof Changes];

/** The receiver of the requests. */
export interface ControlPlane {
  ask<O extends keyof Questions>(
    operation: O,
    input: Questions[O][0],
    region?: string,
  ): Promise<Questions[O][1]>;
  change(change: Change): Promise<void>;
  /** Returns true if requests about autoscaling can be sent: their client is a package of its own. */
  canScale(): Promise<boolean>;
}

/**
 * A client of a DynamoDB Local server. DynamoDB Local keeps a separate database for each access key id, which may hold
 * letters and digits only.
 *
 * @param accessKeyId One that nobody else has, by default.
 */
export function localClient(endpoint: string, accessKeyId: string = freshAccessKeyId()): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "local",
    credentials: { accessKeyId, secretAccessKey: "local" },
  });
}

function freshAccessKeyId(): string {
  return `local${randomUUID().replaceAll("-", "")}`;
}
