import type { DatabaseClient } from "../src/client/sdk-client.js";
import { createDatabase } from "../test/golden/features/generated/index.js";
import { createDatabase as createPartitions } from "../test/golden/partitions/generated/index.js";
import { collectGarbage, largeTable } from "../test/support/large-table.js";

/**
 * What iterating over many items holds: the heap after a garbage collection, and the items of DynamoDB's answers that are
 * still held, every so often. The database is a stub that makes each page when it is asked for, so the heap is the
 * reader's alone. Then, how many operations of a large batch are taken before they are written.
 * Run: `npm run bench:memory [-- items]`
 */
const items = Number(process.argv[2] ?? 100_000);
const page = 1000;
const writes = 10_000;

/** A way to iterate, and over how many shards. */
interface ReadingWay {
  readonly read: (client: DatabaseClient) => AsyncIterable<unknown>;
  readonly shards?: number;
}

const byTime = (client: DatabaseClient) => createDatabase(client).reading.query({ sensorId: "s" });
const readings: Readonly<Record<string, ReadingWay>> = {
  query: { read: byTime },
  "query, filtered": { read: (client) => byTime(client).filter((r) => r.value.gte(0)) },
  "query, 4 shards": {
    read: (client) => createPartitions(client).player.byScore({ game: "g" }),
    shards: 4,
  },
  scan: { read: (client) => createDatabase(client).reading.scan() },
  "scan, 4 segments": { read: (client) => createDatabase(client).reading.scan().parallel(4) },
};

const line = (...cells: readonly (string | number)[]) => {
  const [title = "", ...rest] = cells;
  process.stdout.write(
    `${String(title).padEnd(18)}${rest.map((cell) => String(cell).padStart(10)).join("")}\n`,
  );
};

process.stdout.write(`${items} items, ${page} in a page: heap in MB (items held) after so many\n`);
const marks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((part) => Math.floor(items * part));
line("", ...marks);
for (const [title, { read, ...sharded }] of Object.entries(readings)) {
  const table = largeTable({ items, page, ...sharded });
  const heap: number[] = [];
  const held: number[] = [];
  const measure = async () => {
    held.push(await table.held());
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  };
  await measure();
  let taken = 0;
  for await (const _ of read(table.client)) {
    taken += 1;
    if (marks.includes(taken)) await measure();
  }
  line(title, ...heap.map((megabytes) => megabytes.toFixed(1)));
  line("", ...held.map((count) => `(${count})`));
}

const table = largeTable({ items: 0, page });
let [pulled, ahead, most] = [0, 0, 0];
collectGarbage();
const before = process.memoryUsage().heapUsed;
await createDatabase(table.client).reading.putMany(
  (function* () {
    for (let at = 0; at < writes; at += 1) {
      pulled += 1;
      ahead = Math.max(ahead, pulled - table.written());
      if (at % 1000 === 999) {
        collectGarbage();
        most = Math.max(most, process.memoryUsage().heapUsed - before);
      }
      yield { sensorId: "s", at, value: at };
    }
  })(),
);
const growth = (most / 2 ** 20).toFixed(1);
process.stdout.write(
  `putMany of ${writes}: ${table.written()} written, ${ahead} taken ahead at the most, heap + ${growth} MB\n`,
);
