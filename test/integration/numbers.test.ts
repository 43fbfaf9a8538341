import { type AttributeValue, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../src/database/database.js";
import type { AttributeSpec } from "../../src/entities/attribute.js";
import type { EntitySpec } from "../../src/entities/entity.js";
import { isMonotableError } from "../../src/errors.js";
import type { TableModel } from "../../src/model/model.js";
import { StoredNumber } from "../../src/wire/number.js";
import { allFeatures } from "../support/all-features.js";
import { connect } from "../support/connect.js";

type Item = Readonly<Record<string, unknown>>;
interface NumberChange {
  add(addend: number): unknown;
}
interface Changes {
  readonly box: { readonly w: NumberChange };
  readonly lines: { at(position: number): { readonly price: NumberChange } };
}
interface Things {
  put(item: Item): PromiseLike<Item>;
  get(key: Item): PromiseLike<Item | undefined>;
  getMany(keys: readonly Item[]): PromiseLike<readonly (Item | undefined)[]>;
  query(key: Item): { all(): PromiseLike<readonly Item[]> };
  scan(): { all(): PromiseLike<readonly Item[]> };
  delete(key: Item): { returning(which: "old"): PromiseLike<Item | undefined> };
  update(key: Item): {
    add(addends: Readonly<Record<string, number>>): PromiseLike<Item>;
    set(values: Item): PromiseLike<Item>;
    change(change: (thing: Changes) => readonly unknown[]): PromiseLike<Item>;
  };
  modify(key: Item, modifier: (item: Item) => Item | Promise<Item>): PromiseLike<Item>;
  move(key: Item, to: Item): PromiseLike<Item>;
}
interface Database {
  readonly plain: Things;
  readonly versioned: Things;
  readonly raw: { decode(item: Item): { readonly item: Item } };
}

const table: TableModel = {
  name: "numbers",
  partitionKey: { name: "id", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
};

const schema = z.object({
  id: z.string(),
  name: z.string().optional(),
  num: z.number().optional(),
  exact: z.bigint().optional(),
  box: z.object({ w: z.number() }).default({ w: 0 }),
  lines: z.array(z.object({ price: z.number() })).default([]),
  totals: z.record(z.string(), z.number()).default({}),
  levels: z.set(z.number()).optional(),
  m: z.any().optional(),
});

const attributes: Readonly<Record<string, AttributeSpec>> = {
  id: { value: "string" },
  name: { value: "string", optional: true },
  num: { value: "number", optional: true },
  exact: { value: "bigint", optional: true },
  box: { value: "map" },
  lines: { value: "list" },
  totals: { value: "map" },
  levels: { value: "set", optional: true },
  m: { value: "any", optional: true },
};

function specOf(name: string, more: Readonly<Record<string, AttributeSpec>>): EntitySpec {
  return {
    name,
    table,
    attributes: { ...attributes, ...more },
    zod: "m has a type that rules do not describe",
    ...allFeatures,
    primaryKey: {
      name: "query",
      partition: [{ name: "id", natural: { attribute: "id", type: "string" } }],
      sort: [],
    },
    indexes: [],
  };
}

const connection = await connect([table]);
const open = (send: "direct" | "document"): Database =>
  openDatabase(
    connection.client,
    {
      entities: {
        plain: { spec: specOf("Plain", {}), schema },
        versioned: {
          spec: specOf("Versioned", { version: { value: "number", managed: "version" } }),
          schema,
        },
      },
      collections: {},
    },
    { send },
  );

type Row = Record<string, AttributeValue>;

async function putRow(row: Row): Promise<void> {
  await connection.documents.send(new PutItemCommand({ TableName: table.name, Item: row }));
}

async function row(id: string): Promise<Row> {
  const Key = { id: { S: id } };
  const { Item } = await connection.documents.send(
    new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true }),
  );
  if (Item === undefined) throw new Error(`There is no row ${id}.`);
  // DynamoDB keeps no order in a set.
  if (Item["levels"]?.NS) Item["levels"].NS.sort();
  return Item;
}

async function errorOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return isMonotableError(error) ? { code: error.code, ...(error.details as object) } : error;
  }
  return "no error";
}

/** A row whose every number has more digits than a double, in attributes that the schema knows and in one that it does not. */
const ROW: Row = {
  id: { S: "row" },
  name: { S: "One" },
  num: { N: "12.65000000000000004" },
  exact: { N: "5159980795834925053" },
  box: { M: { w: { N: "-12.65000000000000004" }, also: { N: "0.10000000000000000000001" } } },
  lines: {
    L: [{ M: { price: { N: "100.333333333333333314829616256247390992939472198486328125".slice(0, 39) } } }],
  },
  totals: { M: { a: { N: "0.30000000000000000001" } } },
  levels: { NS: ["2", "7.00000000000000000001"] },
  m: { L: [{ N: "12.65000000000000004" }, { NS: ["0.10000000000000000001"] }, { N: "5159980795834925053" }] },
  other: { N: "7.00000000000000000001" },
};

const READ = {
  id: "row",
  name: "One",
  num: 12.65,
  exact: 5159980795834925053n,
  box: { w: -12.65, also: 0.1 },
  lines: [{ price: Number(ROW["lines"]?.L?.[0]?.M?.["price"]?.N) }],
  totals: { a: 0.3 },
  levels: new Set([7, 2]),
  m: [12.65, new Set([0.1]), 5159980795834925053n],
};

describe.each(["direct", "document"] as const)("numbers that are read and written by the way %s", (send) => {
  const db = open(send);

  it("add() leaves a sum of more digits than a double, which every read gives as the nearest double", async () => {
    for (const [id, num, addend, sum, read] of [
      ["sum1", 12.35, 0.1 * 3, "12.65000000000000004", 12.65],
      ["sum2", 100, 1 / 3, "100.3333333333333333", 100.33333333333333],
    ] as const) {
      await db.plain.put({ id, num });
      expect(await db.plain.update({ id }).add({ num: addend })).toMatchObject({ num: read });
      expect((await row(id))["num"]).toEqual({ N: sum });
      expect(await db.plain.get({ id })).toMatchObject({ num: read });
      expect(await db.plain.getMany([{ id }])).toMatchObject([{ num: read }]);
      expect(await db.plain.query({ id }).all()).toMatchObject([{ num: read }]);
      expect(await db.plain.scan().all()).toContainEqual(expect.objectContaining({ id, num: read }));
      expect(await db.plain.update({ id }).set({ name: "named" })).toMatchObject({
        num: read,
        name: "named",
      });
      expect(await db.plain.delete({ id }).returning("old")).toMatchObject({ num: read });
    }
  });

  it("add() below the top level leaves numbers that are read as numbers", async () => {
    await db.plain.put({ id: "below", box: { w: 12.35 }, lines: [{ price: 12.35 }] });
    const changed = await db.plain
      .update({ id: "below" })
      .change((thing) => [thing.box.w.add(0.1 * 3), thing.lines.at(0).price.add(0.1 * 3)]);
    expect(changed).toMatchObject({ box: { w: 12.65 }, lines: [{ price: 12.65 }] });
    expect(await row("below")).toMatchObject({
      box: { M: { w: { N: "12.65000000000000004" } } },
      lines: { L: [{ M: { price: { N: "12.65000000000000004" } } }] },
    });
    expect(await db.plain.get({ id: "below" })).toEqual(changed);
  });

  it("get() gives the nearest double of a fraction at every depth, and bigints exactly", async () => {
    await putRow(ROW);
    expect(await db.plain.get({ id: "row" })).toEqual(READ);
    expect(await db.plain.query({ id: "row" }).all()).toEqual([READ]);
    // Of no entity for certain, so that it is given as it is stored.
    expect(db.raw.decode(ROW).item).toMatchObject({ num: new StoredNumber("12.65000000000000004") });
  });

  it.each([
    ["num", { num: { N: "5159980795834925053" } }],
    ["box.w", { box: { M: { w: { N: "5159980795834925053" } } } }],
    [
      "lines[1].price",
      { lines: { L: [{ M: { price: { N: "1" } } }, { M: { price: { N: "-9007199254740993" } } }] } },
    ],
    ["totals.a", { totals: { M: { a: { N: "5159980795834925053" } } } }],
    ["levels", { levels: { NS: ["5159980795834925053"] } }],
  ])("get() names the path %s of an integer that no number holds", async (attribute, values) => {
    await putRow({ id: { S: "unreadable" }, ...(values as Row) });
    expect(await errorOf(db.plain.get({ id: "unreadable" }))).toMatchObject({
      code: "UnreadableItem",
      attribute,
    });
    await putRow({ id: { S: "unreadable" } });
  });

  it("get() gives an integer beyond the safe ones whose nearest double prints as the same number", async () => {
    await putRow({
      id: { S: "large" },
      num: { N: "1000000000000000000000000000000" },
      box: { M: { w: { N: "1E+20" } } },
    });
    expect(await db.plain.get({ id: "large" })).toMatchObject({ num: 1e30, box: { w: 1e20 } });
  });

  it("modify() writes an item without a version that has such numbers, and leaves each as it was stored", async () => {
    await putRow(ROW);
    connection.sent();
    expect(await db.plain.modify({ id: "row" }, () => ({ name: "Two" }))).toEqual({ ...READ, name: "Two" });
    expect(connection.sent().map(({ operation }) => operation)).toEqual(["GetItem", "UpdateItem"]);
    expect(await row("row")).toEqual({ ...ROW, name: { S: "Two" } });
    expect(await db.plain.modify({ id: "row" }, (item) => ({ ...item, name: "Three" }))).toMatchObject({
      name: "Three",
    });
    expect(await row("row")).toEqual({ ...ROW, name: { S: "Three" } });
  });

  it("modify() does not write over a number that changed in a digit that no double has", async () => {
    await putRow(ROW);
    const changed: Row = { ...ROW, num: { N: "12.65000000000000005" } };
    let calls = 0;
    const modified = await db.plain.modify({ id: "row" }, async () => {
      calls += 1;
      if (calls === 1) await putRow(changed);
      return { name: `Call ${calls}` };
    });
    expect(modified).toEqual({ ...READ, name: "Call 2" });
    expect(await row("row")).toEqual({ ...changed, name: { S: "Call 2" } });
  });

  it.each(["plain", "versioned"] as const)(
    "move() of a %s item leaves each number as it was stored",
    async (entity) => {
      const version: Row = entity === "versioned" ? { version: { N: "3" } } : {};
      const after: Row = entity === "versioned" ? { version: { N: "4" } } : {};
      await putRow({ ...ROW, ...version });
      const to = `moved ${send} ${entity}`;
      expect(await db[entity].move({ id: "row" }, { id: to })).toMatchObject({ ...READ, id: to });
      expect(await row(to)).toEqual({ ...ROW, ...after, id: { S: to } });
    },
  );

  it("put() of what z.any() may have takes a StoredNumber as N", async () => {
    await db.plain.put({ id: "any", m: { a: new StoredNumber("12.65000000000000004") } });
    expect(await row("any")).toMatchObject({ m: { M: { a: { N: "12.65000000000000004" } } } });
  });

  it("add() of any doubles, at the top level and nested, leaves the double of the stored text", async () => {
    const cents = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 100);
    const third = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 3);
    await fc.assert(
      fc.asyncProperty(
        cents,
        fc.array(fc.oneof(cents, third), { minLength: 1, maxLength: 4 }),
        async (start, addends) => {
          await db.plain.put({ id: "random", num: start, box: { w: start } });
          for (const addend of addends) {
            await db.plain.update({ id: "random" }).add({ num: addend });
            await db.plain.update({ id: "random" }).change((thing) => [thing.box.w.add(addend)]);
          }
          const stored = (await row("random"))["num"]?.N;
          const read = Number(stored);
          expect(await db.plain.get({ id: "random" })).toMatchObject({ num: read, box: { w: read } });
        },
      ),
      { numRuns: 10 },
    );
  }, 60_000);
});
