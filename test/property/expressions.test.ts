import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../src/database/database.js";
import type { AttributeSpec } from "../../src/entities/attribute.js";
import type { EntitySpec } from "../../src/entities/entity.js";
import type { Condition } from "../../src/expressions/condition.js";
import type { TableModel } from "../../src/model/model.js";
import { allFeatures } from "../support/all-features.js";
import { connect, type Sent } from "../support/connect.js";
import "../support/seed.js";

/** Names that are syntax, reserved words, properties of every object, or hard to spell. */
const NAMES = [
  "plain",
  "status",
  "size",
  "AND",
  "#n",
  ":v0",
  "#0",
  "a.b",
  "a[0]",
  'quo"te',
  "apo'strophe",
  "back\\slash",
  "semi;colon--",
  "space here",
  "é😀",
  "\u0000\n",
  "constructor",
  "toString",
  "hasOwnProperty",
  "then",
  "0",
  "SET #a = :b",
  "x".repeat(300),
  "y".repeat(10_000),
];
/** Two that an object literal would swallow, which no attribute of an entity can be called, but a value can hold. */
const VALUES = [...NAMES, "__proto__", "", "v".repeat(65_536)];

const hostileName = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
);
const name = hostileName.filter((text) => text.isWellFormed() && text !== "__proto__");
const value = fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: "grapheme", maxLength: 12 }));

const table: TableModel = {
  name: "hostile",
  partitionKey: { name: "p.k#:", type: "S" },
  sortKey: { name: "ORDER", type: "S" },
  indexes: [
    {
      name: "index",
      type: "global",
      partitionKey: [{ name: "g'1", type: "S" }],
      sortKey: [{ name: "VALUES", type: "S" }],
      projection: "ALL",
    },
  ],
  keyEncoding: "ordered",
  delimiter: "#",
  entityAttribute: "TYPE :t",
};
const text: AttributeSpec = { value: "string", optional: true };
const record: AttributeSpec = { value: { kind: "record", of: "string" } };
const attributes: Record<string, AttributeSpec> = Object.fromEntries([
  ["id", { value: "string" } as const],
  ["sort", { value: "string" } as const],
  ...NAMES.map((each) => [each, text] as const),
  ["labels", record],
  ["list", { value: "list" } as const],
  ["count", { value: "number", optional: true } as const],
  ["tags", { value: "set", optional: true } as const],
]);
const piece = (attribute: string) => ({ attribute, type: "string" as const });
const spec: EntitySpec = {
  name: "Hostile",
  table,
  attributes,
  ...allFeatures,
  primaryKey: {
    name: "query",
    partition: [{ name: "p.k#:", template: ["H#", piece("id")] }],
    sort: [{ name: "ORDER", template: [piece("sort")] }],
    shared: true,
  },
  indexes: [
    {
      name: "byPlain",
      index: "index",
      partition: [{ name: "g'1", template: ["P#", piece("plain")] }],
      sort: [{ name: "VALUES", template: [piece("sort")] }],
      shared: true,
    },
  ],
};
const schema = z.object({
  id: z.string(),
  sort: z.string(),
  ...Object.fromEntries(NAMES.map((each) => [each, z.string().optional()])),
  labels: z.record(z.string(), z.string()).default({}),
  list: z.array(z.string()).default([]),
  count: z.number().optional(),
  tags: z.set(z.string()).optional(),
});

type Item = Record<string, unknown>;
type Path = {
  eq(value: unknown): Condition;
  ne(value: unknown): Condition;
  between(low: unknown, high: unknown): Condition;
  in(...values: unknown[]): Condition;
  beginsWith(text: string): Condition;
  contains(text: string): Condition;
  exists(): Condition;
  notExists(): Condition;
  hasType(type: string): Condition;
  size(): Path;
  gt(value: unknown): Condition;
  key(name: string): Path;
  at(position: number): Path;
};
type Paths = Record<string, Path>;
interface Change {
  set(value: unknown): unknown;
  remove(): unknown;
}
type Changes = Record<string, Change & { key(name: string): Change; at(position: number): Change }>;
interface Conditional extends PromiseLike<Item> {
  if(build: (paths: Paths) => Condition): Conditional;
}
interface Updating extends Conditional {
  set(changes: Item): Updating;
  setIfAbsent(changes: Item): Updating;
  remove(...names: string[]): Updating;
  add(changes: Item): Updating;
  append(changes: Item): Updating;
  addTo(changes: Item): Updating;
  deleteFrom(changes: Item): Updating;
  change(build: (paths: Changes) => unknown[]): Updating;
}
interface Reading {
  filter(build: (paths: Paths) => Condition): Reading;
  select(...names: string[]): Reading;
  all(): Promise<Item[]>;
}
interface Repository {
  put(item: Item): Conditional;
  create(item: Item): PromiseLike<Item>;
  upsert(item: Item): PromiseLike<Item>;
  update(key: Item): Updating;
  delete(key: Item): Conditional;
  check(key: Item, build: (paths: Paths) => Condition): unknown;
  get(
    key: Item,
  ): PromiseLike<Item | undefined> & { select(...names: string[]): PromiseLike<Item | undefined> };
  getMany(keys: Item[]): Promise<(Item | undefined)[]>;
  query(key: Item): Reading;
  byPlain(key: Item): Reading;
  scan(): Reading;
}
interface Database {
  readonly hostile: Repository;
  transactWrite(parts: readonly unknown[]): Promise<void>;
  transactGet(parts: readonly unknown[]): Promise<(Item | undefined)[]>;
}

let count = 0;
const connection = await connect([table]);
const db = openDatabase<Database>(connection.client, {
  entities: { hostile: { spec, schema } },
  collections: {},
});

const freshKey = () => {
  count += 1;
  return { id: `id${count}`, sort: "s" };
};

/** What an expression may consist of: placeholders, operators, brackets, and a number in brackets or as the zero of a SET. */
const TOKENS =
  /^(?:#[A-Za-z0-9_]+|:[A-Za-z0-9_]+|\[\d+\]|<>|<=|>=|[=<>+\-(),.]|\s+|(?:AND|OR|NOT|IN|BETWEEN|SET|REMOVE|ADD|DELETE)(?=\s|$)|(?:size|begins_with|contains|attribute_type|attribute_exists|attribute_not_exists|if_not_exists|list_append)(?=\())*$/;
const EXPRESSION = /Expression$/;

interface Expressions {
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** Every part of an input that has expressions, wherever it is: not in items, keys and values. */
function expressionsOf(input: unknown): Expressions[] {
  if (typeof input !== "object" || input === null || input instanceof Uint8Array || input instanceof Set)
    return [];
  const own = input as Readonly<Record<string, unknown>>;
  const texts = Object.entries(own).flatMap(([each, text]) =>
    EXPRESSION.test(each) && typeof text === "string" ? [text] : [],
  );
  const keysOf = (part: unknown) => Object.keys((part ?? {}) as object);
  const here = {
    texts,
    names: keysOf(own["ExpressionAttributeNames"]),
    values: keysOf(own["ExpressionAttributeValues"]),
  };
  const below = Object.entries(own)
    .filter(([each]) => !/^(Item|Key|Keys|ExclusiveStartKey|ExpressionAttribute\w+)$/.test(each))
    .flatMap(([, part]) => expressionsOf(part));
  return texts.length > 0 ? [here, ...below] : below;
}

/** Every expression is of tokens alone, and the placeholders are those of the maps, all of them and no other. */
function checkSent(sent: readonly Sent[], expressions: number): void {
  const all = sent.flatMap(({ input }) => expressionsOf(input));
  expect(all.flatMap(({ texts }) => texts)).toHaveLength(expressions);
  for (const { texts, names, values } of all) {
    for (const text of texts) expect(text).toMatch(TOKENS);
    const used = (sigil: RegExp) =>
      new Set(texts.flatMap((text) => [...text.matchAll(sigil)].map(([token]) => token)));
    expect(used(/#[A-Za-z0-9_]+/g)).toEqual(new Set(names));
    expect(used(/:[A-Za-z0-9_]+/g)).toEqual(new Set(values));
  }
}

/** Runs something and checks what it sent. */
async function checked<Result>(run: () => PromiseLike<Result>, expressions: number): Promise<Result> {
  connection.sent();
  const result = await run();
  checkSent(connection.sent(), expressions);
  return result;
}

const attribute = fc.constantFrom(...NAMES.filter((each) => each !== "plain"));
const options = { numRuns: 60 };

describe("no expression holds a value or a name that is not aliased", () => {
  it("in conditions and filters of every operator, and they say what is so", async () => {
    await fc.assert(
      fc.asyncProperty(attribute, name, value, async (of, entry, held) => {
        const key = freshKey();
        const item = { ...key, [of]: held, labels: { [entry]: held }, list: [held] };
        await checked(() => db.hostile.put(item), 0);
        const holds = (p: Paths): Condition =>
          path(p, of)
            .eq(held)
            .and(
              path(p, of).between(held, held),
              path(p, of).in("another", held),
              path(p, of).beginsWith(
                held.slice(0, 3).toWellFormed() === held.slice(0, 3) ? held.slice(0, 3) : "",
              ),
              path(p, of).exists(),
              path(p, of).hasType("S"),
              path(p, "labels").key(entry).eq(held),
              path(p, "labels").key(entry).eq(path(p, of)),
              path(p, "list").at(0).eq(held),
              path(p, "list").contains(held),
              path(p, "labels").size().eq(1),
              path(p, "labels").key(`${entry}?`).notExists(),
              path(p, of)
                .ne(`${held}?`)
                .and(path(p, of).eq(`${held}?`).not()),
            );
        const fails = (p: Paths): Condition => path(p, "labels").key(entry).ne(held);
        await checked(() => db.hostile.put(item).if(holds), 1);
        await expect(checked(() => db.hostile.put(item).if(fails), 1)).rejects.toMatchObject({
          code: "ConditionFailed",
          details: { item },
        });
        expect(await checked(() => db.hostile.query(key).filter(holds).all(), 2)).toEqual([item]);
        expect(await checked(() => db.hostile.query(key).filter(fails).all(), 2)).toEqual([]);
        await checked(() => db.hostile.delete(key).if(holds), 1);
        expect(await db.hostile.get(key)).toBeUndefined();
      }),
      options,
    );
  });

  it("in updates of every kind, and what is stored is what was said", async () => {
    await fc.assert(
      fc.asyncProperty(attribute, attribute, name, value, async (of, other, entry, held) => {
        const key = freshKey();
        await checked(
          () => db.hostile.create({ ...key, labels: { kept: "k" }, list: ["a"], tags: new Set(["t"]) }),
          1,
        );
        const set = await checked(
          () =>
            db.hostile
              .update(key)
              .set({ [of]: held, plain: "indexed" })
              .add({ count: 2 })
              .append({ list: [held] })
              .addTo({ tags: new Set([`${held}!`]) }),
          2,
        );
        const expected = {
          ...key,
          [of]: held,
          plain: "indexed",
          count: 2,
          labels: { kept: "k" },
          list: ["a", held],
          tags: new Set(["t", `${held}!`]),
        };
        expect(set).toEqual(expected);
        expect(
          await checked(() => db.hostile.byPlain({ plain: "indexed", sort: "s" }).all(), 2),
        ).toContainEqual(expected);
        const changed = await checked(
          () =>
            db.hostile
              .update(key)
              .change((p) => [change(p, "labels").key(entry).set(held), change(p, "list").at(0).set(held)])
              .setIfAbsent({ [other]: "absent" })
              .deleteFrom({ tags: new Set(["t"]) }),
          2,
        );
        expect(changed).toEqual({
          ...expected,
          [other]: other === of ? held : "absent",
          labels: { kept: "k", [entry]: held },
          list: [held, held],
          tags: new Set([`${held}!`]),
        });
        const removed = await checked(
          () =>
            db.hostile
              .update(key)
              .change((p) => [change(p, "labels").key(entry).remove()])
              .remove(of),
          2,
        );
        expect(Object.keys(removed)).not.toContain(of);
        expect(removed["labels"]).toEqual(entry === "kept" ? {} : { kept: "k" });
        await checked(() => db.hostile.upsert({ ...key, [of]: held }), 2);
        expect(await db.hostile.get(key)).toMatchObject({ [of]: held });
        await db.hostile.delete(key);
      }),
      options,
    );
  });

  it("in projections, key conditions, batches and transactions", async () => {
    await fc.assert(
      fc.asyncProperty(attribute, attribute, value, async (of, other, held) => {
        const [one, two] = [freshKey(), freshKey()];
        const sort = held === "" || Buffer.byteLength(held) > 300 ? "s" : held;
        const key = { ...one, sort };
        await checked(
          () =>
            db.transactWrite([
              db.hostile.put({ ...key, [of]: held, [other]: "o" }),
              db.hostile.create({ ...two, [of]: held }),
              db.hostile.check(freshKey(), (p) => path(p, of).notExists()),
            ]),
          2,
        );
        const update = db.hostile.update(two).set({ [other]: held });
        await checked(
          () => db.transactWrite([update, db.hostile.check(key, (p) => path(p, other).eq("o"))]),
          3,
        );
        expect(await checked(() => db.hostile.get(key).select(of), 1)).toEqual({
          [of]: other === of ? "o" : held,
        });
        const selected = db.hostile.query({ id: key.id, sort: { gte: sort } }).select(other);
        expect(await checked(() => selected.all(), 3)).toEqual([{ [other]: "o" }]);
        const both = [db.hostile.get(key).select(other), db.hostile.get(two).select(other)];
        expect(await checked(() => db.transactGet(both), 2)).toEqual([{ [other]: "o" }, { [other]: held }]);
        expect(await db.hostile.getMany([key, two])).toMatchObject([{ [other]: "o" }, { [other]: held }]);
        const scan = db.hostile
          .scan()
          .filter((p) => path(p, "id").eq(key.id))
          .select(of);
        expect(await checked(() => scan.all(), 2)).toEqual([{ [of]: other === of ? "o" : held }]);
        await db.transactWrite([db.hostile.delete(key), db.hostile.delete(two)]);
      }),
      { numRuns: 40 },
    );
  });

  it("as the grammar of this test tells, which finds a value or a name that is not aliased", () => {
    for (const wrong of [
      "#a = 1",
      "status = :v",
      "#a = 'x'",
      "#a.b = :v",
      "#a[x]",
      "SELECT #a",
      '"a" = :v',
      "#é = :v",
    ]) {
      expect(wrong).not.toMatch(TOKENS);
    }
    for (const right of [
      "#a.#b[10] = :v0 AND NOT (size(#c) > :v1)",
      "SET #a = if_not_exists(#a, :v) REMOVE #b",
    ]) {
      expect(right).toMatch(TOKENS);
    }
  });
});

/** An attribute's path: a member of an object without a prototype is no method of every object. */
function path(paths: Paths, attribute: string): Path {
  const found = paths[attribute];
  if (found === undefined) throw new Error(`there is no path ${attribute}`);
  return found;
}

function change(changes: Changes, attribute: string): Changes[string] {
  const found = changes[attribute];
  if (found === undefined) throw new Error(`there is no path ${attribute}`);
  return found;
}
