import { Entity, type EntitySpec } from "../../src/entities/entity.js";
import { SecretCursorSeal } from "../../src/queries/cursor-seal.js";
import { plainReading } from "../../src/queries/query.js";
import { Scan } from "../../src/queries/scan.js";
import type { Sender, Wire } from "../../src/requests/request.js";
import { allFeatures } from "../support/all-features.js";
import { fakeClock } from "../support/fake-clock.js";
import "../support/seed.js";
import fc from "fast-check";
import { isMonotableError } from "monotable";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const spec: EntitySpec = {
  name: "Entry",
  table: {
    name: "log",
    partitionKey: { name: "id", type: "N" },
    indexes: [],
    keyEncoding: "ordered",
    delimiter: "#",
    entityAttribute: "_entity",
  },
  attributes: { id: { value: "number" } },
  ...allFeatures,
  primaryKey: {
    name: "query",
    partition: [{ name: "id", natural: { attribute: "id", type: "int" } }],
    sort: [],
  },
  indexes: [],
};

interface Entry {
  id: number;
}

interface Table {
  readonly count: number;
  readonly segments: number;
  /** How many items each request reads, in turn; none where a filter leaves nothing. */
  readonly sizes: readonly number[];
  /** How many turns of the event loop each request takes, in turn. */
  readonly delays: readonly number[];
}

/** A table in memory that is read as a parallel Scan reads it, and is gone after so many requests. */
function senderOf({ count, segments, sizes, delays }: Table, lifetime: number): Sender {
  let requests = 0;
  const sender: Sender = {
    client: {},
    clock: fakeClock(),
    within: () => sender,
    async send({ input }) {
      const request = requests;
      requests += 1;
      for (let turn = delays[request % delays.length] ?? 0; turn > 0; turn -= 1) await Promise.resolve();
      if (request >= lifetime) throw new Error("gone");
      const { Segment = 0, ExclusiveStartKey } = input as Wire["Scan"]["input"];
      const from = ExclusiveStartKey === undefined ? -1 : Number(ExclusiveStartKey["id"]);
      const all = Array.from({ length: count }, (_, id) => id);
      const rest = all.filter((id) => id % segments === Segment && id > from);
      const read = rest.slice(0, sizes[request % sizes.length]);
      const more = read.length < rest.length;
      const last = read.at(-1) ?? from;
      // A request that reads nothing goes on from where it began; only what was read can be left out.
      const output = {
        Items: read.map((id) => ({ id, _entity: "Entry" })),
        ...(more && last >= 0 && { LastEvaluatedKey: { id: last } }),
        ...(more && last < 0 && { LastEvaluatedKey: { id: -1 } }),
        ConsumedCapacity: { CapacityUnits: 1 },
      };
      return output as never;
    },
  };
  return sender;
}

const table: fc.Arbitrary<Table> = fc.record({
  count: fc.nat({ max: 60 }),
  segments: fc.integer({ min: 1, max: 6 }),
  sizes: fc
    .array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 7 })
    .filter((sizes) => sizes.some((size) => size > 0)),
  delays: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 7 }),
});

/** How each run of an export ends: left after so many pages, or the table gone or a bound reached after so many requests. */
const ends = fc.array(
  fc.record({
    kind: fc.constantFrom("left" as const, "gone" as const, "bound" as const),
    after: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 8 },
);

describe("a parallel scan that is interrupted anyhow", () => {
  it.each([
    ["open", undefined],
    ["sealed", new SecretCursorSeal(["s".repeat(32)])],
  ])("gives each item once, from the cursor of the last page that was kept: %s", async (_, seal) => {
    await fc.assert(
      fc.asyncProperty(table, ends, async (given, interruptions) => {
        const entity = new Entity(spec, z.object({ id: z.int() }), "log", undefined, seal);
        const kept: number[] = [];
        let cursor: string | undefined;
        /** One run of the export; whether it came to the end. */
        async function run(end: (typeof interruptions)[number] | undefined): Promise<boolean> {
          const sender = senderOf(given, end?.kind === "gone" ? end.after : Number.POSITIVE_INFINITY);
          const scan = new Scan<Entry, unknown>({ entity, sender }, plainReading(spec.primaryKey));
          const options = {
            after: cursor,
            ...(end?.kind === "bound" && { maxRequests: end.after }),
            unitsPerSecond: 3,
          };
          let pages = 0;
          try {
            for await (const page of scan.parallel(given.segments).pages(options)) {
              if (end?.kind === "left" && pages === end.after) return false;
              pages += 1;
              kept.push(...page.items.map(({ id }) => id));
              cursor = page.cursor;
            }
            return true;
          } catch (error) {
            if (isMonotableError(error, "LimitExceeded")) {
              expect(error.details.cursor).toBe(cursor ?? error.details.cursor);
              cursor = error.details.cursor;
            } else if ((error as Error).message !== "gone") throw error;
            return cursor === undefined && pages > 0;
          }
        }
        let done = false;
        for (const end of interruptions) {
          done = await run(end);
          if (done) break;
        }
        if (!done) await run(undefined);
        expect(kept.toSorted((a, b) => a - b)).toEqual(Array.from({ length: given.count }, (_, id) => id));
      }),
      { numRuns: 300 },
    );
  });
});
