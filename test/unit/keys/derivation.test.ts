import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { matchesKeyPart } from "../../../src/keys/decode-key.js";
import { encodePiece } from "../../../src/keys/encode-key.js";
import { typedKeys } from "../../../src/keys/features.js";
import { sortConditions } from "../../../src/keys/key-condition.js";
import type { KeyFormat } from "../../../src/keys/key-format.js";
import { compareText } from "../../../src/keys/key-order.js";
import { foldCase } from "../../../src/keys/typed-piece.js";
import type { Piece } from "../../../src/model/model.js";
import { compareValues, keyValues, trickyText } from "../../support/arbitraries.js";
import { refuse } from "../../support/refuse.js";

const ordered: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };
const plain: KeyFormat = { keyEncoding: "plain", delimiter: "|", typed: typedKeys };

type Of = Omit<Piece, "attribute">;
const piece = (of: Of): Piece => ({ attribute: "a", ...of });
const encode = (of: Of, value: unknown, format = ordered) => encodePiece(piece(of), value, format, refuse);
const derived = (
  type: Piece["type"],
  kind: Exclude<Piece["derived"], undefined>["kind"],
  width?: number,
): Of => ({ type, derived: { kind }, ...(width !== undefined && { width }) }) as Of;
const shard = (type: Piece["type"], count: number): Of => ({ type, derived: { kind: "shard", count } });

describe("lower and upper", () => {
  it.each([
    ["lower", "Ann.B@Example.COM", "ann.b@example.com"],
    ["lower", "ÀÉß İ", "àéß$gi̇"],
    ["lower", "ΟΔΟΣ", "οδοσ"],
    ["lower", "A#b", "a$jb"],
    ["upper", "straße", "STRASSE"],
    ["upper", "ﬁn", "FIN"],
    ["upper", "𐐨", "𐐀"],
  ] as const)("%s of %s is %s", (kind, value, text) => {
    expect(encode(derived("string", kind), value)).toBe(text);
  });

  it.each(["lower", "upper"] as const)(
    "%s folds each character by itself, so that prefixes stay prefixes",
    (to) => {
      const text = fc.oneof(trickyText, fc.string({ unit: "binary" }), fc.constantFrom("Σ", "ΑΣ", "İ", "ß"));
      fc.assert(
        fc.property(text, text, (a, b) => {
          expect(foldCase(a + b, to)).toBe(foldCase(a, to) + foldCase(b, to));
          if (to === "lower" && !(a + b).includes("Σ"))
            expect(foldCase(a + b, to)).toBe((a + b).toLowerCase());
        }),
        { numRuns: 2000 },
      );
    },
  );

  it("check the folded text for the delimiter of a plain table", () => {
    const format: KeyFormat = { keyEncoding: "plain", delimiter: "x", typed: typedKeys };
    expect(encode(derived("string", "upper"), "axe", format)).toBe("AXE");
    expect(() => encode(derived("string", "lower"), "AXE", format)).toThrow(
      'is "axe", which holds the key delimiter "x"',
    );
    expect(() => encode(derived("string", "lower"), "")).toThrow("must not be empty");
  });
});

describe("day, month and year", () => {
  it.each([
    ["2026-11-21", "2026-11-21"],
    ["2026-11-21T23:59:59.999Z", "2026-11-21"],
    ["2026-11-21T10:00Z", "2026-11-21"],
    ["2026-11-21T23:30:00-05:00", "2026-11-22"],
    ["2026-01-01T00:30:00.123456+01:00", "2025-12-31"],
    ["0000-01-01", "0000-01-01"],
    ["2024-02-29", "2024-02-29"],
  ])("are those in UTC of the text %s", (value, text) => {
    expect(encode(derived("string", "day"), value)).toBe(text);
    expect(encode(derived("string", "month"), value)).toBe(text.slice(0, 7));
    expect(encode(derived("string", "year"), value, plain)).toBe(text.slice(0, 4));
  });

  it("are those of a Date", () => {
    expect(encode(derived("date", "day"), new Date("2026-11-21T23:59:59.999Z"))).toBe("2026-11-21");
    expect(encode(derived("date", "year"), new Date("0031-11-21T00:00:00Z"))).toBe("0031");
    expect(() => encode(derived("date", "day"), new Date(Number.NaN))).toThrow("is an invalid Date");
    expect(() => encode(derived("date", "day"), new Date("+010000-01-01T00:00:00Z"))).toThrow(
      "outside the years",
    );
  });

  it.each([
    "2026-11-21T10:00:00",
    "2026-11-21 10:00:00Z",
    "2026-02-30",
    "2026-02-30T10:00:00+01:00",
    "2026-13-01",
    "2026-11-21T24:00:00Z",
    "2026-11-21T10:00:60Z",
    "0000-01-01T00:00:00+01:00",
    "9999-12-31T23:30:00-01:00",
    "2026-11",
    "Nov 21, 2026",
    "20261121",
    "2026-11-21\n",
  ])("of %j are refused", (value) => {
    expect(() => encode(derived("string", "day"), value)).toThrow(
      "not an ISO 8601 date, or a time with its zone",
    );
  });

  it("never decrease with time", () => {
    fc.assert(
      fc.property(keyValues.date, keyValues.date, fc.constantFrom("day", "month", "year"), (a, b, kind) => {
        const [first, second] = [a, b].map((value) => encode(derived("date", kind), value));
        if (a <= b) expect(compareText(first ?? "", second ?? "")).toBeLessThanOrEqual(0);
        expect(encode(derived("string", kind), a.toISOString())).toBe(first);
      }),
    );
  });
});

describe("padded", () => {
  it("fills a number up with zeros, in a plain key too", () => {
    expect(encode(derived("int", "padded", 5), 42, plain)).toBe("00042");
    expect(encode(derived("number", "padded", 3), -0, plain)).toBe("000");
    expect(encode(derived("bigint", "padded", 20), 12345678901234567890n)).toBe("12345678901234567890");
  });

  it.each([-1, 1.5, 1e21, 100000])("refuses %s", (value) => {
    expect(() => encode(derived("number", "padded", 5), value, plain)).toThrow(
      "outside what 5 digits can hold",
    );
  });
});

describe("descending", () => {
  it.each([
    [derived("int", "descending"), 42, "m9757"],
    [derived("int", "descending"), -42, "p0242"],
    [derived("int", "descending"), -0, "p010"],
    [derived("int", "descending", 4), 42, "9957"],
    [derived("number", "descending"), 1.5, "m49984~"],
    [derived("number", "descending"), -1.5, "p50015"],
    [derived("number", "descending"), 0, "n"],
    [derived("bigint", "descending"), 10n ** 37n, `m61${"8"}${"9".repeat(37)}`],
    [derived("date", "descending"), new Date("2026-11-21T09:08:07.654Z"), "7973-88-78T90:91:92.345Z"],
  ])("%# of a value has its text", (of, value, text) => {
    expect(encode(of, value)).toBe(text);
  });

  it("sorts every value backwards, and tells them apart", () => {
    const kinds = ["int", "number", "bigint", "date"] as const;
    const pairs = fc.oneof(
      ...kinds.map((type) =>
        fc.tuple(fc.constant<Of>(derived(type, "descending")), keyValues[type], keyValues[type]),
      ),
      fc.tuple(
        fc.constant<Of>(derived("int", "descending", 3)),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 999 }),
      ),
    );
    fc.assert(
      fc.property(pairs, ([of, a, b]) => {
        expect(compareText(encode(of, a), encode(of, b))).toBe(compareValues(b, a));
      }),
      { numRuns: 3000 },
    );
  });

  it("needs declared bounds in a plain key", () => {
    expect(encode(derived("int", "descending", 3), 7, plain)).toBe("992");
    expect(() => encode(derived("int", "descending"), 7, plain)).toThrow("has no declared bounds");
  });
});

describe("shard", () => {
  // CRC-32 as zip and PNG have it: of "123456789" it is 0xcbf43926.
  it.each([
    [shard("string", 1000), "123456789", String(0xcbf43926 % 1000)],
    [shard("string", 16), "123456789", "06"],
    [shard("string", 10), "123456789", "2"],
    [shard("int", 1000), 123456789, "262"],
    [shard("bigint", 1000), 123456789n, "262"],
    [shard("string", 8), "é", "6"],
  ])("%# of a value is the same for ever", (of, value, text) => {
    expect(encode(of, value)).toBe(text);
    expect(encode(of, value, plain)).toBe(text);
  });

  it("spreads values that follow one another over all shards", () => {
    for (const count of [2, 8, 10]) {
      const hits = new Map<string, number>();
      for (let id = 0; id < 1000 * count; id += 1) {
        const text = encode(shard("string", count), `order-${id}`);
        hits.set(text, (hits.get(text) ?? 0) + 1);
      }
      expect(hits.size).toBe(count);
      for (const hit of hits.values()) expect(Math.abs(hit - 1000)).toBeLessThan(150);
    }
  });
});

describe("a query on a derived piece", () => {
  const conditions = (of: Of, given: unknown, format = ordered) =>
    sortConditions(
      [{ name: "sk", template: ["X#", piece(of), "#", { attribute: "b", type: "string" }] }],
      { a: given },
      format,
      refuse,
    );

  it("takes a value, and what begins so of folded text", () => {
    expect(conditions(derived("string", "lower"), "ANN")).toEqual([
      { name: "sk", operator: "beginsWith", value: "X#ann#" },
    ]);
    expect(conditions(derived("string", "lower"), { beginsWith: "AN" })).toEqual([
      { name: "sk", operator: "beginsWith", value: "X#an" },
    ]);
    expect(conditions(derived("string", "day"), "2026-11-21T10:00Z")).toEqual([
      { name: "sk", operator: "beginsWith", value: "X#2026-11-21#" },
    ]);
  });

  it("turns the ends of a range around where the key sorts backwards", () => {
    const points = derived("int", "descending", 3);
    expect(conditions(points, { gte: 10 })).toEqual([
      { name: "sk", operator: "between", value: "X#", high: "X#989$" },
    ]);
    expect(conditions(points, { lt: 10 })).toEqual([
      { name: "sk", operator: "between", value: "X#989$", high: "X$" },
    ]);
    expect(conditions(points, { between: [1, 10] })).toEqual([
      { name: "sk", operator: "between", value: "X#989", high: "X#998$" },
    ]);
    expect(() => conditions(points, { between: [10, 1] })).toThrow("has a range that ends before it begins");
  });

  it.each([
    [
      derived("string", "lower"),
      { gt: "a" },
      "takes a single value or beginsWith, not gt: the key holds lower(a) in its place",
    ],
    [
      derived("string", "day"),
      { gte: "2026-11-21" },
      "takes a single value, not gte: the key holds day(a) in its place",
    ],
    [derived("date", "month"), { between: [new Date(0), new Date()] }, "not between"],
    [
      shard("string", 4),
      { beginsWith: "a" },
      "takes a single value, not beginsWith: the key holds a shard of a in its place",
    ],
  ])("%# refuses a range of which the key does not speak", (of, given, reason) => {
    expect(() => conditions(of, given)).toThrow(reason);
  });

  it("gives an attribute that the key holds twice once", () => {
    const part = { name: "sk", template: [piece({ type: "string" }), "#", piece(derived("string", "day"))] };
    expect(sortConditions([part], { a: { gte: "2026" } }, ordered, refuse)).toEqual([
      { name: "sk", operator: ">=", value: "2026" },
    ]);
  });
});

test.each([
  [derived("string", "day"), "K#2026-11-21", ["K#2026-11-2", "K#2026-11-21x"]],
  [derived("date", "month"), "K#2026-11", ["K#2026-1", "K#2026-11-21"]],
  [derived("date", "year"), "K#2026", ["K#26"]],
  [shard("string", 16), "K#07", ["K#7", "K#abc"]],
  [derived("date", "descending"), "K#7973-88-78T90:91:92.345Z", ["K#7973"]],
])("%# a key with a derived piece is recognised", (of, key, others) => {
  const part = { name: "pk", template: ["K#", piece(of)] };
  expect(matchesKeyPart(part, key, ordered)).toBe(true);
  for (const other of others) expect(matchesKeyPart(part, other, ordered)).toBe(false);
});
