import type { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { type ConnectOptions, resolveConnection } from "../client/connect.js";
import type { ControlPlane } from "../client/table-operations.js";

/** An open connection. */
export interface OpenControlPlane extends ControlPlane {
  readonly region: string;
  /** The address of a server of one's own; absent: AWS. */
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
 * Connects to what makes, changes and deletes tables: DynamoDB in the regions of a table and its replicas, and Application
 * Auto Scaling where its client is installed. What the SDK throws is thrown on.
 *
 * @throws Error if no region or no credentials are known
 */
export async function openControlPlane(options: ConnectOptions): Promise<OpenControlPlane> {
  const { config, region: own, server } = await resolveConnection(options);
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
  const send = async (operation: string, input: unknown, region = own): Promise<unknown> => {
    const client = SCALING.has(operation) ? await scaling(region) : clients(region).tables;
    const method = `${operation[0]?.toLowerCase()}${operation.slice(1)}`;
    // The one seam: the SDK's clients have a method for each operation, named after it.
    const methods = client as unknown as Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
    const call = methods[method];
    if (call === undefined) throw new Error(`The AWS SDK that is installed has no ${operation}.`);
    return call.call(client, input);
  };
  return {
    region: own,
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
