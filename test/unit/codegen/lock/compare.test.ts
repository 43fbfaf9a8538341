import { describe, expect, it } from "vitest";
import { compareLocks } from "../../../../codegen/lock/compare.js";
import type { DesignChange } from "../../../../codegen/lock/design-change.js";
import { lockText, parseLock } from "../../../../codegen/lock/lock.js";
import { lockOf } from "../../../../codegen/lock/lock-of.js";
import type { EntityModel, Model, TableModel } from "../../../../src/model/model.js";
import {
  attribute,
  globalIndex,
  natural,
  pattern,
  piece,
  table,
  template,
  text,
} from "../../../support/model-parts.js";

const shop = table("shop", {
  indexes: [globalIndex("gsi1", ["gsi1pk"], ["gsi1sk"]), globalIndex("byStatus", ["status"])],
});
const order: EntityModel = {
  name: "Order",
  table: "shop",
  exportName: "Order",
  attributes: [
    attribute("orderId", "string", "string"),
    attribute("customer", "string", "string"),
    attribute("status", "string", "string"),
    attribute("rank", "number", "number"),
    attribute("note", "string", "string", { optional: true }),
  ],
  primaryKey: pattern(
    [template("pk", "ORDER#", text("orderId"))],
    [template("sk", "RANK#", piece("rank", "int", { width: 3 }))],
  ),
  indexes: [
    pattern([template("gsi1pk", "C#", text("customer"))], [template("gsi1sk", "O#", text("orderId"))], {
      name: "byCustomer",
      index: "gsi1",
    }),
  ],
};
const model = (
  entity: Partial<EntityModel> = {},
  of: Partial<TableModel> = {},
  others: readonly EntityModel[] = [],
): Model => ({
  format: 1,
  tables: [{ ...shop, ...of }],
  entities: [{ ...order, ...entity }, ...others],
  collections: [],
});
const change = (after: Model, before: Model = model()): [string, DesignChange["kind"]][] =>
  compareLocks(lockOf(before, "schema.ts"), lockOf(after, "schema.ts")).map(({ name, kind }) => [name, kind]);
const withAttribute = (...parts: Parameters<typeof attribute>): Partial<EntityModel> => ({
  attributes: [...order.attributes.filter(({ name }) => name !== parts[0]), attribute(...parts)],
});
const rankKey = (rank: ReturnType<typeof piece>) => ({
  primaryKey: pattern([template("pk", "ORDER#", text("orderId"))], [template("sk", "RANK#", rank)]),
});
const byStatus = pattern([natural("status")], [], { name: "byStatus", index: "byStatus" });
const [byCustomer] = order.indexes;

describe("a change of the design", () => {
  it.each<[string, Model, [string, DesignChange["kind"]][]]>([
    ["nothing", model(), []],
    [
      "an optional attribute",
      model(withAttribute("extra", "string", "string", { optional: true })),
      [["Order.extra", "safe"]],
    ],
    [
      "a required attribute",
      model(withAttribute("extra", "string", "string")),
      [["Order.extra", "backfill"]],
    ],
    [
      "a required attribute with a default",
      model(withAttribute("extra", "string", "string", { defaulted: true })),
      [["Order.extra", "backfill"]],
    ],
    [
      "an attribute that is required now",
      model(withAttribute("note", "string", "string")),
      [["Order.note", "backfill"]],
    ],
    [
      "an attribute that is optional now",
      model(withAttribute("customer", "string", "string", { optional: true })),
      [],
    ],
    [
      "an attribute that is gone",
      model({ attributes: order.attributes.filter(({ name }) => name !== "note") }),
      [["Order.note", "safe"]],
    ],
    [
      "another stored name",
      model(withAttribute("note", "string", "string", { optional: true, storedAs: "n" })),
      [["Order.note", "breaks"]],
    ],
    [
      "another stored form",
      model(withAttribute("note", "dateInSeconds", "Date", { optional: true })),
      [["Order.note", "breaks"]],
    ],
    [
      "compression",
      model(
        withAttribute("note", { kind: "compressed", by: "gzip", of: "string" }, "string", { optional: true }),
      ),
      [["Order.note", "breaks"]],
    ],
    [
      "null allowed",
      model(withAttribute("note", { kind: "nullable", of: "string" }, "string | null", { optional: true })),
      [["Order.note", "safe"]],
    ],
    [
      "the literal of a key",
      model({ primaryKey: pattern([template("pk", "O#", text("orderId"))], order.primaryKey.sort) }),
      [["Order.key", "breaks"]],
    ],
    [
      "the width of a number in a key",
      model(rankKey(piece("rank", "int", { width: 4 }))),
      [["Order.key", "breaks"]],
    ],
    ["the type of a piece of a key", model(rankKey(piece("rank", "number"))), [["Order.key", "breaks"]]],
    [
      "a derivation in a key",
      model(rankKey(piece("rank", "int", { width: 3, derived: { kind: "descending" } }))),
      [["Order.key", "breaks"]],
    ],
    ["the values of an enum in a key", model(rankKey(piece("rank", "int", { width: 3, values: ["a"] }))), []],
    ["the delimiter", model({}, { delimiter: "|" }), [["shop.delimiter", "breaks"]]],
    ["the encoding", model({}, { keyEncoding: "plain" }), [["shop.keyEncoding", "breaks"]]],
    ["the key of the table", model({}, { sortKey: { name: "range", type: "S" } }), [["shop.key", "breaks"]]],
    [
      "the attribute of the entity's name",
      model({}, { entityAttribute: "type" }),
      [["shop.entityAttribute", "breaks"]],
    ],
    ["time to live", model({}, { timeToLive: "expiresAt" }), [["shop.timeToLive", "backfill"]]],
    [
      "an index key",
      model({
        indexes: [
          { ...byCustomer, partition: [template("gsi1pk", "CUST#", text("customer"))] } as typeof byStatus,
        ],
      }),
      [["Order.gsi1", "backfill"]],
    ],
    [
      "the condition of an index",
      model({ indexes: [{ ...byCustomer, when: { status: ["PAID"] } } as typeof byStatus] }),
      [["Order.gsi1", "backfill"]],
    ],
    [
      "an access pattern of natural keys",
      model({ indexes: [...order.indexes, byStatus] }),
      [["Order.byStatus", "safe"]],
    ],
    ["an access pattern that is gone", model({ indexes: [] }), [["Order.gsi1", "safe"]]],
    [
      "the name of an access pattern",
      model({ indexes: [{ ...byCustomer, name: "ofCustomer" } as typeof byStatus] }),
      [],
    ],
    [
      "a new index",
      model({}, { indexes: [...shop.indexes, globalIndex("gsi2", ["gsi2pk"])] }),
      [["shop.gsi2", "rebuild"]],
    ],
    [
      "an index that is gone",
      model({ indexes: [] }, { indexes: shop.indexes.slice(1) }),
      [
        ["shop.gsi1", "safe"],
        ["Order.gsi1", "safe"],
      ],
    ],
    [
      "a projection",
      model(
        {},
        { indexes: [globalIndex("gsi1", ["gsi1pk"], ["gsi1sk"], "KEYS_ONLY"), ...shop.indexes.slice(1)] },
      ),
      [["shop.gsi1", "rebuild"]],
    ],
    [
      "a new local index",
      model({}, { indexes: [...shop.indexes, { ...globalIndex("local", ["pk"], ["rank"]), type: "local" }] }),
      [["shop.local", "breaks"]],
    ],
    [
      "a new unique constraint",
      model({ unique: [{ name: "byNote", pieces: [text("note")] }] }),
      [["Order.byNote", "backfill"]],
    ],
    ["a renamed entity", model({ name: "Purchase" }), [["Purchase", "breaks"]]],
    [
      "a new entity",
      model({}, {}, [{ ...order, name: "Other", primaryKey: pattern([template("pk", "OTHER")]) }]),
      [["Other", "safe"]],
    ],
  ])("%s", (_name, after, expected) => {
    expect(change(after)).toEqual(expected);
  });

  it("is a shard count", () => {
    const sharded = (count: number): Model =>
      model({
        primaryKey: pattern([
          template("pk", piece("orderId", "string", { derived: { kind: "shard", count } })),
        ]),
      });
    expect(change(sharded(16), sharded(8))).toEqual([["Order.key", "breaks"]]);
  });

  it("is a composed access pattern, whose keys no item has", () => {
    expect(change(model(), model({ indexes: [] }))).toEqual([["Order.gsi1", "backfill"]]);
  });

  it("is none where code alone calls an attribute otherwise", () => {
    const before = model({ attributes: [attribute("note", "string", "string", { storedAs: "n" })] });
    const after = model({ attributes: [attribute("remark", "string", "string", { storedAs: "n" })] });
    expect(change(after, before)).toEqual([]);
  });

  it("is a renamed entity that keys alone tell apart, which is safe", () => {
    const { entityAttribute: _, ...unnamed } = shop;
    const of = (name: string): Model => ({ ...model({ name }), tables: [unnamed] });
    expect(change(of("Purchase"), of("Order"))).toEqual([["Purchase", "safe"]]);
  });
});

describe("the file", () => {
  const lock = lockOf(model(), "schema.ts");
  const written = lockText(lock);

  it("is read as it was written, and however it is formatted", () => {
    expect(parseLock(written)).toMatchObject({ kind: "found", lock });
    expect(parseLock(JSON.stringify(JSON.parse(written)))).toMatchObject({ kind: "found" });
  });

  it.each([
    ["edited", written.replace("ORDER#", "O#"), 'checksum mismatch in entry "Order"'],
    [
      "a table edited",
      written.replace('"delimiter": "#"', '"delimiter": "|"'),
      'checksum mismatch in entry "shop"',
    ],
    ["cut short", written.slice(0, 80), "it is not valid JSON"],
    ["another file", "[]", "it is not a lock file of monotable"],
    ["of another version", written.replace('"format": 1', '"format": 9'), "its format is 9"],
    ["in the middle of a merge", `<<<<<<< HEAD\n${written}`, "conflict markers"],
  ])("is refused when %s", (_name, text_, problem) => {
    expect(parseLock(text_)).toMatchObject({ kind: "unreadable", problem: expect.stringContaining(problem) });
  });
});
