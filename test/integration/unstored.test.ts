import { describe, expect, it } from "vitest";
import { createDatabase, type TicketInput, tables } from "../golden/storage/generated/index.js";
import { connect } from "../support/connect.js";

/** Tickets, whose board, number and time of opening are in their primary key alone. */

const OPENED = new Date("2026-03-01T10:00:00.250Z");
const ticket = (board: string, number: number, more: Partial<TicketInput> = {}): TicketInput => ({
  board,
  number,
  opened: OPENED,
  title: `ticket ${number}`,
  ...more,
});
const keyOf = (board: string, number: number) => ({ board, number, opened: OPENED });
const asRead = (board: string, number: number, more: object = {}) => ({
  ...ticket(board, number),
  state: "open",
  ...more,
});

const connection = await connect(tables);
const db = createDatabase(connection.client);

const inputs = () => connection.sent().map(({ input }) => input as Record<string, unknown>);

describe("attributes that the primary key alone holds", () => {
  it("are written into the keys, and nowhere else", async () => {
    const created = await db.ticket.create(ticket("a#$ é", -7));
    expect(created).toEqual(asRead("a#$ é", -7));
    expect(inputs()).toMatchObject([{ Item: { _entity: "Ticket", n: "ticket -7", state: "open" } }]);
    const [row] = (await connection.stored("archive")).filter(({ n }) => n === "ticket -7");
    expect(Object.keys(row ?? {}).sort()).toEqual(
      ["_entity", "gsi1pk", "gsi1sk", "n", "pk", "sk", "state", "titlepk"].sort(),
    );
  });

  it("are read from them: by get, query, collections of keys, scans, batches and transactions", async () => {
    await db.ticket.putMany([ticket("read", 1), ticket("read", 2), ticket("read", 10)]);
    const all = [1, 2, 10].map((number) => asRead("read", number));
    expect(await db.ticket.get(keyOf("read", 1))).toEqual(all[0]);
    expect(await db.ticket.query({ board: "read" }).all()).toEqual(all);
    expect(await db.ticket.query({ board: "read", opened: OPENED, number: { gt: 1 } }).all()).toEqual(
      all.slice(1),
    );
    expect(await db.ticket.byState({ state: "open", board: "read" }).all()).toEqual(all);
    expect(await db.ticket.byTitle({ title: "ticket 10" }).all()).toEqual([
      { ...keyOf("read", 10), title: "ticket 10" },
    ]);
    expect(await db.ticket.scan().all()).toEqual(expect.arrayContaining(all));
    expect(await db.ticket.getMany([keyOf("read", 2), keyOf("read", 3)])).toEqual([all[1], undefined]);
    expect(await db.transactGet([db.ticket.get(keyOf("read", 10))])).toEqual([all[2]]);
  });

  it("are selected by the keys that tell them", async () => {
    await db.ticket.put(ticket("select", 5));
    connection.sent();
    expect(await db.ticket.get(keyOf("select", 5)).select("number", "title")).toEqual({
      number: 5,
      title: "ticket 5",
    });
    expect(await db.ticket.query({ board: "select" }).select("board", "opened", "number").all()).toEqual([
      keyOf("select", 5),
    ]);
    expect(await db.ticket.get(keyOf("select", 5)).select("opened", "number")).toEqual({
      opened: OPENED,
      number: 5,
    });
    expect(await db.ticket.byState({ state: "open", board: "select" }).select("number").all()).toEqual([
      { number: 5 },
    ]);
    const [get, query, , index] = inputs();
    expect(get).toMatchObject({ ExpressionAttributeNames: { "#sk": "sk", "#n": "n" } });
    expect(Object.values(query?.["ExpressionAttributeNames"] ?? {})).toEqual(
      expect.arrayContaining(["pk", "sk"]),
    );
    expect(Object.values(index?.["ExpressionAttributeNames"] ?? {})).toContain("sk");
  });

  it("are in the keys of indexes after every write", async () => {
    const gsi1sk = (number: number) =>
      connection
        .stored("archive")
        .then((rows) => rows.find((row) => row["n"] === `moved ${number}`))
        .then((row) => [row?.["gsi1pk"], row?.["gsi1sk"], Object.keys(row ?? {}).includes("board")]);
    await db.ticket.upsert(ticket("index", 3, { title: "moved 3" }));
    expect(await gsi1sk(3)).toEqual(["STATE#open", "index#p013", false]);
    await db.ticket.update(keyOf("index", 3)).set({ state: "done" });
    expect(await gsi1sk(3)).toEqual(["STATE#done", "index#p013", false]);
    await db.ticket.upsert(ticket("index", 3, { title: "moved 3", state: "open" }));
    expect(await gsi1sk(3)).toEqual(["STATE#open", "index#p013", false]);
    await db.ticket.modify(keyOf("index", 3), ({ number }) => ({ title: `moved ${number + 1}` }));
    expect(await gsi1sk(4)).toEqual(["STATE#open", "index#p013", false]);
    const moved = await db.ticket.move(keyOf("index", 3), { number: 4 });
    expect(moved).toEqual(asRead("index", 4, { title: "moved 4" }));
    expect(await gsi1sk(4)).toEqual(["STATE#open", "index#p014", false]);
    expect(await db.ticket.get(keyOf("index", 3))).toBeUndefined();
  });

  it("go on from a cursor, and are decoded of a raw item", async () => {
    for (const number of [1, 2, 3]) await db.ticket.put(ticket("pages", number));
    const query = db.ticket.query({ board: "pages" });
    const first = await query.page({ size: 2 });
    const next = await query.page({ size: 2, ...(first.cursor && { after: first.cursor }) });
    expect([...first.items, ...next.items].map(({ number }) => number)).toEqual([1, 2, 3]);
    const stored = db.ticket.encode(ticket("raw", 1));
    expect(stored).not.toHaveProperty("board");
    expect(db.ticket.decode(stored)).toEqual(asRead("raw", 1));
  });

  it("cannot be in a condition", async () => {
    const condition = db.ticket
      .delete(keyOf("none", 1))
      // @ts-expect-error: board is in the key alone.
      .if((t) => t.board.eq("none"));
    await expect(condition).rejects.toMatchObject({
      code: "InvalidCondition",
      details: { entity: "Ticket", attribute: "board" },
    });
    expect(connection.sent()).toEqual([]);
  });
});
