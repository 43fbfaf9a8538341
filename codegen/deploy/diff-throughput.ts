import type { GlobalSecondaryIndexUpdate, UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { CapacityModel, ThroughputModel } from "../../src/model/table-settings.js";
import { FIXED_TARGET } from "../model-facts/table-settings.js";
import { type Scaled, scaleChanges, unscaleChange } from "./scaling.js";
import type { SettledTable } from "./support.js";
import type { CapacityState, Step, TableState, ThroughputState } from "./table-state.js";

type Units = Pick<UpdateTableCommandInput, "ProvisionedThroughput" | "OnDemandThroughput">;

/** The way of billing, then units and maxima: of the table and of all of its indexes in one request. */
export function billingSteps(table: SettledTable, state: TableState): Step[] {
  const wanted = table.settings.throughput;
  if (wanted.mode === "onDemand" && state.throughput.mode === "provisioned") {
    const input = { TableName: state.name, BillingMode: "PAY_PER_REQUEST" as const };
    const change = step(state.name, "change billing to on demand", input);
    // Maxima come back as they are set, so all wanted maxima are set again.
    return [change, ...unitSteps(table, { ...state, ...withoutUnits(state) })];
  }
  return unitSteps(table, state);
}

function withoutUnits(state: TableState): Pick<TableState, "throughput" | "indexes"> {
  const throughput = { mode: "onDemand" } as const;
  return {
    throughput,
    indexes: state.indexes.map((index) => (index.type === "global" ? { ...index, throughput } : index)),
  };
}

function unitSteps(table: SettledTable, state: TableState): Step[] {
  const wanted = table.settings.throughput;
  const switched = wanted.mode === "provisioned" && state.throughput.mode === "onDemand";
  const tableUnits = unitsOf(wanted, state.throughput);
  const updates = state.indexes.flatMap((index): GlobalSecondaryIndexUpdate[] => {
    if (index.throughput === undefined) return [];
    // An index that is about to go needs units too when billing changes.
    const asked = table.settings.indexes[index.name]?.throughput ?? (switched ? wanted : undefined);
    const units = asked && unitsOf(asked, index.throughput);
    return units === undefined ? [] : [{ Update: { IndexName: index.name, ...units } }];
  });
  if (tableUnits === undefined && updates.length === 0) return [];
  const of = [
    ...(tableUnits === undefined ? [] : [unitsText(wanted)]),
    ...updates.map(({ Update: { IndexName: name = "" } = { IndexName: "" } }) => {
      const asked = table.settings.indexes[name]?.throughput ?? wanted;
      return `index "${name}": ${unitsText(asked)}`;
    }),
  ].join("; ");
  const input: UpdateTableCommandInput = {
    TableName: state.name,
    ...(switched && { BillingMode: "PROVISIONED" as const }),
    ...tableUnits,
    ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
  };
  return [
    step(state.name, switched ? `change billing to provisioned: ${of}` : `set throughput: ${of}`, input),
  ];
}

/** The units to set; nothing where they are right. Autoscaling may have moved them within their range. */
function unitsOf(wanted: ThroughputModel, found: ThroughputState): Units | undefined {
  if (wanted.mode === "provisioned") {
    const before = found.mode === "provisioned" ? found : undefined;
    const [read, write] = [within(wanted.read, before?.read), within(wanted.write, before?.write)];
    if (read === before?.read.units && write === before.write.units) return undefined;
    return { ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write } };
  }
  const before = found.mode === "onDemand" ? found : undefined;
  const { maximumRead, maximumWrite } = wanted;
  if (maximumRead === before?.maximumRead && maximumWrite === before?.maximumWrite) return undefined;
  // DynamoDB takes a maximum away with -1.
  return {
    OnDemandThroughput: { MaxReadRequestUnits: maximumRead ?? -1, MaxWriteRequestUnits: maximumWrite ?? -1 },
  };
}

function within({ minimum, maximum, targetPercent }: CapacityModel, before?: CapacityState): number {
  if (targetPercent === undefined || before === undefined) return minimum;
  return Math.min(maximum, Math.max(minimum, before.units));
}

function unitsText(throughput: ThroughputModel): string {
  if (throughput.mode === "onDemand") {
    const { maximumRead = "no", maximumWrite = "no" } = throughput;
    return `maximum of ${maximumRead} reads and ${maximumWrite} writes per second`;
  }
  return `${rangeText(throughput.read)} read and ${rangeText(throughput.write)} write units`;
}

function rangeText({ minimum, maximum }: CapacityModel): string {
  return minimum === maximum ? String(minimum) : `${minimum} to ${maximum}`;
}

/**
 * Returns the steps that end autoscaling: of capacity that is fixed or billed on demand now, and of indexes that are
 * deleted.
 */
export function unscalingSteps(table: SettledTable, state: TableState): Step[] {
  return capacities(table, state).flatMap(({ scaled, wanted, found }): Step[] => {
    if (found?.scaling === undefined || wanted?.targetPercent !== undefined) return [];
    const request = unscaleChange(scaled);
    const description = `end autoscaling of ${scaledText(scaled)}`;
    return [{ table: state.name, kind: "remove", description, request, until: { for: "nothing" } }];
  });
}

/** Returns the steps that set the ranges of autoscaling. */
export function scalingSteps(table: SettledTable, state: TableState): Step[] {
  return capacities(table, state).flatMap(({ scaled, wanted, found }): Step[] => {
    if (wanted?.targetPercent === undefined) return [];
    const { minimum, maximum, targetPercent } = wanted;
    const before = found?.scaling;
    const ranged = before?.minimum === minimum && before.maximum === maximum;
    const aimed = before?.targetPercent === targetPercent;
    return scaleChanges(scaled, wanted, before).flatMap((request): Step[] => {
      const range = request.operation === "RegisterScalableTarget";
      if (range ? ranged : aimed) return [];
      const description = range
        ? `autoscale ${scaledText(scaled)} from ${minimum} to ${maximum} units`
        : `set the autoscaling target of ${scaledText(scaled)} to ${targetPercent} percent utilization`;
      const kind = before === undefined ? "add" : "change";
      return [{ table: state.name, kind, description, request, until: { for: "nothing" } }];
    });
  });
}

function scaledText({ index, side }: Scaled): string {
  return index === undefined ? `${side} capacity` : `${side} capacity of index "${index}"`;
}

interface Capacity {
  readonly scaled: Scaled;
  readonly wanted: CapacityModel | undefined;
  readonly found: CapacityState | undefined;
}

/** The capacities of the table and of all global indexes that there are or shall be. */
function capacities(table: SettledTable, state: TableState): Capacity[] {
  const { settings } = table;
  const indexThroughput = new Map(state.indexes.map(({ name, throughput }) => [name, throughput]));
  // Replicas are taken only where all writes are scaled, fixed ones among them.
  const scaledWrite = settings.replicas.length > 0;
  const aimed = (capacity: CapacityModel, side: "read" | "write"): CapacityModel =>
    side === "write" && scaledWrite ? { targetPercent: FIXED_TARGET, ...capacity } : capacity;
  const names = new Set([...Object.keys(settings.indexes), ...indexThroughput.keys()]);
  const sides = (
    index: string | undefined,
    wanted: ThroughputModel | undefined,
    now: ThroughputState | undefined,
  ): Capacity[] =>
    (["read", "write"] as const).map((side) => ({
      scaled: { table: state.name, index, side },
      wanted: wanted?.mode === "provisioned" ? aimed(wanted[side], side) : undefined,
      found: now?.mode === "provisioned" ? now[side] : undefined,
    }));
  return [
    ...sides(undefined, settings.throughput, state.throughput),
    ...[...names].flatMap((name) =>
      sides(name, settings.indexes[name]?.throughput, indexThroughput.get(name)),
    ),
  ];
}

function step(table: string, description: string, input: UpdateTableCommandInput): Step {
  return {
    table,
    kind: "change",
    description,
    request: { operation: "UpdateTable", input },
    until: { for: "ready" },
  };
}
