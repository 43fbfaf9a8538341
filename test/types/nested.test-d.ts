import { describe, expectTypeOf, it } from "vitest";
import type { Database as Shop } from "../../examples/shop/generated/index.js";
import { and, type Condition, not, or } from "../../src/index.js";
import type { Database } from "../golden/features/generated/index.js";

declare const db: Database;
declare const shop: Shop;
const update = () => db.site.update({ siteId: "s" });
const find = () => db.site.query({ siteId: "s" });

describe("a path below an attribute", () => {
  it("leads to what the schema has, with the operators of its type", () => {
    find().filter((s) => s.preferences.theme.eq("dark"));
    find().filter((s) => s.slots.key("any").available.between(1, 2));
    find().filter((s) => s.lines.at(0).marks.at(1).beginsWith("m"));
    shop.user.scan().filter((u) => u.preferences.theme.eq("dark"));
    // @ts-expect-error unknown member
    find().filter((s) => s.preferences.colour.eq("dark"));
    // @ts-expect-error not one of the themes
    find().filter((s) => s.preferences.theme.eq("pink"));
    // @ts-expect-error of another type
    find().filter((s) => s.slots.key("any").available.eq("1"));
    // @ts-expect-error a boolean has no order
    find().filter((s) => s.preferences["e-mail"].daily.gt(false));
    // @ts-expect-error a number does not begin with anything
    find().filter((s) => s.lines.at(0).quantity.beginsWith("1"));
    // @ts-expect-error a list has no keys
    find().filter((s) => s.lines.key("0").exists());
    // @ts-expect-error the tuple has two elements
    find().filter((s) => s.position.at(2).exists());
    // @ts-expect-error the members of a union are not those of every item
    find().filter((s) => s.code.digits.eq("1"));
  });

  it("reaches a member with a name of the path's own by member", () => {
    find().filter((s) => s.preferences.member("size").eq(3));
    find().filter((s) => s.preferences.size().eq(3));
    // @ts-expect-error the size of the map is a method
    find().filter((s) => s.preferences.size.eq(3));
    // @ts-expect-error reached by its name
    find().filter((s) => s.preferences.member("theme").eq("dark"));
  });

  it("is compared with another of its type", () => {
    find().filter((s) => s.paid.gte(s.total));
    find().filter((s) => s.lines.size().lt(s.paid));
    find().filter((s) => s.siteId.eq(s.preferences.theme));
    // @ts-expect-error a number with a string
    find().filter((s) => s.paid.gte(s.siteId));
    // @ts-expect-error a date with a number
    find().filter((s) => s.preferences["e-mail"].since.eq(s.paid));
    // @ts-expect-error no type of DynamoDB
    find().filter((s) => s.paid.hasType("number"));
  });

  it("composes", () => {
    find().filter((s) => and(s.paid.gt(1), or(undefined, not(s.open.exists())), undefined));
    find().filter(() => undefined);
    expectTypeOf(and()).toEqualTypeOf<Condition | undefined>();
    // @ts-expect-error not a condition
    find().filter((s) => and(s.paid));
    // @ts-expect-error a change is not a condition
    update().if(() => update().change((s) => [s.preferences.theme.set("dark")]));
  });
});

describe("an update", () => {
  it("changes lists and sets by their elements", () => {
    update()
      .append({ history: ["a"] })
      .prepend({ lines: [{ sku: "a", quantity: 1, marks: [] }] });
    update()
      .addTo({ tags: new Set(["a"]) })
      .deleteFrom({ levels: new Set([1]) });
    // @ts-expect-error of another type
    update().append({ history: [1] });
    // @ts-expect-error not an element of lines
    update().append({ lines: [{ sku: "a" }] });
    // @ts-expect-error not a list
    update().append({ tags: new Set(["a"]) });
    // @ts-expect-error a tuple does not grow
    update().append({ position: [1] });
    // @ts-expect-error not a set
    update().addTo({ history: ["a"] });
    // @ts-expect-error of another type
    update().deleteFrom({ tags: new Set([1]) });
    // @ts-expect-error a product has no list
    shop.product.update({ productId: "p" }).append({ name: ["a"] });
    // @ts-expect-error a product has nothing below its attributes
    shop.product.update({ productId: "p" }).change((p) => [p.name.set("x")]);
  });

  it("sets what is absent, but no key and no piece of one", () => {
    update().setIfAbsent({ history: [], total: 1 });
    db.task.update({ projectId: "p", number: 1 }).setIfAbsent({ points: 1 });
    // @ts-expect-error a part of the primary key
    update().setIfAbsent({ siteId: "x" });
    // @ts-expect-error a piece of an index key
    db.task.update({ projectId: "p", number: 1 }).setIfAbsent({ assignee: "ann" });
    // @ts-expect-error of another type
    update().setIfAbsent({ total: "1" });
  });

  it("changes what lies below what is always there", () => {
    update().change((s) => [
      s.preferences.theme.set("dark"),
      s.preferences.size.add(1),
      s.preferences.member("set").remove(),
      s.preferences.door.set({ code: "1" }),
      s.lines.at(0).quantity.add(1),
      s.lines.at(0).remove(),
      s.slots.key("x").remove(),
      s.position.at(0).add(1),
    ]);
    // @ts-expect-error not one of the themes
    update().change((s) => [s.preferences.theme.set("pink")]);
    // @ts-expect-error unknown member
    update().change((s) => [s.preferences.colour.set("red")]);
    // @ts-expect-error required
    update().change((s) => [s.preferences.theme.remove()]);
    // @ts-expect-error not a number
    update().change((s) => [s.lines.at(0).sku.add(1)]);
    // @ts-expect-error below what may be absent
    update().change((s) => [s.preferences.door.code.set("1")]);
    // @ts-expect-error below an attribute that may be absent
    update().change((s) => [s.labels.key("x").set("y")]);
    // @ts-expect-error a part of the primary key
    update().change((s) => [s.siteId.set("x")]);
    // @ts-expect-error an element of a tuple stays
    update().change((s) => [s.position.at(0).remove()]);
    // @ts-expect-error a condition is no change
    update().change((s) => [s.preferences.theme.eq("dark")]);
    // @ts-expect-error several changes are a list
    update().change((s) => s.preferences.theme.set("dark"));
  });
});
