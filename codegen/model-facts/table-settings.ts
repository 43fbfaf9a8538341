import type { TableModel } from "../../src/model/model.js";
import type {
  CapacityModel,
  IndexSettingsModel,
  TableSettingsModel,
  ThroughputModel,
} from "../../src/model/table-settings.js";

/** Returns the settings of a table, with defaults for all that the Model leaves out. */
export function settingsOf({ settings }: TableModel): TableSettingsModel {
  return settings ?? DEFAULTS;
}

const DEFAULTS: TableSettingsModel = {
  throughput: { mode: "onDemand" },
  tableClass: "STANDARD",
  encryption: { key: "AWS_OWNED" },
  deletionProtection: false,
  tags: {},
  replicas: [],
  indexes: {},
};

/** Returns the settings of a global index. */
export function indexSettingsOf(table: TableModel, index: string): IndexSettingsModel {
  const { indexes, throughput } = settingsOf(table);
  return (
    indexes[index] ?? { throughput: throughput.mode === "provisioned" ? throughput : { mode: "onDemand" } }
  );
}

/** The stream that a table has: replicas need one. */
export function streamOf(table: TableModel): TableModel["stream"] {
  return table.stream ?? (settingsOf(table).replicas.length > 0 ? "NEW_AND_OLD_IMAGES" : undefined);
}

/** At what a capacity is kept that stays where it is, where there is nothing but scaling: a range of one value. */
export const FIXED_TARGET = 70;

/** The scaling of a table's or an index's capacity: a range with a target for reads and for writes. */
export interface Scaling {
  /** Absent: of the table itself. */
  readonly index?: string;
  readonly side: "Read" | "Write";
  readonly capacity: CapacityModel & { readonly targetPercent: number };
}

/**
 * The capacities that autoscaling keeps, of the table and then of its global indexes. A table has replicas only where all
 * of its writes are scaled, fixed ones among them.
 */
export function scalingsOf(table: TableModel): Scaling[] {
  const { throughput, replicas } = settingsOf(table);
  const global = table.indexes.filter(({ type }) => type === "global");
  const fixedWrite = replicas.length > 0 ? FIXED_TARGET : undefined;
  return [
    ...scalingsIn(throughput, fixedWrite),
    ...global.flatMap(({ name }) =>
      scalingsIn(indexSettingsOf(table, name).throughput, fixedWrite).map((one) => ({ ...one, index: name })),
    ),
  ];
}

function scalingsIn(throughput: ThroughputModel, fixedWrite: number | undefined): Scaling[] {
  if (throughput.mode === "onDemand") return [];
  const sides = [
    ["Read", throughput.read, undefined],
    ["Write", throughput.write, fixedWrite],
  ] as const;
  return sides.flatMap(([side, capacity, fixed]) => {
    const targetPercent = capacity.targetPercent ?? fixed;
    return targetPercent === undefined ? [] : [{ side, capacity: { ...capacity, targetPercent } }];
  });
}
