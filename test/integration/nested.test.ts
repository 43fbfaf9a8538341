import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { and, type Condition, not, or } from "../../src/index.js";
import {
  createDatabase,
  type Site,
  type SiteInput,
  type SitePaths,
  tables,
} from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const SINCE = new Date("2026-01-02T03:04:05.678Z");
const site = {
  siteId: "s",
  paid: 5,
  total: 10,
  preferences: { theme: "dark", size: 3, set: "x", "e-mail": { daily: true, since: SINCE } },
  slots: { "a b.c": { available: 2 }, size: { available: 0, note: "full" } },
  open: { monday: true, size: false },
  lines: [{ sku: "p1", quantity: 2, marks: ["m", "n"] }],
  history: ["first"],
  position: [1.5, "north"],
  tags: new Set(["aa", "bb"]),
  levels: new Set([1, 2]),
  labels: { x: "y" },
} satisfies SiteInput;

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  await db.site.create(site);
});

interface SentFilter {
  readonly FilterExpression?: string;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
}

function sentInput(): SentFilter {
  const [request] = connection.sent();
  return request?.input as SentFilter;
}

describe("a condition below an attribute", () => {
  const since = SINCE.toISOString();
  it.each<[string, (s: SitePaths) => Condition, string, readonly unknown[]]>([
    ["a member", (s) => s.preferences.theme.eq("dark"), "#preferences.#theme = :v0", ["dark"]],
    [
      "a member with a name of the path's own",
      (s) => s.preferences.member("size").gt(2),
      "#preferences.#size > :v0",
      [2],
    ],
    ["the size of the map", (s) => s.preferences.size().gte(4), "size(#preferences) >= :v0", [4]],
    [
      "a deep member with another name",
      (s) => s.preferences["e-mail"].daily.eq(true),
      "#preferences.#1.#daily = :v0",
      [true],
    ],
    ["a date", (s) => s.preferences["e-mail"].since.lte(SINCE), "#preferences.#1.#since <= :v0", [since]],
    [
      "a member that is not there",
      (s) => s.preferences.door.code.notExists(),
      "attribute_not_exists(#preferences.#door.#code)",
      [],
    ],
    ["an entry", (s) => s.labels.key("x").eq("y"), "#labels.#x = :v0", ["y"]],
    [
      "an entry with a hostile name",
      (s) => s.slots.key("a b.c").available.gte(1),
      "#slots.#1.#available >= :v0",
      [1],
    ],
    [
      "a member of an entry",
      (s) => s.slots.key("size").note.beginsWith("f"),
      "begins_with(#slots.#size.#note, :v0)",
      ["f"],
    ],
    [
      "a whole entry",
      (s) => s.slots.key("a b.c").eq({ available: 2 }),
      "#slots.#1 = :v0",
      [{ available: 2 }],
    ],
    ["a record with known keys", (s) => s.open.monday.eq(true), "#open.#monday = :v0", [true]],
    [
      "one of them with a name of the path's own",
      (s) => s.open.member("size").eq(false),
      "#open.#size = :v0",
      [false],
    ],
    ["a member of an element", (s) => s.lines.at(0).sku.eq("p1"), "#lines[0].#sku = :v0", ["p1"]],
    [
      "a list in an element",
      (s) => s.lines.at(0).marks.contains("n"),
      "contains(#lines[0].#marks, :v0)",
      ["n"],
    ],
    [
      "an element of a list in an element",
      (s) => s.lines.at(0).marks.at(1).eq("n"),
      "#lines[0].#marks[1] = :v0",
      ["n"],
    ],
    [
      "the size of a list in an element",
      (s) => s.lines.at(0).marks.size().eq(2),
      "size(#lines[0].#marks) = :v0",
      [2],
    ],
    ["an element that is not there", (s) => s.lines.at(7).notExists(), "attribute_not_exists(#lines[7])", []],
    [
      "an element of a tuple",
      (s) => s.position.at(1).in("north", "south"),
      "#position[1] IN (:v0, :v1)",
      ["north", "south"],
    ],
    [
      "a range of an element",
      (s) => s.position.at(0).between(1, 2),
      "#position[0] BETWEEN :v0 AND :v1",
      [1, 2],
    ],
    ["another attribute", (s) => s.paid.lt(s.total), "#paid < #total", []],
    ["a size with an attribute", (s) => s.lines.size().lt(s.paid), "size(#lines) < #paid", []],
    [
      "two places",
      (s) => s.slots.key("size").available.ne(s.slots.key("a b.c").available),
      "#slots.#size.#available <> #slots.#3.#available",
      [],
    ],
    ["the stored type of an attribute", (s) => s.tags.hasType("SS"), "attribute_type(#tags, :v0)", ["SS"]],
    [
      "the stored type of a member",
      (s) => s.preferences["e-mail"].hasType("M"),
      "attribute_type(#preferences.#1, :v0)",
      ["M"],
    ],
  ])("finds by %s", async (_, condition, text, values) => {
    const found = await db.site.query({ siteId: "s" }).filter(condition).all();
    const sent = sentInput();
    // The key condition has two names and two values before it.
    expect(sent.FilterExpression).toBe(
      text.replace(/([#v])(\d+)/g, (_, kind, number) => `${kind}${Number(number) + 2}`),
    );
    expect(Object.values(sent.ExpressionAttributeValues ?? {}).slice(2)).toEqual(values);
    expect(found.map(({ siteId }) => siteId)).toEqual(["s"]);

    expect(
      await db.site
        .query({ siteId: "s" })
        .filter((s) => condition(s).not())
        .all(),
    ).toEqual([]);
  });
});

describe("a condition that its callback does not return", () => {
  const key = { siteId: "s" };
  type Untyped = (s: SitePaths) => Condition | undefined;
  it.each<[string, (s: SitePaths) => unknown]>([
    ["!", (s) => !s.preferences["e-mail"].daily],
    ["&&", (s) => s.paid.gt(1000) && s.total.gt(1)],
    ["||", (s) => s.paid.gt(1) || s.total.gt(1000)],
    ["a comma", (s) => [s.paid.gt(1000), s.total.gt(1)].at(-1)],
    ["no return", (s) => void s.paid.gt(1000)],
  ])("rejects every read and write that it is given to (%s), and nothing is sent", async (_, callback) => {
    const condition = callback as Untyped;
    const calls: readonly (() => PromiseLike<unknown>)[] = [
      () => db.site.delete(key).if(condition),
      () => db.site.put(site).if(condition),
      () => db.site.update(key).add({ total: 1 }).if(condition),
      () => db.transactWrite([db.site.check(key, condition)]),
      () => db.site.query(key).filter(condition).all(),
      () => db.site.scan().filter(condition).all(),
    ];
    for (const call of calls)
      await expect((async () => call())()).rejects.toMatchObject({ code: "InvalidCondition" });
    expect(connection.sent()).toEqual([]);
    expect(await db.site.get(key)).toMatchObject({ siteId: "s", paid: 5, total: 10 });
  });
});

describe("composed conditions", () => {
  const find = (condition: (s: SitePaths) => Condition | undefined) =>
    db.site.query({ siteId: "s" }).filter(condition).all();

  it("leave out what is undefined", async () => {
    const composed = (onlyPaid: boolean) =>
      find((s) => and(s.total.gt(1), onlyPaid ? s.paid.gte(s.total) : undefined));
    expect(await composed(false)).toHaveLength(1);
    expect(sentInput().FilterExpression).toBe("#total > :v2");
    expect(await composed(true)).toHaveLength(0);
    expect(sentInput().FilterExpression).toBe("#total > :v2 AND #paid >= #total");
  });

  it("join by or and not, nested", async () => {
    expect(
      await find((s) => or(undefined, s.paid.eq(1), and(s.paid.eq(5), not(s.tags.contains("zz"))))),
    ).toHaveLength(1);
    expect(sentInput().FilterExpression).toBe("#paid = :v2 OR (#paid = :v3 AND NOT (contains(#tags, :v4)))");
  });

  it("send no condition where nothing is left", async () => {
    expect(and(undefined, undefined)).toBeUndefined();
    expect(or()).toBeUndefined();
    expect(not(undefined)).toBeUndefined();
    expect(await find(() => and())).toHaveLength(1);
    expect(sentInput()).not.toHaveProperty("FilterExpression");

    await db.site
      .update({ siteId: "s" })
      .add({ total: 0 })
      .if(() => undefined);
    expect(sentInput().ConditionExpression).toBe(
      "attribute_exists(#pk) AND (#_entity = :v1 OR attribute_not_exists(#_entity))",
    );
  });

  it("must leave a condition in a check", async () => {
    await expect(db.transactWrite([db.site.check({ siteId: "s" }, () => undefined)])).rejects.toMatchObject({
      code: "InvalidCondition",
    });
    expect(connection.sent()).toEqual([]);
  });
});

describe("an update of lists and sets", () => {
  const key = { siteId: "elements" };
  const update = () => db.site.update(key);

  async function changes(
    operation: PromiseLike<Site>,
    expression: string,
    values: readonly unknown[],
    then: Partial<Site>,
  ): Promise<void> {
    expect(await operation).toMatchObject(then);
    const sent = sentInput();
    expect(sent.UpdateExpression).toBe(expression);
    // The last value is that of the condition on the entity.
    expect(Object.values(sent.ExpressionAttributeValues ?? {})).toEqual([...values, "Site"]);
    expect(await db.site.get(key)).toMatchObject(then);
    connection.sent();
  }

  beforeEach(async () => {
    const { history, tags, labels, ...rest } = site;
    await db.site.put({ ...rest, siteId: "elements" });
    connection.sent();
  });

  it("appends and prepends, to a list that may be absent too", async () => {
    const line = { sku: "p2", quantity: 1, marks: [] };
    await changes(update().append({ lines: [line] }), "SET #lines = list_append(#lines, :v0)", [[line]], {
      lines: [site.lines[0] ?? line, line],
    });
    await changes(
      update().append({ history: ["one", "two"] }),
      "SET #history = list_append(if_not_exists(#history, :v1), :v0)",
      [["one", "two"], []],
      { history: ["one", "two"] },
    );
    await changes(
      update().prepend({ history: ["zero"] }),
      "SET #history = list_append(:v0, if_not_exists(#history, :v1))",
      [["zero"], []],
      { history: ["zero", "one", "two"] },
    );
  });

  it("adds to sets and deletes from them, until nothing is left", async () => {
    const tags = new Set(["xx", "yy"]);
    await changes(update().addTo({ tags }), "ADD #tags :v0", [tags], { tags });
    await changes(
      update().deleteFrom({ tags: new Set(["xx", "zz"]) }),
      "DELETE #tags :v0",
      [new Set(["xx", "zz"])],
      { tags: new Set(["yy"]) },
    );
    expect(await update().deleteFrom({ tags: new Set(["yy"]) })).not.toHaveProperty("tags");
    connection.sent();
    await changes(update().addTo({ levels: new Set([3]) }), "ADD #levels :v0", [new Set([3])], {
      levels: new Set([1, 2, 3]),
    });
  });

  it("sets what is absent and leaves what is there", async () => {
    await changes(
      update().setIfAbsent({ history: ["h"], total: 99 }),
      "SET #history = if_not_exists(#history, :v0), #total = if_not_exists(#total, :v1)",
      [["h"], 99],
      { history: ["h"], total: 10 },
    );
  });

  it("does all of it at once, under one condition", async () => {
    await update()
      .set({ paid: 1 })
      .add({ total: 1 })
      .append({ lines: [] })
      .deleteFrom({ levels: new Set([2]) })
      .remove("open")
      .change((s) => [s.preferences.theme.set("light")])
      .if((s) => s.lines.at(0).quantity.eq(2));
    expect(sentInput()).toMatchObject({
      UpdateExpression:
        "SET #paid = :v0, #lines = list_append(#lines, :v2), #preferences.#theme = :v4 REMOVE #open ADD #total :v1 DELETE #levels :v3",
      ConditionExpression:
        "attribute_exists(#pk) AND #lines[0].#quantity = :v5 AND NOT (#total > :v6) AND (#_entity = :v7 OR attribute_not_exists(#_entity))",
    });
    expect(await db.site.get(key)).toMatchObject({ paid: 1, total: 11, levels: new Set([1]) });
  });
});

describe("a change below an attribute", () => {
  const key = { siteId: "below" };

  beforeEach(async () => {
    await db.site.put({ ...site, siteId: "below" });
    connection.sent();
  });

  it("sets, adds and removes members, entries and elements", async () => {
    const changed = await db.site
      .update(key)
      .change((s) => [
        s.preferences.theme.set("light"),
        s.preferences.size.add(1),
        s.preferences.member("set").remove(),
        s.preferences["e-mail"].since.set(new Date(0)),
        s.slots.key("a b.c").available.add(-1),
        s.slots.key("size").remove(),
        s.slots.key("new").set({ available: 7 }),
        s.lines.at(0).quantity.add(3),
        s.lines.at(0).marks.append(["o"]),
        s.position.at(1).set("south"),
      ]);
    expect(sentInput().UpdateExpression).toBe(
      "SET #preferences.#theme = :v0, " +
        "#preferences.#size = if_not_exists(#preferences.#size, :v2) + :v1, " +
        "#preferences.#4.#since = :v3, " +
        "#slots.#7.#available = #slots.#7.#available + :v4, " +
        "#slots.#new = :v5, " +
        "#lines[0].#quantity = #lines[0].#quantity + :v6, " +
        "#lines[0].#marks = list_append(#lines[0].#marks, :v7), " +
        "#position[1] = :v8 " +
        "REMOVE #preferences.#set, #slots.#size",
    );
    const then = {
      preferences: { theme: "light", size: 4, "e-mail": { daily: true, since: new Date(0) } },
      slots: { "a b.c": { available: 1 }, new: { available: 7 } },
      lines: [{ sku: "p1", quantity: 5, marks: ["m", "n", "o"] }],
      position: [1.5, "south"],
    };
    expect(changed).toMatchObject(then);
    expect(changed.preferences).not.toHaveProperty("set");
    expect(changed.slots).not.toHaveProperty("size");
    expect(await db.site.get(key)).toEqual(changed);
  });

  it("takes elements out of a list; those behind move up", async () => {
    await db.site.update(key).append({ lines: [{ sku: "p2", quantity: 1, marks: [] }] });
    const { lines } = await db.site.update(key).change((s) => [s.lines.at(0).remove()]);
    expect(lines).toEqual([{ sku: "p2", quantity: 1, marks: [] }]);
  });

  it("needs the entry below which it is", async () => {
    const change = db.site.update(key).change((s) => [s.slots.key("none").available.add(1)]);
    await expect(change).rejects.toMatchObject({
      code: "RequestFailed",
      details: { name: "ValidationException" },
    });
    await expect(change.if((s) => s.slots.key("none").exists())).rejects.toMatchObject({
      code: "ConditionFailed",
    });
    expect((await db.site.get(key))?.slots).toEqual(site.slots);
  });

  it("is refused before sending where the type did not tell", async () => {
    const build = (s: unknown) => [(s as { siteId: { set(value: string): never } }).siteId.set("x")];
    await expect(db.site.update(key).change(build)).rejects.toMatchObject({
      code: "InvalidUpdate",
      details: { entity: "Site", attribute: "siteId" },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("gives the changed attributes whole, those that were changed below their top too", async () => {
    const siteId = "changed";
    await db.site.put({ ...site, siteId });
    connection.sent();

    const flat = await db.site.update({ siteId }).set({ paid: 6 }).returning("changed");
    const below = await db.site
      .update({ siteId })
      .set({ paid: 7 })
      .change((s) => [s.preferences.theme.set("light")])
      .returning("changed");
    expect(connection.sent()).toMatchObject([
      { operation: "UpdateItem", input: { ReturnValues: "UPDATED_NEW" } },
      { operation: "UpdateItem", input: { ReturnValues: "ALL_NEW" } },
    ]);
    expect(flat).toEqual({ paid: 6 });
    expect(below).toEqual({ paid: 7, preferences: { ...site.preferences, theme: "light" } });
  });

  it("takes part in a transaction", async () => {
    await db.transactWrite([
      db.site
        .update(key)
        .change((s) => [s.slots.key("a b.c").available.add(-1)])
        .if((s) => s.slots.key("a b.c").available.gte(1)),
    ]);
    expect((await db.site.get(key))?.slots["a b.c"]).toEqual({ available: 1 });
  });
});
