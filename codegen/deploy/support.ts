import type { TableModel } from "../../src/model/model.js";
import type { TableSettingsModel, ThroughputModel } from "../../src/model/settings.js";

/** How a table is run where its definition says nothing of it. */
export const DEFAULT_SETTINGS: TableSettingsModel = {
  throughput: { mode: "onDemand" },
  tableClass: "STANDARD",
  encryption: { key: "AWS_OWNED" },
  deletionProtection: false,
  tags: {},
  replicas: [],
  indexes: {},
};

/** A table of which an endpoint knows everything. */
export type SettledTable = TableModel & { readonly settings: TableSettingsModel };

/** Every table's settings, said or not. */
export function settled(table: TableModel): SettledTable {
  return { ...table, settings: table.settings ?? DEFAULT_SETTINGS };
}

/**
 * What remains of a table at an endpoint that knows keys, indexes, streams, time to live, units and deletion protection
 * alone, such as DynamoDB Local, which answers other requests with an error or takes no notice of them; and the names of
 * what is left out.
 */
export function asSupported(table: SettledTable): { table: SettledTable; unsupported: readonly string[] } {
  const { settings } = table;
  const { throughput, deletionProtection } = settings;
  const indexes = Object.entries(settings.indexes);
  const left = {
    autoscaling: [throughput, ...indexes.map(([, index]) => index.throughput)].some(isScaled),
    "maximum throughput of indexes": indexes.some(([, index]) => hasMaximum(index.throughput)),
    "table class": settings.tableClass !== "STANDARD",
    "point-in-time recovery": settings.recoveryDays !== undefined,
    encryption: settings.encryption.key !== "AWS_OWNED",
    "contributor insights":
      settings.contributorInsights !== undefined ||
      indexes.some(([, index]) => index.contributorInsights !== undefined),
    tags: Object.keys(settings.tags).length > 0,
    replicas: settings.replicas.length > 0,
    "resource policy": settings.resourcePolicy !== undefined,
  };
  const reduced: TableSettingsModel = {
    ...DEFAULT_SETTINGS,
    deletionProtection,
    throughput: unscaled(throughput),
    indexes: Object.fromEntries(
      indexes.map(([name, index]) => [
        name,
        {
          throughput: hasMaximum(index.throughput) ? { mode: "onDemand" } : unscaled(index.throughput),
        },
      ]),
    ),
  };
  const unsupported = Object.entries(left).flatMap(([name, asked]) => (asked ? [name] : []));
  return { table: { ...table, settings: reduced }, unsupported };
}

/** Whether autoscaling moves any of it. */
export function isScaled(throughput: ThroughputModel): boolean {
  if (throughput.mode === "onDemand") return false;
  return [throughput.read, throughput.write].some(({ targetPercent }) => targetPercent !== undefined);
}

function hasMaximum(throughput: ThroughputModel): boolean {
  if (throughput.mode === "provisioned") return false;
  return throughput.maximumRead !== undefined || throughput.maximumWrite !== undefined;
}

function unscaled(throughput: ThroughputModel): ThroughputModel {
  if (throughput.mode === "onDemand") return throughput;
  const fixed = (units: number) => ({ minimum: units, maximum: units });
  return {
    mode: "provisioned",
    read: fixed(throughput.read.minimum),
    write: fixed(throughput.write.minimum),
  };
}
