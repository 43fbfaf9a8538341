import { describe, expect, it } from "vitest";
import {
  type Changes,
  NO_CHANGES,
  updateActions,
  withAdd,
  withRemove,
  withSet,
} from "../../../src/entities/update.js";
import { upsertActions } from "../../../src/entities/upsert.js";
import { ticket } from "../../support/indexed-entity.js";

const KEY = { board: "b", id: 7 };
const DUE = "2026-01-02T00:00:00.000Z";

const changes = (change: Partial<Changes>): Changes => ({ ...NO_CHANGES, ...change });
const update = (change: Partial<Changes>) => updateActions(ticket, KEY, changes(change));
const refused = (reason: string, attribute?: string) =>
  expect.objectContaining({
    code: "InvalidUpdate",
    details: { entity: "Ticket", ...(attribute && { attribute }), reason },
  });
function failure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe("an update", () => {
  it("sets, removes and adds what no index is made of", () => {
    expect(update({ set: { note: "x" }, remove: ["score"], add: { total: 2n } })).toEqual({
      set: { note: "x" },
      remove: ["score"],
      add: { total: 2n },
    });
  });

  it("writes an index key whose pieces are all known, of the change or of the primary key", () => {
    expect(update({ set: { status: "open", rank: 1.5 } })).toEqual({
      set: { status: "open", rank: 1.5, queuePk: "QUEUE#open", queueSk: "p50015#b" },
      remove: [],
      add: {},
    });
  });

  it("writes every index that a change touches", () => {
    expect(update({ set: { team: "t", level: 3, due: new Date(DUE) } }).set).toEqual({
      team: "t",
      level: 3,
      due: DUE,
      teamPk: "TEAM#t",
      teamSk: "p013#p017",
      dueSk: DUE,
    });
  });

  it.each([
    [{ status: "open" }, "status", "byQueue", "rank", ""],
    [{ rank: 1 }, "rank", "byQueue", "status", ""],
    [{ level: 1 }, "level", "byTeam", "team", ", or remove team to leave it"],
    [{ team: "t", level: 1 }, "team", "byDue", "due", ", or remove due to leave it"],
  ])("refuses a piece of an index key without the others: %j", (set, attribute, index, missing, or) => {
    const reason = `is a piece of the key of ${index}, which also needs ${missing}: set them together${or}`;
    expect(failure(() => update({ set }))).toEqual(refused(reason, attribute));
  });

  it("takes the item out of an index that loses a piece", () => {
    expect(update({ remove: ["team"] }).remove.toSorted()).toEqual(["dueSk", "team", "teamPk", "teamSk"]);
    expect(update({ remove: ["team"] }).set).toEqual({});
  });

  it("keeps a key attribute that another index still has", () => {
    expect(update({ remove: ["due"] })).toEqual({ set: {}, remove: ["due", "dueSk"], add: {} });
    expect(update({ remove: ["level"] })).toEqual({ set: {}, remove: ["level", "teamSk"], add: {} });
    expect(update({ set: { team: "t", level: 1 }, remove: ["due"] })).toEqual({
      set: { team: "t", level: 1, teamPk: "TEAM#t", teamSk: "p011#p017" },
      remove: ["due", "dueSk"],
      add: {},
    });
  });

  it("leaves natural keys and those of the primary key to themselves", () => {
    expect(update({ set: { email: "e" } })).toEqual({ set: { email: "e" }, remove: [], add: {} });
    expect(update({ remove: ["email"] })).toEqual({ set: {}, remove: ["email"], add: {} });
  });

  it("refuses a natural index key that DynamoDB would refuse", () => {
    expect(failure(() => update({ set: { email: "" } }))).toMatchObject({
      code: "InvalidKey",
      details: { accessPattern: "byEmail", attribute: "email", reason: "must not be empty: it is a key" },
    });
  });

  it("removes an attribute that is set to an empty set", () => {
    expect(update({ set: { tags: new Set() } })).toEqual({ set: {}, remove: ["tags"], add: {} });
  });

  it.each<[Partial<Changes>, string]>([
    [{ set: { note: "x" }, remove: ["note"] }, "note"],
    [{ set: { total: 1n }, add: { total: 1n } }, "total"],
    [{ remove: ["score"], add: { score: 1 } }, "score"],
  ])("refuses to change an attribute twice (%#)", (change, attribute) => {
    expect(failure(() => update(change))).toEqual(refused("is changed twice in one update", attribute));
  });

  it("refuses to change nothing", () => {
    const reason = "the update changes nothing: give set, remove or add at least one attribute";
    expect(failure(() => update({}))).toEqual(refused(reason));
  });
});

describe("what an update is given", () => {
  it("is validated, attribute by attribute; undefined leaves an attribute as it is", () => {
    expect(withSet(ticket, NO_CHANGES, { note: "x", team: undefined }).set).toEqual({ note: "x" });
    expect(failure(() => withSet(ticket, NO_CHANGES, { note: 5 }))).toMatchObject({
      code: "InvalidItem",
      details: { issues: [{ attribute: "note" }] },
    });
    expect(failure(() => withSet(ticket, NO_CHANGES, { other: 5 }))).toMatchObject({
      code: "InvalidItem",
      details: { issues: [{ attribute: "other" }] },
    });
  });

  it("adds up, and leaves what was given before as it was", () => {
    const first = withSet(ticket, NO_CHANGES, { note: "x", email: "e" });
    const second = withAdd(
      ticket,
      withRemove(ticket, withSet(ticket, first, { note: "y" }), ["team", "team"]),
      { score: 1 },
    );
    expect(second).toEqual({ set: { note: "y", email: "e" }, remove: ["team"], add: { score: 1 } });
    expect(first).toEqual({ set: { note: "x", email: "e" }, remove: [], add: {} });
    expect(NO_CHANGES).toEqual({ set: {}, remove: [], add: {} });
  });

  const primary = "is a part of the primary key, which an update cannot change: create another item";
  const piece = "is a piece of the key of byQueue, so it is changed with set";
  it.each<[() => unknown, string, string]>([
    [() => withSet(ticket, NO_CHANGES, { board: "c" }), "board", primary],
    [() => withRemove(ticket, NO_CHANGES, ["id"]), "id", primary],
    [() => withAdd(ticket, NO_CHANGES, { id: 1 }), "id", primary],
    [
      () => withRemove(ticket, NO_CHANGES, ["status"]),
      "status",
      "cannot be removed: the schema does not say it is optional",
    ],
    [
      () => withRemove(ticket, NO_CHANGES, ["teamPk"]),
      "teamPk",
      "cannot be removed: the schema has no such attribute",
    ],
    [
      () => withRemove(ticket, NO_CHANGES, ["toString"]),
      "toString",
      "cannot be removed: the schema has no such attribute",
    ],
    [() => withAdd(ticket, NO_CHANGES, { rank: 1 }), "rank", piece],
    [() => withAdd(ticket, NO_CHANGES, { note: 1 }), "note", "is not a number, so nothing can be added"],
    [() => withAdd(ticket, NO_CHANGES, { other: 1 }), "other", "is not a number, so nothing can be added"],
    [() => withAdd(ticket, NO_CHANGES, { score: "1" }), "score", 'takes a finite number to add, got "1"'],
    [
      () => withAdd(ticket, NO_CHANGES, { score: 1n }),
      "score",
      "takes a finite number to add, got the bigint 1",
    ],
    [
      () => withAdd(ticket, NO_CHANGES, { score: Number.NaN }),
      "score",
      "takes a finite number to add, got NaN",
    ],
    [() => withAdd(ticket, NO_CHANGES, { total: 1 }), "total", "takes a finite bigint to add, got 1"],
  ])("is refused where it cannot be done (%#)", (run, attribute, reason) => {
    expect(failure(run)).toEqual(refused(reason, attribute));
  });
});

describe("an upsert", () => {
  const DEFAULTS = { status: "new", rank: 0 };
  const upsert = (given: Record<string, unknown>) =>
    upsertActions(
      ticket,
      { ...KEY, ...DEFAULTS, ...given },
      new Set([...Object.keys(KEY), ...Object.keys(given)]),
    );

  it("sets what was given, and defaults with their index keys only where there are none", () => {
    expect(upsert({ note: "x" })).toEqual({
      set: { _entity: "Ticket", board: "b", id: 7, note: "x" },
      setIfAbsent: { status: "new", rank: 0, queuePk: "QUEUE#new", queueSk: "n#b" },
      remove: [],
      add: {},
    });
  });

  it("sets index keys whose pieces are all given", () => {
    expect(upsert({ status: "open", rank: 2, team: "t", level: 1, due: new Date(DUE) }).set).toEqual({
      _entity: "Ticket",
      board: "b",
      id: 7,
      status: "open",
      rank: 2,
      team: "t",
      level: 1,
      due: DUE,
      queuePk: "QUEUE#open",
      queueSk: "p5002#b",
      teamPk: "TEAM#t",
      teamSk: "p011#p017",
      dueSk: DUE,
    });
  });

  it.each([
    [{ status: "open" }, "status", "byQueue", "rank"],
    [{ level: 1 }, "level", "byTeam", "team"],
    [{ team: "t" }, "team", "byTeam", "level"],
  ])("refuses a piece of an index key without the others: %j", (given, attribute, index, missing) => {
    const reason = `is a piece of the key of ${index}, which also needs ${missing}: give them together`;
    expect(failure(() => upsert(given))).toEqual(refused(reason, attribute));
  });

  it("removes an attribute that is given as an empty set", () => {
    expect(upsert({ tags: new Set() })).toMatchObject({ remove: ["tags"] });
  });

  it("does not touch attributes and indexes that were not given", () => {
    const { set, setIfAbsent } = upsert({});
    expect(Object.keys({ ...set, ...setIfAbsent }).toSorted()).toEqual([
      "_entity",
      "board",
      "id",
      "queuePk",
      "queueSk",
      "rank",
      "status",
    ]);
  });
});
