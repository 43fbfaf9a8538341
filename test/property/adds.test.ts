import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMonotableError } from "../../src/errors.js";
import { canonicalNumber } from "../../src/wire/number.js";
import { createDatabase, tables } from "../golden/living/generated/index.js";
import { connect } from "../support/connect.js";
import { seed } from "../support/seed.js";

const connection = await connect(tables);
const db = createDatabase(connection.client, { now: () => new Date(1_800_000_000_000) });
const RUNS = Number(process.env["MONOTABLE_ADDS"] ?? 1000);

const addend = fc.oneof(
  fc.double({ min: -1000, max: 1000, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-15),
  fc.integer({ min: -100, max: 100 }).map((cents) => cents / 100),
  fc.constantFrom(0.1 * 3, 1 / 3, -1 / 3, 2 ** 52, -(2 ** 52)),
);
const writes = fc.constantFrom("update", "upsert", "transaction", "nested", "bounded");

/** Reads the numbers of the page as they are stored. */
async function storedNumbers(page: string) {
  const Key = { pk: { S: `PAGE#${page}` }, sk: { S: "STATS" } };
  const { Item } = await connection.documents.send(
    new GetItemCommand({ TableName: "living", Key, ConsistentRead: true }),
  );
  // DynamoDB Local keeps the zeros at the end of a sum, which are no digits of the number.
  const digits = (text = "") => canonicalNumber(text);
  const box = Item?.["box"]?.M ?? {};
  return { score: digits(Item?.["score"]?.N), w: digits(box["w"]?.N), full: digits(box["full"]?.N) };
}

describe("random addends", () => {
  it("leave every number readable as the nearest to what is stored, inside its bounds, in each kind of write", async () => {
    let page = 0;
    const property = fc.asyncProperty(
      fc.array(fc.tuple(writes, addend), { minLength: 5, maxLength: 20 }),
      async (steps) => {
        page += 1;
        const key = { page: `p${page}` };
        await db.stats.create(key);
        for (const [kind, x] of steps) {
          const before = await storedNumbers(key.page);
          const write = {
            update: () => db.stats.update(key).add({ score: x }),
            upsert: () => db.stats.upsert(key).add({ score: x }),
            transaction: () => db.transactWrite([db.stats.update(key).add({ score: x })]),
            nested: () => db.stats.update(key).change((s) => [s.box.w.add(x)]),
            bounded: () => db.stats.update(key).change((s) => [s.box.full.add(Math.trunc(x))]),
          }[kind];
          try {
            await write();
          } catch (error) {
            const own = isMonotableError(error, "TransactionCanceled") ? error.details.reasons[0] : error;
            // DynamoDB refuses a sum of more than 38 digits.
            if (!isMonotableError(own, "NumberOutOfRange") && !isMonotableError(own, "RequestFailed"))
              throw error;
            expect(await storedNumbers(key.page)).toEqual(before);
          }
          const after = await storedNumbers(key.page);
          const read = await db.stats.get(key).consistent();
          expect(read?.score).toBe(Number(after.score));
          expect(read?.box).toEqual({ w: Number(after.w), full: Number(after.full) });
          expect(Math.abs(Number(after.score))).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
          expect(Number(after.full)).toBeLessThanOrEqual(3);
        }
        // What is modified beside them, and put back as it was read with the stored numbers, keeps each digit.
        const numbers = await storedNumbers(key.page);
        await db.stats.modify(key, () => ({ note: "seen" }));
        expect(await storedNumbers(key.page)).toEqual(numbers);
        await db.stats.move(key, { page: `${key.page}-moved` });
        expect(await storedNumbers(`${key.page}-moved`)).toEqual(numbers);
      },
    );
    await fc.assert(property, { seed, numRuns: Math.ceil(RUNS / 12) });
  }, 600_000);
});
