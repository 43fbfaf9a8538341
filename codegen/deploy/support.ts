import type { TableModel } from "../../src/model/model.js";
import type { TableSettingsModel, ThroughputModel } from "../../src/model/table-settings.js";
import { settingsOf, streamOf } from "../model-facts/table-settings.js";

/** A table with all of its settings, and with the stream that its replicas need. */
export type SettledTable = TableModel & { readonly settings: TableSettingsModel };

/** Every table's settings, said or not. */
export function settled(table: TableModel): SettledTable {
  const stream = streamOf(table);
  return { ...table, settings: settingsOf(table), ...(stream !== undefined && { stream }) };
}

/**
 * Returns the part of a table that an endpoint supports which knows only keys, indexes, streams, time to live, units
 * and deletion protection, such as DynamoDB Local (it answers other requests with an error or ignores them), and the
 * names of the parts left out.
 */
export function asSupported(asked: TableModel): { table: SettledTable; unsupported: readonly string[] } {
  const settings = settingsOf(asked);
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
    throughput: unscaled(throughput),
    tableClass: "STANDARD",
    encryption: { key: "AWS_OWNED" },
    deletionProtection,
    tags: {},
    replicas: [],
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
  return { table: { ...asked, settings: reduced }, unsupported };
}

/** Returns true if autoscaling moves any of the capacity. */
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
