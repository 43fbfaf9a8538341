import { describe, expect, it } from "vitest";
import {
  type ArticleInput,
  createDatabase,
  type NoteInput,
  tables,
} from "../golden/declared/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);

/** A database whose clock goes on by a second each time that it is read. */
function ticking() {
  let reads = 0;
  const now = () => {
    reads += 1;
    return new Date(Date.UTC(2026, 0, 1, 0, 0, reads));
  };
  return { db: createDatabase(connection.client, { now }), reads: () => reads };
}

const note: NoteInput = { noteId: "n", title: "One" };
const article: ArticleInput = { articleId: "a", topic: "t" };

describe("the clock", () => {
  it("is read once by each write, so that both times of a new item are the same", async () => {
    const { db, reads } = ticking();
    const created = await db.note.create(note);
    expect(created.madeAt).toEqual(created.changedAt);
    expect(reads()).toBe(1);
    await db.note.upsert(note);
    expect(reads()).toBe(2);
    await db.note.update(note).set({ title: "Two" }).add({ stars: 1 }).remove("owner");
    expect(reads()).toBe(3);
    await db.note.modify(note, () => ({ title: "Three" }));
    expect(reads()).toBe(4);
    const read = await db.article.put(article);
    expect(read.createdAt.toISOString()).toBe(read.updatedAt);
    expect(reads()).toBe(5);
  });

  it("is read once by the reads of several items", async () => {
    const { db, reads } = ticking();
    const gets = [db.note.get({ noteId: "x" }), db.note.get({ noteId: "y" })] as const;
    await db.batchGet(gets);
    expect(reads()).toBe(1);
    await db.transactGet(gets);
    expect(reads()).toBe(2);
    await db.note.query({ noteId: "x" }).all();
    expect(reads()).toBe(3);
  });
});

describe("keepTimestamps", () => {
  it("writes the item as it was read, by put and by create, with its index keys", async () => {
    const { db } = ticking();
    const before = await db.article.put({ ...article, articleId: "k" });
    const stored = await connection.stored("desk");
    await db.article.delete(before);
    const put = db.article.put(before).keepTimestamps();
    connection.sent();
    expect(await put).toEqual(before);
    expect(connection.sent()).toMatchObject([
      { operation: "PutItem", input: { Item: { updatedAt: before.updatedAt } } },
    ]);
    expect(await connection.stored("desk")).toEqual(stored);
    await db.article.delete(before);
    expect(await db.article.create(before).keepTimestamps()).toEqual(before);
    await db.batchWrite([db.article.put(before).keepTimestamps()]);
    expect(await connection.stored("desk")).toEqual(stored);
  });

  it("keeps the version that create is given, and counts on from the item that put replaces", async () => {
    const { db } = ticking();
    await db.note.create({ ...note, noteId: "v" });
    const read = await db.note.update({ noteId: "v" }).set({ title: "Two" });
    expect(read.version).toBe(2);
    await db.note.delete({ noteId: "v" });
    expect(await db.note.create(read).keepTimestamps()).toEqual(read);
    expect(await db.note.put(read, read).keepTimestamps()).toEqual({ ...read, version: 3 });
  });

  it("rejects an item without its timestamps, or with others than its schema has", async () => {
    const { db } = ticking();
    connection.sent();
    await expect(db.article.put(article).keepTimestamps()).rejects.toMatchObject({
      code: "InvalidItem",
      details: { issues: [{ attribute: "createdAt" }, { attribute: "updatedAt" }] },
    });
    const wrong = { ...article, createdAt: "2026", updatedAt: "yesterday" };
    await expect(db.article.create(wrong).keepTimestamps()).rejects.toMatchObject({
      code: "InvalidItem",
      message: expect.stringContaining("createdAt keepTimestamps writes it as given, which must be a Date"),
    });
    const unknown = {
      ...note,
      madeAt: "2026-01-01T00:00:00.000Z",
      changedAt: "2026-01-01T00:00:00.000Z",
      version: 0,
    };
    await expect(db.note.create(unknown).keepTimestamps()).rejects.toMatchObject({ code: "InvalidItem" });
    await expect(db.note.create(unknown)).rejects.toMatchObject({ code: "InvalidItem" });
    expect(connection.sent()).toEqual([]);
  });
});
