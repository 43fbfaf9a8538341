import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Entity, type EntitySpec } from "../../../src/entities/entity.js";
import { type Changes, NO_CHANGES, updateActions, withAdd } from "../../../src/entities/update.js";
import { upsertActions } from "../../../src/entities/upsert.js";
import { patternKey, toDocument } from "../../../src/entities/write-item.js";
import type { KeyPart, Piece, TableModel } from "../../../src/model/model.js";
import { allFeatures } from "../../support/all-features.js";

const table: TableModel = {
  name: "jobs",
  partitionKey: { name: "pk", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
};
const part = (name: string, ...template: readonly (string | Piece)[]): KeyPart => ({ name, template });

/** `open` and `failed` write one partition key; `open` has a condition of two attributes. */
const spec: EntitySpec = {
  name: "Job",
  table,
  attributes: {
    id: { value: "string" },
    state: { value: "string" },
    held: { value: "boolean", optional: true },
    tries: { value: "number" },
    due: { value: "string", optional: true },
    failedAt: { value: "string", optional: true },
    note: { value: "string", optional: true },
  },
  ...allFeatures,
  primaryKey: { name: "query", partition: [part("pk", { attribute: "id", type: "string" })], sort: [] },
  indexes: [
    {
      name: "open",
      index: "open",
      partition: [part("jobPk", "JOBS")],
      sort: [part("dueSk", { attribute: "due", type: "string" })],
      when: { state: ["new", "begun"], held: [false] },
    },
    {
      name: "failed",
      index: "failed",
      partition: [part("jobPk", "JOBS")],
      sort: [part("failedSk", { attribute: "failedAt", type: "string" })],
    },
    {
      name: "retried",
      index: "retried",
      partition: [part("retryPk", "RETRY")],
      sort: [part("retrySk", { attribute: "tries", type: "int" })],
      when: { tries: [1, 2] },
    },
    {
      name: "fresh",
      index: "fresh",
      partition: [part("freshPk", { attribute: "id", type: "string" })],
      sort: [],
      when: { state: ["new"] },
    },
  ],
};
const schema = z.object({
  id: z.string(),
  state: z.string().default("new"),
  held: z.boolean().optional(),
  tries: z.int().default(0),
  due: z.string().optional(),
  failedAt: z.string().optional(),
  note: z.string().optional(),
});
const job = new Entity(spec, schema, "jobs");

const KEY = { id: "j" };
const OPEN = { state: "new", held: false, due: "2026" };
const update = (change: Partial<Changes>) => updateActions(job, KEY, { ...NO_CHANGES, ...change });
const upsert = (given: Record<string, unknown>) =>
  upsertActions(
    job,
    { ...KEY, ...schema.partial().parse(given), ...given },
    new Set(["id", ...Object.keys(given)]),
  );
const refused = (attribute: string, reason: string) =>
  expect.objectContaining({ code: "InvalidUpdate", details: { entity: "Job", attribute, reason } });

describe("an item whose index has a condition", () => {
  it.each([
    [OPEN, { jobPk: "JOBS", dueSk: "2026", freshPk: "j" }],
    [
      { ...OPEN, state: "begun" },
      { jobPk: "JOBS", dueSk: "2026" },
    ],
    [{ ...OPEN, held: true }, { freshPk: "j" }],
    [{ ...OPEN, held: undefined }, { freshPk: "j" }],
    [{ ...OPEN, due: undefined }, { freshPk: "j" }],
    [
      { state: "done", tries: 2 },
      { retryPk: "RETRY", retrySk: "p012" },
    ],
    [{ state: "done", tries: 3 }, {}],
  ])("%# has its key where the condition holds", (item, keys) => {
    const document = toDocument(job, { ...KEY, ...item });
    const found = Object.keys(document).filter((name) => /^(job|due|failed|retry|fresh)[PS]k$/.test(name));
    expect(Object.fromEntries(found.map((name) => [name, document[name]]))).toEqual(keys);
  });

  it("has no cursor of an index that it is not in", () => {
    expect(patternKey(job, "open", { ...KEY, ...OPEN })).toEqual({ jobPk: "JOBS", dueSk: "2026" });
    expect(() => patternKey(job, "open", { ...KEY, ...OPEN, state: "done" })).toThrow(
      'Job: state in open: is "done", which keeps the item out of the index',
    );
  });
});

describe("an update of a conditional index", () => {
  it("writes the key where all is known and the condition holds", () => {
    expect(update({ set: OPEN }).set).toMatchObject({ jobPk: "JOBS", dueSk: "2026", freshPk: "j" });
  });

  it("takes the item out where it does not hold, whatever its other pieces are", () => {
    expect(update({ set: { state: "done" } })).toEqual({
      set: { state: "done" },
      // The other index may need the partition key that they share.
      remove: ["dueSk", "freshPk"],
      add: {},
    });
    expect(update({ remove: ["held"] }).remove).toEqual(["held", "dueSk"]);
  });

  it("needs every attribute otherwise, unless the item was read", () => {
    expect(() => update({ set: { state: "new" } })).toThrow(
      refused(
        "state",
        "is a piece of the key of open, which also needs due, held: set them together, or remove due to leave it",
      ),
    );
    expect(update({ set: { state: "new" }, of: { ...KEY, due: "2026", held: false } }).set).toMatchObject({
      dueSk: "2026",
    });
    expect(update({ set: { state: "new" }, of: { ...KEY, due: "2026" } }).remove).toEqual(["dueSk"]);
  });

  it("does not add to what it depends on", () => {
    expect(() => withAdd(job, NO_CHANGES, { tries: 1 })).toThrow("is a piece of the key of retried");
  });
});

describe("an upsert of a conditional index", () => {
  it("writes the key, or takes the item out", () => {
    expect(upsert({ ...OPEN, tries: 1 })).toMatchObject({
      set: { dueSk: "2026", jobPk: "JOBS", freshPk: "j", retryPk: "RETRY" },
      setIfAbsent: {},
      remove: [],
    });
    expect(upsert({ ...OPEN, state: "done", tries: 5 }).remove.toSorted()).toEqual([
      "dueSk",
      "freshPk",
      "retryPk",
      "retrySk",
    ]);
    expect(upsert({ state: "done" }).remove).toEqual(["dueSk", "freshPk"]);
  });

  it("leaves it where a default would keep the item out", () => {
    const { set, setIfAbsent, remove } = upsert({ state: "done" });
    expect(Object.keys({ ...set, ...setIfAbsent })).not.toContain("retryPk");
    expect(remove).not.toContain("retryPk");
  });

  it("is refused where a default would put it in, since the item may have another value", () => {
    expect(() => upsertActions(job, { ...KEY, state: "new", tries: 0 }, new Set(["id"]))).toThrow(
      refused(
        "state",
        "decides whether the item is in fresh, and an upsert does not know its value: give state",
      ),
    );
  });
});
