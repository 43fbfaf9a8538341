import type { ReplicationGroupUpdate } from "@aws-sdk/client-dynamodb";
import type { ReplicaModel } from "../../src/model/table-settings.js";
import { localSteps, sameEncryption } from "./diff-settings.js";
import type { SettledTable } from "./support.js";
import type { ReplicaState, Step, TableState } from "./table-state.js";

/** Copies that the schema has not. */
export function replicaRemovals(table: SettledTable, state: TableState): Step[] {
  const { replicas } = table.settings;
  const gone = state.replicas.filter(({ region }) => replicas.every((replica) => replica.region !== region));
  return gone.map(({ region }) => removeReplica(state.name, region));
}

/** Deletes the copy in a region. */
export function removeReplica(table: string, region: string): Step {
  return {
    ...replicaStep(table, "remove", `delete the replica in ${region}`, region, {
      Delete: { RegionName: region },
    }),
    destroys: `the copy of the table in ${region}`,
  };
}

/** Copies that are made, and how each is run. */
export function replicaSteps(table: SettledTable, state: TableState): Step[] {
  return table.settings.replicas.flatMap((replica) => {
    const { region } = replica;
    const deployedReplica = state.replicas.find((candidate) => candidate.region === region);
    if (deployedReplica !== undefined) {
      return [
        ...replicaChanges(state.name, replica, deployedReplica),
        ...localSteps(state.name, replica, deployedReplica, region),
      ];
    }
    const { tableClass, kmsKey } = replica;
    const create = replicaStep(state.name, "add", `create a replica in ${region}`, region, {
      Create: {
        RegionName: region,
        ...(kmsKey !== undefined && { KMSMasterKeyId: kmsKey }),
        ...(tableClass !== table.settings.tableClass && { TableClassOverride: tableClass }),
      },
    });
    return [create, ...localSteps(state.name, replica, createdReplica(state, region), region)];
  });
}

function replicaChanges(name: string, replica: ReplicaModel, found: ReplicaState): Step[] {
  const { region, tableClass, kmsKey } = replica;
  const steps: Step[] = [];
  if (tableClass !== found.tableClass) {
    const update = { Update: { RegionName: region, TableClassOverride: tableClass } };
    const description = `change the table class in ${region} to ${tableClass}`;
    steps.push(replicaStep(name, "change", description, region, update));
  }
  if (kmsKey !== undefined && !sameEncryption({ key: "CUSTOMER", kmsKey }, found.encryption)) {
    const update = { Update: { RegionName: region, KMSMasterKeyId: kmsKey } };
    steps.push(replicaStep(name, "change", `encrypt in ${region} with the key ${kmsKey}`, region, update));
  }
  return steps;
}

/** A copy as it is made: nothing of what is set by region is copied. */
function createdReplica(
  { arn }: TableState,
  region: string,
): Omit<ReplicaState, "region" | "encryption" | "status"> {
  return { arn: arnIn(arn, region), tableClass: "STANDARD", deletionProtection: false, tags: {} };
}

/** The ARN of a table's copy: the region is the fourth part of it. */
export function arnIn(arn: string, region: string): string {
  return arn
    .split(":")
    .map((part, position) => (position === 3 ? region : part))
    .join(":");
}

function replicaStep(
  table: string,
  kind: Step["kind"],
  description: string,
  region: string,
  update: ReplicationGroupUpdate,
): Step {
  return {
    table,
    kind,
    description,
    request: { operation: "UpdateTable", input: { TableName: table, ReplicaUpdates: [update] } },
    until: { for: "ready", replica: { region, there: kind !== "remove" } },
  };
}
