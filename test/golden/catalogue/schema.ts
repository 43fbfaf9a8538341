import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

/** Every type of zod 4 as an attribute, and their combinations. docs/values.md has a row for each of their kinds. */
export const catalogue = defineTable("catalogue", { partitionKey: "pk", sortKey: "sk" });

export enum Level {
  Low = 1,
  High = 2,
}

export class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}

const isoDate = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
const money = z.codec(z.int(), z.instanceof(Money), {
  decode: (cents) => new Money(cents),
  encode: ({ cents }) => cents,
});

const id = z.string();

export const Text = defineEntity("Text", {
  table: catalogue,
  schema: z.object({
    id,
    string: z.string(),
    email: z.email(),
    uuid: z.uuid(),
    url: z.url(),
    datetime: z.iso.datetime(),
    day: z.iso.date(),
    hash: z.hash("md5"),
    enum: z.enum(["draft", "sent"]),
    literal: z.literal("fixed"),
    literals: z.literal(["a", 1, true, null]),
    templateLiteral: z.templateLiteral(["v", z.int(), ".", z.enum(["a", "b"])]),
    stringFormat: z.stringFormat("even", (text) => text.length % 2 === 0),
    trimmed: z.string().trim().toLowerCase(),
    coerced: z.coerce.string(),
  }),
  key: (t) => ({ partition: key`TEXT#${t.id}`, sort: key`TEXT` }),
});

export const Scalar = defineEntity("Scalar", {
  table: catalogue,
  schema: z.object({
    id,
    number: z.number(),
    int: z.int(),
    int32: z.int32(),
    float32: z.float32(),
    bigint: z.bigint(),
    int64: z.int64(),
    level: z.enum(Level),
    boolean: z.boolean(),
    null: z.null(),
    date: z.date(),
    coercedDate: z.coerce.date(),
    binary: z.instanceof(Uint8Array),
    any: z.any(),
    unknown: z.unknown(),
    json: z.json(),
    custom: z.custom<`${number}px`>((value) => typeof value === "string" && value.endsWith("px")),
    instanceOfDate: z.instanceof(Date),
  }),
  key: (s) => ({ partition: key`SCALAR#${s.id}`, sort: key`SCALAR` }),
});

export const Container = defineEntity("Container", {
  table: catalogue,
  schema: z.object({
    id,
    array: z.array(z.string()),
    dates: z.array(z.date().nullable()),
    tuple: z.tuple([z.string(), z.int()]),
    openTuple: z.tuple([z.string(), z.date()], z.bigint()),
    shortTuple: z.tuple([z.string(), z.date().optional()]),
    object: z.object({ a: z.string(), b: z.object({ at: z.date().optional() }) }),
    strictObject: z.strictObject({ a: z.string() }),
    looseObject: z.looseObject({ a: z.date() }),
    catchall: z.object({ a: z.string() }).catchall(z.union([z.string(), z.number()])),
    datedCatchall: z.object({ at: z.date() }).catchall(z.date()),
    record: z.record(z.string(), z.number()),
    datedRecord: z.record(z.string(), z.date()),
    enumRecord: z.record(z.enum(["x", "y"]), z.bigint()),
    partialRecord: z.partialRecord(z.enum(["x", "y"]), z.date()),
    looseRecord: z.looseRecord(z.templateLiteral(["n", z.int()]), z.int()),
    map: z.map(z.string(), z.number()),
    datedMap: z.map(z.date(), z.object({ big: z.bigint() })),
    set: z.set(z.string()),
    numberSet: z.set(z.int()),
    bigintSet: z.set(z.bigint()),
    binarySet: z.set(z.instanceof(Uint8Array)),
    dateSet: z.set(z.date()),
    maybeSet: z.set(z.string()).optional(),
    nestedSet: z.object({ tags: z.set(z.string()), levels: z.set(z.int()).optional() }),
  }),
  key: (c) => ({ partition: key`CONTAINER#${c.id}`, sort: key`CONTAINER` }),
});

export const Choice = defineEntity("Choice", {
  table: catalogue,
  schema: z.object({
    id,
    union: z.union([z.string(), z.number(), z.array(z.string())]),
    dateOrNumber: z.union([z.date(), z.number(), z.null()]),
    bigintOrText: z.union([z.bigint(), z.string()]),
    xor: z.xor([z.bigint(), z.boolean()]),
    setOrList: z.union([z.set(z.string()), z.array(z.date())]),
    discriminatedUnion: z.discriminatedUnion("type", [
      z.object({ type: z.literal("circle"), radius: z.number() }),
      z.object({ type: z.enum(["point", "dot"]), at: z.date() }),
    ]),
    conflicting: z.discriminatedUnion("type", [
      z.object({ type: z.literal("text"), value: z.string() }),
      z.object({ type: z.literal("date"), value: z.date() }),
      z.object({ type: z.literal(3), value: z.bigint(), note: z.string().optional() }),
    ]),
    tagged: z.union([
      z.object({ kind: z.literal("a"), value: z.date() }),
      z.object({ kind: z.literal("b"), value: z.map(z.string(), z.int()) }),
      z.string(),
    ]),
    dateOrObject: z.union([z.date(), z.object({ from: z.date() }), z.object({ to: z.date() })]),
    intersection: z.intersection(z.object({ a: z.string() }), z.object({ at: z.date() })),
    withRecord: z.object({ at: z.date() }).and(z.record(z.string(), z.unknown())),
    withUnion: z
      .object({ at: z.date() })
      .and(
        z.discriminatedUnion("type", [
          z.object({ type: z.literal("text"), value: z.string() }),
          z.object({ type: z.literal("date"), value: z.date() }),
        ]),
      ),
  }),
  key: (c) => ({ partition: key`CHOICE#${c.id}`, sort: key`CHOICE` }),
});

export const Wrapped = defineEntity("Wrapped", {
  table: catalogue,
  schema: z.object({
    id,
    optional: z.string().optional(),
    exactOptional: z.date().exactOptional(),
    nullable: z.date().nullable(),
    nullish: z.bigint().nullish(),
    nonoptional: z.string().optional().nonoptional(),
    default: z.date().default(() => new Date(0)),
    prefault: z.string().trim().prefault(" given "),
    catch: z.int().catch(7),
    readonly: z.array(z.date()).readonly(),
    brand: z.string().brand<"Id">(),
    refine: z.array(z.int()).refine((all) => all.length < 3),
    meta: z.string().meta({ description: "Described in zod." }),
    nestedDefault: z.object({ level: z.int().default(1), at: z.date().catch(() => new Date(0)) }),
    transform: z.string().transform((text) => text.length),
    toDate: z.string().transform((text) => new Date(text)),
    toMap: z.array(z.string()).transform((all) => new Map(all.map((text, at) => [text, BigInt(at)]))),
    deepTransform: z.object({ list: z.array(z.string().transform((text) => ({ at: new Date(text) }))) }),
    unionTransform: z.union([
      z.object({ type: z.literal("a"), at: z.string().transform((text) => new Date(text)) }),
      z.object({ type: z.literal("b"), at: z.string() }),
    ]),
    pipe: z
      .string()
      .transform((text) => Number(text))
      .pipe(z.int()),
    preprocess: z.preprocess((value) => (typeof value === "string" ? new Date(value) : value), z.date()),
  }),
  key: (w) => ({ partition: key`WRAPPED#${w.id}`, sort: key`WRAPPED` }),
});

export const Coded = defineEntity("Coded", {
  table: catalogue,
  schema: z.object({
    id,
    codec: isoDate,
    toClass: money,
    stringbool: z.stringbool(),
    inverted: z.invertCodec(isoDate),
    overBigint: z.codec(z.bigint(), z.string(), { decode: String, encode: (text) => BigInt(text) }),
    overSet: z.codec(z.set(z.string()), z.array(z.string()), {
      decode: (all) => [...all],
      encode: (all) => new Set(all),
    }),
    overObject: z.codec(z.object({ at: isoDate, by: z.date() }), z.tuple([z.date(), z.date()]), {
      decode: ({ at, by }): [Date, Date] => [at, by],
      encode: ([at, by]) => ({ at, by }),
    }),
    piped: z.string().pipe(isoDate),
    preprocessed: z.preprocess((value) => value ?? "1970-01-01T00:00:00.000Z", isoDate),
    maybe: isoDate.optional(),
    orNull: money.nullable(),
    defaulted: isoDate.default(() => new Date(0)),
    inObject: z.object({ price: money, list: z.array(money.nullable()) }),
    inTuple: z.tuple([z.string(), money], isoDate),
    inRecord: z.record(z.string(), money),
    inMap: z.map(isoDate, money),
    inSet: z.set(isoDate),
    inUnion: z.union([money, isoDate, z.boolean(), z.null()]),
    inVariants: z.discriminatedUnion("type", [
      z.object({ type: z.literal("price"), value: money }),
      z.object({ type: z.literal("date"), value: isoDate.optional() }),
    ]),
    inIntersection: z.object({ price: money }).and(z.object({ at: z.date() })),
    inCatchall: z.object({ a: z.string() }).catchall(z.union([z.string(), money])),
  }),
  key: (c) => ({ partition: key`CODED#${c.id}`, sort: key`CODED` }),
});

/** A comment with its answers. */
const comment = z.object({
  text: z.string(),
  at: z.date(),
  price: money.optional(),
  get answers() {
    return z.array(comment);
  },
});

type Node = { name: string; next?: Node | undefined };
const node: z.ZodType<Node> = z.lazy(() => z.object({ name: z.string(), next: node.optional() }));

const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union([z.string(), z.bigint(), z.object({ op: z.enum(["+", "-"]), of: z.array(expression) })]),
);
type Expression = string | bigint | { op: "+" | "-"; of: Expression[] };

export const Recursive = defineEntity("Recursive", {
  table: catalogue,
  schema: z.object({
    id,
    lazy: z.lazy(() => z.array(z.date())),
    node,
    comment,
    expression,
  }),
  key: (r) => ({ partition: key`RECURSIVE#${r.id}`, sort: key`RECURSIVE` }),
});
