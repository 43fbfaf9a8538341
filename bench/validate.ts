/**
 * What validation costs against zod's safeParse: valid inputs of three examples, both ways interleaved in one process.
 * `npm run bench:validate`
 */

import { photoSpec } from "../examples/instagram/generated/photo.js";
import { Photo } from "../examples/instagram/schema.js";
import { orderSpec } from "../examples/shop/generated/order.js";
import { userSpec } from "../examples/shop/generated/user.js";
import { Order, User } from "../examples/shop/schema.js";
import { RuleSchema } from "../src/validation/rule-schema.js";

interface Parsing {
  safeParse(value: unknown): { readonly success: boolean };
}

interface Subject {
  readonly name: string;
  readonly zod: Parsing;
  readonly rules: Parsing;
  readonly input: unknown;
}

const subjects: readonly Subject[] = [
  {
    name: "shop Order, 5 items",
    zod: Order.schema,
    rules: new RuleSchema(orderSpec),
    input: {
      userId: "u-1",
      orderDate: "2026-11-21",
      orderId: "o-1",
      status: "PAID",
      total: 4200,
      items: Array.from({ length: 5 }, (_, at) => ({
        productId: `p-${at}`,
        quantity: 1 + at,
        price: 100 * at,
      })),
    },
  },
  {
    name: "shop User",
    zod: User.schema,
    rules: new RuleSchema(userSpec),
    input: {
      userId: "u-1",
      email: "user@example.com",
      name: "Ada",
      age: 36,
      preferences: { theme: "dark", notifications: true },
      createdAt: "2026-11-21T10:00:00.000Z",
    },
  },
  {
    name: "instagram Photo",
    zod: Photo.schema,
    rules: new RuleSchema(photoSpec),
    input: {
      username: "ada",
      photoId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
      url: "https://example.com/photos/1.jpg",
      caption: "A photo",
      likesCount: 3,
      commentCount: 0,
    },
  },
];

const ROUNDS = 21;
const CALLS = 20_000;

/** Nanoseconds of one call. */
function time({ safeParse }: { readonly safeParse: () => { readonly success: boolean } }): number {
  const start = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call += 1)
    if (!safeParse().success) throw new Error("The input is not valid.");
  return Number(process.hrtime.bigint() - start) / CALLS;
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const rows = subjects.map((subject) => {
  const { name, zod, rules, input } = subject;
  const ways = [
    { safeParse: () => zod.safeParse(input) },
    { safeParse: () => rules.safeParse(input) },
  ] as const;
  ways.forEach(time);
  const rounds = Array.from({ length: ROUNDS }, () => [time(ways[0]), time(ways[1])] as const);
  const ratios = rounds.map(([one, other]) => other / one).toSorted((one, other) => one - other);
  return {
    entity: name,
    "zod ns": Math.round(middle(rounds.map(([ns]) => ns))),
    "rules ns": Math.round(middle(rounds.map(([, ns]) => ns))),
    ratio: middle(ratios).toFixed(3),
    "half of the ratios": `${ratios[5]?.toFixed(3)} to ${ratios[15]?.toFixed(3)}`,
  };
});

if (process.argv.includes("--json")) console.log(JSON.stringify(rows));
else console.table(rows);
