import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type {
  ChoiceInput,
  CodedInput,
  ContainerInput,
  RecursiveInput,
  ScalarInput,
  TextInput,
  WrappedInput,
} from "./generated/index.js";
import { Level } from "./schema.js";

/** What is given for an attribute, and how DynamoDB holds it then. */
type Example<Given> = readonly [given: Given, stored: AttributeValue | undefined];

/** Examples of every attribute of an entity. */
export type Examples<Input> = {
  readonly [Name in keyof Omit<Required<Input>, "id">]: readonly Example<Input[Name]>[];
};

const at = new Date("2026-11-21T10:00:00.000Z");
const later = new Date("2027-01-02T03:04:05.006Z");
const S = (text: string): AttributeValue => ({ S: text });
const N = (text: string): AttributeValue => ({ N: text });
const L = (...of: AttributeValue[]): AttributeValue => ({ L: of });
const M = (of: Record<string, AttributeValue>): AttributeValue => ({ M: of });
const AT = S("2026-11-21T10:00:00.000Z");
const LATER = S("2027-01-02T03:04:05.006Z");
const iso = at.toISOString();
const isoLater = later.toISOString();

export const texts: Examples<TextInput> = {
  string: [
    ["a", S("a")],
    ["", S("")],
    // Two ways to write é, and a text that looks empty: no normalisation.
    ["\u00e9", S("\u00e9")],
    ["e\u0301", S("e\u0301")],
    ["\u200b", S("\u200b")],
  ],
  email: [["a@example.com", S("a@example.com")]],
  uuid: [["2c9a5c7e-4f0b-4d8e-9a55-0f4f2b6c7d11", S("2c9a5c7e-4f0b-4d8e-9a55-0f4f2b6c7d11")]],
  url: [["https://example.com", S("https://example.com")]],
  datetime: [["2026-11-21T10:00:00Z", S("2026-11-21T10:00:00Z")]],
  day: [["2026-11-21", S("2026-11-21")]],
  hash: [["d41d8cd98f00b204e9800998ecf8427e", S("d41d8cd98f00b204e9800998ecf8427e")]],
  enum: [["sent", S("sent")]],
  literal: [["fixed", S("fixed")]],
  literals: [
    ["a", S("a")],
    [1, N("1")],
    [true, { BOOL: true }],
    [null, { NULL: true }],
  ],
  templateLiteral: [["v1.a", S("v1.a")]],
  stringFormat: [["ab", S("ab")]],
  trimmed: [["  Ab ", S("ab")]],
  coerced: [[5, S("5")]],
};

export const scalars: Examples<ScalarInput> = {
  number: [
    [1.5, N("1.5")],
    [-0, N("0")],
    [2 ** 53 + 2, N("9007199254740994")],
    [1e21, N("1000000000000000000000")],
    [9.99e125, N(`999${"0".repeat(123)}`)],
    [1e-130, N(`0.${"0".repeat(129)}1`)],
  ],
  int: [[7, N("7")]],
  int32: [[-7, N("-7")]],
  float32: [[0.5, N("0.5")]],
  bigint: [
    [5n, N("5")],
    [10n ** 38n - 1n, N("9".repeat(38))],
  ],
  int64: [[2n ** 62n, N(String(2n ** 62n))]],
  level: [[Level.High, N("2")]],
  boolean: [[true, { BOOL: true }]],
  null: [[null, { NULL: true }]],
  date: [
    [at, AT],
    [new Date(-1), S("1969-12-31T23:59:59.999Z")],
    [new Date(8.64e15), S("+275760-09-13T00:00:00.000Z")],
  ],
  coercedDate: [[iso, AT]],
  binary: [
    [new Uint8Array([1, 2]), { B: new Uint8Array([1, 2]) }],
    [new Uint8Array(), { B: new Uint8Array() }],
  ],
  any: [
    [{ a: [1, "b", null] }, M({ a: L(N("1"), S("b"), { NULL: true }) })],
    [{ a: undefined, b: 1 }, M({ b: N("1") })],
    // The SDK would take the first for a text.
    [
      { constructor: { name: "String" }, list: [{ constructor: null }] },
      M({ constructor: M({ name: S("String") }), list: L(M({ constructor: { NULL: true } })) }),
    ],
  ],
  unknown: [
    ["x", S("x")],
    [new Set([1]), { NS: ["1"] }],
  ],
  json: [[{ a: [null] }, M({ a: L({ NULL: true }) })]],
  custom: [["12px", S("12px")]],
  instanceOfDate: [[at, AT]],
};

export const containers: Examples<ContainerInput> = {
  array: [
    [["a", "b"], L(S("a"), S("b"))],
    [[], L()],
  ],
  dates: [[[at, null], L(AT, { NULL: true })]],
  tuple: [[["a", 1], L(S("a"), N("1"))]],
  openTuple: [[["a", at, 1n, 2n], L(S("a"), AT, N("1"), N("2"))]],
  shortTuple: [
    [["a", at], L(S("a"), AT)],
    [["a"], L(S("a"))],
  ],
  object: [
    [{ a: "x", b: { at } }, M({ a: S("x"), b: M({ at: AT }) })],
    [{ a: "x", b: { at: undefined } }, M({ a: S("x"), b: M({}) })],
  ],
  strictObject: [[{ a: "x" }, M({ a: S("x") })]],
  looseObject: [[{ a: at, more: [1] }, M({ a: AT, more: L(N("1")) })]],
  catchall: [[{ a: "x", more: 1 }, M({ a: S("x"), more: N("1") })]],
  datedCatchall: [[{ at, more: later }, M({ at: AT, more: LATER })]],
  record: [
    [{ one: 1 }, M({ one: N("1") })],
    [
      { constructor: 1, toString: 2, "a.b#c": 3 },
      M({ constructor: N("1"), toString: N("2"), "a.b#c": N("3") }),
    ],
  ],
  datedRecord: [[{ "2026": at }, M({ "2026": AT })]],
  enumRecord: [[{ x: 1n, y: 2n }, M({ x: N("1"), y: N("2") })]],
  partialRecord: [[{ y: at }, M({ y: AT })]],
  looseRecord: [[{ n1: 1 }, M({ n1: N("1") })]],
  map: [
    [
      new Map([
        ["b", 1],
        ["", 2],
        ["__proto__", 3],
      ]),
      L(L(S("b"), N("1")), L(S(""), N("2")), L(S("__proto__"), N("3"))),
    ],
    [new Map(), L()],
  ],
  datedMap: [[new Map([[at, { big: 1n }]]), L(L(AT, M({ big: N("1") })))]],
  set: [
    [new Set(["a"]), { SS: ["a"] }],
    [new Set(), undefined],
  ],
  numberSet: [[new Set([1]), { NS: ["1"] }]],
  bigintSet: [[new Set([2n ** 80n]), { NS: [String(2n ** 80n)] }]],
  binarySet: [[new Set([new Uint8Array([1])]), { BS: [new Uint8Array([1])] }]],
  dateSet: [[new Set([at]), { SS: [iso] }]],
  maybeSet: [[new Set(["a"]), { SS: ["a"] }]],
  nestedSet: [
    [{ tags: new Set(["a"]), levels: new Set([1]) }, M({ tags: { SS: ["a"] }, levels: { NS: ["1"] } })],
    [{ tags: new Set() }, M({})],
  ],
};

export const choices: Examples<ChoiceInput> = {
  union: [
    ["a", S("a")],
    [1, N("1")],
    [["a"], L(S("a"))],
  ],
  dateOrNumber: [
    [at, AT],
    [1, N("1")],
    [null, { NULL: true }],
  ],
  bigintOrText: [
    [1n, N("1")],
    ["1", S("1")],
  ],
  xor: [
    [1n, N("1")],
    [true, { BOOL: true }],
  ],
  setOrList: [
    [new Set(["a"]), { SS: ["a"] }],
    [[at], L(AT)],
    [new Set(), undefined],
  ],
  discriminatedUnion: [
    [{ type: "circle", radius: 1 }, M({ type: S("circle"), radius: N("1") })],
    [{ type: "dot", at }, M({ type: S("dot"), at: AT })],
  ],
  conflicting: [
    [{ type: "text", value: iso }, M({ type: S("text"), value: AT })],
    [{ type: "date", value: at }, M({ type: S("date"), value: AT })],
    [{ type: 3, value: 1n, note: "n" }, M({ type: N("3"), value: N("1"), note: S("n") })],
  ],
  tagged: [
    [{ kind: "a", value: at }, M({ kind: S("a"), value: AT })],
    [{ kind: "b", value: new Map([["x", 1]]) }, M({ kind: S("b"), value: L(L(S("x"), N("1"))) })],
    ["text", S("text")],
  ],
  dateOrObject: [
    [at, AT],
    [{ from: at }, M({ from: AT })],
    [{ to: at }, M({ to: AT })],
  ],
  intersection: [[{ a: "x", at }, M({ a: S("x"), at: AT })]],
  withRecord: [[{ at, more: [1] }, M({ at: AT, more: L(N("1")) })]],
  withUnion: [
    [{ at, type: "text", value: iso }, M({ at: AT, type: S("text"), value: AT })],
    [{ at, type: "date", value: later }, M({ at: AT, type: S("date"), value: LATER })],
  ],
};

export const wraps: Examples<WrappedInput> = {
  optional: [
    ["a", S("a")],
    [undefined, undefined],
  ],
  exactOptional: [[at, AT]],
  nullable: [
    [at, AT],
    [null, { NULL: true }],
  ],
  nullish: [
    [1n, N("1")],
    [null, { NULL: true }],
    [undefined, undefined],
  ],
  nonoptional: [["a", S("a")]],
  default: [
    [at, AT],
    [undefined, S("1970-01-01T00:00:00.000Z")],
  ],
  prefault: [
    ["a", S("a")],
    [undefined, S("given")],
  ],
  catch: [[1, N("1")]],
  readonly: [[[at], L(AT)]],
  brand: [["a", S("a")]],
  refine: [[[1], L(N("1"))]],
  meta: [["a", S("a")]],
  nestedDefault: [
    [{ at }, M({ level: N("1"), at: AT })],
    [{ level: 2, at }, M({ level: N("2"), at: AT })],
  ],
  transform: [["four", N("4")]],
  toDate: [[iso, AT]],
  toMap: [[["a", "b"], L(L(S("a"), N("0")), L(S("b"), N("1")))]],
  deepTransform: [[{ list: [iso] }, M({ list: L(M({ at: AT })) })]],
  unionTransform: [
    [{ type: "a", at: iso }, M({ type: S("a"), at: AT })],
    [{ type: "b", at: iso }, M({ type: S("b"), at: AT })],
  ],
  pipe: [["12", N("12")]],
  preprocess: [[iso, AT]],
};

export const codes: Examples<CodedInput> = {
  codec: [[iso, AT]],
  toClass: [[5, N("5")]],
  stringbool: [["true", S("true")]],
  inverted: [[at, AT]],
  overBigint: [[2n ** 80n, N(String(2n ** 80n))]],
  overSet: [
    [new Set(["a"]), { SS: ["a"] }],
    [new Set(), undefined],
  ],
  overObject: [[{ at: iso, by: later }, M({ at: AT, by: LATER })]],
  piped: [[iso, AT]],
  preprocessed: [
    [iso, AT],
    [null, S("1970-01-01T00:00:00.000Z")],
  ],
  maybe: [
    [iso, AT],
    [undefined, undefined],
  ],
  orNull: [
    [5, N("5")],
    [null, { NULL: true }],
  ],
  defaulted: [
    [iso, AT],
    [undefined, S("1970-01-01T00:00:00.000Z")],
  ],
  inObject: [[{ price: 5, list: [6, null] }, M({ price: N("5"), list: L(N("6"), { NULL: true }) })]],
  inTuple: [[["a", 5, iso, isoLater], L(S("a"), N("5"), AT, LATER)]],
  inRecord: [[{ a: 5 }, M({ a: N("5") })]],
  inMap: [[new Map([[iso, 5]]), L(L(AT, N("5")))]],
  inSet: [[new Set([iso]), { SS: [iso] }]],
  inUnion: [
    [5, N("5")],
    [iso, AT],
    [true, { BOOL: true }],
    [null, { NULL: true }],
  ],
  inVariants: [
    [{ type: "price", value: 5 }, M({ type: S("price"), value: N("5") })],
    [{ type: "date", value: iso }, M({ type: S("date"), value: AT })],
    [{ type: "date" }, M({ type: S("date") })],
  ],
  inIntersection: [[{ price: 5, at }, M({ price: N("5"), at: AT })]],
  inCatchall: [[{ a: "x", more: "text", price: 5 }, M({ a: S("x"), more: S("text"), price: N("5") })]],
};

export const recursions: Examples<RecursiveInput> = {
  lazy: [[[at], L(AT)]],
  node: [[{ name: "a", next: { name: "b" } }, M({ name: S("a"), next: M({ name: S("b") }) })]],
  comment: [
    [
      { text: "a", at, answers: [{ text: "b", at: later, price: 5, answers: [] }] },
      M({
        text: S("a"),
        at: AT,
        answers: L(M({ text: S("b"), at: LATER, price: N("5"), answers: L() })),
      }),
    ],
  ],
  expression: [
    [1n, N("1")],
    ["1", S("1")],
    [
      { op: "+", of: [1n, { op: "-", of: ["x"] }] },
      M({ op: S("+"), of: L(N("1"), M({ op: S("-"), of: L(S("x")) })) }),
    ],
  ],
};
