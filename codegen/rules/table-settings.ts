import type { TableModel } from "../../src/model/model.js";
import type {
  CapacityModel,
  ReplicaModel,
  TableSettingsModel,
  ThroughputModel,
} from "../../src/model/table-settings.js";
import type { Rule } from "./rule.js";

type Fault = (message: string, help: string) => void;

/** A table can be run as it is declared: capacities, periods, replicas and tags that DynamoDB takes. */
export const tableSettings: Rule = {
  name: "table-settings",
  check: (model, report) => {
    for (const table of model.tables) {
      const { settings } = table;
      if (settings === undefined) continue;
      const at =
        (path: readonly string[], subject: string): Fault =>
        (message, help) =>
          report(["tables", table.name, ...path], `Table "${table.name}"${subject}: ${message}`, help);
      checkThroughput(settings.throughput, at(["throughput"], ""));
      for (const [name, index] of Object.entries(settings.indexes)) {
        const fault = at(["indexes", name], `, index "${name}"`);
        checkThroughput(index.throughput, fault);
        if (index.throughput.mode !== settings.throughput.mode) {
          const message = `is billed ${words(index.throughput)}, but the table ${words(settings.throughput)}`;
          fault(message, "A table and its indexes have the same billing mode.");
        }
      }
      checkDays(settings.recoveryDays, at(["pointInTimeRecovery"], ""));
      checkTags(settings.tags, at(["tags"], ""));
      checkReplicas(table, settings, at(["replicas"], ""));
    }
  },
};

const words = ({ mode }: ThroughputModel): string => (mode === "onDemand" ? "on demand" : "as provisioned");

function checkThroughput(throughput: ThroughputModel, fault: Fault): void {
  if (throughput.mode === "provisioned") {
    checkCapacity("read", throughput.read, fault);
    checkCapacity("write", throughput.write, fault);
    return;
  }
  for (const [name, units] of [
    ["maximumRead", throughput.maximumRead],
    ["maximumWrite", throughput.maximumWrite],
  ] as const) {
    if (units !== undefined && !isUnits(units)) fault(`${name} is ${units}`, "Use whole numbers from 1.");
  }
}

function checkCapacity(side: string, { minimum, maximum, targetPercent }: CapacityModel, fault: Fault): void {
  if (!isUnits(minimum) || !isUnits(maximum)) {
    fault(`its ${side} capacity is ${minimum} to ${maximum}`, "Use whole numbers from 1.");
  } else if (minimum > maximum) {
    fault(
      `its ${side} capacity is ${minimum} to ${maximum}`,
      "The maximum must not be less than the minimum.",
    );
  }
  if (targetPercent !== undefined && !(targetPercent >= 20 && targetPercent <= 90)) {
    fault(`the target of its ${side} capacity is ${targetPercent} percent`, "Use a value from 20 to 90.");
  }
}

function isUnits(units: number): boolean {
  return Number.isSafeInteger(units) && units >= 1;
}

function checkDays(days: number | undefined, fault: Fault): void {
  if (days === undefined || (Number.isInteger(days) && days >= 1 && days <= 35)) return;
  fault(`keeps backups for ${days} days`, "DynamoDB keeps them for 1 to 35 days.");
}

function checkTags(tags: Readonly<Record<string, string>>, fault: Fault): void {
  const names = Object.keys(tags);
  if (names.length > 50) fault(`has ${names.length} tags`, "DynamoDB allows 50.");
  for (const name of names) {
    if (name.startsWith("aws:"))
      fault(`the tag "${name}" begins with "aws:"`, "That prefix is reserved for AWS.");
    else if (name === "" || name.length > 128 || (tags[name] ?? "").length > 256) {
      fault(`the tag "${name}" is too long or empty`, "A name has 1 to 128 characters, a value up to 256.");
    }
  }
}

function checkReplicas(table: TableModel, settings: TableSettingsModel, fault: Fault): void {
  const { replicas, encryption, throughput } = settings;
  if (replicas.length === 0) return;
  if (table.stream !== undefined && table.stream !== "NEW_AND_OLD_IMAGES") {
    fault(`has replicas and a stream of ${table.stream}`, 'Replication needs stream: "NEW_AND_OLD_IMAGES".');
  }
  if (throughput.mode === "provisioned" && throughput.write.targetPercent === undefined) {
    const help = "Use write: { minimum, maximum } or on-demand billing: every replica receives all writes.";
    fault("has replicas and a fixed write capacity", help);
  }
  for (const [position, { region, kmsKey, recoveryDays }] of replicas.entries()) {
    const name = `its replica in "${region}"`;
    if (replicas.findIndex((replica: ReplicaModel) => replica.region === region) < position) {
      fault(`${name} is declared twice`, "Declare one replica for each region.");
    }
    if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region))
      fault(`${name} does not name a region`, 'Write it as "eu-central-1".');
    if ((encryption.key === "CUSTOMER") !== (kmsKey !== undefined)) {
      const message =
        kmsKey === undefined
          ? `${name} has no kmsKey, but the table has one`
          : `${name} has a kmsKey, but the table has none`;
      fault(message, "Set kmsKey for the table and all replicas, or for none.");
    }
    if (recoveryDays !== settings.recoveryDays)
      checkDays(recoveryDays, (message, help) => fault(`${name} ${message}`, help));
  }
}
