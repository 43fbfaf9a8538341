import type { UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type {
  ContributorInsightsMode,
  EncryptionModel,
  TableSettingsModel,
} from "../../src/model/table-settings.js";
import type { Change } from "../../src/tables/control-plane.js";
import { encryptionInput } from "../../src/tables/create-table-input.js";
import type { SettledTable } from "./support.js";
import type { EncryptionState, ReplicaState, Step, TableState, Until } from "./table-state.js";

/** The attribute by which items expire; another one can be named only when the first has been let go. */
export function timeToLiveSteps(table: SettledTable, state: TableState): Step[] {
  if (table.timeToLive === state.timeToLive) return [];
  const change = (attribute: string, enabled: boolean): Step => ({
    table: state.name,
    kind: enabled ? "add" : "remove",
    description: `${enabled ? "enable" : "disable"} TTL on "${attribute}"`,
    request: {
      operation: "UpdateTimeToLive",
      input: {
        TableName: state.name,
        TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled },
      },
    },
    until: { for: "timeToLive", enabled },
    ...(!enabled &&
      table.timeToLive !== undefined && {
        note: "DynamoDB allows the next change of TTL only after up to one hour",
      }),
  });
  return [
    ...(state.timeToLive === undefined ? [] : [change(state.timeToLive, false)]),
    ...(table.timeToLive === undefined ? [] : [change(table.timeToLive, true)]),
  ];
}

/** A stream of another view is another stream: the old one is let go first. */
export function streamSteps({ stream: wanted }: SettledTable, state: TableState): Step[] {
  if (wanted === state.stream) return [];
  const off: Step = {
    ...updateTable(
      state.name,
      "remove",
      `disable the stream of ${state.stream}`,
      { StreamSpecification: { StreamEnabled: false } },
      { for: "ready", stream: false },
    ),
    destroys: "the stream: its consumers receive no more records",
  };
  const on = updateTable(
    state.name,
    "add",
    `enable a stream of ${wanted}`,
    { StreamSpecification: { StreamEnabled: true, StreamViewType: wanted } },
    { for: "ready", stream: true },
  );
  const note = "consumers need the ARN of the new stream";
  return [
    ...(state.stream === undefined ? [] : [{ ...off, ...(wanted !== undefined && { note }) }]),
    ...(wanted === undefined ? [] : [on]),
  ];
}

function policySteps(
  name: string,
  { resourcePolicy }: RegionalSettings,
  { arn, ...state }: Pick<ReplicaState, "arn" | "resourcePolicy">,
  where: string,
  at: { readonly region?: string },
): Step[] {
  const wanted = resourcePolicy && JSON.stringify(resourcePolicy);
  if (policyText(wanted) === policyText(state.resourcePolicy)) return [];
  const request: Change =
    wanted === undefined
      ? { operation: "DeleteResourcePolicy", input: { ResourceArn: arn }, ...at }
      : { operation: "PutResourcePolicy", input: { ResourceArn: arn, Policy: wanted }, ...at };
  const kind = wanted === undefined ? "remove" : state.resourcePolicy === undefined ? "add" : "change";
  const description = `${wanted === undefined ? "delete" : "set"} the resource policy${where}`;
  return [{ table: name, kind, description, request, until: { for: "nothing" } }];
}

/** A policy in one form: IAM takes a list of one and its element for the same, and the order of names for nothing. */
function policyText(policy: string | undefined): string | undefined {
  if (policy === undefined) return undefined;
  const canonical = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const items = value.map(canonical);
      if (items.length === 1) return items[0];
      return items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, of]): [string, unknown] => [key, canonical(of)]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(canonical(JSON.parse(policy)));
}

/** The settings that the table has in its own region and each replica in its region. */
export type RegionalSettings = Pick<
  TableSettingsModel,
  "tableClass" | "recoveryDays" | "deletionProtection" | "contributorInsights" | "tags" | "resourcePolicy"
>;

/** Returns the steps for the settings of a table, apart from its replicas and its capacity. */
export function regionalSteps(name: string, settings: TableSettingsModel, state: TableState): Step[] {
  const { tableClass, encryption } = settings;
  const steps: Step[] = [];
  if (tableClass !== state.tableClass) {
    const description = `change the table class to ${tableClass}`;
    steps.push(updateTable(name, "change", description, { TableClass: tableClass }, { for: "ready" }));
  }
  if (!sameEncryption(encryption, state.encryption)) {
    const description = `encrypt with ${keyText(encryption)}`;
    const input = { SSESpecification: encryptionInput(encryption) };
    steps.push(updateTable(name, "change", description, input, { for: "ready" }));
  }
  for (const index of state.indexes) {
    const wanted = settings.indexes[index.name];
    if (wanted === undefined) continue;
    steps.push(
      ...insightsSteps(name, wanted.contributorInsights, index.contributorInsights, { index: index.name }),
    );
  }
  const there = new Set(state.indexes.map((index) => index.name));
  for (const [index, { contributorInsights }] of Object.entries(settings.indexes)) {
    if (!there.has(index)) steps.push(...insightsSteps(name, contributorInsights, undefined, { index }));
  }
  return [...steps, ...localSteps(name, settings, state)];
}

/** Returns the steps for settings of a single region; their requests are sent there. */
export function localSteps(
  name: string,
  settings: RegionalSettings,
  state: Omit<ReplicaState, "region" | "encryption" | "status">,
  region?: string,
): Step[] {
  const { deletionProtection, recoveryDays } = settings;
  const where = region === undefined ? "" : ` in ${region}`;
  const at = region === undefined ? {} : { region };
  const steps: Step[] = [];
  if (deletionProtection !== state.deletionProtection) {
    const description = `${deletionProtection ? "enable" : "disable"} deletion protection${where}`;
    const step = updateTable(
      name,
      "change",
      description,
      { DeletionProtectionEnabled: deletionProtection },
      { for: "ready" },
    );
    steps.push({ ...step, request: { ...step.request, ...at } });
  }
  if (recoveryDays !== state.recoveryDays) steps.push(recoveryStep(name, recoveryDays, state, where, at));
  steps.push(...insightsSteps(name, settings.contributorInsights, state.contributorInsights, { region }));
  return [
    ...steps,
    ...policySteps(name, settings, state, where, at),
    ...tagSteps(name, settings.tags, state, where, at),
  ];
}

function recoveryStep(
  name: string,
  wanted: number | undefined,
  { recoveryDays: found }: { readonly recoveryDays?: number },
  where: string,
  at: { readonly region?: string },
): Step {
  const on = wanted !== undefined;
  const period = on ? { RecoveryPeriodInDays: wanted } : {};
  const description = on
    ? `enable point-in-time recovery of ${wanted} days${where}`
    : `disable point-in-time recovery${where}`;
  const lost = found !== undefined && found > (wanted ?? 0);
  return {
    table: name,
    kind: found === undefined ? "add" : on ? "change" : "remove",
    description,
    request: {
      operation: "UpdateContinuousBackups",
      input: {
        TableName: name,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on, ...period },
      },
      ...at,
    },
    ...(lost && { destroys: on ? `the backups older than ${wanted} days` : "the backups" }),
    until: { for: "nothing" },
  };
}

function insightsSteps(
  name: string,
  wanted: ContributorInsightsMode | undefined,
  found: ContributorInsightsMode | undefined,
  { index, region }: { readonly index?: string; readonly region?: string | undefined },
): Step[] {
  if (wanted === found) return [];
  const of = index === undefined ? "" : ` of index "${index}"`;
  const where = region === undefined ? "" : ` in ${region}`;
  const input = {
    TableName: name,
    ...(index !== undefined && { IndexName: index }),
    ...(wanted === undefined
      ? { ContributorInsightsAction: "DISABLE" as const }
      : { ContributorInsightsAction: "ENABLE" as const, ContributorInsightsMode: wanted }),
  };
  const step: Step = {
    table: name,
    kind: wanted === undefined ? "remove" : found === undefined ? "add" : "change",
    description: `contributor insights${of}${where}: ${wanted ?? "off"}`,
    request: {
      operation: "UpdateContributorInsights",
      input,
      ...(region !== undefined && { region }),
    },
    until: { for: "nothing" },
  };
  return [step];
}

function tagSteps(
  name: string,
  wanted: Readonly<Record<string, string>>,
  { arn, tags: found }: { readonly arn: string; readonly tags: Readonly<Record<string, string>> },
  where: string,
  at: { readonly region?: string },
): Step[] {
  const set = Object.entries(wanted).filter(([key, value]) => found[key] !== value);
  const gone = Object.keys(found).filter((key) => !(key in wanted));
  const step = (kind: Step["kind"], description: string, request: Change): Step => {
    return {
      table: name,
      kind,
      description,
      request: { ...request, ...at },
      until: { for: "nothing" },
    };
  };
  const tags = set.map(([Key, Value]) => ({ Key, Value }));
  return [
    ...(set.length === 0
      ? []
      : [
          step("change", `tag ${set.map((tag) => tag.join("=")).join(", ")}${where}`, {
            operation: "TagResource",
            input: { ResourceArn: arn, Tags: tags },
          }),
        ]),
    ...(gone.length === 0
      ? []
      : [
          step("remove", `untag ${gone.join(", ")}${where}`, {
            operation: "UntagResource",
            input: { ResourceArn: arn, TagKeys: gone },
          }),
        ]),
  ];
}

/**
 * Returns true if the deployed key can be the wanted one: DynamoDB does not report aliases, nor the account's own key.
 */
export function sameEncryption(wanted: EncryptionModel, found: EncryptionState): boolean {
  if (wanted.key === "AWS_OWNED" || found.key === "AWS_OWNED") return wanted.key === found.key;
  if (wanted.key !== "CUSTOMER" || found.arn === undefined) return true;
  const { kmsKey } = wanted;
  const alias = kmsKey.startsWith("alias/") || kmsKey.includes(":alias/");
  return alias || found.arn === kmsKey || found.arn.endsWith(`:key/${kmsKey}`);
}

function keyText(encryption: EncryptionModel): string {
  if (encryption.key === "CUSTOMER") return `the key ${encryption.kmsKey}`;
  return encryption.key === "AWS_OWNED"
    ? "a key owned by DynamoDB"
    : "the AWS managed key (alias aws/dynamodb)";
}

function updateTable(
  table: string,
  kind: Step["kind"],
  description: string,
  change: Omit<UpdateTableCommandInput, "TableName">,
  until: Until,
): Step {
  return {
    table,
    kind,
    description,
    request: { operation: "UpdateTable", input: { TableName: table, ...change } },
    until,
  };
}
