import { describe, expect, it } from "vitest";
import { deployedTable } from "../../../../codegen/deploy/deployed-table.js";
import { diffTable } from "../../../../codegen/deploy/diff.js";
import { settled } from "../../../../codegen/deploy/support.js";
import type { IndexModel, TableModel } from "../../../../src/model/model.js";
import { createTableInput } from "../../../../src/tables/create-table-input.js";
import { globalIndex, table } from "../../../support/model-parts.js";

/** What DescribeTable says of a table that was made as its schema says. */
function described(model: TableModel) {
  const { BillingMode, GlobalSecondaryIndexes: global = [], ...input } = createTableInput(model);
  return deployedTable({
    table: {
      ...input,
      TableArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/main",
      TableStatus: "ACTIVE",
      BillingModeSummary: { BillingMode },
      GlobalSecondaryIndexes: global.map((index) => ({ ...index, IndexStatus: "ACTIVE" as const })),
    } as Parameters<typeof deployedTable>[0]["table"],
  });
}

const plan = (before: Partial<TableModel>, after: Partial<TableModel>, recreate = false) => {
  const { steps, impossible } = diffTable(
    settled(table("main", after)),
    "main",
    described(table("main", before)),
    {
      recreate,
    },
  );
  return {
    impossible,
    steps: steps.map(({ description, destroys }) => (destroys ? `${description} (!)` : description)),
  };
};
const done = (...steps: string[]) => ({ impossible: [], steps });
const one = globalIndex("one", ["a"]);
const two = globalIndex("two", ["b"], ["c"]);
const local: IndexModel = { ...globalIndex("near", ["pk"], ["name"]), type: "local" };
const text = { one: '"one" on a (S) with all attributes', two: '"two" on b (S), c (S) with all attributes' };
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, position) => globalIndex(`i${from + position}`, [`k${from + position}`]));

describe("the steps from a table to its schema", () => {
  it.each<[string, Partial<TableModel>, Partial<TableModel>, ReturnType<typeof plan>]>([
    ["nothing", { indexes: [one, two] }, { indexes: [two, one] }, done()],
    ["an index", {}, { indexes: [one] }, done(`create index ${text.one}`)],
    [
      "the new index is there before the old one goes",
      { indexes: [one] },
      { indexes: [two] },
      done(`create index ${text.two}`, `delete index ${text.one} (!)`),
    ],
    [
      "an old index that gives an attribute another type goes first",
      { indexes: [one] },
      { indexes: [{ ...two, sortKey: [{ name: "a", type: "N" }] }] },
      done(`delete index ${text.one} (!)`, 'create index "two" on b (S), a (N) with all attributes'),
    ],
    [
      "an index of another projection is built anew",
      { indexes: [one] },
      { indexes: [{ ...one, projection: ["y", "x"] }] },
      done(`delete index ${text.one}, to rebuild it (!)`, 'create index "one" on a (S) with keys and x, y'),
    ],
    [
      "the order of projected attributes is none",
      { indexes: [{ ...one, projection: ["y", "x"] }] },
      { indexes: [{ ...one, projection: ["x", "y"] }] },
      done(),
    ],
    [
      "old ones go first where there were more than twenty",
      { indexes: many(20) },
      { indexes: many(20, 1) },
      done(
        'delete index "i0" on k0 (S) with all attributes (!)',
        'create index "i20" on k20 (S) with all attributes',
      ),
    ],
    [
      "another view of a stream",
      { stream: "KEYS_ONLY" },
      { stream: "NEW_IMAGE" },
      done("disable the stream of KEYS_ONLY (!)", "enable a stream of NEW_IMAGE"),
    ],
    ["time to live", {}, { timeToLive: "ends" }, done('enable TTL on "ends"')],
    [
      "another sort key",
      {},
      { sortKey: { name: "sk", type: "N" } },
      { impossible: ['the sort key is "sk" (S), but "sk" (N) in the schema'], steps: [] },
    ],
    [
      "a local index",
      {},
      { indexes: [local, one] },
      {
        impossible: ['local index "near" on pk (S), name (S) with all attributes is missing'],
        steps: [],
      },
    ],
    [
      "a local index that the schema has not",
      { indexes: [local] },
      {},
      {
        impossible: ['local index "near" on pk (S), name (S) with all attributes is not in the schema'],
        steps: [],
      },
    ],
  ])("%s", (_, before, after, expected) => expect(plan(before, after)).toEqual(expected));

  it("deletes and makes anew what may be recreated, and only what has to be", () => {
    expect(plan({}, { indexes: [local] }, true)).toEqual(
      done('delete table "main" (!)', 'create table "main" on pk (S), sk (S)'),
    );
    expect(plan({}, { indexes: [one] }, true)).toEqual(done(`create index ${text.one}`));
  });
});
