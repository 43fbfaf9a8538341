import type { IndexModel, KeyAttribute, TableModel } from "../../src/model/model.js";
import type {
  CapacityModel,
  ContributorInsightsMode,
  EncryptionModel,
  ReplicaModel,
  ThroughputModel,
} from "../../src/model/table-settings.js";
import { FIXED_TARGET, indexSettingsOf, settingsOf, streamOf } from "../model-facts/table-settings.js";
import { group, indent, type Layout, list, newline, print } from "../printer/layout.js";
import { Code, docComment, literal, stringLiteral, type Value } from "../printer/typescript.js";
import {
  GENERATED_BY,
  type Target,
  type TargetOptions,
  tableIdentifier,
  tableNameOf,
  uniqueNames,
} from "./target.js";

/** A construct for each table: a `TableV2`, so that grants, metrics and `addReplica` are there. */
export const cdk: Target<"typescript"> = {
  title: "a CDK construct for each table, in TypeScript",
  formats: ["typescript"],
  files: (model, options = {}) => {
    const unique = uniqueNames("_");
    const classes = model.tables.map((table) =>
      tableClass(table, unique(tableIdentifier(table.name)), options),
    );
    const text = print([classes.flatMap((one) => [newline, one, newline])]);
    return new Map([["tables.ts", `// ${GENERATED_BY}\n\n${imports(text)}${text}`]]);
  },
};

/** Returns the imports that the text of the classes needs. */
function imports(text: string): string {
  const modules = [
    ["dynamodb", "aws-cdk-lib/aws-dynamodb"],
    ["iam", "aws-cdk-lib/aws-iam"],
    ["kms", "aws-cdk-lib/aws-kms"],
  ] as const;
  const used = modules.filter(([name]) => new RegExp(`\\b${name}\\.[A-Z]`).test(text));
  return [
    ...(text.includes("Stack.of(scope)") ? ['import { Stack } from "aws-cdk-lib";'] : []),
    ...used.map(([name, from]) => `import * as ${name} from "${from}";`),
    'import type { Construct } from "constructs";\n',
  ].join("\n");
}

function tableClass(table: TableModel, name: string, options: TargetOptions): Layout {
  return [
    docComment(table.doc ?? `The table "${table.name}".`),
    `export class ${name} extends dynamodb.TableV2 {`,
    indent([
      newline,
      docComment("@param props What is otherwise in this environment."),
      group([
        "constructor(",
        `scope: Construct, id = ${stringLiteral(name)}, props: Partial<dynamodb.TablePropsV2> = {}`,
        ") {",
      ]),
      indent([
        newline,
        "const declared: dynamodb.TablePropsV2 = ",
        literal(tableProps(table, options), true),
        ";",
        newline,
        "super(scope, id, { ...declared, ...props });",
        overridesOf(table),
      ]),
      newline,
      "}",
    ]),
    newline,
    "}",
  ];
}

/**
 * Returns the overrides for settings that `TableV2` has no property for: they are set on the resource below it, whose
 * last replica is the region of the stack.
 */
function overridesOf(table: TableModel): Layout {
  const { replicas, resourcePolicy } = settingsOf(table);
  const lines: Layout[] = [];
  const global = table.indexes.filter(({ type }) => type === "global");
  for (const [position, { name }] of global.entries()) {
    if (!saysInsights(table, name)) continue;
    const { contributorInsights: mode } = indexSettingsOf(table, name);
    const specification = mode === undefined ? { Enabled: false } : { Enabled: true, Mode: mode };
    const path = `Replicas.\${own}.GlobalSecondaryIndexes.${position}.ContributorInsightsSpecification`;
    lines.push(["resource.addPropertyOverride(`", path, "`, ", literal(specification), ");"]);
  }
  if (lines.length > 0) {
    const comment = "// Insights of an index in the region of the stack, which comes after all replicas.";
    lines.unshift(comment, `const own = (props.replicas ?? declared.replicas ?? []).length;`);
  }
  const without = replicas.flatMap((replica, position) =>
    replica.resourcePolicy === undefined ? [position] : [],
  );
  if (resourcePolicy !== undefined && without.length > 0) {
    lines.push(
      "// A replica has the policy that is declared for it: the CDK would copy the one of the table.",
      [
        "if (props.replicas === undefined) {",
        indent(
          without.map((position) => [
            newline,
            `resource.addPropertyDeletionOverride("Replicas.${position}.ResourcePolicy");`,
          ]),
        ),
        newline,
        "}",
      ],
    );
  }
  if (lines.length === 0) return [];
  return ["const resource = this.node.defaultChild as dynamodb.CfnGlobalTable;", ...lines].map((line) => [
    newline,
    line,
  ]);
}

type Props = { readonly [name: string]: Value | undefined };

/** The `TablePropsV2` of a table. */
function tableProps(table: TableModel, options: TargetOptions): Props {
  const settings = settingsOf(table);
  const { throughput, replicas } = settings;
  const stream = streamOf(table);
  const global = table.indexes.filter(({ type }) => type === "global");
  const local = table.indexes.filter(({ type }) => type === "local");
  return {
    tableName: tableNameOf(table.name, options),
    partitionKey: attribute(table.partitionKey),
    sortKey: table.sortKey && attribute(table.sortKey),
    globalSecondaryIndexes: some(global.map((index) => globalIndex(table, index))),
    localSecondaryIndexes: some(local.map(localIndex)),
    billing: billing(throughput),
    timeToLiveAttribute: table.timeToLive,
    dynamoStream: stream && member("StreamViewType", stream),
    encryption: encryption(settings.encryption, replicas),
    ...shared(settings),
    replicas: some(replicas.map((replica) => replicaProps(table, replica))),
  };
}

/** Returns the properties that a table and a replica have in common. */
function shared(model: Omit<ReplicaModel, "region" | "kmsKey">): Props {
  return {
    tableClass: member("TableClass", model.tableClass),
    deletionProtection: model.deletionProtection,
    pointInTimeRecoverySpecification:
      model.recoveryDays === undefined
        ? { pointInTimeRecoveryEnabled: false }
        : { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: model.recoveryDays },
    contributorInsightsSpecification: insights(model.contributorInsights),
    tags: some(Object.entries(model.tags).map(([key, value]) => ({ key, value }))),
    resourcePolicy: model.resourcePolicy && policy(model.resourcePolicy),
  };
}

/** Returns true if an index must name its contributor insights: the CDK would give it those of its table. */
function saysInsights(table: TableModel, index: string): boolean {
  const { contributorInsights } = settingsOf(table);
  return contributorInsights !== undefined || indexSettingsOf(table, index).contributorInsights !== undefined;
}

function replicaProps(table: TableModel, replica: ReplicaModel): Props {
  const global = table.indexes.filter(({ type }) => type === "global");
  const options = global
    .filter(({ name }) => saysInsights(table, name))
    .map(({ name }): [string, Value] => {
      const { contributorInsights, throughput } = indexSettingsOf(table, name);
      // Options of an index replace all that it has from the table's.
      const contributorInsightsSpecification = insights(contributorInsights);
      return [name, { ...defined(reading(throughput)), contributorInsightsSpecification }];
    });
  return {
    region: replica.region,
    ...shared(replica),
    globalSecondaryIndexOptions: options.length > 0 ? Object.fromEntries(options) : undefined,
  };
}

function globalIndex(table: TableModel, index: IndexModel): Value {
  const { throughput } = indexSettingsOf(table, index.name);
  return defined({
    indexName: index.name,
    partitionKeys: index.partitionKey.map(attribute),
    sortKeys: some(index.sortKey.map(attribute)),
    ...projection(index),
    ...reading(throughput),
    ...(throughput.mode === "provisioned"
      ? { writeCapacity: writeCapacity(throughput.write) }
      : { maxWriteRequestUnits: throughput.maximumWrite }),
  });
}

function localIndex(index: IndexModel): Value {
  const [sortKey] = index.sortKey;
  return defined({
    indexName: index.name,
    sortKey: sortKey && attribute(sortKey),
    ...projection(index),
  });
}

function reading(throughput: ThroughputModel): Props {
  return throughput.mode === "provisioned"
    ? { readCapacity: readCapacity(throughput.read) }
    : { maxReadRequestUnits: throughput.maximumRead };
}

function attribute({ name, type }: KeyAttribute): Value {
  return { name, type: member("AttributeType", ATTRIBUTE_TYPES[type]) };
}

const ATTRIBUTE_TYPES = { S: "STRING", N: "NUMBER", B: "BINARY" } as const;

function projection({ projection: projected }: IndexModel): Props {
  if (projected === "ALL" || projected === "KEYS_ONLY")
    return { projectionType: member("ProjectionType", projected) };
  return { projectionType: member("ProjectionType", "INCLUDE"), nonKeyAttributes: projected };
}

function billing(throughput: ThroughputModel): Code {
  if (throughput.mode === "provisioned") {
    const { read, write } = throughput;
    const props = { readCapacity: readCapacity(read), writeCapacity: writeCapacity(write) };
    return call("dynamodb.Billing.provisioned", props);
  }
  const { maximumRead, maximumWrite } = throughput;
  if (maximumRead === undefined && maximumWrite === undefined) return call("dynamodb.Billing.onDemand");
  return call(
    "dynamodb.Billing.onDemand",
    defined({ maxReadRequestUnits: maximumRead, maxWriteRequestUnits: maximumWrite }),
  );
}

function readCapacity(capacity: CapacityModel): Code {
  return capacity.targetPercent === undefined
    ? call("dynamodb.Capacity.fixed", capacity.minimum)
    : writeCapacity(capacity);
}

function writeCapacity({ minimum, maximum, targetPercent = FIXED_TARGET }: CapacityModel): Code {
  return call("dynamodb.Capacity.autoscaled", {
    minCapacity: minimum,
    maxCapacity: maximum,
    targetUtilizationPercent: targetPercent,
    seedCapacity: minimum,
  });
}

function insights(mode: ContributorInsightsMode | undefined): Value {
  return mode === undefined
    ? { enabled: false }
    : { enabled: true, mode: member("ContributorInsightsMode", mode) };
}

function policy(document: Readonly<Record<string, unknown>>): Code {
  // A policy document is JSON.
  return call("iam.PolicyDocument.fromJson", JSON.parse(JSON.stringify(document)) as Value);
}

function encryption(model: EncryptionModel, replicas: readonly ReplicaModel[]): Code {
  if (model.key !== "CUSTOMER") {
    return call(
      `dynamodb.TableEncryptionV2.${model.key === "AWS_OWNED" ? "dynamoOwnedKey" : "awsManagedKey"}`,
    );
  }
  const keys = replicas.flatMap(({ region, kmsKey }): [string, Value][] =>
    kmsKey === undefined ? [] : [[region, keyArn(kmsKey, region)]],
  );
  return call(
    "dynamodb.TableEncryptionV2.customerManagedKey",
    tableKey(model.kmsKey),
    ...(keys.length > 0 ? [Object.fromEntries(keys)] : []),
  );
}

/** A key of the account by ARN, alias or id. */
function tableKey(key: string): Code {
  const scope = [new Code("scope"), new Code("`${id}Key`")];
  return key.startsWith("alias/")
    ? call("kms.Alias.fromAliasName", ...scope, key)
    : call("kms.Key.fromKeyArn", ...scope, keyArn(key));
}

function keyArn(key: string, region?: string): Value {
  if (key.startsWith("arn:")) return key;
  const [resource, resourceName] = key.startsWith("alias/")
    ? ["alias", key.slice("alias/".length)]
    : ["key", key];
  return call("Stack.of(scope).formatArn", defined({ service: "kms", region, resource, resourceName }));
}

function member(name: string, of: string): Code {
  return new Code(`dynamodb.${name}.${of}`);
}

/** A call: an argument alone stays at its brackets, several are broken over lines where they do not fit. */
function call(name: string, ...values: readonly Value[]): Code {
  const [only, ...more] = values.map((value) => literal(value));
  if (only === undefined) return new Code([name, "()"]);
  if (more.length === 0) return new Code([name, "(", only, ")"]);
  return new Code([name, list(["(", ",", ")"], [only, ...more])]);
}

/** A list, unless it is empty. */
function some(values: readonly Value[]): Value | undefined {
  return values.length > 0 ? values : undefined;
}

/** Returns the properties that have a value. */
function defined(props: Props): { readonly [name: string]: Value } {
  return Object.fromEntries(
    Object.entries(props).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}
