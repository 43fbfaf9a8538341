import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../src/database/database.js";
import type { EntitySpec } from "../../src/entities/entity.js";
import type { KeyEncoding, Piece, PieceType, TableModel } from "../../src/model/model.js";
import type { Get } from "../../src/operations/get.js";
import type { Put } from "../../src/operations/put.js";
import type { Page } from "../../src/queries/readable.js";
import { allFeatures } from "../support/all-features.js";
import { connect } from "../support/connect.js";

type Item = Readonly<Record<string, unknown>>;
interface Query {
  all(): Promise<Item[]>;
  page(options: { size?: number; after?: string }): Promise<Page<Item>>;
  descending(): Query;
}
interface Repository {
  put(item: Item): Put<Item, unknown>;
  get(key: Item): Get<Item>;
  query(given: Item): Query;
  byOther(given: Item): Query;
}

/** An entity of two tenants' values in the partition key and three pieces in the sort key. */
function design(name: string, keyEncoding: KeyEncoding, delimiter: string) {
  const table: TableModel = {
    name,
    partitionKey: { name: "pk", type: "S" },
    sortKey: { name: "sk", type: "S" },
    indexes: [
      {
        name: "gsi1",
        type: "global",
        partitionKey: [{ name: "gsi1pk", type: "S" }],
        sortKey: [{ name: "gsi1sk", type: "S" }],
        projection: "ALL",
      },
    ],
    keyEncoding,
    delimiter,
    entityAttribute: "_entity",
  };
  const piece = (attribute: string, type: PieceType = "string"): Piece => ({ attribute, type });
  const spec: EntitySpec = {
    name: "Thing",
    table,
    attributes: {
      tenant: { value: "string" },
      id: { value: "string" },
      a: { value: "string" },
      b: { value: "string" },
      data: { value: "any", optional: true },
    },
    ...allFeatures,
    primaryKey: {
      name: "query",
      partition: [{ name: "pk", template: ["T", delimiter, piece("tenant"), delimiter, piece("id")] }],
      sort: [{ name: "sk", template: ["S", delimiter, piece("a"), delimiter, piece("b")] }],
    },
    indexes: [
      {
        name: "byOther",
        index: "gsi1",
        partition: [{ name: "gsi1pk", template: [piece("a")] }],
        sort: [{ name: "gsi1sk", template: [piece("b"), delimiter, piece("id")] }],
      },
    ],
  };
  const schema = z.object({
    tenant: z.string(),
    id: z.string(),
    a: z.string(),
    b: z.string(),
    data: z.unknown().optional(),
  });
  return { spec, schema };
}

/** An entity sorted by numbers as they are, and by composed ones. */
function numbers(name: string, type: "number" | "bigint", composed: boolean) {
  const piece: Piece = { attribute: "n", type };
  const table: TableModel = {
    name,
    partitionKey: { name: "id", type: "S" },
    sortKey: { name: composed ? "sk" : "n", type: composed ? "S" : "N" },
    indexes: [],
    keyEncoding: "ordered",
    delimiter: "#",
  };
  const spec: EntitySpec = {
    name: "Number",
    table,
    attributes: { id: { value: "string" }, n: { value: type } },
    ...allFeatures,
    primaryKey: {
      name: "query",
      partition: [{ name: "id", natural: { attribute: "id", type: "string" } }],
      sort: [composed ? { name: "sk", template: ["N#", piece] } : { name: "n", natural: piece }],
    },
    indexes: [],
  };
  const schema = z.object({ id: z.string(), n: type === "bigint" ? z.bigint() : z.number() });
  return { spec, schema };
}
const NUMBERS = {
  naturalNumber: numbers("naturalNumber", "number", false),
  composedNumber: numbers("composedNumber", "number", true),
  naturalBigInt: numbers("naturalBigInt", "bigint", false),
  composedBigInt: numbers("composedBigInt", "bigint", true),
} as const;

const DESIGNS = [
  ["ordered", "#"],
  ["plain", "#"],
  ["plain", "::"],
  ["plain", "|"],
] as const;
const designs = DESIGNS.map(([encoding, delimiter], n) => design(`attacks${n}`, encoding, delimiter));

const connection = await connect([...designs, ...Object.values(NUMBERS)].map(({ spec }) => spec.table));
const database: Readonly<Record<string, Repository>> = openDatabase(connection.client, {
  entities: { ...Object.fromEntries(designs.map((each, n) => [`r${n}`, each])), ...NUMBERS },
  collections: {},
});

function repository(n: number | keyof typeof NUMBERS): Repository {
  const found = database[typeof n === "number" ? `r${n}` : n];
  if (found === undefined) throw new Error(`There is no design ${n}.`);
  return found;
}

const NAMES = ["tenant", "id", "a", "b"] as const;
const PLAIN = { tenant: "t", id: "i", a: "x", b: "y" };

describe.each(DESIGNS.map(([encoding, delimiter], n) => ({ encoding, delimiter, n })))(
  "the delimiter $delimiter in the $encoding encoding",
  ({ encoding, delimiter, n }) => {
    it.each(NAMES)("in %s, at its beginning, middle and end, moves nothing to another key", async (name) => {
      const values = [
        delimiter,
        `${delimiter}v`,
        `v${delimiter}w`,
        `v${delimiter}`,
        `v${delimiter}${delimiter}`,
      ];
      for (const value of values) {
        connection.sent();
        const item = { ...PLAIN, [name]: value };
        if (encoding === "plain") {
          await expect(repository(n).put(item)).rejects.toMatchObject({ code: "InvalidKey" });
          await expect(repository(n).get(item)).rejects.toMatchObject({
            code: "InvalidKey",
            details: { attribute: name },
          });
          expect(connection.sent()).toEqual([]);
          continue;
        }
        await repository(n).put(item);
        expect(await repository(n).get(item).consistent()).toEqual(item);
        const { tenant, id, a, b } = item;
        expect(
          await repository(n)
            .query({ tenant, id, a, b: { eq: b } })
            .all(),
        ).toEqual([item]);
      }
      if (encoding === "ordered") {
        const stored = await connection.stored(designs[n]?.spec.table.name ?? "");
        const keys = stored.map(({ pk, sk }) => JSON.stringify([pk, sk]));
        expect(new Set(keys).size).toBe(keys.length);
      }
    });

    it("makes different keys of different pairs of values", async () => {
      const pairs = [
        ["x", `y${delimiter}z`],
        [`x${delimiter}y`, "z"],
      ] as const;
      const written: string[] = [];
      for (const [a, b] of pairs) {
        const request = () =>
          repository(n)
            .put({ ...PLAIN, a, b })
            .plan().request as { Item: Item };
        if (encoding === "plain") expect(request).toThrow(expect.objectContaining({ code: "InvalidKey" }));
        else written.push(String(request().Item["sk"]));
      }
      expect(new Set(written).size).toBe(encoding === "plain" ? 0 : 2);
    });

    it("refuses half a delimiter before a whole one, and takes it inside", async () => {
      if (delimiter.length === 1) return;
      const half = delimiter.slice(0, 1);
      const ends = { ...PLAIN, a: `x${half}` };
      await expect(repository(n).put(ends)).rejects.toMatchObject({ code: "InvalidKey" });
      const inside = { ...PLAIN, a: `x${half}y` };
      await repository(n).put(inside);
      expect(await repository(n).get(inside).consistent()).toEqual(inside);
    });
  },
);

describe("text in keys", () => {
  const key = { tenant: "text", id: "1" };

  it.each([
    ["escape characters", ["$", "$A", "$j", "$$", "#", "\u0000", "\u001f", " ", "\t", "\\", "%23"]],
    ["normalisation twins", ["é", "e\u0301", "ﬁ", "fi", "Å", "\u212b"]],
    ["zero-width characters", ["a", "a\u200b", "\u200da", "\ufeffa", "a\u00ad"]],
    ["letters in two cases", ["ID", "id", "İ", "i̇", "ß", "SS"]],
    ["prototype names", ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]],
    ["numbers as text", ["1", "01", "1.0", "1e0", "-0", "0", "9007199254740993", "1e21"]],
  ])("keeps %s apart", async (title, values) => {
    const items = values.map((b) => ({ ...key, a: title, b }));
    for (const item of items) await repository(0).put(item);
    for (const item of items) expect(await repository(0).get(item).consistent()).toEqual(item);
    const sorted = items.toSorted((x, y) => Buffer.compare(Buffer.from(x.b), Buffer.from(y.b)));
    expect(
      await repository(0)
        .query({ ...key, a: title })
        .all(),
    ).toEqual(sorted);
    const other = await repository(0).byOther({ a: title }).all();
    expect(other).toEqual(sorted);
  });

  it("sorts and ranges astral characters by code point, above U+FFFF and not by their surrogates", async () => {
    const values = ["\ud7ff", "\ue000", "\uffff", "\u{10000}", "😀", "\u{10ffff}"];
    for (const b of values) await repository(0).put({ ...key, a: "astral", b });
    const read = async (range: object) => {
      const found = await repository(0)
        .query({ ...key, a: "astral", b: range })
        .all();
      return found.map((item) => item["b"]);
    };
    expect(await read({ gt: "\uffff" })).toEqual(values.slice(3));
    expect(await read({ lt: "\u{10000}" })).toEqual(values.slice(0, 3));
    expect(await read({ between: ["\ue000", "😀"] })).toEqual(values.slice(1, 5));
    expect(await read({ beginsWith: "😀" })).toEqual(["😀"]);
    expect(await read({ lte: "\u{10ffff}" })).toEqual(values);
  });

  it.each(["\ud83d", "\ude00", "a\ud83d", "\ude00\ud83d"])(
    "refuses the lone surrogate of %j",
    async (half) => {
      connection.sent();
      for (const n of designs.keys()) {
        for (const name of NAMES) {
          const error = { code: "InvalidKey", details: { attribute: name } };
          await expect(repository(n).get({ ...PLAIN, [name]: half })).rejects.toMatchObject(error);
        }
        const query = repository(n).query({ ...PLAIN, b: { beginsWith: half } });
        await expect(query.all()).rejects.toMatchObject({ code: "InvalidKey" });
        await expect(repository(n).put({ ...PLAIN, data: half })).rejects.toMatchObject({
          code: "InvalidValue",
        });
      }
      expect(connection.sent()).toEqual([]);
    },
  );

  it("refuses what is empty", async () => {
    for (const n of designs.keys()) {
      for (const name of NAMES)
        await expect(repository(n).put({ ...PLAIN, [name]: "" })).rejects.toMatchObject({
          code: "InvalidKey",
        });
    }
  });
});

describe("the size of a key", () => {
  it.each(["a", "é", "😀"])(
    "is counted in bytes of UTF-8: the longest key is taken and one byte more refused, of %s",
    async (character) => {
      const bytes = Buffer.byteLength(character);
      const fill = (room: number) => character.repeat(Math.floor(room / bytes)) + "a".repeat(room % bytes);
      // `T#` and `#`, and the id of one letter.
      const longest = { tenant: fill(2048 - 4), id: "i", a: fill(1024 - 4), b: "y" };
      await repository(0).put(longest);
      expect(await repository(0).get(longest).consistent()).toEqual(longest);
      const { b: _, ...part } = longest;
      expect(await repository(0).query(part).all()).toEqual([longest]);
      connection.sent();
      for (const [name, limit] of [
        ["tenant", 2048],
        ["a", 1024],
      ] as const) {
        const longer = { ...longest, [name]: `${longest[name]}a` };
        const error = {
          code: "InvalidKey",
          details: { reason: expect.stringContaining(`DynamoDB allows ${limit}`) },
        };
        await expect(repository(0).put(longer)).rejects.toMatchObject(error);
        await expect(repository(0).get(longer)).rejects.toMatchObject(error);
      }
      expect(connection.sent()).toEqual([]);
    },
  );

  it("counts escaped text as it is written", async () => {
    const spaces = " ".repeat(510);
    const item = { tenant: "spaces", id: "i", a: spaces, b: "y" };
    await repository(0).put(item);
    expect(await repository(0).get(item).consistent()).toEqual(item);
    await expect(repository(0).put({ ...item, a: `${spaces}a` })).rejects.toMatchObject({
      code: "InvalidKey",
    });
  });
});

describe("numbers in keys", () => {
  const sorted = [-1e21, -(2 ** 53), -1.5, -1e-130, 0, 1e-130, 0.1, 1, 2 ** 53, 1e21, 9.99e125];
  const bigints = [-(10n ** 38n) + 1n, -(2n ** 53n) - 1n, 0n, 2n ** 53n, 2n ** 53n + 1n, 10n ** 38n - 1n];

  it.each([
    ["naturalNumber", sorted],
    ["composedNumber", sorted],
    ["naturalBigInt", bigints],
    ["composedBigInt", bigints],
  ] as const)("are exact, and sort and range by value: %s", async (name, values) => {
    for (const n of values) await repository(name).put({ id: "x", n });
    for (const n of values)
      expect(await repository(name).get({ id: "x", n }).consistent()).toEqual({ id: "x", n });
    const read = async (range: object) =>
      (await repository(name).query({ id: "x", n: range }).all()).map(({ n }) => n);
    const low = values[1];
    expect(await read({ gte: values[0] })).toEqual(values);
    expect(await read({ gt: low })).toEqual(values.slice(2));
    expect(await read({ lte: low })).toEqual(values.slice(0, 2));
    expect(await read({ between: [low, values.at(-2)] })).toEqual(values.slice(1, -1));
    const backwards = await repository(name).query({ id: "x" }).descending().all();
    expect(backwards.map(({ n }) => n)).toEqual(values.toReversed());
  });

  it.each(["naturalNumber", "composedNumber"] as const)("have one zero: %s", async (name) => {
    await repository(name).put({ id: "zero", n: -0 });
    expect(await repository(name).query({ id: "zero" }).all()).toEqual([{ id: "zero", n: 0 }]);
    expect(await repository(name).get({ id: "zero", n: 0 }).consistent()).toEqual({ id: "zero", n: 0 });
    expect(await repository(name).get({ id: "zero", n: -0 }).consistent()).toEqual({ id: "zero", n: 0 });
  });

  it.each([
    ["naturalNumber", 1e126],
    ["naturalNumber", -1e126],
    ["naturalNumber", 1e-131],
    ["naturalNumber", Number.NaN],
    ["naturalNumber", Number.POSITIVE_INFINITY],
    ["naturalBigInt", 10n ** 38n],
    ["naturalBigInt", -(10n ** 38n)],
    ["composedNumber", Number.NaN],
    ["composedBigInt", 10n ** 38n],
  ] as const)(
    "are refused before anything is sent where DynamoDB has no such number: %s %s",
    async (name, n) => {
      connection.sent();
      const refused = { code: "InvalidKey", details: { entity: "Number", attribute: "n" } };
      await expect(repository(name).get({ id: "x", n })).rejects.toMatchObject(refused);
      await expect(repository(name).query({ id: "x", n }).all()).rejects.toMatchObject(refused);
      for (const range of [{ lt: n }, { between: [n, n] }, { gte: n }]) {
        await expect(repository(name).query({ id: "x", n: range }).all()).rejects.toMatchObject(refused);
      }
      const put = repository(name).put({ id: "x", n });
      const schemaRefuses = typeof n === "number" && !Number.isFinite(n);
      await expect(put).rejects.toMatchObject(schemaRefuses ? { code: "InvalidItem" } : refused);
      expect(connection.sent()).toEqual([]);
    },
  );
});

describe("prototype names in values", () => {
  it("are stored and read as names like any other, or refused", async () => {
    const data = { constructor: "c", toString: 1, hasOwnProperty: [true], prototype: { constructor: null } };
    const item = { ...PLAIN, tenant: "prototypes", data };
    await repository(0).put(item);
    const read = await repository(0).get(item).consistent();
    expect(read).toEqual(item);
    const proto: unknown = JSON.parse('{ "__proto__": { "admin": true } }');
    await expect(repository(0).put({ ...item, data: proto })).rejects.toMatchObject({ code: "InvalidValue" });
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });

  it("reach no prototype by keys that lack attributes", async () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      const query = () =>
        repository(0)
          .query({ tenant: "t", id: "i", a: "x", [name]: "y" })
          .all();
      // A literal's `[name]` makes even `__proto__` an own property.
      await expect(query()).rejects.toMatchObject({ code: "InvalidKey", details: { attribute: name } });
    }
  });
});

describe("a cursor", () => {
  const key = { tenant: "cursors", id: "1", a: "x" };
  const cursorOf = async (query: Query) => {
    const { cursor } = await query.page({ size: 1 });
    if (cursor === undefined) throw new Error("The query has no second page.");
    return cursor;
  };

  beforeAll(async () => {
    for (const [n] of designs.entries()) {
      for (const tenant of ["cursors", "others"])
        for (const b of ["1", "2", "3"]) await repository(n).put({ ...key, tenant, b });
    }
  });

  it("that is edited in any character is refused, or is the same one", async () => {
    const cursor = await cursorOf(repository(0).query(key));
    const next = await repository(0).query(key).page({ after: cursor });
    for (const at of Array.from(cursor).keys()) {
      const letter = cursor[at] === "A" ? "B" : "A";
      const edited = cursor.slice(0, at) + letter + cursor.slice(at + 1);
      const read = await repository(0)
        .query(key)
        .page({ after: edited })
        .catch((error: unknown) => error);
      // The last character of base64 may have bits that say nothing.
      if (!(read instanceof Error)) expect(read).toEqual(next);
      else expect(read).toMatchObject({ code: "InvalidCursor" });
    }
    for (const other of ["", "e30", "W10", cursor.slice(1), `${cursor}AAAA`]) {
      const refused = repository(0).query(key).page({ after: other });
      await expect(refused).rejects.toMatchObject({ code: "InvalidCursor" });
    }
  });

  it("is refused by another query, direction, tenant, index and table", async () => {
    const cursor = await cursorOf(repository(0).query(key));
    connection.sent();
    const others: readonly Query[] = [
      repository(0).query({ ...key, b: { gte: "1" } }),
      repository(0).query(key).descending(),
      repository(0).query({ ...key, tenant: "others" }),
      repository(0).byOther({ a: "x" }),
      ...[1, 2, 3].map((n) => repository(n).query(key)),
    ];
    for (const query of others)
      await expect(query.page({ after: cursor })).rejects.toMatchObject({ code: "InvalidCursor" });
    expect(connection.sent()).toEqual([]);
  });
});
