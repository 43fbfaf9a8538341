import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Entity } from "../../../src/entities/entity.js";
import {
  withElements,
  withNested,
  withSetElements,
  withSetIfAbsent,
} from "../../../src/entities/nested-changes.js";
import { conditionPaths } from "../../../src/entities/paths.js";
import {
  type Changes,
  NO_CHANGES,
  updateActions,
  withAdd,
  withRemove,
  withSet,
} from "../../../src/entities/update.js";
import { Aliases, type Condition, renderCondition } from "../../../src/expressions/condition.js";
import { renderUpdate } from "../../../src/expressions/update.js";
import { siteSpec } from "../../golden/features/generated/site.storage.js";
import { Site } from "../../golden/features/schema.js";
import { ticket } from "../../support/indexed-entity.js";

const site = new Entity(siteSpec, Site.schema, "app");
/** Paths as JavaScript has them: what the generated types refuse is tried too. */
interface Untyped extends Readonly<Record<Names, Untyped>> {
  (...given: readonly unknown[]): Untyped;
}
type Names =
  | "a"
  | "add"
  | "append"
  | "at"
  | "available"
  | "code"
  | "colour"
  | "door"
  | "eq"
  | "gt"
  | "hasType"
  | "key"
  | "labels"
  | "lines"
  | "marks"
  | "member"
  | "open"
  | "paid"
  | "position"
  | "preferences"
  | "price"
  | "quantity"
  | "remove"
  | "set"
  | "siteId"
  | "sku"
  | "slots"
  | "team"
  | "theme";

const paths = (): Untyped => conditionPaths(site) as unknown as Untyped;
const below = (build: (paths: Untyped) => unknown, before: Changes = NO_CHANGES): Changes =>
  withNested(site, before, (given) => build(given as unknown as Untyped));

function failure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
const refused = (code: string, attribute: string, reason: RegExp) =>
  expect.objectContaining({
    code,
    details: expect.objectContaining({ attribute, reason: expect.stringMatching(reason) }),
  });

describe("a condition below an attribute", () => {
  it.each<[() => unknown, string, RegExp]>([
    [
      () => paths().preferences.colour,
      "preferences.colour",
      /^is not in the schema; there is theme, size, set, e-mail, door$/,
    ],
    [
      () => paths().lines.at(0).price,
      "lines[0].price",
      /^is not in the schema; there is sku, quantity, marks$/,
    ],
    [() => paths().open.key, "open.key", /^is not in the schema; there is monday, size$/],
    [() => paths().position.at(2), "position[2]", /^is not there: the tuple has 2 elements$/],
    [() => paths().lines.at(-1), "lines", /^at\(\) takes a position from 0 on, got -1$/],
    [() => paths().lines.key("x"), "lines.x", /^is not there: a list has positions/],
    [() => paths().slots.at(0), "slots[0]", /^is not there: a record has keys/],
    [() => paths().slots.key(""), "slots", /^key\(\) takes a name that is not empty/],
    [() => paths().siteId.at(0), "siteId[0]", /^is not there: nothing lies below this value$/],
    [() => paths().siteId.colour, "siteId", /^has no colour$/],
    [
      () => paths().preferences.theme.eq(5),
      "preferences.theme",
      /^is a string; it cannot be compared with 5$/,
    ],
    [() => paths().lines.at(0).quantity.gt("1"), "lines[0].quantity", /^is a number; it cannot be compared/],
    [
      () => paths().paid.gt(paths().siteId),
      "paid",
      /^is a number; it cannot be compared with siteId, a string$/,
    ],
    [() => paths().paid.hasType("number"), "paid", /^hasType takes one of S, SS, N,.* got "number"$/],
  ])("is refused with its full path: %#", (build, attribute, reason) => {
    expect(failure(build)).toEqual(refused("InvalidCondition", attribute, reason));
  });

  it("aliases every name, whatever it is", () => {
    const name = "#a.b[0] :v0 OR \u{1f642}";
    const path: Untyped = paths().slots.key(name).available;
    const aliases = new Aliases();
    expect(renderCondition((path.eq(1) as unknown as Condition).node, aliases)).toBe(
      "#slots.#1.#available = :v0",
    );
    expect(aliases.maps().ExpressionAttributeNames).toEqual({
      "#slots": "slots",
      "#1": name,
      "#available": "available",
    });
  });

  it("goes anywhere below what the schema does not tell", () => {
    const schema = z.object({ siteId: z.string(), code: z.any() });
    const loose = new Entity(siteSpec, schema, "app");
    const { code } = conditionPaths(loose) as unknown as Untyped;
    const condition = code.a.at(0).member("eq").eq("x") as unknown as Condition;
    expect(renderCondition(condition.node, new Aliases())).toBe("#code.#a[0].#eq = :v0");
  });
});

describe("a change below an attribute", () => {
  it.each<[(s: Untyped) => unknown, string, RegExp]>([
    [(s) => [s.colour.set(1)], "colour", /^is not an attribute of it; it has siteId, /],
    [(s) => [s.siteId.set("x")], "siteId", /^is a part of the primary key/],
    [(s) => [s.preferences.colour.set(1)], "preferences.colour", /^is not in the schema/],
    [
      (s) => [s.preferences.door.code.set("1")],
      "preferences.door.code",
      /^lies below preferences\.door, which may be absent or null/,
    ],
    [
      (s) => [s.labels.key("x").set("y")],
      "labels.x",
      /^lies below labels, which may be absent or null: set labels as a whole/,
    ],
    [
      (s) => [s.preferences.theme.remove()],
      "preferences.theme",
      /^cannot be removed: the schema does not say it is optional$/,
    ],
    [(s) => [s.position.at(0).remove()], "position[0]", /^cannot be removed/],
    [(s) => [s.lines.at(0).sku.add(1)], "lines[0].sku", /^is not a number, so nothing can be added$/],
    [
      (s) => [s.lines.at(0).quantity.add(1n)],
      "lines[0].quantity",
      /^takes a finite number to add, got the bigint 1$/,
    ],
    [(s) => [s.lines.at(0).quantity.add(Number.NaN)], "lines[0].quantity", /^takes a finite number/],
    [(s) => [s.position.append([1])], "position", /^is not a list, so nothing can be appended$/],
    [(s) => [s.lines.at(0).marks.append("x")], "lines[0].marks", /^takes an array of elements, got "x"$/],
    [(s) => [s.preferences.theme.set(undefined)], "preferences.theme", /^cannot be set to undefined/],
  ])("is refused with its full path: %#", (build, attribute, reason) => {
    expect(failure(() => below(build))).toEqual(refused("InvalidUpdate", attribute, reason));
  });

  it("is validated by the nested schema", () => {
    const issue = (build: (s: Untyped) => unknown) => {
      const error = failure(() => below(build));
      expect(error).toMatchObject({ code: "InvalidItem" });
      return (error as { details: { issues: readonly { attribute: string }[] } }).details.issues[0]
        ?.attribute;
    };
    expect(issue((s) => [s.preferences.theme.set("pink")])).toBe("preferences.theme");
    expect(issue((s) => [s.lines.at(0).sku.set("x")])).toBe("lines[0].sku");
    expect(issue((s) => [s.slots.key("x").set({ available: -1 })])).toBe("slots.x.available");
    expect(issue((s) => [s.lines.at(0).marks.append([1])])).toBe("lines[0].marks[0]");
  });

  it("must be a list of changes", () => {
    expect(failure(() => below(() => undefined))).toMatchObject({ code: "InvalidUpdate" });
    expect(failure(() => below((s) => [s.lines]))).toMatchObject({ code: "InvalidUpdate" });
  });

  it("is no piece of an index key", () => {
    expect(failure(() => withNested(ticket, NO_CHANGES, ({ team }) => [team?.set("x")]))).toEqual(
      refused("InvalidUpdate", "team", /^is a piece of the key of byTeam, so it is changed with set$/),
    );
    expect(failure(() => withSetIfAbsent(ticket, NO_CHANGES, { team: "x" }))).toMatchObject({
      code: "InvalidUpdate",
    });
  });
});

describe("places that one update changes", () => {
  const line = { sku: "p1", quantity: 1, marks: [] };
  it.each<[string, (before: Changes) => Changes, string, RegExp]>([
    [
      "the same attribute",
      (c) => withElements(site, withSet(site, c, { lines: [] }), "append", { lines: [line] }),
      "lines",
      /^is changed twice in one update$/,
    ],
    [
      "a sum and a value",
      (c) => withSetIfAbsent(site, withAdd(site, c, { paid: 1 }), { paid: 1 }),
      "paid",
      /^is changed twice/,
    ],
    [
      "a place and its attribute",
      (c) => below((s) => [s.lines.at(0).remove()], withElements(site, c, "append", { lines: [] })),
      "lines[0]",
      /^overlaps with lines, which the update changes too$/,
    ],
    [
      "a place and what lies below",
      (c) => below((s) => [s.slots.key("x").available.add(1), s.slots.key("x").remove()], c),
      "slots.x",
      /^overlaps with slots\.x\.available/,
    ],
    [
      "a removed attribute",
      (c) => withSetElements(site, withRemove(site, c, ["tags"]), "addTo", { tags: new Set(["aa"]) }),
      "tags",
      /^is changed twice/,
    ],
  ])("must not overlap: %s", (_, change, attribute, reason) => {
    const changes = change(NO_CHANGES);
    expect(failure(() => updateActions(site, { siteId: "s" }, changes))).toEqual(
      refused("InvalidUpdate", attribute, reason),
    );
  });

  it("may lie beside each other", () => {
    const changes = below((s) => [
      s.slots.key("x").available.add(1),
      s.slots.key("y").remove(),
      s.lines.at(1).quantity.set(1),
      s.lines.at(0).quantity.set(1),
    ]);
    const aliases = new Aliases();
    expect(renderUpdate(updateActions(site, { siteId: "s" }, changes), aliases)).toBe(
      "SET #slots.#x.#available = #slots.#x.#available + :v0, " +
        "#lines[1].#quantity = :v1, #lines[0].#quantity = :v2 REMOVE #slots.#y",
    );
  });
});

describe("elements of lists and sets", () => {
  it.each<[() => unknown, string, string]>([
    [
      () => withElements(site, NO_CHANGES, "append", { siteId: ["x"] }),
      "InvalidUpdate",
      "siteId is a part of the primary key",
    ],
    [
      () => withElements(site, NO_CHANGES, "append", { paid: [1] }),
      "InvalidUpdate",
      "paid is not a list, so nothing can be appended",
    ],
    [
      () => withElements(site, NO_CHANGES, "prepend", { tags: ["x"] }),
      "InvalidUpdate",
      "tags is not a list, so nothing can be prepended",
    ],
    [() => withElements(site, NO_CHANGES, "append", { history: [""] }), "InvalidItem", "history[0]"],
    [
      () => withSetElements(site, NO_CHANGES, "addTo", { history: new Set(["x"]) }),
      "InvalidUpdate",
      "history is not a set",
    ],
    [
      () => withSetElements(site, NO_CHANGES, "addTo", { tags: new Set() }),
      "InvalidUpdate",
      "takes a set with at least one element",
    ],
    [
      () => withSetElements(site, NO_CHANGES, "deleteFrom", { tags: ["aa"] }),
      "InvalidUpdate",
      "takes a set with at least one element",
    ],
    [() => withSetElements(site, NO_CHANGES, "addTo", { tags: new Set(["x"]) }), "InvalidItem", "tags"],
    [() => withSetIfAbsent(site, NO_CHANGES, { paid: "x" }), "InvalidItem", "paid"],
    [() => withSetIfAbsent(site, NO_CHANGES, { colour: "x" }), "InvalidItem", "unknown attribute"],
  ])("are refused where they do not fit: %#", (change, code, message) => {
    expect(failure(change)).toEqual(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it("leave what is undefined", () => {
    expect(withElements(site, NO_CHANGES, "append", { history: undefined }).paths).toEqual([]);
  });
});
