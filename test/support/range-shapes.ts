import fc from "fast-check";
import { z } from "zod";
import type { AccessPatternSpec, EntitySpec } from "../../src/entities/entity.js";
import { hasResidualFilter } from "../../src/keys/partitions.js";
import type {
  KeyAttributeType,
  KeyEncoding,
  KeyPart,
  Piece,
  PieceType,
  TableModel,
  ValueType,
} from "../../src/model/model.js";
import { fanOutQueries } from "../../src/queries/partitioned-read.js";
import type { EntitySchema } from "../../src/validation/schema.js";
import { allFeatures } from "./all-features.js";
import { keyValues, pieceWithValues, trickyText } from "./arbitraries.js";

/** A sort key with the values of its pieces, and keys of other entities that lie beside it in each partition. */
export interface RangeShape {
  readonly title: string;
  readonly spec: EntitySpec;
  readonly schema: EntitySchema;
  /** The access pattern to query. */
  readonly pattern: string;
  /** The attributes of the sort key, in order. */
  readonly pieces: readonly {
    readonly attribute: string;
    readonly type: PieceType;
    readonly values: fc.Arbitrary<unknown>;
    /** The keys sort the values backwards. */
    readonly backwards?: true;
  }[];
  readonly neighbours: readonly string[];
}

const SCHEMAS: Readonly<Record<PieceType, z.ZodType>> = {
  string: z.string(),
  int: z.int(),
  number: z.number(),
  bigint: z.bigint(),
  boolean: z.boolean(),
  date: z.date(),
  dateInSeconds: z.date(),
  dateInMilliseconds: z.date(),
  binary: z.instanceof(Uint8Array),
};

function valueType(type: PieceType): ValueType {
  return type === "int" ? "number" : type;
}

interface Options {
  readonly title: string;
  readonly pieces: RangeShape["pieces"];
  readonly sort: readonly KeyPart[];
  readonly neighbours?: readonly string[];
  readonly keyEncoding?: KeyEncoding;
  readonly delimiter?: string;
  readonly sortType?: KeyAttributeType;
  /** The sort key is that of an index, which has the types given. */
  readonly index?: readonly KeyAttributeType[];
}

/** An entity in a table of its own, partitioned by the attribute `p`. */
function shape(position: number, options: Options): RangeShape {
  const { title, pieces, sort, neighbours = [], sortType = "S", index } = options;
  const { keyEncoding = "ordered", delimiter = "#" } = options;
  const partition = [{ name: "p", natural: { attribute: "p", type: "string" } }] satisfies KeyPart[];
  const [own] = sort;
  const table: TableModel = {
    name: `shape${position}`,
    partitionKey: { name: index ? "id" : "p", type: "S" },
    ...(own && !index && { sortKey: { name: own.name, type: sortType } }),
    indexes: index
      ? [
          {
            name: "sorted",
            type: "global",
            partitionKey: [{ name: "p", type: "S" }],
            sortKey: sort.map(({ name }, n) => ({ name, type: index[n] ?? "S" })),
            projection: "ALL",
          },
        ]
      : [],
    keyEncoding,
    delimiter,
    entityAttribute: "_entity",
  };
  const id: KeyPart = { name: "id", natural: { attribute: "id", type: "string" } };
  const attributes = { p: { value: "string" as const }, id: { value: "string" as const } };
  const spec: EntitySpec = {
    name: "Thing",
    table,
    attributes: {
      ...attributes,
      ...Object.fromEntries(pieces.map(({ attribute, type }) => [attribute, { value: valueType(type) }])),
    },
    ...allFeatures,
    primaryKey: exactly(
      { name: "query", partition: index ? [id] : partition, sort: index ? [] : sort },
      table,
    ),
    indexes: index ? [exactly({ name: "sorted", index: "sorted", partition, sort }, table)] : [],
  };
  const schema = z.object({
    p: z.string(),
    id: z.string(),
    ...Object.fromEntries(pieces.map(({ attribute, type }) => [attribute, SCHEMAS[type]])),
  });
  return { title, spec, schema, pattern: index ? "sorted" : "query", pieces, neighbours };
}

const part = (...template: readonly (string | Piece)[]): KeyPart => ({
  name: "sk",
  template,
});
const natural = (attribute: string, type: PieceType): KeyPart => ({
  name: attribute,
  natural: { attribute, type },
});

/** Keys just below and above those that begin with a word and the delimiter. */
const beside = (word: string): string[] => {
  const below = word.slice(0, -1) + String.fromCharCode(word.charCodeAt(word.length - 1) - 1);
  return [
    below,
    `${below}\u{10ffff}`,
    `${below}#zzz`,
    word,
    `${word}\u0000`,
    `${word}"`,
    `${word}"\u{10ffff}`,
    `${word}$A`,
    `${word}$#a#a`,
    `${word}%`,
    `${word}S#a`,
    `${word}S#a#p011`,
    `${word}~`,
    "\u0000",
    "\u{10ffff}",
  ];
};

const text = trickyText;
const plainText = trickyText.filter((value) => !value.includes("#"));
/** Numbers that the SDK takes in a condition as they are. */
const safe = keyValues.number.filter((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER);
const a = (type: PieceType, values: fc.Arbitrary<unknown>) => ({ attribute: "a", type, values });
const b = (type: PieceType, values: fc.Arbitrary<unknown>) => ({ attribute: "b", type, values });
const stringA = { attribute: "a", type: "string" } as const;
const stringB = { attribute: "b", type: "string" } as const;

export const rangeShapes: readonly RangeShape[] = [
  {
    title: "ORDER#{string}#{int}",
    pieces: [a("string", text), b("int", keyValues.int)],
    sort: [part("ORDER#", stringA, "#", { attribute: "b", type: "int" })],
    neighbours: beside("ORDER"),
  },
  {
    title: "EVENT#{number}#{string}",
    pieces: [a("number", keyValues.number), b("string", text)],
    sort: [part("EVENT#", { attribute: "a", type: "number" }, "#", stringB)],
    neighbours: beside("EVENT"),
  },
  {
    title: "X#{int of two digits}#AT#{date}",
    pieces: [a("int", fc.integer({ min: 0, max: 99 })), b("date", keyValues.date)],
    sort: [part("X#", { attribute: "a", type: "int", width: 2 }, "#AT#", { attribute: "b", type: "date" })],
    neighbours: beside("X"),
  },
  {
    title: "N#{bigint}#{boolean}#END",
    pieces: [a("bigint", keyValues.bigint), b("boolean", fc.boolean())],
    sort: [part("N#", { attribute: "a", type: "bigint" }, "#", { attribute: "b", type: "boolean" }, "#END")],
    neighbours: beside("N"),
  },
  {
    title: "{string}#{string}, with no text before",
    pieces: [a("string", text), b("string", text)],
    sort: [part(stringA, "#", stringB)],
  },
  { title: "{string} alone", pieces: [a("string", text)], sort: [part(stringA)] },
  {
    title: "LOG#{string} in the plain encoding",
    pieces: [a("string", plainText)],
    sort: [part("LOG#", stringA)],
    neighbours: [...beside("LOG"), "LOG$"],
    keyEncoding: "plain" as const,
  },
  {
    title: "TOP#{descending number}#{descending date}",
    pieces: [
      { ...a("number", keyValues.number), backwards: true as const },
      { ...b("date", keyValues.date), backwards: true as const },
    ],
    sort: [
      part("TOP#", { attribute: "a", type: "number", derived: { kind: "descending" } }, "#", {
        attribute: "b",
        type: "date",
        derived: { kind: "descending" },
      }),
    ],
    neighbours: beside("TOP"),
  },
  {
    title: "{descending bigint}, then a string",
    pieces: [{ ...a("bigint", keyValues.bigint), backwards: true as const }, b("string", text)],
    sort: [part({ attribute: "a", type: "bigint", derived: { kind: "descending" } }, "#", stringB)],
  },
  {
    title: "P#{padded}#{descending int of three digits} in the plain encoding",
    pieces: [
      a("number", fc.nat({ max: 9999 })),
      { ...b("int", fc.nat({ max: 999 })), backwards: true as const },
    ],
    sort: [
      part("P#", { attribute: "a", type: "number", width: 4, derived: { kind: "padded" } }, "#", {
        attribute: "b",
        type: "int",
        width: 3,
        derived: { kind: "descending" },
      }),
    ],
    neighbours: [...beside("P"), "P$"],
    keyEncoding: "plain" as const,
  },
  {
    title: "B#{binary}#{descending int}",
    pieces: [a("binary", keyValues.binary), { ...b("int", keyValues.int), backwards: true as const }],
    sort: [
      part("B#", { attribute: "a", type: "binary" }, "#", {
        attribute: "b",
        type: "int",
        derived: { kind: "descending" },
      }),
    ],
    neighbours: beside("B"),
  },
  {
    title: "{date}#{string}#{int of three digits}#{binary}, four pieces",
    pieces: [
      a("date", keyValues.date),
      b("string", text),
      { attribute: "c", type: "int" as const, values: fc.nat({ max: 999 }) },
      { attribute: "d", type: "binary" as const, values: keyValues.binary },
    ],
    sort: [
      part(
        { attribute: "a", type: "date" },
        "#",
        stringB,
        "#",
        { attribute: "c", type: "int", width: 3 },
        "#",
        {
          attribute: "d",
          type: "binary",
        },
      ),
    ],
  },
  { title: "a natural string", pieces: [a("string", text)], sort: [natural("a", "string")] },
  {
    title: "a natural number",
    pieces: [a("number", safe)],
    sort: [natural("a", "number")],
    sortType: "N" as const,
  },
  {
    title: "a natural bigint",
    pieces: [a("bigint", keyValues.bigint)],
    sort: [natural("a", "bigint")],
    sortType: "N" as const,
  },
  {
    title: "natural binary",
    pieces: [a("binary", fc.uint8Array({ minLength: 1, maxLength: 3, max: 3 }))],
    sort: [natural("a", "binary")],
    sortType: "B" as const,
  },
  {
    title: "an index by a natural bigint",
    pieces: [a("bigint", keyValues.bigint)],
    sort: [natural("a", "bigint")],
    index: ["N"] as const,
  },
  {
    title: "an index by natural binary",
    pieces: [a("binary", keyValues.binary)],
    sort: [natural("a", "binary")],
    index: ["B"] as const,
  },
  {
    title: "an index by a natural string, then a number",
    pieces: [a("string", text), b("number", safe)],
    sort: [natural("a", "string"), natural("b", "number")],
    index: ["S", "N"] as const,
  },
].map((options, position) => shape(position + 100, options));

const randomOptions = fc
  .record({
    word: fc.constantFrom("", "T#", "LONG#ER#", "%x#"),
    pieces: fc
      .integer({ min: 1, max: 4 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => pieceWithValues(`a${at}`)))),
    descending: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    closed: fc.constantFrom("", "#", "#END"),
  })
  .map(({ word, pieces, descending, closed }): Omit<Options, "title"> => {
    const given = pieces.map(({ piece, values }, at) => {
      const backwards = descending[at] && SORTS_BACKWARDS.has(piece.type);
      const derived = backwards ? { derived: { kind: "descending" as const } } : {};
      return {
        piece: { ...piece, ...derived },
        sorted: {
          attribute: piece.attribute,
          type: piece.type,
          values,
          ...(backwards && { backwards: true as const }),
        },
      };
    });
    const template = given.flatMap(({ piece }, at) => [at === 0 ? word : "#", piece]);
    return {
      pieces: given.map(({ sorted }) => sorted),
      sort: [part(...[...template, closed].filter((one) => one !== ""))],
      neighbours: word === "" ? [] : beside(word.slice(0, -1)),
    };
  });

/** Text that is before one delimiter, and of it, and after it, in the order of plain keys. */
const aroundDelimiters = fc
  .array(fc.constantFrom("a", "b", " ", "!", "-", "0", ":", "z", "~", "é", "😀"), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(""));
/** What a plain key takes of a piece: no text that holds the delimiter, or a part of it at its end. */
const takenIn = (delimiter: string) => (value: unknown) =>
  typeof value !== "string" || (value + delimiter).indexOf(delimiter) === value.length;

const plainOptions = fc
  .record({
    delimiter: fc.constantFrom("#", "|", "::", "-", "~"),
    word: fc.constantFrom("", "T"),
    pieces: fc.integer({ min: 1, max: 3 }).chain((count) =>
      fc.tuple(
        ...Array.from({ length: count }, (_, at) =>
          fc.oneof(
            fc.constant({
              piece: { attribute: `a${at}`, type: "string" as const },
              values: aroundDelimiters,
            }),
            pieceWithValues(`a${at}`),
          ),
        ),
      ),
    ),
    closed: fc.boolean(),
  })
  .map(({ delimiter, word, pieces, closed }): Omit<Options, "title"> => {
    const template = pieces.flatMap(({ piece }, at) => [
      at === 0 ? (word === "" ? "" : word + delimiter) : delimiter,
      piece,
    ]);
    return {
      pieces: pieces.map(({ piece: { attribute, type }, values }) => ({
        attribute,
        type,
        values: values.filter((value) => takenIn(delimiter)(plainOf(value))),
      })),
      sort: [part(...[...template, closed ? `${delimiter}END` : ""].filter((one) => one !== ""))],
      neighbours: (word === "" ? [] : [word, `${word}!`, `${word}~`, "\u0000", "\u{10ffff}"]).filter(
        (sk) => !sk.startsWith(word + delimiter),
      ),
      keyEncoding: "plain",
      delimiter,
    };
  });

/** The usual text of what is no date, which is taken whatever the delimiter is, and has no digits of bytes in it. */
function plainOf(value: unknown): unknown {
  return value instanceof Date || value instanceof Uint8Array ? value : String(value);
}

const SORTS_BACKWARDS: ReadonlySet<PieceType> = new Set(["int", "number", "bigint", "date"]);

/** So many shapes that nobody thought of: templates of one to four pieces, the same for one seed. */
export function randomShapes(seed: number, count: number): readonly RangeShape[] {
  const [ordered, plain] = [randomOptions, plainOptions].map((options) =>
    fc.sample(options, { seed, numRuns: count }),
  );
  return [...(ordered ?? []), ...(plain ?? [])].map((options, position) => {
    const template = options.sort.flatMap((one) => ("template" in one ? one.template : []));
    const text = template.map((piece) =>
      typeof piece === "string"
        ? piece
        : `{${piece.derived ? "descending " : ""}${piece.type}${piece.width === undefined ? "" : ` of ${piece.width}`}}`,
    );
    const encoding = options.keyEncoding === "plain" ? " in the plain encoding" : "";
    return shape(position + 200, { ...options, title: `seed ${seed}: ${text.join("")}${encoding}` });
  });
}

/** An access pattern as generated code has it. */
function exactly(pattern: AccessPatternSpec, table: TableModel): AccessPatternSpec {
  return hasResidualFilter(pattern, table) ? { ...pattern, fanOut: fanOutQueries } : pattern;
}
