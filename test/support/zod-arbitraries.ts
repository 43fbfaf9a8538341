import fc from "fast-check";
import { z } from "zod";
import { keyValues, storedValue, trickyText } from "./arbitraries.js";

/** A schema of zod with inputs that it takes. */
export interface Sample {
  readonly schema: z.ZodType;
  readonly inputs: fc.Arbitrary<unknown>;
}

const sample = (schema: z.ZodType, inputs: fc.Arbitrary<unknown>): Sample => ({ schema, inputs });

const date = keyValues.date;
const iso = date.map((value) => value.toISOString());
const isoDate = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (value) => value.toISOString(),
});
const bigText = z.codec(z.bigint(), z.string(), { decode: String, encode: (text) => BigInt(text) });
class Box {
  readonly content: number;
  constructor(content: number) {
    this.content = content;
  }
}
const box = z.codec(z.number(), z.instanceof(Box), {
  decode: (content) => new Box(content),
  encode: ({ content }) => content,
});

const words = z.codec(z.string(), z.array(z.string()), {
  decode: (text) => text.split(" "),
  encode: (all) => all.join(" "),
});
const setOfList = z.codec(z.array(z.number()), z.set(z.number()), {
  decode: (list) => new Set(list),
  encode: (all) => [...all],
});

const bytes = fc.uint8Array({ maxLength: 3 });
const finite = keyValues.number;

/** What has nothing below it: each is stored as one of DynamoDB's scalar types. */
const leaves: readonly Sample[] = [
  sample(z.string(), trickyText),
  sample(z.enum(["a", "b"]), fc.constantFrom("a", "b")),
  sample(
    z.templateLiteral(["n", z.int()]),
    keyValues.int.map((value) => `n${value}`),
  ),
  sample(z.number(), finite),
  sample(z.int(), keyValues.int),
  sample(z.bigint(), keyValues.bigint),
  sample(z.boolean(), fc.boolean()),
  sample(z.null(), fc.constant(null)),
  sample(z.date(), date),
  sample(z.instanceof(Uint8Array), bytes),
  sample(z.literal([1, "1", true, null]), fc.constantFrom<unknown>(1, "1", true, null)),
  sample(
    z.unknown(),
    storedValue.filter((value) => value !== undefined),
  ),
  sample(isoDate, iso),
  sample(bigText, keyValues.bigint),
  sample(box, finite),
  sample(words, trickyText),
  sample(setOfList, fc.array(finite, { maxLength: 3 })),
  sample(z.stringbool(), fc.constantFrom("true", "false")),
  sample(
    z
      .string()
      .transform((text) => new Date(text.length))
      .pipe(z.date()),
    trickyText,
  ),
  sample(
    z.preprocess((value) => value ?? 0n, z.bigint()),
    fc.option(keyValues.bigint),
  ),
  sample(z.string().brand<"B">(), trickyText),
  sample(
    z.date().catch(() => new Date(0)),
    fc.oneof(date, trickyText),
  ),
];

/** What may be absent from an object. */
const maybe: readonly Sample[] = [
  sample(z.date().optional(), fc.option(date, { nil: undefined })),
  sample(isoDate.nullish(), fc.option(fc.option(iso), { nil: undefined })),
  sample(z.int().default(1), fc.option(keyValues.int, { nil: undefined })),
  sample(box.prefault(2), fc.option(finite, { nil: undefined })),
];

/** Of these sets are made. */
const elements: readonly Sample[] = leaves.filter(({ schema }) =>
  ["string", "enum", "number", "bigint", "date", "template_literal"].includes(schema._zod.def.type),
);

const names = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom("a", "b", "size", "constructor", "toString", "hasOwnProperty", "é", "e\u0301", "\u200b"),
    trickyText,
  ),
  { minLength: 1, maxLength: 3 },
);

const tags = ["circle", "square", 3, true] as const;

function objectOf(parts: readonly (readonly [name: string, of: Sample])[], extra?: Sample): Sample {
  const shape = Object.fromEntries(parts.map(([name, { schema }]) => [name, schema]));
  const inputs = fc
    .tuple(...parts.map(([name, of]) => fc.tuple(fc.constant(name), of.inputs)))
    .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
  if (extra === undefined) return sample(z.object(shape), inputs);
  const more = fc.dictionary(
    trickyText.filter((name) => name !== "__proto__" && !Object.hasOwn(shape, name)),
    extra.inputs,
    { maxKeys: 2, noNullPrototype: true },
  );
  return sample(
    z.object(shape).catchall(extra.schema),
    fc.tuple(more, inputs).map(([others, own]) => ({ ...others, ...own })),
  );
}

/** Schemas of every kind to some depth. Those of unions that cannot be told apart are for the generator to refuse. */
export const samples: fc.Arbitrary<Sample> = fc.letrec<{ any: Sample; leaf: Sample; member: Sample }>(
  (tie) => ({
    leaf: fc.constantFrom(...leaves),
    member: fc.oneof({ weight: 3, arbitrary: tie("any") }, fc.constantFrom(...maybe)),
    any: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 2, arbitrary: tie("leaf") },
      tie("any").map(({ schema, inputs }) => sample(z.array(schema), fc.array(inputs, { maxLength: 3 }))),
      fc.array(tie("any"), { minLength: 1, maxLength: 3 }).chain((items) =>
        fc.option(tie("any")).map((rest) => {
          const fixed = fc.tuple(...items.map(({ inputs }) => inputs));
          const all = items.map(({ schema }) => schema) as [z.ZodType, ...z.ZodType[]];
          if (rest === null) return sample(z.tuple(all), fixed);
          const more = fc.array(rest.inputs, { maxLength: 2 });
          return sample(
            z.tuple(all, rest.schema),
            fc.tuple(fixed, more).map(([a, b]) => [...a, ...b]),
          );
        }),
      ),
      names.chain((all) =>
        fc.tuple(fc.tuple(...all.map(() => tie("member"))), fc.option(tie("any"))).map(([parts, extra]) =>
          objectOf(
            all.flatMap((name, position) => {
              const of = parts[position];
              return of === undefined || name === "__proto__" ? [] : [[name, of] as const];
            }),
            extra ?? undefined,
          ),
        ),
      ),
      tie("any").map(({ schema, inputs }) =>
        sample(
          z.record(z.string(), schema),
          fc.dictionary(fc.oneof(fc.constantFrom("constructor", "valueOf"), trickyText), inputs, {
            maxKeys: 3,
            noNullPrototype: true,
          }),
        ),
      ),
      fc.tuple(tie("leaf"), tie("any")).map(([key, of]) =>
        sample(
          z.map(key.schema, of.schema),
          fc.array(fc.tuple(key.inputs, of.inputs), { maxLength: 3 }).map((entries) => new Map(entries)),
        ),
      ),
      fc.constantFrom(...elements).map(({ schema, inputs }) =>
        sample(
          z.set(schema),
          fc.array(inputs, { maxLength: 3 }).map((all) => new Set(all)),
        ),
      ),
      tie("any").map(({ schema, inputs }) => sample(schema.nullable(), fc.option(inputs))),
      tie("any").map(({ schema, inputs }) =>
        sample(
          z.lazy(() => schema),
          inputs,
        ),
      ),
      tie("any").map(({ schema, inputs }) =>
        sample(z.array(schema).readonly(), fc.array(inputs, { maxLength: 2 })),
      ),
      fc
        .array(tie("any"), { minLength: 2, maxLength: 3 })
        .map((options) =>
          sample(
            z.union(options.map(({ schema }) => schema)),
            fc.oneof(...options.map(({ inputs }) => inputs)),
          ),
        ),
      fc.array(tie("any"), { minLength: 2, maxLength: tags.length }).map((parts) => {
        const options = parts.map((of, position) =>
          objectOf([
            ["type", sample(z.literal(tags[position] ?? "none"), fc.constant(tags[position]))],
            ["value", of],
          ]),
        );
        const schemas = options.map(({ schema }) => schema) as [z.ZodObject, z.ZodObject];
        return sample(
          z.discriminatedUnion("type", schemas),
          fc.oneof(...options.map(({ inputs }) => inputs)),
        );
      }),
      fc.tuple(tie("any"), tie("any")).map(([a, b]) => {
        const [left, right] = [objectOf([["left", a]]), objectOf([["right", b]])];
        return sample(
          left.schema.and(right.schema),
          fc.tuple(left.inputs, right.inputs).map(([one, other]) => ({
            ...(one as object),
            ...(other as object),
          })),
        );
      }),
    ),
  }),
).any;
