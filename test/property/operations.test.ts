import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../src/database/database.js";
import type { EntitySpec } from "../../src/entities/entity.js";
import { isMonotableError } from "../../src/errors.js";
import type { Piece, PieceType, TableModel } from "../../src/model/model.js";
import { allFeatures } from "../support/all-features.js";
import { connect } from "../support/connect.js";
import "../support/seed.js";

/** The items of a reference model in memory, and of the database, after the same operations of every kind. */

const key = (name: string, type: "S" | "N" = "S") => ({ name, type });
const index = (name: string, partition: TableModel["partitionKey"], sort: TableModel["partitionKey"]) => ({
  name,
  type: "global" as const,
  partitionKey: [partition],
  sortKey: [sort],
  projection: name === "gsi2" ? ("KEYS_ONLY" as const) : ("ALL" as const),
});
const table: TableModel = {
  name: "operations",
  partitionKey: key("pk"),
  sortKey: key("sk"),
  indexes: [
    index("gsi1", key("gsi1pk"), key("gsi1sk")),
    index("gsi2", key("gsi2pk"), key("gsi2sk")),
    index("gsi3", key("st"), key("r", "N")),
  ],
  keyEncoding: "ordered",
  delimiter: "#",
  entityAttribute: "_entity",
};
const piece = (attribute: string, type: PieceType = "string", more: Partial<Piece> = {}): Piece => {
  return { attribute, type, ...more };
};
const spec: EntitySpec = {
  name: "Ticket",
  table,
  attributes: {
    board: { value: "string", storedAs: "b" },
    id: { value: "number" },
    team: { value: "string", storedAs: "t", optional: true },
    state: { value: "string", storedAs: "st" },
    rank: { value: "number", storedAs: "r" },
    due: { value: "date", optional: true },
    photo: { value: "binary", optional: true },
    points: { value: "number", storedAs: "p" },
    tags: { value: "set", optional: true },
    log: { value: "list" },
  },
  ...allFeatures,
  primaryKey: {
    name: "query",
    partition: [{ name: "pk", template: ["BOARD#", piece("board")] }],
    sort: [{ name: "sk", template: ["T#", piece("id", "int")] }],
  },
  indexes: [
    {
      name: "byTeam",
      index: "gsi1",
      partition: [{ name: "gsi1pk", template: ["TEAM#", piece("team")] }],
      sort: [
        {
          name: "gsi1sk",
          template: [piece("rank", "int", { derived: { kind: "descending" } }), "#", piece("id", "int")],
        },
      ],
      when: { state: ["new", "open"] },
    },
    {
      name: "byDue",
      index: "gsi2",
      partition: [{ name: "gsi2pk", template: ["DAY#", piece("due", "date", { derived: { kind: "day" } })] }],
      sort: [{ name: "gsi2sk", template: [piece("due", "date"), "#", piece("photo", "binary")] }],
    },
    {
      name: "byState",
      index: "gsi3",
      partition: [{ name: "st", natural: piece("state", "string", { storedAs: "st" }) }],
      sort: [{ name: "r", natural: piece("rank", "int", { storedAs: "r" }) }],
    },
  ],
};
const schema = z.object({
  board: z.string(),
  id: z.int(),
  team: z.string().optional(),
  state: z.string().default("new"),
  rank: z.int().default(0),
  due: z.date().optional(),
  photo: z.instanceof(Uint8Array).optional(),
  points: z.number().default(0),
  tags: z.set(z.string()).optional(),
  log: z.array(z.string()).default([]),
});
type Ticket = z.output<typeof schema>;
type Input = z.input<typeof schema>;
type Key = Pick<Ticket, "board" | "id">;
type Operation = PromiseLike<unknown>;
interface Change extends Operation {
  set(values: object): Change;
  remove(...names: string[]): Change;
  add(values: object): Change;
  addTo(sets: object): Change;
  append(lists: object): Change;
  if(condition: (ticket: { points: { gt(value: number): unknown } }) => unknown): Change;
}
interface Tickets {
  create(item: Input): Operation;
  put(item: Input): Operation;
  upsert(item: Input): Operation;
  update(key: Key): Change;
  delete(key: Key): Operation;
  modify(key: Key, modifier: (item: Ticket) => object): PromiseLike<unknown>;
  move(key: Key, changes: object): PromiseLike<unknown>;
  putMany(items: readonly Input[]): Promise<void>;
  deleteMany(keys: readonly Key[]): Promise<void>;
  getMany(keys: readonly Key[]): Promise<(Ticket | undefined)[]>;
  byDue(key: { due: Date }): { all(): Promise<Partial<Ticket>[]> };
  query(key: { board: string }): { all(): Promise<Ticket[]> };
}
interface Opened {
  readonly ticket: Tickets;
  transactWrite(parts: readonly Operation[]): Promise<void>;
  batchWrite(parts: readonly Operation[]): Promise<void>;
}

const connection = await connect([table]);
const db = openDatabase<Opened>(connection.client, {
  entities: { ticket: { spec, schema } },
  collections: {},
});

type Reference = Map<string, Ticket>;
const nameOf = ({ board, id }: Key) => JSON.stringify([board, id]);

/** Without what is `undefined`, and without sets of nothing. */
function present<Value extends object>(value: Value): Value {
  const isThere = (each: unknown) => each !== undefined && !(each instanceof Set && each.size === 0);
  return Object.fromEntries(Object.entries(value).filter(([, each]) => isThere(each))) as Value;
}
const whole = (item: Input): Ticket =>
  present({ state: "new", rank: 0, points: 0, log: [], ...item }) as Ticket;

const digits = (text: string) => text.replace(/\d/g, (digit) => String(9 - Number(digit)));
const count = (value: number) => String(Math.abs(value)).length;
const upwards = (value: number) =>
  value < 0
    ? `m${99 - count(value)}${digits(String(-value))}`
    : `p${String(count(value)).padStart(2, "0")}${value}`;

/** A ticket as it must be stored, worked out apart from the library. */
function documentOf(ticket: Ticket): Record<string, unknown> {
  const { board, id, team, state, rank, due, photo, points, tags, log } = ticket;
  const escaped = board.replaceAll("$", "$k").replaceAll("#", "$j").replaceAll(" ", "$g");
  const at = due?.toISOString();
  return present({
    pk: `BOARD#${escaped}`,
    sk: `T#${upwards(id)}`,
    _entity: "Ticket",
    ...(team !== undefined &&
      (state === "new" || state === "open") && {
        gsi1pk: `TEAM#${team}`,
        gsi1sk: `${upwards(-rank)}#${upwards(id)}`,
      }),
    ...(at !== undefined &&
      photo !== undefined && {
        gsi2pk: `DAY#${at.slice(0, 10)}`,
        gsi2sk: `${at}#${Buffer.from(photo).toString("hex")}`,
      }),
    b: board,
    id,
    t: team,
    st: state,
    r: rank,
    due: at,
    photo,
    p: points,
    tags,
    log,
  });
}

/** What is done to the database, and what it does to the reference: the code of the error where it is refused. */
interface Step {
  readonly title: string;
  readonly run: () => PromiseLike<unknown>;
  readonly follow: (all: Reference) => string | undefined;
  /** A refusal that depends on what is stored and is none of the reference's business. */
  readonly mayRefuse?: true;
}

const board = fc.constantFrom("a", "a#b", "a $");
const id = fc.constantFrom(-1, 9, 10);
const keyOf = fc.record({ board, id });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const team = fc.constantFrom("red", "blue");
const state = fc.constantFrom("new", "open", "done");
const rank = fc.integer({ min: -20, max: 200 });
const due = fc
  .constantFrom("2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00.000Z")
  .map((text) => new Date(text));
const photo = fc.uint8Array({ minLength: 1, maxLength: 2 }).map((bytes) => new Uint8Array(bytes));
const tags = fc.uniqueArray(fc.constantFrom("x", "y", "z")).map((each) => new Set(each));
const input: fc.Arbitrary<Input> = fc
  .record({
    board,
    id,
    team: optional(team),
    state: optional(state),
    rank: optional(rank),
    due: optional(due),
    photo: optional(photo),
    tags: optional(tags),
    points: optional(fc.integer({ min: -3, max: 3 })),
  })
  .map((item) => present(item) as Input);

const put = (all: Reference, item: Input) => void all.set(nameOf(item), whole(item));
const changed = (all: Reference, at: Key, change: (ticket: Ticket) => Ticket) => {
  const before = all.get(nameOf(at));
  if (before === undefined) return "NotFound";
  all.set(nameOf(at), present(change(before)));
  return undefined;
};

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: input.map(
      (item): Step => ({
        title: "create",
        run: () => db.ticket.create(item),
        follow: (all) => (all.has(nameOf(item)) ? "AlreadyExists" : put(all, item)),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: input.map(
      (item): Step => ({
        title: "put",
        run: () => db.ticket.put(item),
        follow: (all) => put(all, item),
      }),
    ),
  },
  input.map(
    (item): Step => ({
      title: "upsert",
      run: () => db.ticket.upsert(item),
      follow: (all) =>
        void all.set(nameOf(item), present({ ...whole(item), ...all.get(nameOf(item)), ...item }) as Ticket),
      mayRefuse: true,
    }),
  ),
  fc.tuple(keyOf, fc.record({ team, state, rank, tags, points: rank })).map(
    ([at, set]): Step => ({
      title: "update set",
      run: () => db.ticket.update(at).set(present(set)),
      follow: (all) => changed(all, at, (ticket) => ({ ...ticket, ...present(set) })),
    }),
  ),
  fc.tuple(keyOf, fc.record({ due, photo })).map(
    ([at, set]): Step => ({
      title: "update set due",
      run: () => db.ticket.update(at).set(set),
      follow: (all) => changed(all, at, (ticket) => ({ ...ticket, ...set })),
    }),
  ),
  fc.tuple(keyOf, fc.constantFrom("team" as const, "due" as const, "photo" as const, "tags" as const)).map(
    ([at, name]): Step => ({
      title: "update remove",
      run: () => db.ticket.update(at).remove(name),
      follow: (all) => changed(all, at, ({ [name]: _, ...rest }) => rest as Ticket),
    }),
  ),
  fc.tuple(keyOf, fc.integer({ min: -9, max: 9 }), fc.constantFrom("x", "w")).map(
    ([at, by, tag]): Step => ({
      title: "update add",
      run: () =>
        db.ticket
          .update(at)
          .add({ points: by })
          .addTo({ tags: new Set([tag]) }),
      follow: (all) =>
        changed(all, at, (ticket) => ({
          ...ticket,
          points: ticket.points + by,
          tags: new Set([...(ticket.tags ?? []), tag]),
        })),
    }),
  ),
  keyOf.map(
    (at): Step => ({
      title: "update append",
      run: () => db.ticket.update(at).append({ log: ["seen"] }),
      follow: (all) => changed(all, at, (ticket) => ({ ...ticket, log: [...ticket.log, "seen"] })),
    }),
  ),
  keyOf.map(
    (at): Step => ({
      title: "update if",
      run: () =>
        db.ticket
          .update(at)
          .add({ points: 1 })
          .if((ticket) => ticket.points.gt(0)),
      follow: (all) => {
        const before = all.get(nameOf(at));
        if (before === undefined) return "NotFound";
        if (before.points <= 0) return "ConditionFailed";
        return changed(all, at, (ticket) => ({ ...ticket, points: ticket.points + 1 }));
      },
    }),
  ),
  fc
    .tuple(keyOf, fc.record({ state, rank, team: optional(team), due: optional(due) }, { requiredKeys: [] }))
    .map(
      ([at, change]): Step => ({
        title: "modify",
        run: () => db.ticket.modify(at, () => change),
        // What is undefined is taken out.
        follow: (all) => changed(all, at, (ticket) => ({ ...ticket, ...change })),
      }),
    ),
  fc.tuple(keyOf, keyOf, state).map(
    ([from, to, next]): Step => ({
      title: "move",
      run: () => db.ticket.move(from, { ...to, state: next }),
      follow: (all) => {
        const before = all.get(nameOf(from));
        if (before === undefined) return "NotFound";
        if (nameOf(from) !== nameOf(to) && all.has(nameOf(to))) return "AlreadyExists";
        all.delete(nameOf(from));
        all.set(nameOf(to), { ...before, ...to, state: next });
        return undefined;
      },
    }),
  ),
  keyOf.map(
    (at): Step => ({
      title: "delete",
      run: () => db.ticket.delete(at),
      follow: (all) => void all.delete(nameOf(at)),
    }),
  ),
  fc.uniqueArray(input, { minLength: 2, maxLength: 4, selector: nameOf }).chain((items) =>
    fc.constantFrom<Step>(
      {
        title: "putMany",
        run: () => db.ticket.putMany(items),
        follow: (all) => void items.forEach((item) => void put(all, item)),
      },
      {
        title: "deleteMany",
        run: () => db.ticket.deleteMany(items),
        follow: (all) => void items.forEach((item) => void all.delete(nameOf(item))),
      },
      {
        title: "batchWrite",
        run: () =>
          db.batchWrite(items.map((item, n) => (n === 0 ? db.ticket.delete(item) : db.ticket.put(item)))),
        follow: (all) =>
          void items.forEach((item, n) => void (n === 0 ? all.delete(nameOf(item)) : put(all, item))),
      },
      {
        title: "transactWrite",
        run: () =>
          db.transactWrite(
            items.map((item, n) => {
              if (n === 0) return db.ticket.create(item);
              return n === 1 ? db.ticket.delete(item) : db.ticket.put(item);
            }),
          ),
        follow: (all) => {
          const [first] = items;
          if (first !== undefined && all.has(nameOf(first))) return "TransactionCanceled";
          items.forEach((item, n) => void (n === 1 ? all.delete(nameOf(item)) : put(all, item)));
          return undefined;
        },
      },
    ),
  ),
);

async function codeOf(run: () => PromiseLike<unknown>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (isMonotableError(error)) return error.code;
    throw error;
  }
}

it("after every operation the items are those of the reference, with the keys that their attributes imply", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
      const before = await connection.stored("operations");
      await db.ticket.deleteMany(before.map((row) => ({ board: String(row["b"]), id: Number(row["id"]) })));
      const all: Reference = new Map();
      for (const { title, run, follow, mayRefuse } of steps) {
        const next = new Map(all);
        const expected = follow(next);
        const code = await codeOf(run);
        const refused = mayRefuse === true && code === "InvalidUpdate";
        if (!refused) {
          expect([title, code]).toEqual([title, expected]);
          if (expected === undefined) {
            all.clear();
            for (const [name, ticket] of next) all.set(name, ticket);
          }
        }
        const stored = await connection.stored("operations");
        const rows = new Map(stored.map((row) => [nameOf({ board: row["b"], id: row["id"] } as Key), row]));
        const implied = new Map([...all].map(([name, ticket]) => [name, documentOf(ticket)]));
        expect(rows).toEqual(implied);
      }
      const tickets = [...all.values()];
      expect(await db.ticket.getMany(tickets)).toEqual(tickets);
      for (const [name, ticket] of all) {
        const { board, id, due, photo } = ticket;
        if (due === undefined || photo === undefined) continue;
        const found = await db.ticket.byDue({ due }).all();
        expect(found, name).toContainEqual({ board, id, due, photo });
      }
    }),
    { numRuns: 60 },
  );
}, 240_000);
