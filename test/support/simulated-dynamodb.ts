import type {
  ContributorInsightsMode,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  ReplicationGroupUpdate,
  SSESpecification,
  TableDescription,
  Tag,
  UpdateTableCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Change, ControlPlane } from "../../src/tables/control-plane.js";

/**
 * What DynamoDB and Application Auto Scaling know of tables, with the rules by which they refuse: one change in a request,
 * none while another is under way, and so on. For what DynamoDB Local does not have, and for orders of events.
 */
export class SimulatedDynamoDB implements ControlPlane {
  /** The requests that changed something, in order. */
  readonly changes: Change[] = [];
  /** Tables by region and name. */
  readonly #tables = new Map<string, SimulatedTable>();
  readonly #targets = new Map<
    string,
    { min: number; max: number; policy?: { name: string; value: number } }
  >();
  readonly #slow: number;
  readonly region: string;

  /** @param slow How many looks at a table it takes until a change is done. */
  constructor({ region = "eu-west-1", slow = 1 }: { region?: string; slow?: number } = {}) {
    this.region = region;
    this.#slow = slow;
  }

  canScale(): Promise<boolean> {
    return Promise.resolve(true);
  }

  ask: ControlPlane["ask"] = (operation, input, region) =>
    Promise.resolve().then(() => this.answer(operation, input, region) as never);

  change(change: Change): Promise<void> {
    return Promise.resolve().then(() => {
      this.answer(change.operation, change.input, change.region);
    });
  }

  /** The answer to a request; what is refused is thrown under the service's name for it. */
  answer(operation: string, input: unknown, region = this.region): unknown {
    const change = this.#changes[operation as Change["operation"]];
    if (change === undefined) return this.#look(operation, input as Named, region);
    change(input as never, region);
    this.changes.push(
      structuredClone({ operation, input, ...(region !== this.region && { region }) }) as Change,
    );
    return {};
  }

  /** The names of the tables of a region. */
  names(region = this.region): string[] {
    return [...this.#tables.keys()].flatMap((id) =>
      id.startsWith(`${region}/`) ? [id.slice(region.length + 1)] : [],
    );
  }

  #find(name = "", region = this.region): SimulatedTable {
    const table = this.#tables.get(`${region}/${name.split("/").at(-1)}`);
    if (table === undefined) throw named("ResourceNotFoundException");
    return table;
  }

  #look(operation: string, input: Named, region: string): unknown {
    switch (operation) {
      case "ListTables":
        return { TableNames: this.names(region) };
      case "DescribeTable": {
        const table = this.#find(input.TableName, region);
        if (this.#tick(table)) this.#tables.delete(`${region}/${input.TableName}`);
        return { Table: structuredClone(table.description) };
      }
      case "DescribeTimeToLive": {
        const table = this.#find(input.TableName, region);
        const { timeToLive } = table;
        const shown = { ...timeToLive };
        if (timeToLive.TimeToLiveStatus === "DISABLING") table.timeToLive = { TimeToLiveStatus: "DISABLED" };
        return { TimeToLiveDescription: shown };
      }
      case "DescribeContinuousBackups": {
        const table = this.#tables.get(`${region}/${input.TableName}`);
        if (table === undefined) throw named("TableNotFoundException");
        const { recoveryDays: days } = table;
        const status = days === undefined ? "DISABLED" : "ENABLED";
        const description = {
          PointInTimeRecoveryStatus: status,
          ...(days && { RecoveryPeriodInDays: days }),
        };
        return { ContinuousBackupsDescription: { PointInTimeRecoveryDescription: description } };
      }
      case "DescribeContributorInsights": {
        const mode = this.#find(input.TableName, region).insights.get(input.IndexName);
        if (mode === undefined) return { ContributorInsightsStatus: "DISABLED" };
        return { ContributorInsightsStatus: "ENABLED", ContributorInsightsMode: mode };
      }
      case "ListTagsOfResource": {
        const { tags } = this.#find(input.ResourceArn, region);
        return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
      }
      case "GetResourcePolicy": {
        const { policy } = this.#find(input.ResourceArn, region);
        if (policy === undefined) throw named("PolicyNotFoundException");
        return { Policy: policy };
      }
      case "DescribeScalableTargets": {
        const found = [...this.#targets].filter(([id]) =>
          input.ResourceIds?.includes(id.split("|")[0] ?? ""),
        );
        return {
          ScalableTargets: found.map(([id, { min, max }]) => ({
            ...dimension(id),
            MinCapacity: min,
            MaxCapacity: max,
          })),
        };
      }
      case "DescribeScalingPolicies": {
        const found = [...this.#targets].filter(([id]) => id.startsWith(`${input.ResourceId}|`));
        return {
          ScalingPolicies: found.flatMap(([id, { policy }]) =>
            policy === undefined
              ? []
              : [
                  {
                    ...dimension(id),
                    PolicyName: policy.name,
                    TargetTrackingScalingPolicyConfiguration: { TargetValue: policy.value },
                  },
                ],
          ),
        };
      }
      default:
        throw named("UnknownOperationException", operation);
    }
  }

  /** Time passes when somebody looks. Says whether the table is gone. */
  #tick(table: SimulatedTable): boolean {
    if (table.waiting > 0) {
      table.waiting -= 1;
      return false;
    }
    const { description } = table;
    if (description.TableStatus === "DELETING") return true;
    description.TableStatus = "ACTIVE";
    description.GlobalSecondaryIndexes = indexesOf(description)
      .filter(({ IndexStatus }) => IndexStatus !== "DELETING")
      .map((index) => ({ ...index, IndexStatus: "ACTIVE" as const }));
    // An index takes the definitions of its attributes away.
    const used = keyNames(description);
    description.AttributeDefinitions = description.AttributeDefinitions?.filter(({ AttributeName }) =>
      used.includes(AttributeName),
    );
    description.Replicas = (description.Replicas ?? [])
      .filter(({ ReplicaStatus }) => ReplicaStatus !== "DELETING")
      .map((replica) => ({ ...replica, ReplicaStatus: "ACTIVE" as const }));
    return false;
  }

  readonly #changes: { readonly [O in Change["operation"]]: (input: Inputs[O], region: string) => void } = {
    CreateTable: (input, region) => {
      const { TableName: name = "" } = input;
      if (this.#tables.has(`${region}/${name}`)) throw named("ResourceInUseException");
      this.#tables.set(`${region}/${name}`, newTable(input, region, this.#slow));
    },
    UpdateTable: (input, region) => {
      const table = this.#find(input.TableName, region);
      free(table);
      const parts = partsOf(input);
      if (parts.length !== 1) throw named("ValidationException", `one change at a time: ${parts}`);
      this.#update(table, input, region);
      table.waiting = this.#slow;
    },
    DeleteTable: ({ TableName: name }, region) => {
      const table = this.#find(name, region);
      free(table);
      if (table.description.DeletionProtectionEnabled) throw named("ValidationException", "protected");
      table.description.TableStatus = "DELETING";
      table.waiting = this.#slow;
    },
    UpdateTimeToLive: ({ TableName: name, TimeToLiveSpecification: to }, region) => {
      const table = this.#find(name, region);
      const on = table.timeToLive.TimeToLiveStatus === "ENABLED";
      if (on === to?.Enabled) throw named("ValidationException", "TimeToLive is already so");
      if (on && table.timeToLive.AttributeName !== to?.AttributeName) throw named("ValidationException");
      if (table.timeToLive.TimeToLiveStatus === "DISABLING") throw named("ValidationException", "too soon");
      table.timeToLive = {
        TimeToLiveStatus: to?.Enabled ? "ENABLED" : "DISABLING",
        ...(to?.AttributeName !== undefined && { AttributeName: to.AttributeName }),
      };
    },
    UpdateContinuousBackups: ({ TableName: name, PointInTimeRecoverySpecification: to }, region) => {
      const table = this.#find(name, region);
      // Of a table that is new, they cannot be had at once.
      if (table.young) {
        table.young = false;
        throw named("ContinuousBackupsUnavailableException");
      }
      table.recoveryDays = to?.PointInTimeRecoveryEnabled ? (to.RecoveryPeriodInDays ?? 35) : undefined;
    },
    UpdateContributorInsights: (input, region) => {
      const { insights, description } = this.#find(input.TableName, region);
      const { IndexName: index } = input;
      if (index !== undefined && !indexesOf(description).some(({ IndexName }) => IndexName === index)) {
        throw named("ResourceNotFoundException");
      }
      if (input.ContributorInsightsAction === "DISABLE") insights.delete(index);
      else insights.set(index, input.ContributorInsightsMode ?? "ACCESSED_AND_THROTTLED_KEYS");
    },
    TagResource: ({ ResourceArn: arn, Tags: tags = [] }, region) => {
      const table = this.#find(inRegion(arn, region), region);
      for (const { Key = "", Value = "" } of tags) table.tags.set(Key, Value);
    },
    UntagResource: ({ ResourceArn: arn, TagKeys: keys = [] }, region) => {
      const table = this.#find(inRegion(arn, region), region);
      for (const key of keys) table.tags.delete(key);
    },
    PutResourcePolicy: ({ ResourceArn: arn, Policy: policy }, region) => {
      this.#find(inRegion(arn, region), region).policy = policy;
    },
    DeleteResourcePolicy: ({ ResourceArn: arn }, region) => {
      this.#find(inRegion(arn, region), region).policy = undefined;
    },
    RegisterScalableTarget: (input) => {
      const { ResourceId: id = "", MinCapacity: min = 0, MaxCapacity: max = 0 } = input;
      const [, name, , index] = id.split("/");
      const { description } = this.#find(name);
      const there =
        index === undefined || indexesOf(description).some(({ IndexName }) => IndexName === index);
      if (!there || isOnDemand(description)) throw named("ValidationException", "nothing to scale");
      const key = `${id}|${input.ScalableDimension}`;
      this.#targets.set(key, { ...this.#targets.get(key), min, max });
    },
    DeregisterScalableTarget: ({ ResourceId: id, ScalableDimension: of }) => {
      if (!this.#targets.delete(`${id}|${of}`)) throw named("ObjectNotFoundException");
    },
    PutScalingPolicy: (input) => {
      const { ResourceId: id, ScalableDimension: of, PolicyName: name = "" } = input;
      const target = this.#targets.get(`${id}|${of}`);
      if (target === undefined) throw named("ObjectNotFoundException");
      // Two that aim at one metric would pull to and fro.
      if (target.policy !== undefined && target.policy.name !== name) throw named("ValidationException");
      const value = input.TargetTrackingScalingPolicyConfiguration?.TargetValue ?? 0;
      target.policy = { name, value };
    },
  };

  #update(table: SimulatedTable, input: UpdateTableCommandInput, region: string): void {
    const { description } = table;
    const [update] = input.GlobalSecondaryIndexUpdates ?? [];
    if (update?.Create !== undefined) addIndex(description, input, update.Create as GlobalSecondaryIndex);
    else if (update?.Delete !== undefined) {
      const gone = indexesOf(description).find(({ IndexName }) => IndexName === update.Delete?.IndexName);
      if (gone === undefined) throw named("ResourceNotFoundException");
      gone.IndexStatus = "DELETING";
      table.insights.delete(gone.IndexName);
    }
    if (partsOf(input).includes("units")) setUnits(description, input);
    const { StreamSpecification: stream } = input;
    if (stream !== undefined) {
      const on = description.StreamSpecification?.StreamEnabled ?? false;
      if (on === stream.StreamEnabled) throw named("ValidationException", "the stream is already so");
      if (on && (description.Replicas ?? []).length > 0) throw named("ValidationException", "has replicas");
      description.StreamSpecification = stream;
    }
    if (input.TableClass !== undefined) description.TableClassSummary = { TableClass: input.TableClass };
    if (input.DeletionProtectionEnabled !== undefined)
      description.DeletionProtectionEnabled = input.DeletionProtectionEnabled;
    if (input.SSESpecification !== undefined) encrypt(description, input.SSESpecification);
    for (const replica of input.ReplicaUpdates ?? []) this.#replicate(table, replica, region);
    description.TableStatus = "UPDATING";
  }

  #replicate(table: SimulatedTable, { Create, Update, Delete }: ReplicationGroupUpdate, own: string): void {
    const { description } = table;
    const name = description.TableName ?? "";
    const region = (Create ?? Update ?? Delete)?.RegionName ?? "";
    const id = `${region}/${name}`;
    if (Create !== undefined) {
      if (this.#tables.has(id)) throw named("ValidationException", "the copy is there");
      if (description.StreamSpecification?.StreamViewType !== "NEW_AND_OLD_IMAGES")
        throw named("ValidationException", "a replica needs a stream of both images");
      const scaled = ["", ...indexesOf(description).map(({ IndexName }) => `/index/${IndexName}`)].every(
        (of) =>
          this.#targets.get(`table/${name}${of}|dynamodb:${of === "" ? "table" : "index"}:WriteCapacityUnits`)
            ?.policy !== undefined,
      );
      if (!isOnDemand(description) && !scaled)
        throw named("ValidationException", "a replica needs scaled writes");
      const copy = structuredClone(description);
      copy.TableArn = arnOf(region, name);
      copy.TableStatus = "ACTIVE";
      copy.Replicas = [];
      copy.DeletionProtectionEnabled = false;
      copy.TableClassSummary = Create.TableClassOverride && { TableClass: Create.TableClassOverride };
      if (Create.TableClassOverride === undefined) copy.TableClassSummary = description.TableClassSummary;
      if (Create.KMSMasterKeyId !== undefined)
        encrypt(copy, { Enabled: true, KMSMasterKeyId: Create.KMSMasterKeyId });
      this.#tables.set(id, { ...emptyTable(copy), waiting: 0 });
      description.Replicas = [
        ...(description.Replicas ?? []),
        { RegionName: region, ReplicaStatus: "CREATING" },
      ];
      return;
    }
    const copy = this.#tables.get(id);
    const found = description.Replicas?.find(({ RegionName }) => RegionName === region);
    if (copy === undefined || found === undefined || region === own) throw named("ReplicaNotFoundException");
    if (Delete !== undefined) {
      if (copy.description.DeletionProtectionEnabled) throw named("ValidationException", "protected");
      this.#tables.delete(id);
      found.ReplicaStatus = "DELETING";
    }
    if (Update?.TableClassOverride !== undefined)
      copy.description.TableClassSummary = { TableClass: Update.TableClassOverride };
    if (Update?.KMSMasterKeyId !== undefined)
      encrypt(copy.description, { Enabled: true, KMSMasterKeyId: Update.KMSMasterKeyId });
  }
}

type Inputs = { readonly [C in Change as C["operation"]]: C["input"] };

/** What of inputs says which table is meant. */
interface Named {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly ResourceArn?: string;
  readonly ResourceId?: string;
  readonly ResourceIds?: readonly string[];
}

interface SimulatedTable {
  readonly description: TableDescription;
  waiting: number;
  /** Whether backups cannot be had yet. */
  young: boolean;
  timeToLive: { TimeToLiveStatus: string; AttributeName?: string };
  recoveryDays?: number | undefined;
  policy?: string | undefined;
  readonly tags: Map<string, string>;
  readonly insights: Map<string | undefined, ContributorInsightsMode>;
}

function emptyTable(description: TableDescription): SimulatedTable {
  return {
    description,
    waiting: 0,
    young: false,
    timeToLive: { TimeToLiveStatus: "DISABLED" },
    tags: new Map(),
    insights: new Map(),
  };
}

function newTable(input: CreateTableCommandInput, region: string, slow: number): SimulatedTable {
  const { TableName: name = "", KeySchema: keys = [], GlobalSecondaryIndexes: global = [] } = input;
  const { LocalSecondaryIndexes: local = [], AttributeDefinitions: definitions = [] } = input;
  const used = [keys, ...[...global, ...local].map((index) => index.KeySchema ?? [])].flat();
  if (new Set(used.map(({ AttributeName }) => AttributeName)).size !== definitions.length)
    throw named("ValidationException", "attributes that are not defined, or not used");
  if (global.length > 20 || local.length > 5) throw named("ValidationException", "too many indexes");
  const onDemand = input.BillingMode === "PAY_PER_REQUEST";
  for (const of of [input, ...global])
    if (onDemand === (of.ProvisionedThroughput !== undefined)) throw named("ValidationException", "units");
  const description: TableDescription = {
    TableName: name,
    TableArn: arnOf(region, name),
    TableStatus: "CREATING",
    KeySchema: keys,
    AttributeDefinitions: definitions,
    BillingModeSummary: { BillingMode: input.BillingMode },
    ProvisionedThroughput: input.ProvisionedThroughput,
    OnDemandThroughput: input.OnDemandThroughput,
    GlobalSecondaryIndexes: global.map((index) => ({ ...index, IndexStatus: "ACTIVE" })),
    LocalSecondaryIndexes: local,
    StreamSpecification: input.StreamSpecification,
    TableClassSummary: input.TableClass && { TableClass: input.TableClass },
    DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? false,
  };
  if (input.SSESpecification !== undefined) encrypt(description, input.SSESpecification);
  return {
    ...emptyTable(description),
    waiting: slow,
    young: true,
    policy: input.ResourcePolicy,
    tags: new Map(input.Tags?.map(({ Key = "", Value = "" }: Tag) => [Key, Value])),
  };
}

/** The changes that a request asks for: DynamoDB takes one. */
function partsOf(input: UpdateTableCommandInput): string[] {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  const units = [input.BillingMode, input.ProvisionedThroughput, input.OnDemandThroughput];
  return [
    ...(units.some((of) => of !== undefined) || updates.some(({ Update }) => Update !== undefined)
      ? ["units"]
      : []),
    ...updates.flatMap(({ Create, Delete }) => (Create ? ["create"] : Delete ? ["delete"] : [])),
    ...(
      ["StreamSpecification", "SSESpecification", "TableClass", "DeletionProtectionEnabled"] as const
    ).filter((part) => input[part] !== undefined),
    ...(input.ReplicaUpdates ?? []).map(() => "replica"),
  ];
}

function addIndex(
  description: TableDescription,
  { AttributeDefinitions: definitions = [] }: UpdateTableCommandInput,
  index: GlobalSecondaryIndex,
): void {
  const indexes = indexesOf(description);
  if (indexes.some(({ IndexName }) => IndexName === index.IndexName)) throw named("ValidationException");
  if (indexes.length >= 20) throw named("LimitExceededException");
  const types = new Map(
    definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  // An attribute has one type in all keys of a table.
  const used = keyNames(description, index);
  for (const { AttributeName: name, AttributeType: type } of description.AttributeDefinitions ?? []) {
    if (used.includes(name) && types.get(name) !== type)
      throw named("ValidationException", `type of ${name}`);
  }
  if (used.some((name) => !types.has(name)))
    throw named("ValidationException", "an attribute is not defined");
  if (definitions.some(({ AttributeName }) => !used.includes(AttributeName)))
    throw named("ValidationException", "an attribute is not used");
  if (isOnDemand(description) === (index.ProvisionedThroughput !== undefined))
    throw named("ValidationException", "units");
  description.AttributeDefinitions = definitions;
  description.GlobalSecondaryIndexes = [...indexes, { ...index, IndexStatus: "CREATING" }];
}

function setUnits(description: TableDescription, input: UpdateTableCommandInput): void {
  const before = JSON.stringify(description);
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  if (input.BillingMode === "PROVISIONED") {
    const given = updates.map(({ Update }) => Update?.IndexName);
    const all = indexesOf(description).every(({ IndexName }) => given.includes(IndexName));
    if (input.ProvisionedThroughput === undefined || !all) throw named("ValidationException", "units of all");
  }
  if (input.BillingMode !== undefined) {
    description.BillingModeSummary = { BillingMode: input.BillingMode };
    for (const of of [description, ...indexesOf(description)]) {
      delete of.OnDemandThroughput;
      delete of.ProvisionedThroughput;
    }
  }
  const onDemand = isOnDemand(description);
  const set = (of: Units, to: Units): void => {
    if ((onDemand ? to.ProvisionedThroughput : to.OnDemandThroughput) !== undefined)
      throw named("ValidationException", "units of another billing");
    if (to.ProvisionedThroughput) of.ProvisionedThroughput = to.ProvisionedThroughput;
    if (to.OnDemandThroughput) of.OnDemandThroughput = to.OnDemandThroughput;
  };
  set(description, input);
  for (const { Update: to } of updates) {
    const index = indexesOf(description).find(({ IndexName }) => IndexName === to?.IndexName);
    if (index === undefined || to === undefined) throw named("ResourceNotFoundException");
    set(index, to);
  }
  if (JSON.stringify(description) === before) throw named("ValidationException", "nothing would change");
}

type Units = Pick<GlobalSecondaryIndexDescription, "OnDemandThroughput" | "ProvisionedThroughput">;

function encrypt(description: TableDescription, to: SSESpecification): void {
  if (!to.Enabled) delete description.SSEDescription;
  else
    description.SSEDescription = {
      Status: "ENABLED",
      KMSMasterKeyArn: to.KMSMasterKeyId ?? "arn:aws:kms:eu-west-1:111122223333:key/own",
    };
}

function free({ description }: SimulatedTable): void {
  const busy = [
    description.TableStatus,
    ...indexesOf(description).map(({ IndexStatus }) => IndexStatus),
    ...(description.Replicas ?? []).map(({ ReplicaStatus }) => ReplicaStatus),
  ].some((status) => status !== "ACTIVE");
  if (busy) throw named("ResourceInUseException");
}

const indexesOf = (description: TableDescription): GlobalSecondaryIndexDescription[] =>
  description.GlobalSecondaryIndexes ?? [];

/** The key attributes of a table and its indexes, and of one more. */
function keyNames(description: TableDescription, ...more: GlobalSecondaryIndex[]): (string | undefined)[] {
  const all = [description, ...indexesOf(description), ...(description.LocalSecondaryIndexes ?? []), ...more];
  return all.flatMap(({ KeySchema: keys }: { KeySchema?: KeySchemaElement[] | undefined }) =>
    (keys ?? []).map(({ AttributeName }) => AttributeName),
  );
}

const isOnDemand = (description: TableDescription): boolean =>
  description.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST";

function dimension(id: string) {
  const [ResourceId, ScalableDimension] = id.split("|");
  return { ResourceId, ScalableDimension };
}

const arnOf = (region: string, name: string): string =>
  `arn:aws:dynamodb:${region}:111122223333:table/${name}`;

/** An ARN names its region: another one does not know it. */
function inRegion(arn = "", region: string): string {
  if (arn.split(":")[3] !== region) throw named("ResourceNotFoundException", arn);
  return arn;
}

function named(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
