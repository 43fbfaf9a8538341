import { describe, expect, it } from "vitest";
import { Aliases, renderPath } from "../../../src/expressions/condition.js";
import { projection, renderKeyConditions } from "../../../src/expressions/projection.js";
import { renderUpdate } from "../../../src/expressions/update.js";

/** Names that are reserved words, syntax or placeholders of others. */
const HOSTILE = [
  "status",
  "SET",
  "a b",
  "#status",
  ":v0",
  "a.b",
  'a"b',
  "a'b",
  "😀",
  "1st",
  "0",
  "2",
  "_",
  "a-b",
  "a[0]",
  "größe",
  "",
  " ",
  "AND",
  "__proto__",
  "constructor",
  "State#Date",
  "a:b",
  "\u0000",
  "x".repeat(254),
  "x".repeat(255),
];

describe("the placeholders of a request", () => {
  it("are there only where there is something to replace", () => {
    expect(new Aliases().maps()).toEqual({});
    const names = new Aliases();
    names.name("a");
    expect(names.maps()).toEqual({ ExpressionAttributeNames: { "#a": "a" } });
    const values = new Aliases();
    values.value(null);
    expect(values.maps()).toEqual({ ExpressionAttributeValues: { ":v0": null } });
  });

  it("read like the name where it is an identifier, and are numbered elsewhere", () => {
    const aliases = new Aliases();
    expect(["pk", "GSI1-PK", "_entity", "2nd", "a.b"].map((name) => aliases.name(name))).toEqual([
      "#pk",
      "#1",
      "#_entity",
      "#3",
      "#4",
    ]);
  });

  it("of hostile names are distinct, well formed and short enough", () => {
    const aliases = new Aliases();
    const given = HOSTILE.map((name) => aliases.name(name));
    expect(new Set(given).size).toBe(HOSTILE.length);
    for (const alias of given) expect(alias).toMatch(/^#[A-Za-z0-9_]{1,254}$/);
    const { ExpressionAttributeNames: names = {} } = aliases.maps();
    expect(given.map((alias) => names[alias])).toEqual(HOSTILE);
    expect(Object.keys(names)).toHaveLength(HOSTILE.length);
  });

  it("are the same for the same name", () => {
    const aliases = new Aliases();
    expect(aliases.name("a b")).toBe(aliases.name("a b"));
    expect(Object.keys(aliases.maps().ExpressionAttributeNames ?? {})).toEqual(["#0"]);
  });

  it("of values are never shared", () => {
    const aliases = new Aliases();
    expect([aliases.value("x"), aliases.value("x")]).toEqual([":v0", ":v1"]);
  });

  it("of a path join its names", () => {
    const path = { attribute: "lines", below: [0, "zip code", "size"] };
    expect(renderPath(path, new Aliases())).toBe("#lines[0].#1.#size");
  });
});

describe("an update expression", () => {
  const render = (actions: Parameters<typeof renderUpdate>[0]) => {
    const aliases = new Aliases();
    return { text: renderUpdate(actions, aliases), ...aliases.maps() };
  };

  it("has a clause for each kind of action", () => {
    expect(
      render({
        set: { status: "x", "a.b": 1 },
        setIfAbsent: { made: 2 },
        remove: ["note", "2nd"],
        add: { total: -3 },
      }),
    ).toEqual({
      text: "SET #status = :v0, #1 = :v1, #made = if_not_exists(#made, :v2) REMOVE #note, #4 ADD #total :v3",
      ExpressionAttributeNames: {
        "#status": "status",
        "#1": "a.b",
        "#made": "made",
        "#note": "note",
        "#4": "2nd",
        "#total": "total",
      },
      ExpressionAttributeValues: { ":v0": "x", ":v1": 1, ":v2": 2, ":v3": -3 },
    });
  });

  it("leaves out clauses without actions", () => {
    expect(render({ set: {}, remove: [], add: {} })).toEqual({ text: "" });
    expect(render({ set: {}, setIfAbsent: { a: 1 }, remove: [], add: {} }).text).toBe(
      "SET #a = if_not_exists(#a, :v0)",
    );
    expect(render({ set: {}, remove: ["a"], add: {} }).text).toBe("REMOVE #a");
    expect(render({ set: {}, remove: [], add: { a: 1n } }).text).toBe("ADD #a :v0");
  });
});

it("renders the conditions of a key", () => {
  const aliases = new Aliases();
  const text = renderKeyConditions(
    [
      { name: "pk", operator: "=", value: "a" },
      { name: "GSI1-SK", operator: "between", value: 1, high: 2n },
      { name: "date", operator: "beginsWith", value: "2026" },
      { name: "n", operator: ">=", value: 5 },
    ],
    aliases,
  );
  expect(text).toBe("#pk = :v0 AND #1 BETWEEN :v1 AND :v2 AND begins_with(#date, :v3) AND #n >= :v4");
  expect(aliases.maps().ExpressionAttributeValues).toEqual({
    ":v0": "a",
    ":v1": 1,
    ":v2": 2n,
    ":v3": "2026",
    ":v4": 5,
  });
});

it("projects each attribute once", () => {
  expect(projection(["a", "b c", "a", "size"], new Aliases())).toBe("#a, #1, #size");
});
