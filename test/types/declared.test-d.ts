import { describe, expectTypeOf, it } from "vitest";
import type { Database, Note, NoteInput, Thread } from "../golden/declared/generated/index.js";

declare const db: Database;
declare const note: Note;
const key = { noteId: "n1" };

describe("what monotable writes", () => {
  it("is in items, conditions and selections, and in nothing that is given", () => {
    expectTypeOf(note.madeAt).toEqualTypeOf<string>();
    expectTypeOf(note.version).toEqualTypeOf<number>();
    expectTypeOf<keyof NoteInput>().toEqualTypeOf<
      "noteId" | "title" | "owner" | "rank" | "stars" | "tags" | "expiresAt"
    >();
    db.note.get(key).select("version");
    db.note.query(key).filter((n) => n.changedAt.gt("2026"));
    // @ts-expect-error not given
    db.note.create({ ...key, title: "t", version: 1 });
    // @ts-expect-error not set
    db.note.update(key).set({ madeAt: "2026" });
    // @ts-expect-error not removed
    db.note.update(key).remove("madeAt");
  });

  it("is demanded of what was read, where there is a version", () => {
    db.note.update(key, note).set({ title: "t" });
    db.note.delete(key, { version: 3 });
    // @ts-expect-error the version has its name
    db.note.update(key, { revision: 3 });
    // @ts-expect-error a replaced item has a version
    db.note.put({ ...key, title: "t" });
    // @ts-expect-error a thread has none
    db.thread.update({ inbox: "i", newestAt: "2026", threadId: "t" }, { version: 1 });
    // @ts-expect-error a batch cannot demand a version
    db.note.putMany([]);
  });

  it("makes an update give what it was asked for", () => {
    const update = db.note.update(key).set({ title: "t" });
    expectTypeOf<Awaited<typeof update>>().toEqualTypeOf<Note>();
    const changed = update.returning("changed").add({ stars: 1 });
    expectTypeOf<Awaited<typeof changed>>().toEqualTypeOf<Partial<Note>>();
    const old = update.returning("changed").returning("old");
    expectTypeOf<Awaited<typeof old>>().toEqualTypeOf<Note>();
    // @ts-expect-error nothing else
    update.returning("none");
  });
});

describe("modify and move", () => {
  it("take each attribute alone, those of one index key too", () => {
    const modify = db.note.modify(key, (n) => (n.rank > 9 ? { rank: 9 } : undefined));
    expectTypeOf<Awaited<typeof modify>>().toEqualTypeOf<Note>();
    db.note.modify(key, async () => ({ owner: undefined }));
    // @ts-expect-error of the attribute's type
    db.note.modify(key, () => ({ rank: "9" }));
    // @ts-expect-error a modification is no part of a transaction
    db.transactWrite([modify]);

    const thread = { inbox: "i", newestAt: "2026", threadId: "t" };
    const move = db.thread.move(thread, { newestAt: "2027", count: 2 });
    expectTypeOf<Awaited<typeof move>>().toEqualTypeOf<Thread>();
    // @ts-expect-error of the attribute's type
    db.thread.move(thread, { newestAt: 2027 });
    // @ts-expect-error a singleton does not move
    db.totals.move({});
  });
});
