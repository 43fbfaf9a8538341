import { describe, expect, it } from "vitest";
import type { DatabaseClient } from "../../src/client/sdk-client.js";
import { createDatabase } from "../golden/features/generated/index.js";
import { createDatabase as createPartitions } from "../golden/partitions/generated/index.js";
import { largeTable } from "../support/large-table.js";

const PAGE = 500;
const SEGMENTS = 4;

/** The ways to read many items one after the other, each with how many requests it may have open or waiting at once. */
const READINGS: readonly (readonly [string, number, (client: DatabaseClient) => AsyncIterable<unknown>])[] = [
  ["a query", 1, (client) => createDatabase(client).reading.query({ sensorId: "s" })],
  [
    "a query with a filter",
    1,
    (client) =>
      createDatabase(client)
        .reading.query({ sensorId: "s" })
        .filter((r) => r.value.gte(0)),
  ],
  ["a scan", 1, (client) => createDatabase(client).reading.scan()],
  ["a parallel scan", SEGMENTS, (client) => createDatabase(client).reading.scan().parallel(SEGMENTS)],
];

describe("merged shards of 100,000 items", () => {
  it("hold two pages of each at the most, in order", { timeout: 60_000 }, async () => {
    const table = largeTable({ items: 100_000, page: PAGE, shards: 4 });
    let taken = 0;
    let held = 0;
    for await (const { score } of createPartitions(table.client).player.byScore({ game: "g" })) {
      if (score !== taken) throw new Error(`${score} came after ${taken - 1}`);
      taken += 1;
      if (taken % 10_000 <= 1 || taken % 10_000 === 250) held = Math.max(held, await table.held());
    }
    expect(taken).toBe(100_000);
    expect(table.requests()).toBeLessThanOrEqual(100_000 / PAGE + 4);
    expect(held).toBeGreaterThan(0);
    // And of each shard the item that is compared next.
    expect(held).toBeLessThanOrEqual(2 * 4 * PAGE + 4);
    expect(await table.held()).toBeLessThan(5 * PAGE);
  });
});

describe.each(READINGS)("%s of 100,000 items", (_, atOnce, read) => {
  it("holds two pages at the most, and asks for none before it must", { timeout: 60_000 }, async () => {
    const items = 100_000;
    const table = largeTable({ items, page: PAGE });
    let taken = 0;
    let held = 0;
    let tooEarly = 0;
    for await (const _ of read(table.client)) {
      taken += 1;
      // In the middle of a page, and at both of its ends.
      if (taken % 10_000 <= 1 || taken % 10_000 === 250) held = Math.max(held, await table.held());
      if (table.requests() > Math.ceil(taken / PAGE) + atOnce - 1) tooEarly += 1;
    }
    expect(taken).toBe(items);
    expect(tooEarly).toBe(0);
    expect(table.requests()).toBe(items / PAGE);
    // Of a parallel scan, each segment has one, and one more is being read.
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThanOrEqual((atOnce + 1) * PAGE);
    expect(await table.held()).toBeLessThanOrEqual(PAGE);
  });
});

describe("pages of 100,000 items", () => {
  it("are held two at the most", { timeout: 60_000 }, async () => {
    const table = largeTable({ items: 100_000, page: PAGE });
    let [pages, held] = [0, 0];
    for await (const { items } of createDatabase(table.client).reading.query({ sensorId: "s" }).pages()) {
      expect(items).toHaveLength(PAGE);
      pages += 1;
      if (pages % 20 === 0) held = Math.max(held, await table.held());
    }
    expect(pages).toBe(200);
    expect(held).toBeLessThanOrEqual(2 * PAGE);
  });
});

describe("a batch of 10,000 writes", () => {
  const total = 10_000;
  const ahead = 4 * 25;

  /** Counts what was taken from it and not written yet. */
  const counted = (table: { written(): number }) => {
    const seen = { pulled: 0, most: 0, ended: false };
    function* values() {
      try {
        for (let at = 0; at < total; at += 1) {
          seen.pulled += 1;
          seen.most = Math.max(seen.most, seen.pulled - table.written());
          yield { sensorId: "s", at, value: at };
        }
      } finally {
        seen.ended = true;
      }
    }
    return { seen, values };
  };

  it.each(["batchWrite", "putMany", "deleteMany", "putMany of an async iterable"] as const)(
    "takes from any iterable in %s, 100 ahead at the most",
    async (way) => {
      const table = largeTable({ items: 0, page: PAGE });
      const db = createDatabase(table.client);
      const { seen, values } = counted(table);
      if (way === "batchWrite") {
        await db.batchWrite(
          (function* () {
            for (const value of values()) yield db.reading.put(value);
          })(),
        );
      } else if (way === "deleteMany") await db.reading.deleteMany(values());
      else if (way === "putMany") await db.reading.putMany(values());
      else {
        await db.reading.putMany(
          (async function* () {
            yield* values();
          })(),
        );
      }
      expect(table.written()).toBe(total);
      expect(seen).toEqual({ pulled: total, most: expect.any(Number), ended: true });
      expect(seen.most).toBeLessThanOrEqual(ahead);
    },
  );

  it("takes no more after an error, and ends the iterable", async () => {
    const table = largeTable({ items: 0, page: PAGE });
    const db = createDatabase({
      send: () => Promise.reject(Object.assign(new Error("no"), { name: "AccessDeniedException" })),
    } as never);
    const { seen, values } = counted(table);
    await expect(db.reading.putMany(values())).rejects.toMatchObject({ code: "AccessDenied" });
    expect(seen.ended).toBe(true);
    expect(seen.pulled).toBeLessThanOrEqual(ahead + 25);
  });
});
