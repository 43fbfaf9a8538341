import { defineEntity, defineTable, key } from "monotable";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type { Database, Issue, OrderV2 } from "../golden/existing/generated/index.js";

declare const db: Database;

describe("when", () => {
  const table = defineTable("t", {
    partitionKey: "pk",
    indexes: { gsi: { partitionKey: "gpk" } },
  });
  const schema = z.object({ id: z.string(), status: z.enum(["open", "paid"]), lines: z.array(z.string()) });

  it("takes a value, several, or any but these, of the attribute's type", () => {
    const use = { index: "gsi" } as const;
    defineEntity("A", {
      table,
      schema,
      storedAs: "a",
      constants: { v: "1", n: 2, b: true },
      key: (a) => ({ partition: key`A#${a.id}` }),
      indexes: (a) => ({
        one: { ...use, partition: key`O#${a.id}`, when: { status: "open" } },
        other: { ...use, partition: key`P#${a.id}`, when: { status: { not: "open" } } },
        several: { ...use, partition: key`P#${a.id}`, when: { status: { not: ["open", "paid"] } } },
      }),
    });
    defineEntity("A", {
      table,
      schema,
      key: (a) => ({ partition: key`A#${a.id}` }),
      // @ts-expect-error not a value of the attribute
      indexes: (a) => ({ one: { ...use, partition: key`O#${a.id}`, when: { status: { not: "closed" } } } }),
    });
    defineEntity("A", {
      table,
      schema,
      // @ts-expect-error a constant is a text, a number or a boolean
      constants: { v: ["1"] },
      key: (a) => ({ partition: key`A#${a.id}` }),
    });
  });
});

describe("the generated types of an entity with a stored name", () => {
  it("are those of its name in code, without its constants", () => {
    expectTypeOf(db.orderV2.get({ account: "a", orderId: "o" })).resolves.toEqualTypeOf<
      OrderV2 | undefined
    >();
    expectTypeOf<keyof OrderV2>().toEqualTypeOf<"account" | "orderId" | "total" | "currency">();
    db.issue.update({ repo: "r", number: 1 }).set({ status: "Closed" });
    expectTypeOf(db.issue.open({ repo: "r" }).first()).resolves.toEqualTypeOf<Issue | undefined>();
  });
});
