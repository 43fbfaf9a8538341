import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMonotableError } from "../../src/errors.js";
import { type Account, createDatabase, type Purchase, tables } from "../golden/derived/generated/index.js";
import { connect } from "../support/connect.js";
import "../support/seed.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

type Keys = Readonly<Record<string, string>>;
const digits = (text: string) => text.replace(/\d/g, (digit) => String(9 - Number(digit)));
/** An integer of up to nine digits that sorts backwards. */
const backwards = (value: number) =>
  value > 0 ? `m${99 - String(value).length}${digits(String(value))}` : `p0${String(-value).length}${-value}`;

/** The key attributes that an account's own attributes imply, worked out apart from the library. */
function accountKeys({ email, country, joined, points, active, nick }: Account): Keys {
  return {
    pk: `ACCOUNT#${email.toLowerCase()}`,
    sk: "ACCOUNT",
    ...(active && {
      gsi1pk: `LEADERS#${country.toUpperCase()}`,
      gsi1sk: `${backwards(points)}#${email.toLowerCase()}`,
    }),
    ...(nick !== undefined && { gsi2pk: "NICKS", gsi2sk: nick.toLowerCase() }),
    gsi3pk: joined.toISOString().slice(0, 4),
    gsi3sk: digits(joined.toISOString()),
  };
}

function purchaseKeys({ email, purchaseId, placedAt, status, priority }: Purchase): Keys {
  const lowered = email.toLowerCase();
  return {
    pk: `ACCOUNT#${lowered}`,
    sk: `PURCHASE#${lowered}#${purchaseId}`,
    ...(status !== "SHIPPED" && { gsi1pk: `OPEN#${crc32(purchaseId) % 4}`, gsi1sk: placedAt }),
    gsi2pk: `DAY#${placedAt.slice(0, 10)}`,
    gsi2sk: `${placedAt}#${purchaseId}`,
    ...(priority !== undefined && { gsi3pk: "URGENT", gsi3sk: `${9 - priority}#${placedAt}` }),
  };
}

const KEY_NAMES = ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "gsi3pk", "gsi3sk"];

/** Each stored item has the keys that it implies, all of them and no others. */
async function checkKeys(): Promise<void> {
  for (const stored of await connection.stored("shop")) {
    const found = Object.fromEntries(Object.entries(stored).filter(([name]) => KEY_NAMES.includes(name)));
    const expected =
      stored["_entity"] === "Account"
        ? accountKeys({ ...(stored as unknown as Account), joined: new Date(String(stored["joined"])) })
        : purchaseKeys(stored as unknown as Purchase);
    expect(found).toEqual(expected);
  }
}

const EXPECTED = new Set(["AlreadyExists", "NotFound", "InvalidUpdate"]);

/** Runs an operation, which may be refused. Its requests are the library's business. */
async function attempt(run: () => PromiseLike<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isMonotableError(error) || !EXPECTED.has(error.code)) throw error;
  }
}

const email = fc.constantFrom("ann@x", "Ann@X", "BOB@x");
const joined = fc
  .constantFrom("2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00.000Z")
  .map((at) => new Date(at));
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const points = fc.integer({ min: -5, max: 120 });
const country = fc.constantFrom("ch", "de");
const nick = optional(fc.constantFrom("Annie", "BOBBY"));

const accountOperation: fc.Arbitrary<() => PromiseLike<unknown>> = fc.oneof(
  fc.record({ email, country, joined, points, active: optional(fc.boolean()), nick }).chain((account) =>
    fc.constantFrom<() => PromiseLike<unknown>>(
      () => db.account.create(account),
      () => db.account.put(account),
      () => db.account.upsert(account),
      // Without what decides whether the item is in an index.
      () => db.account.upsert({ email: account.email, country: account.country, joined: account.joined }),
    ),
  ),
  fc.record({ email, country, points, active: fc.boolean() }).map(
    ({ email, ...set }) =>
      () =>
        db.account.update({ email }).set(set),
  ),
  fc.record({ email, joined, nick }).map(({ email, joined, nick }) => () => {
    const update = db.account.update({ email }).set({ joined, ...(nick !== undefined && { nick }) });
    return nick === undefined ? update.remove("nick") : update;
  }),
  fc.record({ email, change: fc.record({ active: fc.boolean(), points, nick }, { requiredKeys: [] }) }).map(
    ({ email, change }) =>
      () =>
        db.account.modify({ email }, () => change),
  ),
  fc.record({ from: email, to: email, active: optional(fc.boolean()) }).map(
    ({ from, to, active }) =>
      () =>
        db.account.move({ email: from }, { email: to, ...(active !== undefined && { active }) }),
  ),
  email.map((email) => () => db.account.delete({ email })),
);

const purchaseId = fc.constantFrom("p1", "p2");
const key = fc.record({ email, purchaseId });
const placedAt = fc.constantFrom("2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z");
const status = fc.constantFrom("PENDING" as const, "PAID" as const, "SHIPPED" as const);
const priority = optional(fc.integer({ min: 0, max: 9 }));

const purchaseOperation: fc.Arbitrary<() => PromiseLike<unknown>> = fc.oneof(
  fc.tuple(key, fc.record({ placedAt, status, priority })).chain(([key, rest]) =>
    fc.constantFrom<() => PromiseLike<unknown>>(
      () => db.purchase.create({ ...key, ...rest }),
      () => db.purchase.put({ ...key, ...rest }),
      () => db.purchase.upsert({ ...key, ...rest }),
      () => db.purchase.upsert({ ...key, placedAt: rest.placedAt }),
      () => db.purchase.update(key).set(rest),
      () => db.purchase.update(key).remove("priority"),
      () => db.purchase.modify(key, () => rest),
      () => db.purchase.modify(key, () => ({ status: rest.status })),
    ),
  ),
  fc.tuple(key, key, status).map(
    ([from, to, status]) =>
      () =>
        db.purchase.move(from, { ...to, status }),
  ),
  key.map((key) => () => db.purchase.delete(key)),
);

describe("after every write", () => {
  it("each key equals what the stored attributes imply", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(accountOperation, purchaseOperation), { minLength: 1, maxLength: 12 }),
        async (operations) => {
          for (const run of operations) {
            await attempt(run);
            await checkKeys();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
