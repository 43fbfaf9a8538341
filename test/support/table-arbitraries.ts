import fc from "fast-check";
import type { IndexModel, TableModel } from "../../src/model/model.js";
import type { CapacityModel, TableSettingsModel, ThroughputModel } from "../../src/model/table-settings.js";
import { table } from "./model-parts.js";

/** Tables of one name and one primary key, run and indexed in any way that the rules allow. */
export function tables(): fc.Arbitrary<TableModel> {
  return fc
    .record({
      // An attribute has one type in all keys of a table; in another version of it, another one.
      type: fc.constantFrom("S", "N", "B"),
      indexes: fc.uniqueArray(index(), { selector: ({ name }) => name, maxLength: 4 }),
      timeToLive: fc.option(fc.constantFrom("expires", "ends"), { nil: undefined }),
      stream: fc.option(fc.constantFrom("KEYS_ONLY", "NEW_AND_OLD_IMAGES"), { nil: undefined }),
      settings: fc.option(settings(), { nil: undefined }),
    })
    .map(({ type, indexes, timeToLive, stream, settings: how }): TableModel => {
      const typed = indexes.map((one) => ({
        ...one,
        partitionKey: one.partitionKey.map((key) => (key.name === "typed" ? { ...key, type } : key)),
      }));
      // A replica needs both images.
      const replicated = (how?.run.replicas.length ?? 0) > 0;
      const view = replicated && stream !== undefined ? "NEW_AND_OLD_IMAGES" : stream;
      return table("notes", {
        indexes: typed,
        ...(timeToLive !== undefined && { timeToLive }),
        ...(view !== undefined && { stream: view }),
        ...(how !== undefined && {
          settings: {
            ...how.run,
            indexes: Object.fromEntries(
              typed.map(({ name }, position) => [
                name,
                {
                  throughput: how.throughputs[position] ?? how.run.throughput,
                  ...(position === 0 && how.insights && { contributorInsights: how.insights }),
                },
              ]),
            ),
          },
        }),
      });
    });
}

const names = fc.constantFrom("a", "b", "c", "typed");

function index(): fc.Arbitrary<IndexModel> {
  return fc
    .record({
      name: fc.constantFrom("one", "two", "three", "four", "five"),
      partition: fc.uniqueArray(names, { minLength: 1, maxLength: 2 }),
      sort: fc.option(fc.constantFrom("s1", "s2"), { nil: undefined }),
      projection: fc.constantFrom("ALL" as const, "KEYS_ONLY" as const, ["x"], ["y", "x"], ["x", "y"]),
    })
    .map(({ name, partition, sort, projection }) => ({
      name,
      type: "global",
      partitionKey: partition.map((key) => ({ name: key, type: "S" })),
      sortKey: sort === undefined ? [] : [{ name: sort, type: "S" }],
      projection,
    }));
}

const units = fc.integer({ min: 1, max: 100 });

function capacity(): fc.Arbitrary<CapacityModel> {
  return fc.oneof(
    units.map((fixed) => ({ minimum: fixed, maximum: fixed })),
    fc.record({
      minimum: units,
      maximum: units.map((more) => more + 100),
      targetPercent: fc.integer({ min: 20, max: 90 }),
    }),
  );
}

const maximum = fc.option(units, { nil: undefined });

function throughput(mode: "onDemand" | "provisioned"): fc.Arbitrary<ThroughputModel> {
  if (mode === "provisioned")
    return fc.record({ mode: fc.constant(mode), read: capacity(), write: capacity() });
  return fc.record({ read: maximum, write: maximum }).map(({ read, write }) => ({
    mode,
    ...(read !== undefined && { maximumRead: read }),
    ...(write !== undefined && { maximumWrite: write }),
  }));
}

const tags = fc.dictionary(fc.constantFrom("team", "stage", "cost"), fc.constantFrom("a", "b"));
const days = fc.option(fc.constantFrom(7, 35), { nil: undefined });
const insights = fc.option(fc.constantFrom("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"), {
  nil: undefined,
});
const tableClass = fc.constantFrom("STANDARD", "STANDARD_INFREQUENT_ACCESS");
const policy = fc.option(
  fc.constantFrom("dynamodb:Query", "dynamodb:GetItem").map((Action) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "*" }],
  })),
  { nil: undefined },
);

interface Run {
  readonly run: TableSettingsModel;
  readonly throughputs: readonly ThroughputModel[];
  readonly insights: "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS" | undefined;
}

function settings(): fc.Arbitrary<Run> {
  return fc.constantFrom("onDemand" as const, "provisioned" as const).chain((mode) =>
    fc
      .record({
        throughput: throughput(mode),
        throughputs: fc.array(throughput(mode), { maxLength: 4 }),
        tableClass,
        days,
        key: fc.constantFrom("AWS_OWNED", "AWS_MANAGED"),
        deletionProtection: fc.boolean(),
        insights,
        tags,
        policy,
        replicas: fc.uniqueArray(
          fc.record({
            region: fc.constantFrom("eu-central-1", "us-east-1"),
            tableClass,
            days,
            // A protected copy cannot be taken away in one go; that it is refused is not the question here.
            insights,
            tags,
            policy,
          }),
          { selector: ({ region }) => region, maxLength: 2 },
        ),
      })
      .map(
        (chosen): Run => ({
          throughputs: chosen.throughputs,
          insights: chosen.insights,
          run: {
            throughput: chosen.throughput,
            tableClass: chosen.tableClass,
            encryption: { key: chosen.key },
            deletionProtection: chosen.deletionProtection,
            tags: chosen.tags,
            ...optional("recoveryDays", chosen.days),
            ...optional("contributorInsights", chosen.insights),
            ...optional("resourcePolicy", chosen.policy),
            replicas: chosen.replicas.map((replica) => ({
              region: replica.region,
              tableClass: replica.tableClass,
              deletionProtection: false,
              tags: replica.tags,
              ...optional("recoveryDays", replica.days),
              ...optional("contributorInsights", replica.insights),
              ...optional("resourcePolicy", replica.policy),
            })),
            indexes: {},
          },
        }),
      ),
  );
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [N in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: Value };
}
