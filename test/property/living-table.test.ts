import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isMonotableError } from "../../src/errors.js";
import { createDatabase as openFirst } from "../golden/release-1/generated/index.js";
import { createDatabase as openSecond, tables } from "../golden/release-2/generated/index.js";
import { connect } from "../support/connect.js";
import {
  CUSTOMERS,
  entityOf,
  indexKeysOf,
  isAlive,
  itemOf,
  NOW,
  ORDERS,
  orderInput,
  orderKey,
  orderRow,
  placeOf,
  type Release,
  type Row,
  rawRow,
} from "../support/living-table.js";
import "../support/seed.js";

/**
 * A table that three writers share: this release, the next one with an entity, an attribute and an index more, and a
 * tool that stores rows of any shape. After each step the table is read past the mapper, and everything that the mapper
 * gives, and every error, is compared with what the rows say.
 */

/** The number of runs; each has some ten steps. More of them are for a run by hand. */
const RUNS = Number(process.env["LIVING_RUNS"] ?? 40);

const connection = await connect(tables);
const options = { now: () => NOW };
const first = openFirst(connection.client, options);
const second = openSecond(connection.client, options);
const databaseOf = (release: Release) => (release === 1 ? first : second);

type Place = { readonly customerId: string; readonly orderId: string };
type Rows = ReadonlyMap<string, Row>;

async function rowsNow(): Promise<Rows> {
  const rows = await connection.stored("living");
  return new Map(rows.map((row) => [placeOf(row), row]));
}

const rowAt = (rows: Rows, { customerId, orderId }: Place) =>
  rows.get(JSON.stringify([`CUSTOMER#${customerId}`, `ORDER#${orderId}`]));

/** The expected outcome of a write: its code and the details that matter, and the row that it leaves. */
interface Outcome {
  readonly code?: string;
  readonly details?: Row;
  /** Absent if the row stays as it is, `undefined` if there is none afterwards. */
  readonly row?: { readonly after: Row | undefined };
  /** The result cannot be read, though the write was done. */
  readonly unreadable?: true;
}

interface Step {
  readonly title: string;
  readonly release?: Release;
  readonly place: Place;
  readonly run: () => PromiseLike<unknown>;
  readonly expect: (before: Row | undefined) => Outcome;
}

/** The row as a write of one item finds it: an item of the entity, another's row, or nothing. */
function found(row: Row | undefined, release: Release): "item" | "foreign" | "none" {
  if (row === undefined) return "none";
  if (entityOf(row, release) !== "Order") return "foreign";
  return isAlive(row) ? "item" : "none";
}

/** The outcome of a write that gives the item as it is afterwards. */
function written(after: Row, release: Release): Outcome {
  return { row: { after }, ...("path" in itemOf(after, release) && { unreadable: true }) };
}

function onItem(release: Release, change: (row: Row) => Outcome) {
  return (before: Row | undefined): Outcome => {
    const what = found(before, release);
    if (what === "item" && before !== undefined) return change(before);
    return { code: "NotFound", ...(what === "foreign" && { details: { foreign: true } }) };
  };
}

const release = fc.constantFrom<Release>(1, 2);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: rawRow.map(
      (row): Step => ({
        title: `raw put ${JSON.stringify(row)}`,
        place: { customerId: "", orderId: "" },
        run: () => connection.documents.send(new PutCommand({ TableName: "living", Item: { ...row } })),
        expect: () => ({}),
      }),
    ),
  },
  orderKey.map(
    (key): Step => ({
      title: "raw delete",
      place: key,
      run: () =>
        connection.documents.send(
          new DeleteCommand({
            TableName: "living",
            Key: { pk: `CUSTOMER#${key.customerId}`, sk: `ORDER#${key.orderId}` },
          }),
        ),
      expect: () => ({ row: { after: undefined } }),
    }),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(release, orderInput).map(
      ([by, input]): Step => ({
        title: "create",
        release: by,
        place: input,
        run: () => databaseOf(by).order.create(input),
        expect: (before) => {
          const what = found(before, by);
          if (what === "none") return written(orderRow(input, by), by);
          return { code: "AlreadyExists", ...(what === "foreign" && { details: { foreign: true } }) };
        },
      }),
    ),
  },
  fc.tuple(release, orderInput).map(
    ([by, input]): Step => ({
      title: "put",
      release: by,
      place: input,
      run: () => databaseOf(by).order.put(input),
      expect: () => written(orderRow(input, by), by),
    }),
  ),
  fc.tuple(release, orderInput).map(
    ([by, input]): Step => ({
      title: "upsert",
      release: by,
      place: input,
      run: () => databaseOf(by).order.upsert({ ...input, status: "PAID" }),
      expect: (before) => {
        const what = found(before, by);
        if (what === "foreign") return { code: "AlreadyExists", details: { foreign: true } };
        const given = { ...input, status: "PAID" };
        if (what === "none" || before === undefined) return written(orderRow(given, by), by);
        const whole = orderRow(given, by);
        const names = new Set(Object.keys(given));
        const kept = Object.entries(before).filter(([name]) => !names.has(name));
        return written({ ...whole, ...Object.fromEntries(kept), _entity: "Order" }, by);
      },
    }),
  ),
  fc.tuple(release, orderKey, fc.constantFrom(5, 0.1 * 3)).map(
    ([by, key, total]): Step => ({
      title: "update set total",
      release: by,
      place: key,
      run: () => databaseOf(by).order.update(key).set({ total }),
      expect: onItem(by, (row) => written({ ...row, total }, by)),
    }),
  ),
  fc.tuple(release, orderKey, fc.constantFrom("OPEN", "SHIPPED")).map(
    ([by, key, status]): Step => ({
      title: "update set status",
      release: by,
      place: key,
      run: () =>
        databaseOf(by)
          .order.update(key)
          .set({ status: status as "OPEN" }),
      expect: onItem(by, (row) => written({ ...row, status }, by)),
    }),
  ),
  fc.tuple(release, orderKey, fc.constantFrom("1", "5")).map(
    ([by, key, rank]): Step => ({
      title: "update set rank",
      release: by,
      place: key,
      run: () => databaseOf(by).order.update(key).set({ rank }),
      expect: onItem(by, (row) => written({ ...row, rank }, by)),
    }),
  ),
  fc.tuple(release, orderKey).map(
    ([by, key]): Step => ({
      title: "update append",
      release: by,
      place: key,
      run: () =>
        databaseOf(by)
          .order.update(key)
          .append({ lines: [{ sku: "new", price: 1 }] }),
      expect: onItem(by, (row) => {
        const { lines = [] } = row;
        // DynamoDB's own answer: the operand of list_append is no list.
        if (!Array.isArray(lines)) return { code: "RequestFailed" };
        return written({ ...row, lines: [...lines, { sku: "new", price: 1 }] }, by);
      }),
    }),
  ),
  fc.tuple(release, orderKey).map(
    ([by, key]): Step => ({
      title: "modify",
      release: by,
      place: key,
      run: () => databaseOf(by).order.modify(key, () => ({ total: 77 })),
      expect: onItem(by, (row) => {
        const read = itemOf(row, by);
        if ("path" in read) return { code: "UnreadableItem" };
        return written({ ...row, total: 77 }, by);
      }),
    }),
  ),
  fc.tuple(release, orderKey).map(
    ([by, key]): Step => ({
      title: "delete",
      release: by,
      place: key,
      run: () => databaseOf(by).order.delete(key),
      expect: () => ({ row: { after: undefined } }),
    }),
  ),
  fc.tuple(release, orderKey).map(
    ([by, key]): Step => ({
      title: "delete returning old",
      release: by,
      place: key,
      run: () => databaseOf(by).order.delete(key).returning("old"),
      expect: (before) => {
        const isRead = before !== undefined && isAlive(before);
        const isBad = isRead && (found(before, by) === "foreign" || "path" in itemOf(before, by));
        return { row: { after: undefined }, ...(isBad && { unreadable: true }) };
      },
    }),
  ),
  fc.tuple(release, orderKey).map(
    ([by, key]): Step => ({
      title: "delete if",
      release: by,
      place: key,
      run: () =>
        databaseOf(by)
          .order.delete(key)
          .if((order) => order.rank.eq("1")),
      expect: (before) => {
        const isMet = found(before, by) === "item" && before?.["rank"] === "1";
        return isMet ? { row: { after: undefined } } : { code: "ConditionFailed" };
      },
    }),
  ),
  fc.tuple(release, orderKey, orderInput).map(
    ([by, key, input]): Step => ({
      title: "transaction of an update, with a create beside it that fails alike",
      release: by,
      place: key,
      run: () => {
        const db = databaseOf(by);
        return db.transactWrite([
          db.order.update(key).set({ total: input.total }),
          db.customer.check({ customerId: "nobody" }, (customer) => customer.name.notExists()),
        ]);
      },
      // The check is of no item, so that it cancels the transaction, whatever the update finds.
      expect: () => ({ code: "TransactionCanceled" }),
    }),
  ),
);

const INDEX_KEYS = ["gsi1pk", "gsi1sk", "gsi2pk"];
const withoutIndexKeys = (row: Row | undefined) =>
  row && Object.fromEntries(Object.entries(row).filter(([name]) => !INDEX_KEYS.includes(name)));

/** The error of a run, or its result. */
async function outcomeOf(run: () => PromiseLike<unknown>) {
  try {
    return { result: await run() };
  } catch (error) {
    if (isMonotableError(error)) return { error };
    throw error;
  }
}

/** Carries out one step, and compares its outcome and the rows of the whole table with what they must be. */
async function take({ title, release: by, place, run, expect: expected }: Step): Promise<void> {
  const before = await rowsNow();
  const { error } = await outcomeOf(run);
  const after = await rowsNow();
  if (by === undefined) return;
  const old = rowAt(before, place);
  const outcome = expected(old);
  const code = outcome.unreadable ? "UnreadableItem" : outcome.code;
  expect([title, old, error?.code, error?.message]).toEqual([title, old, code, error?.message]);
  if (outcome.details)
    expect([title, error?.details]).toEqual([title, expect.objectContaining(outcome.details)]);
  if (outcome.unreadable)
    expect([title, error?.details]).toEqual([title, expect.objectContaining({ written: true })]);
  else expect([title, error?.details ?? {}]).toEqual([title, expect.not.objectContaining({ written: true })]);
  expect([title, error?.details ?? {}]).toEqual([title, expect.not.objectContaining({ uncertain: true })]);

  const now = rowAt(after, place);
  const wanted = outcome.row === undefined ? old : outcome.row.after;
  expect([title, withoutIndexKeys(now)]).toEqual([title, withoutIndexKeys(wanted)]);
  expectIndexKeys(title, old, now, by);
  const others = (rows: Rows) => [...rows].filter(([, row]) => row !== rowAt(rows, place));
  expect(new Map(others(after))).toEqual(new Map(others(before)));
}

/** Each index key that a release knows is whole as the attributes imply it, or as it was where nothing of it was touched. */
function expectIndexKeys(title: string, old: Row | undefined, now: Row | undefined, by: Release): void {
  if (now === undefined) return;
  const implied = indexKeysOf(now, by);
  const groups =
    by === 1
      ? [["gsi1pk", "gsi1sk"]]
      : [
          ["gsi1pk", "gsi1sk"],
          ["gsi2pk", "rank"],
        ];
  for (const names of groups) {
    const isSame = old !== undefined && names.every((name) => old[name] === now[name]);
    if (isSame) continue;
    for (const name of names.filter((each) => each !== "rank"))
      expect([title, name, now[name]]).toEqual([title, name, implied[name]]);
  }
}

const sorted = (rows: Iterable<Row>): Row[] =>
  [...rows].sort((one, other) =>
    Buffer.compare(Buffer.from(String(one["sk"])), Buffer.from(String(other["sk"]))),
  );

/** The living items of an entity in a partition, readable or not, in the order of their keys. */
function ordersOf(rows: Rows, customerId: string, by: Release): Row[] {
  return sorted(rows.values()).filter(
    (row) =>
      row["pk"] === `CUSTOMER#${customerId}` &&
      String(row["sk"]).startsWith("ORDER#") &&
      entityOf(row, by) === "Order" &&
      isAlive(row),
  );
}

function readable(rows: readonly Row[], by: Release): Row[] {
  return rows.flatMap((row) => {
    const read = itemOf(row, by);
    return "item" in read ? [read.item] : [];
  });
}

/** Reads everything in every way, and compares it with what the rows say. */
async function readAll(by: Release): Promise<void> {
  const db = databaseOf(by);
  const rows = await rowsNow();
  for (const customerId of CUSTOMERS) {
    const orders = ordersOf(rows, customerId, by);
    const good = readable(orders, by);
    const query = db.order.query({ customerId });
    expect(await query.unreadable("skip").all()).toEqual(good);
    expect(await query.count()).toBe(orders.length);

    const paged: unknown[] = [];
    for await (const page of query.unreadable("skip").pages({ size: 2 })) {
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items);
    }
    expect(paged).toEqual(good);
    expect(await query.unreadable("skip").first()).toEqual(good[0]);
    await readPastErrors(by, customerId, orders);

    const { customer, orders: members } = await db.account({ customerId }).unreadable("skip").all();
    expect(members).toEqual(good);
    const profile = rows.get(JSON.stringify([`CUSTOMER#${customerId}`, "PROFILE"]));
    const isCustomer = profile !== undefined && entityOf(profile, by) === "Customer";
    expect(customer).toEqual(isCustomer ? readable([profile], by)[0] : undefined);
  }
  const all = CUSTOMERS.flatMap((customerId) => ordersOf(rows, customerId, by));
  const scanned = await db.order.scan().unreadable("skip").all();
  expect(new Set(scanned.map(String))).toEqual(new Set(readable(all, by).map(String)));
  expect(scanned).toHaveLength(readable(all, by).length);
  expect(scanned).toEqual(expect.arrayContaining(readable(all, by)));

  const keys = CUSTOMERS.flatMap((customerId) => ORDERS.map((orderId) => ({ customerId, orderId })));
  const expectedAt = keys.map((key) => {
    const row = rowAt(rows, key);
    return row !== undefined && found(row, by) === "item" ? itemOf(row, by) : { item: undefined };
  });
  for (const [position, key] of keys.entries()) {
    const wanted = expectedAt[position];
    const { result, error } = await outcomeOf(() => db.order.get(key));
    const row = rowAt(rows, key);
    if (wanted !== undefined && "path" in wanted) {
      expect(error).toMatchObject({ code: "UnreadableItem", details: { key, path: wanted.path } });
    } else if (row !== undefined && found(row, by) === "foreign") {
      // A foreign row is no item: reading its key finds none.
      expect([result, error?.code]).toEqual([undefined, undefined]);
    } else expect(result).toEqual(wanted?.item);
  }
}

/** By default an error names the item at fault and where to go on: going on from there gives the rest. */
async function readPastErrors(by: Release, customerId: string, orders: readonly Row[]): Promise<void> {
  const query = databaseOf(by).order.query({ customerId });
  const given: unknown[] = [];
  const faults: unknown[] = [];
  let after: string | undefined;
  for (let turn = 0; turn <= orders.length; turn += 1) {
    const { result, error } = await outcomeOf(() => query.page({ size: 100, ...(after && { after }) }));
    if (error === undefined) {
      given.push(...(result as { items: unknown[] }).items);
      break;
    }
    if (!isMonotableError(error, "UnreadableItem")) throw error;
    const { details } = error;
    given.push(...((details as { items?: unknown[] }).items ?? []));
    faults.push((details as { key?: unknown }).key);
    after = (details as { cursor?: string }).cursor;
    expect(JSON.stringify(details)).not.toContain('"stored"');
    if (after === undefined) break;
  }
  expect(given).toEqual(readable(orders, by));
  const bad = orders.filter((row) => "path" in itemOf(row, by));
  expect(faults).toEqual(
    bad.map((row) => ({ customerId, orderId: String(row["sk"]).slice("ORDER#".length) })),
  );
}

async function empty(): Promise<void> {
  for (const { pk, sk } of await connection.stored("living"))
    await connection.documents.send(new DeleteCommand({ TableName: "living", Key: { pk, sk } }));
}

it("gives every good item once, in every way to read, whatever rows a tool stores beside them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rawRow, { minLength: 1, maxLength: 12 }), async (rows) => {
      await empty();
      for (const row of rows)
        await connection.documents.send(new PutCommand({ TableName: "living", Item: { ...row } }));
      await readAll(1);
      await readAll(2);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

it("gives every good item once and says truly what was written, on a table that three writers share", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
      await empty();
      for (const each of steps) await take(each);
      await readAll(1);
      await readAll(2);
    }),
    { numRuns: RUNS },
  );
}, 600_000);
