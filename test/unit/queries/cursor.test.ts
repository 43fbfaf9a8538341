import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Entity } from "../../../src/entities/entity.js";
import type { KeyAttributeType, TableModel } from "../../../src/model/model.js";
import { decodeCursor, decodePositions, encodeCursor, encodePositions } from "../../../src/queries/cursor.js";
import { filtersOf, type Source } from "../../../src/queries/source.js";

function entity(name: string, sortType: KeyAttributeType = "S", tableName = "shop"): Entity {
  const table: TableModel = {
    name: tableName,
    partitionKey: { name: "pk", type: "S" },
    sortKey: { name: "sk", type: sortType },
    indexes: [
      {
        name: "byStatus",
        type: "global",
        partitionKey: [{ name: "status", type: "S" }],
        sortKey: [
          { name: "rank", type: "N" },
          { name: "pk", type: "S" },
        ],
        projection: "ALL",
      },
    ],
    keyEncoding: "ordered",
    delimiter: "#",
  };
  const spec = {
    name,
    table,
    attributes: {},
    primaryKey: { name: "query", partition: [], sort: [] },
    indexes: [],
  };
  return new Entity(spec, z.object({}), tableName);
}

const base: Source = {
  operation: "Query",
  isItem: () => true,
  entity: entity("Order"),
  accessPattern: "query",
  partition: [{ name: "pk", operator: "=", value: "USER#1" }],
  sort: [{ name: "sk", operator: "beginsWith", value: "ORDER#" }],
  consistent: false,
  descending: false,
};
const KEY = { pk: "USER#1", sk: "ORDER#5" };
const invalid = (reason: string) =>
  expect.objectContaining({
    code: "InvalidCursor",
    details: { entity: expect.any(String), accessPattern: expect.any(String), reason },
  });
const NO_CURSOR = invalid("it is not one of monotable's cursors");
const OTHER = invalid(
  "it was made by another query (entity, access pattern, key or direction), or was changed",
);

function decode(source: Source, cursor: string): unknown {
  try {
    return decodeCursor(source, cursor);
  } catch (error) {
    return error;
  }
}

describe("encodeCursor and decodeCursor", () => {
  it.each<[KeyAttributeType, unknown]>([
    ["S", 'ORDER#größe 😀\u0000"'],
    ["N", -1.5],
    ["N", 1e100],
    ["N", 2n ** 100n],
    ["B", new Uint8Array([0, 255, 128])],
  ])("gives back a key of type %s: %s", (type, sk) => {
    const source = { ...base, entity: entity("Order", type), sort: [] };
    const cursor = encodeCursor(source, { pk: "USER#1", sk });
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeCursor(source, cursor)).toEqual({ pk: "USER#1", sk });
  });

  it("give back the keys of the table and of the index", () => {
    const source: Source = {
      ...base,
      accessPattern: "byStatus",
      index: "byStatus",
      partition: [{ name: "status", operator: "=", value: "PAID" }],
      sort: [],
    };
    const key = { pk: "USER#1", sk: "ORDER#5", status: "PAID", rank: 3 };
    expect(decodeCursor(source, encodeCursor(source, key))).toEqual(key);
  });

  it("give back the whole key of a scan", () => {
    const source: Source = { ...base, operation: "Scan", accessPattern: "scan", partition: [], sort: [] };
    expect(decodeCursor(source, encodeCursor(source, KEY))).toEqual(KEY);
  });

  it("leave out the partition key, which the query has", () => {
    const source: Source = { ...base, partition: [{ name: "pk", operator: "=", value: "USER#secret" }] };
    const cursor = encodeCursor(source, { pk: "USER#secret", sk: "ORDER#5" });
    expect(Buffer.from(cursor, "base64url").toString()).not.toContain("secret");
  });

  it("accept a cursor with another filter, selection or consistency", () => {
    const cursor = encodeCursor(base, KEY);
    const filters = filtersOf([], [{ type: "exists", attribute: "x", exists: true }]);
    const other: Source = { ...base, filters, selection: ["a"], consistent: true };
    expect(decodeCursor(other, cursor)).toEqual(KEY);
  });

  it.each<[string, Partial<Source>]>([
    ["key", { partition: [{ name: "pk", operator: "=", value: "USER#2" }] }],
    ["range", { sort: [{ name: "sk", operator: "beginsWith", value: "ORDER#2" }] }],
    ["operator", { sort: [{ name: "sk", operator: ">=", value: "ORDER#" }] }],
    ["direction", { descending: true }],
    ["entity", { entity: entity("Invoice") }],
    ["table", { entity: entity("Order", "S", "archive") }],
    ["access pattern", { accessPattern: "byDate" }],
    ["index", { index: "byDate" }],
  ])("reject a cursor of another %s", (_, change) => {
    expect(decode({ ...base, ...change }, encodeCursor(base, KEY))).toEqual(OTHER);
    expect(decode(base, encodeCursor({ ...base, ...change }, KEY))).toEqual(OTHER);
  });

  it("reject a cursor that was edited", () => {
    const cursor = encodeCursor(base, KEY);
    const [checksum, sk] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const pack = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
    expect(decode(base, pack([checksum, sk]))).toEqual(KEY);
    for (const content of [
      [checksum, "ORDER#6"],
      [checksum],
      [checksum, sk, sk],
      ["x", sk],
      [checksum, { b: "AA" }],
      [checksum, null],
    ]) {
      expect(decode(base, pack(content))).toEqual(OTHER);
    }
    for (const content of [[], {}, "x", null, 5, [5, sk]])
      expect(decode(base, pack(content))).toEqual(NO_CURSOR);
  });

  it.each<[KeyAttributeType, unknown]>([
    ["S", null],
    ["S", {}],
    ["S", true],
    ["S", 5],
    ["S", ""],
    ["S", { n: "5" }],
    ["N", { n: "abc" }],
    ["N", { n: 5 }],
    ["N", { n: "1e9999" }],
    ["N", "5"],
    ["N", null],
    ["B", { b: 5 }],
    ["B", { b: "" }],
    ["B", "AA"],
    ["B", [1]],
  ])("reject a value that is not of the key's type %s, though its checksum is right: %j", (type, value) => {
    const source = { ...base, entity: entity("Order", type), sort: [] };
    // A checksum is no secret: whoever has the code can make one.
    const forged = encodeCursor(source, { pk: "USER#1", sk: value });
    expect(decode(source, forged)).toEqual(OTHER);
    const scan: Source = { ...source, operation: "Scan", accessPattern: "scan", partition: [] };
    const positions = encodePositions(scan, ["begin", { pk: "USER#1", sk: value }]);
    expect(() => decodePositions(scan, positions, 2)).toThrow("is not one of scan");
  });

  it.each(["=", "==", " ", "\n", "."])("reject a cursor with %j behind it", (tail) => {
    const cursor = encodeCursor(base, KEY);
    expect(decode(base, cursor + tail)).toEqual(NO_CURSOR);
  });

  it.each([5, {}, null, true, [], Symbol("cursor")])("reject what is not a text: %s", (cursor) => {
    expect(() => decodeCursor(base, cursor as never)).toThrow(
      expect.objectContaining({
        code: "InvalidCursor",
        message: expect.stringContaining("a cursor is a text"),
      }),
    );
  });

  it("reject a cursor that was truncated, wherever", () => {
    const cursor = encodeCursor(base, KEY);
    for (let length = 0; length < cursor.length; length += 1) {
      expect(decode(base, cursor.slice(0, length))).toEqual(NO_CURSOR);
    }
  });

  it.each(["", "x", "%%%", "null", "WyJ4Il0", "../../etc"])(
    "reject a text that is not a cursor: %j",
    (cursor) => {
      expect(decode(base, cursor)).toMatchObject({ code: "InvalidCursor" });
    },
  );
});
