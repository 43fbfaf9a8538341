import type { KeyAttribute } from "../../src/model/model.js";
import { createTableInput } from "../../src/tables/create-table-input.js";
import { indexSteps, indexText, keptIndexes, localIndexFaults } from "./diff-indexes.js";
import { removeReplica, replicaRemovals, replicaSteps } from "./diff-replicas.js";
import { regionalSteps, streamSteps, timeToLiveSteps } from "./diff-settings.js";
import { billingSteps, scalingSteps, unscalingSteps } from "./diff-throughput.js";
import type { SettledTable } from "./support.js";
import type { Step, TablePlan, TableState } from "./table-state.js";

export interface DiffOptions {
  /** A table with other keys is deleted and recreated. */
  readonly recreate?: boolean;
}

/**
 * Returns the steps that make a table match its schema, in an order that DynamoDB allows: one change in a request, one
 * index at a time, capacity before the indexes that need it, a stream before the replicas that need it.
 *
 * @param name The table's name in DynamoDB.
 * @param state Absent: there is no such table.
 */
export function diffTable(
  table: SettledTable,
  name: string,
  state: TableState | undefined,
  { recreate = false }: DiffOptions = {},
): Pick<TablePlan, "steps" | "impossible"> {
  if (state === undefined) return { steps: creation(table, name), impossible: [] };
  const impossible = [...keyFaults(table, state), ...localIndexFaults(table, state)];
  if (impossible.length === 0) return { steps: alteration(table, state), impossible };
  if (!recreate) return { steps: [], impossible };
  return { steps: [...protectionOff(state), ...deletion(state), ...creation(table, name)], impossible: [] };
}

/** The request that makes the table, and those that it cannot take in. */
function creation(table: SettledTable, name: string): Step[] {
  const indexes = table.indexes.map(
    (index) => `${index.type === "local" ? "local index" : "index"} ${indexText(index)}`,
  );
  const create: Step = {
    table: name,
    kind: "add",
    description: `create table "${name}" on ${keysText(table)}`,
    request: { operation: "CreateTable", input: createTableInput(table, name) },
    ...(indexes.length > 0 && { note: `with ${indexes.join("; ")}` }),
    until: { for: "ready" },
  };
  return [create, ...alteration(table, created(table, name))];
}

function alteration(table: SettledTable, state: TableState): Step[] {
  return [
    ...replicaRemovals(table, state),
    ...unscalingSteps(table, state),
    ...billingSteps(table, state),
    ...indexSteps(table, state),
    ...scalingSteps(table, state),
    ...timeToLiveSteps(table, state),
    ...streamSteps(table, state),
    ...regionalSteps(state.name, table.settings, { ...state, indexes: keptIndexes(table, state) }),
    ...replicaSteps(table, state),
  ];
}

/** The table as CreateTable leaves it. */
function created(table: SettledTable, name: string): TableState {
  const { settings, sortKey, stream } = table;
  const { encryption, resourcePolicy } = settings;
  const createdThroughput = (throughput: typeof settings.throughput): TableState["throughput"] =>
    throughput.mode === "onDemand"
      ? throughput
      : {
          mode: "provisioned",
          read: { units: throughput.read.minimum },
          write: { units: throughput.write.minimum },
        };
  return {
    name,
    // Nobody knows it yet: it is looked up when the table is there.
    arn: `(the ARN of ${name})`,
    status: "ACTIVE",
    items: 0,
    bytes: 0,
    partitionKey: table.partitionKey,
    ...(sortKey && { sortKey }),
    ...(stream && { stream }),
    indexes: table.indexes.map((index) => ({
      ...index,
      status: "ACTIVE",
      items: 0,
      bytes: 0,
      ...(index.type === "global" && {
        throughput: createdThroughput(settings.indexes[index.name]?.throughput ?? { mode: "onDemand" }),
      }),
    })),
    throughput: createdThroughput(settings.throughput),
    tableClass: settings.tableClass,
    encryption:
      encryption.key === "AWS_OWNED"
        ? { key: "AWS_OWNED" }
        : { key: "KMS", ...(encryption.key === "CUSTOMER" && { arn: encryption.kmsKey }) },
    deletionProtection: settings.deletionProtection,
    tags: settings.tags,
    replicas: [],
    ...(resourcePolicy && { resourcePolicy: JSON.stringify(resourcePolicy) }),
  };
}

function keyFaults(table: SettledTable, state: TableState): string[] {
  const fault = (side: string, wanted?: KeyAttribute, found?: KeyAttribute): string[] => {
    const [schema, deployed] = [keyText(wanted), keyText(found)];
    return schema === deployed ? [] : [`the ${side} key is ${deployed}, but ${schema} in the schema`];
  };
  return [
    ...fault("partition", table.partitionKey, state.partitionKey),
    ...fault("sort", table.sortKey, state.sortKey),
  ];
}

function keysText({ partitionKey, sortKey }: SettledTable): string {
  return [partitionKey, ...(sortKey === undefined ? [] : [sortKey])]
    .map(({ name, type }) => `${name} (${type})`)
    .join(", ");
}

function keyText(key: KeyAttribute | undefined): string {
  return key === undefined ? "none" : `"${key.name}" (${key.type})`;
}

function protectionOff({ name, deletionProtection }: TableState): Step[] {
  if (!deletionProtection) return [];
  return [
    {
      table: name,
      kind: "change",
      description: "disable deletion protection",
      request: { operation: "UpdateTable", input: { TableName: name, DeletionProtectionEnabled: false } },
      destroys: "the deletion protection of the table",
      until: { for: "ready" },
    },
  ];
}

/** Deletes a table, its copies first: alone, they would stay. */
export function deletion({ name, items, replicas }: TableState): Step[] {
  return [
    ...replicas.map(({ region }) => removeReplica(name, region)),
    {
      table: name,
      kind: "remove",
      description: `delete table "${name}"`,
      request: { operation: "DeleteTable", input: { TableName: name } },
      destroys: `all items (${items} at the last count)`,
      until: { for: "gone" },
    },
  ];
}
