import { inspect, isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { query } from "../../../src/client/actions.js";
import { fromWire } from "../../../src/wire/attribute-value-json.js";
import { JsonReader } from "../../../src/wire/json-reader.js";
import { Scanner, ShapeCache } from "../../../src/wire/json-scanner.js";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    'a"b',
    "back\\slash",
    "\n\t\u0000",
    "😀é日本",
    "",
    "plain text of some length",
    "}}]]",
    '{"S":"x"}',
  ),
);
const digits = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    "-0",
    "0",
    "0.1",
    "123456789012345678901234567890",
    "1E+2",
    "1e-130",
    "9007199254740993",
    "-.5",
  ),
);
const base64 = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64"));
const name = fc.oneof(text, fc.constantFrom("pk", "sk", "constructor", "toString", "__proto__"));

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.record({ S: text }),
    fc.record({ N: digits }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ B: base64 }),
    fc.record({ SS: fc.array(text, { minLength: 1 }) }),
    fc.record({ NS: fc.array(digits, { minLength: 1 }) }),
    fc.record({ BS: fc.array(base64, { minLength: 1 }) }),
    fc.record({ L: fc.array(tie("value")) }),
    fc.record({ M: fc.dictionary(name, tie("value")) }),
  ),
}));
const item = fc.dictionary(name, value);
const page = fc.record(
  {
    Items: fc.oneof(
      fc.array(item),
      // Of one shape, as what is read mostly is.
      item.map((one) => [one, one, one]),
    ),
    Count: fc.nat(),
    LastEvaluatedKey: item,
    ConsumedCapacity: fc.record({
      TableName: text,
      CapacityUnits: fc.double({ noNaN: true, noDefaultInfinity: true }),
    }),
  },
  { requiredKeys: [] },
);

/** One for all, as an operation has it: what was found before must never matter. */
const shapes = new ShapeCache();

function readAll(parts: readonly Uint8Array[], piece?: number): unknown {
  const reader = new JsonReader(query.output(), shapes, piece);
  for (const part of parts) reader.write(part);
  return reader.end();
}

/** What `JSON.parse` and its tree give, or the error. */
function parsed(json: string): unknown {
  try {
    // Through its bytes: half a surrogate pair is none.
    const found = JSON.parse(Buffer.from(json).toString()) as Record<string, unknown>;
    for (const name of Object.keys(found)) {
      if (found[name] === null) delete found[name];
      else if (name === "Items") found[name] = (found[name] as never[]).map(fromWire);
      else if (name === "LastEvaluatedKey") found[name] = fromWire(found[name] as never);
    }
    return found;
  } catch {
    return "an error";
  }
}

function scanned(parts: readonly Uint8Array[], piece?: number): unknown {
  try {
    return readAll(parts, piece);
  } catch {
    return "an error";
  }
}

/** Not by a matcher: an attribute may be called `constructor`. */
function expectEqual(json: string, parts: readonly Uint8Array[] = [Buffer.from(json)], piece?: number): void {
  const [ours, theirs] = [scanned(parts, piece), parsed(json)];
  if (!isDeepStrictEqual(ours, theirs)) expect.fail(`${json}: ${inspect(ours)} is not ${inspect(theirs)}`);
}

/** Bytes in parts that end anywhere: within characters, escapes and numbers. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  // Each is a copy, of which nothing is left when it is let go.
  return ends.map((end, index) => Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)));
}

describe("JsonReader", () => {
  it("reads what JSON.parse would", () => {
    fc.assert(
      fc.property(page, fc.constantFrom(undefined, 1), (answer, indent) => {
        const json = JSON.stringify(answer, undefined, indent);
        expectEqual(json);
      }),
      { numRuns: 300 },
    );
  });

  it("reads a page that is longer than one piece, with texts that come again", () => {
    const often = fc.constantFrom(
      "",
      "paid",
      "pai",
      "paid!",
      "pa\\id",
      "é",
      "😀",
      "\ufffd",
      "a text of more than 32 characters, twice",
    );
    const row = fc.record({
      status: fc.record({ S: often }),
      filler: fc.record({ S: fc.string({ minLength: 500, maxLength: 3000, unit: "grapheme-ascii" }) }),
      names: fc.record({ L: fc.array(fc.record({ S: often })) }),
    });
    const rows = fc.array(fc.oneof({ weight: 9, arbitrary: row }, item), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(rows, (Items) => expectEqual(JSON.stringify({ Items }))),
      { numRuns: 40 },
    );
  });

  it("reads what JSON.parse would, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(page, fc.array(fc.nat()), fc.constantFrom(undefined, 1), (answer, places, indent) => {
        const json = JSON.stringify(answer, undefined, indent);
        expectEqual(json, cut(Buffer.from(json), places), 1);
      }),
      { numRuns: 300 },
    );
  });

  it("reads bytes that come one by one, and texts that come again", () => {
    const often = fc.constantFrom(
      "",
      "paid",
      "paid and sent",
      "pa\\id",
      "é😀",
      "a text of more than 32 characters",
    );
    const row = fc.record({
      status: fc.record({ S: often }),
      names: fc.record({ L: fc.array(fc.record({ S: often })) }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 200 }), (Items, piece) => {
        const json = JSON.stringify({ Items, Count: Items.length });
        expectEqual(
          json,
          Array.from(Buffer.from(json), (byte) => Buffer.of(byte)),
          piece,
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [
      "an attribute __proto__",
      '{"Items":[{"a":{"S":"1"}},{"__proto__":{"S":"x"}},{"b":{"N":"2"}}],"Count":3}',
    ],
    ["a member of null", '{"Items":[{"a":{"S":"1"}},{"a":{"S":"2"}}],"LastEvaluatedKey":null,"Count":2}'],
    ["a member __proto__", '{"Items":[{"a":{"S":"1"}}],"__proto__":{"x":1}}'],
    ["a member that comes again", '{"Count":1,"Items":[{"a":{"S":"1"}}],"Count":null}'],
    [
      "spaces",
      ' { "Items" : [ { "a" : { "S" : "1" } } ,\n{"a":{"S":"2"}}\t] ,\r"Count" : 2 , "Items2" : [ ] } ',
    ],
    ["no items", '{"Items":[],"Count":0}'],
    ["nothing", "{}"],
  ])("reads what JSON.parse would, cut anywhere: %s", (_, json) => {
    const bytes = Buffer.from(json);
    for (let at = 0; at <= bytes.length; at += 1) expectEqual(json, cut(bytes, [at]), 1);
    expectEqual(
      json,
      Array.from(bytes, (byte) => Buffer.of(byte)),
      1,
    );
  });

  it("rejects bytes that end or change anywhere, cut anywhere", () => {
    const other = fc.constantFrom("", '"', "\\", "}", "]", ",", "{", "[", ":", "1", "x");
    fc.assert(
      fc.property(page, fc.nat(), other, fc.array(fc.nat()), (answer, at, instead, places) => {
        const json = JSON.stringify(answer);
        const place = at % json.length;
        for (const changed of [
          json.slice(0, place),
          json.slice(0, place) + instead + json.slice(place + 1),
        ]) {
          const theirs = parsed(changed);
          const ours = scanned(cut(Buffer.from(changed), places), 1);
          // What is gone already cannot be told about: of another kind the error may be, but it is one.
          if (typeof theirs === "string") expect(changed === "" ? "nothing" : ours).toBeTypeOf("string");
          else if (!isDeepStrictEqual(ours, theirs)) expect.fail(`${changed}: ${inspect(ours)}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("rejects bytes that end or change anywhere, as JSON.parse does", () => {
    fc.assert(
      fc.property(
        page,
        fc.nat(),
        fc.constantFrom("", '"', "\\", "}", "]", ",", "{", "1", " "),
        (answer, at, other) => {
          const json = JSON.stringify(answer);
          const place = 1 + (at % json.length);
          const changed = json.slice(0, place) + other + json.slice(place + (at % 2));
          expectEqual(changed);
          const short = json.slice(0, place);
          expectEqual(short);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("reads what DynamoDB writes without JSON.parse", () => {
    const json =
      '{"pk":{"S":"ORDER#1"},"total":{"N":"12.50"},"lines":{"L":[{"M":{"sku":{"S":"a"}}},{"M":{}}]},"no":{"NULL":true}}';
    const scanner = new Scanner(Buffer.from(json));
    expect(scanner.attributes(new ShapeCache())).toEqual({
      pk: "ORDER#1",
      total: 12.5,
      lines: [{ sku: "a" }, {}],
      no: null,
    });
    expect(scanner.at).toBe(json.length);
  });

  it("reads numbers to the last digit", () => {
    const numbers = [
      "123456789012345",
      "1234567890123456",
      "0.000000000000001",
      "9007199254740991",
      "-12.75",
      "1e5",
    ];
    const json = JSON.stringify({ Items: numbers.map((N) => ({ n: { N } })) });
    expectEqual(json);
  });

  it("reads texts that take turns", () => {
    const Items = Array.from({ length: 9 }, (_, n) => ({ status: { S: n % 2 ? "shipped-by-sea" : "paid" } }));
    const read = readAll([Buffer.from(JSON.stringify({ Items }))]) as {
      Items: { status: string }[];
    };
    expect(read.Items.map(({ status }) => status)).toEqual(Items.map(({ status }) => status.S));
  });

  it.each([
    ["a raw control character", '{"S":"a\u0001b"}'],
    ["a raw line break", '{"S":"a\nb"}'],
    ["bad base64", '{"B":"A*=="}'],
    ["base64 without its padding", '{"B":"AQI"}'],
    ["base64url", '{"B":"-_-_"}'],
    ["base64 with a blank", '{"B":"AQ ID"}'],
    ["bad base64 in a set", '{"BS":["AQID","AQI"]}'],
    ["a boolean as text", '{"BOOL":"true"}'],
    ["a boolean as a number", '{"BOOL":1}'],
    ["null as text", '{"NULL":"true"}'],
    ["a point as a number", '{"N":"."}'],
    ["a minus and a point as a number", '{"N":"-."}'],
    ["no number", '{"N":""}'],
    ["a number of another base", '{"N":"0x10"}'],
    ["infinity", '{"N":"Infinity"}'],
    ["a bare number", '{"N":5}'],
    ["text as a number in a set", '{"NS":["1","one"]}'],
    ["a number as text", '{"S":5}'],
    ["a list as a map", '{"M":[]}'],
    ["a map as a list", '{"L":{}}'],
    ["two types", '{"S":"a","N":"1"}'],
    ["no type", "{}"],
    ["an unknown type", '{"X":"a"}'],
  ])("rejects %s as the SDK does, at every depth and however it is cut", (_, one) => {
    const ordinary = '{"S":"ordinary","more":0}'.replace(',"more":0', "");
    for (const nested of [one, `{"L":[${one}]}`, `{"M":{"a":${ordinary},"b":${one}}}`]) {
      const bytes = Buffer.from(`{"Items":[{"a":${ordinary}},{"a":${nested}}],"Count":2}`);
      expect(() => readAll([bytes])).toThrow(SyntaxError);
      for (let at = 0; at <= bytes.length; at += 3)
        expect(() => readAll(cut(bytes, [at]), 1)).toThrow(SyntaxError);
    }
  });

  it("leaves out what is named __proto__, at every depth", () => {
    const polluting = '{"M":{"admin":{"BOOL":true}}}';
    const Items = `[{"a":{"M":{"__proto__":${polluting},"b":{"S":"c"}}},"__proto__":${polluting}}]`;
    const read = readAll([Buffer.from(`{"Items":${Items}}`)]) as { Items: Record<string, object>[] };
    const [{ a = {}, ...others } = {}] = read.Items;
    expect(others).toEqual({});
    expect(Object.getOwnPropertyNames(a)).toEqual(["b"]);
    expect([a, read.Items[0]].map((each) => Object.getPrototypeOf(each))).toEqual([
      Object.prototype,
      Object.prototype,
    ]);
    expect("admin" in a).toBe(false);
  });

  it("gives texts and binary values memory of their own", () => {
    const bytes = Buffer.from(
      JSON.stringify({ Items: [{ text: { S: "long enough to be a part of it" }, b: { B: "AQID" } }] }),
    );
    const read = readAll([bytes]) as { Items: { text: string; b: Uint8Array }[] };
    bytes.fill(0);
    expect(read.Items).toEqual([{ text: "long enough to be a part of it", b: new Uint8Array([1, 2, 3]) }]);
    expect(read.Items[0]?.b.buffer.byteLength).toBe(3);
  });
});
