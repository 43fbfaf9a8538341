import fc from "fast-check";
import { z } from "zod";

enum Colour {
  Red = "red",
  Blue = "blue",
}
enum Level {
  Low,
  High = 5,
}

/** Every kind of schema that has nothing below it and can be said as data, with each of its checks, and simple ones that have. */
export const scalars: Readonly<Record<string, z.ZodType>> = {
  string: z.string(),
  "string of some length": z.string().min(2).max(4),
  "string of one length": z.string().length(3),
  "string that cannot be": z.string().max(1).min(3),
  regex: z.string().regex(/^a+$/),
  "regex with state": z.string().regex(/a/g).regex(/b/y),
  "starts, ends, includes": z
    .string()
    .startsWith("ab")
    .endsWith("b")
    .includes("b", { position: 2 })
    .includes("x"),
  trimmed: z.string().trim().min(1),
  "lower and upper": z.string().toLowerCase().min(1).toUpperCase(),
  "in one case": z.string().lowercase().uppercase(),
  email: z.email(),
  "email by its method": z.string().min(3).email().max(30),
  uuid: z.uuid(),
  uuidv4: z.uuidv4(),
  uuidv7: z.uuidv7(),
  guid: z.guid(),
  url: z.url(),
  emoji: z.emoji(),
  nanoid: z.nanoid(),
  cuid: z.cuid(),
  cuid2: z.cuid2(),
  ulid: z.ulid(),
  xid: z.xid(),
  ksuid: z.ksuid(),
  ipv4: z.ipv4(),
  mac: z.mac(),
  cidrv4: z.cidrv4(),
  e164: z.e164(),
  "iso datetime": z.iso.datetime(),
  "iso datetime with all": z.iso.datetime({ precision: 3, offset: true, local: true }),
  "iso date": z.iso.date(),
  "iso time": z.iso.time(),
  "iso duration": z.iso.duration(),
  number: z.number(),
  "number with bounds": z.number().min(-1).lt(10),
  "number beyond bounds": z.number().gt(0).max(5).multipleOf(0.1),
  int: z.int(),
  "int by its method": z.number().min(0).int().max(2),
  "positive int": z.int().positive(),
  int32: z.int32(),
  uint32: z.uint32(),
  float32: z.float32(),
  float64: z.float64(),
  bigint: z.bigint(),
  "bigint with checks": z.bigint().min(-3n).lt(10n).multipleOf(2n),
  int64: z.int64(),
  uint64: z.uint64(),
  boolean: z.boolean(),
  null: z.null(),
  date: z.date(),
  "date with bounds": z.date().min(new Date(0)).max(new Date(1e12)),
  any: z.any(),
  unknown: z.unknown(),
  never: z.never(),
  enum: z.enum(["a", "b", "constructor"]),
  "enum of one": z.enum(["a"]),
  "enum of TypeScript": z.enum(Colour),
  "numeric enum of TypeScript": z.enum(Level),
  literal: z.literal("a"),
  literals: z.literal([1, "1", true, null]),
  "template literal": z.templateLiteral(["n", z.int(), "-", z.enum(["a", "b"])]),
  bytes: z.instanceof(Uint8Array),
  brand: z.string().min(1).brand<"B">(),
  described: z.int().describe("a number").meta({ title: "x" }),
  default: z.string().default("d"),
  "default of a list": z.array(z.string()).default([]),
  "default of an object": z.object({ a: z.int() }).default({ a: 1 }),
  prefault: z.int().min(2).prefault(1),
  "exact optional": z.string().exactOptional(),
  "optional with a default": z.int().default(1).optional(),
  optional: z.string().optional(),
  "null or left out": z.int().nullable().optional(),
  "optional members": z.object({ a: z.string().optional(), b: z.int(), c: z.array(z.string()).optional() }),
  "exactly optional members": z.strictObject({ a: z.string().exactOptional(), b: z.boolean() }),
  "members of every name": z.looseObject({ a: z.string(), b: z.unknown() }),
  "members of a rule": z.object({ a: z.string() }).catchall(z.int()),
  "no other members, said late": z.object({ a: z.string() }).catchall(z.lazy(() => z.never())),
  readonly: z.array(z.object({ a: z.string() })).readonly(),
  "required after all": z.string().optional().nonoptional(),
  "required with a default": z.int().default(1).nonoptional(),
};

const leaf = fc.constantFrom(...Object.values(scalars));

const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "kind", "constructor", "toString", "1", "é"), {
  minLength: 1,
  maxLength: 4,
});

/** Random schemas that can be said as data. */
export const sayable: fc.Arbitrary<z.ZodType> = fc.letrec<{ any: z.ZodType; object: z.ZodObject }>((tie) => ({
  object: names.chain((all) =>
    fc
      .tuple(
        fc.tuple(...all.map(() => tie("any"))),
        fc.option(tie("any")),
        fc.constantFrom("strip", "strict", "loose"),
      )
      .map(([members, rest, mode]) => {
        const object = z.object(Object.fromEntries(all.map((name, at) => [name, members[at] as z.ZodType])));
        if (rest !== null) return object.catchall(rest);
        return mode === "strict" ? object.strict() : mode === "loose" ? object.loose() : object;
      }),
  ),
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: leaf },
    tie("object"),
    tie("any").map((of) => of.optional()),
    tie("any").map((of) => of.nullable()),
    tie("any").map((of) => of.nonoptional()),
    fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((options) => z.union(options)),
    fc
      .tuple(tie("object"), tie("object"))
      .map(([one, other]) =>
        z.discriminatedUnion("kind", [
          one.extend({ kind: z.literal(["a", "b"]) }),
          other.extend({ kind: z.enum(["c", "d"]), x: z.int() }).strict(),
        ]),
      ),
    tie("any").map((of) => z.array(of)),
    tie("any").map((of) => z.array(of).min(1).max(2)),
    tie("any").map((of) => z.array(of).length(2).readonly()),
    tie("any").map((of) => z.set(of).min(1).max(2)),
    fc.tuple(tie("any"), tie("any")).map(([key, of]) => z.map(key, of)),
    tie("any").map((of) => z.record(z.string().min(1).trim(), of)),
    tie("any").map((of) => z.record(z.enum(["a", "b", "1"]), of)),
    tie("any").map((of) => z.record(z.literal([1, "a"]), of)),
    fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((of) => z.tuple(of as [z.ZodType])),
    fc
      .tuple(fc.array(tie("any"), { minLength: 1, maxLength: 2 }), tie("any"))
      .map(([of, rest]) => z.tuple(of as [z.ZodType], rest)),
    tie("any").map((of) => z.lazy(() => of)),
  ),
})).any;

class Thing {
  readonly a = "a";
  get b() {
    return 1;
  }
}

const withGetter = {
  get a() {
    return "a";
  },
  [Symbol("s")]: 1,
};
const sparse: unknown[] = ["a"];
sparse[2] = "b";

/** Values at which implementations of one schema may part. */
const odd: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -0,
  1,
  2,
  5,
  1.5,
  0.1,
  0.3,
  -1,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e308,
  3.5e38,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  0n,
  4n,
  -3n,
  2n ** 63n,
  "",
  "a",
  "b",
  "ab",
  "abb",
  "abxb",
  "aaaa",
  "c",
  " A ",
  "😀",
  "😀😀😀",
  "\ud800",
  "red",
  "n1-a",
  "1",
  "12",
  "constructor",
  "__proto__",
  "user@example.com",
  "0f8fad5b-d9cb-469f-a165-70867728950e",
  "01890a5d-ac96-774b-bcce-b302099a8057",
  "https://example.com/a",
  " http://exa\tmple.com\n",
  "2026-02-29",
  "2024-02-29",
  "2024-02-29T10:00:00Z",
  "2024-02-29T10:00:00.123+01:00",
  "10:00",
  "P1D",
  "10.0.0.1",
  "10.0.0.0/8",
  "+4912345678",
  "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  new Date(0),
  new Date(2e12),
  new Date(Number.NaN),
  new Uint8Array(2),
  Buffer.from("a"),
  new Thing(),
  new (class {})(),
  Object.create(null),
  Object.assign(Object.create(null) as object, { a: "a", kind: "a" }),
  Object.create({ a: "inherited", kind: "c" }),
  withGetter,
  { length: 1 },
  { size: 1, constructor: undefined },
  JSON.parse('{"__proto__": {"a": 1}, "a": "a"}'),
  [],
  sparse,
  [undefined],
  new Set(),
  new Set(["a", 1, 2]),
  new Map<unknown, unknown>([
    ["a", 1],
    [new Date(0), undefined],
  ]),
  Symbol("s"),
  () => 1,
  class Named {},
  new Proxy({ a: "a", b: "b" }, {}),
];

/** Values of every kind, some of them with the members that the schemas have. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 5, arbitrary: fc.constantFrom(...odd) },
    fc.dictionary(
      fc.constantFrom("a", "b", "c", "kind", "x", "constructor", "1", "é", "__proto__"),
      tie("any"),
      {
        maxKeys: 5,
      },
    ),
    fc
      .tuple(
        fc.constantFrom("a", "b", "c", "d", "e"),
        fc.dictionary(fc.constantFrom("a", "b", "x"), tie("any")),
      )
      .map(([kind, members]) => ({ ...members, kind })),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.array(tie("any"), { maxLength: 3 }).map((all) => new Set(all)),
    fc.array(fc.tuple(tie("any"), tie("any")), { maxLength: 2 }).map((all) => new Map(all)),
  ),
})).any;

/** The parts of zod's definitions, of which each kind has some. */
interface Def {
  readonly type: string;
  readonly shape: Readonly<Record<string, z.ZodType>>;
  readonly element: z.ZodType;
  readonly keyType: z.ZodType;
  readonly valueType: z.ZodType;
  readonly innerType: z.ZodType;
  readonly items: readonly z.ZodType[];
  readonly rest?: z.ZodType | null;
  readonly options: readonly z.ZodType[];
  readonly getter: () => z.ZodType;
}

/** A value that a schema is likely to take, as far as its definition tells. */
export function likely(schema: z.ZodType): fc.Arbitrary<unknown> {
  const def = schema._zod.def as unknown as Def;
  switch (def.type) {
    case "object": {
      const members = Object.fromEntries(Object.entries(def.shape).map(([name, of]) => [name, likely(of)]));
      return fc
        .tuple(fc.record(members, { noNullPrototype: true }), fc.boolean(), anyValue)
        .map(([value, more, extra]) => (more ? { ...value, extra, x: 1 } : value));
    }
    case "array":
      return fc.array(likely(def.element), { maxLength: 3 });
    case "set":
      return fc.array(likely(def.valueType), { maxLength: 3 }).map((all) => new Set(all));
    case "map":
      return fc
        .array(fc.tuple(likely(def.keyType), likely(def.valueType)), { maxLength: 2 })
        .map((all) => new Map(all));
    case "record":
      return fc.dictionary(fc.constantFrom("a", "b", "1", " c "), likely(def.valueType), { maxKeys: 3 });
    case "tuple":
      return fc
        .tuple(...def.items.map(likely), fc.array(def.rest ? likely(def.rest) : anyValue))
        .map((all) => [...all.slice(0, -1), ...(all.at(-1) as unknown[]).slice(0, def.rest ? 2 : 0)]);
    case "union":
      return fc.oneof(...def.options.map(likely));
    case "lazy":
      return likely(def.getter());
    case "optional":
    case "default":
    case "prefault":
    case "nullable":
    case "readonly":
    case "nonoptional":
      return fc.oneof(likely(def.innerType), fc.constantFrom(null, undefined), anyValue);
    default: {
      const fitting = odd.filter((value) => schema.safeParse(value).success);
      return fitting.length === 0
        ? fc.constantFrom(...odd)
        : fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: anyValue });
    }
  }
}
