import { createDatabase, type Database } from "../test/golden/features/generated/index.js";
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

/** Each way to iterate. What merges several readings, such as the shards of a partition, gets a line of its own. */
const readings: Readonly<Record<string, (db: Database) => AsyncIterable<unknown>>> = {
  query: (db) => db.reading.query({ sensorId: "s" }),
  "query, filtered": (db) => db.reading.query({ sensorId: "s" }).filter((r) => r.value.gte(0)),
  scan: (db) => db.reading.scan(),
  "scan, 4 segments": (db) => db.reading.scan().parallel(4),
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
for (const [title, read] of Object.entries(readings)) {
  const table = largeTable({ items, page });
  const heap: number[] = [];
  const held: number[] = [];
  const measure = async () => {
    held.push(await table.held());
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  };
  await measure();
  let taken = 0;
  for await (const _ of read(createDatabase(table.client))) {
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
