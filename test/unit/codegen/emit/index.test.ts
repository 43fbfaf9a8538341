import { describe, expect, test } from "vitest";
import { emit } from "../../../../codegen/emit/index.js";
import type { Model } from "../../../../src/model/model.js";
import { compile } from "../../../support/compile.js";
import { oddModels } from "../../../support/odd-models.js";
import { shopModel } from "../../../support/shop-model.js";

const options = { schemaImport: "../schema.js", importExtension: ".js" } as const;
const models = { ...oddModels, "the shop": shopModel };

/** A schema module with the exports that generated code reads. */
function schemaModule(model: Model): string {
  return model.entities
    .map(({ exportName, name }) => {
      const constant = `const ${name}Definition: { schema: never } = { schema: undefined as never };`;
      return `${constant}\nexport { ${name}Definition as ${JSON.stringify(exportName)} };\n`;
    })
    .join("");
}

/** Code of a user, in which each `@ts-expect-error` must be one. */
const uses: Readonly<Record<string, string>> = {
  "the shop": `
    import type { Database } from "./generated/index.js";
    export function use(db: Database): unknown[] {
      return [
        db.order.query({ userId: "u" }),
        db.order.query({ userId: "u", orderDate: "2024-01-01" }),
        db.order.query({ userId: "u", orderDate: { between: ["2024", "2025"] } }),
        db.order.query({ userId: "u", orderDate: "2024-01-01", orderId: { beginsWith: "A" } }),
        // @ts-expect-error orderDate is skipped
        db.order.query({ userId: "u", orderId: "o" }),
        // @ts-expect-error nothing follows a range
        db.order.query({ userId: "u", orderDate: { lt: "2024" }, orderId: "o" }),
        // @ts-expect-error not a status
        db.order.byStatus({ status: "LOST" }),
        db.order.update({ userId: "u", orderDate: "d", orderId: "o" }).set({ status: "PAID" }).add({ total: 1 }),
        // @ts-expect-error the primary key stays
        db.order.update({ userId: "u", orderDate: "d", orderId: "o" }).set({ orderId: "p" }),
        // @ts-expect-error nothing is optional
        db.order.update({ userId: "u", orderDate: "d", orderId: "o" }).remove("total"),
        db.account({ userId: "u" }).consistent(),
      ];
    }`,
  "a singleton": `
    import type { Database } from "./generated/index.js";
    export const use = (db: Database): unknown[] => [
      db.settings.get(),
      db.settings.update().set({ theme: "dark" }).remove("theme"),
      // @ts-expect-error there is only one
      db.settings.query(),
    ];`,
  "nothing outside the primary key": `
    import type { Database } from "./generated/index.js";
    export const use = (db: Database): unknown[] => [
      db.follow.get({ from: "a", to: "b" }),
      // @ts-expect-error there is nothing to change
      db.follow.update({ from: "a", to: "b" }).set({}),
    ];`,
  "partitions without attributes": `
    import type { Database } from "./generated/index.js";
    export const use = (db: Database): unknown[] => [
      db.country.query(),
      db.country.query({ code: { beginsWith: "D" } }),
      db.country.all(),
      // @ts-expect-error it takes no key
      db.country.all({ code: "DE" }),
    ];`,
  "pieces in the partition and the sort key and in two indexes": `
    import type { Database } from "./generated/index.js";
    export function use(db: Database): unknown[] {
      const one = db.ticket.update({ id: "t" });
      return [
        one.set({ region: "eu", team: "a", state: "open", cost: 3 }),
        // @ts-expect-error the attributes of the index keys go together
        one.set({ state: "open" }),
        one.remove("team"),
        // @ts-expect-error a piece of an index key is changed with set
        one.add({ cost: 1 }),
        db.ticket.byTeam({ region: "eu", team: "a", state: "open" }),
        // @ts-expect-error the team is a part of the partition
        db.ticket.byTeam({ region: "eu" }),
        db.ticket.byState({ state: "open", cost: { gte: 3 } }),
        // @ts-expect-error a global index is never read consistently
        db.ticket.byState({ state: "open" }).consistent(),
      ];
    }`,
  "projections of indexes": `
    import type { Database } from "./generated/index.js";
    export async function use(db: Database): Promise<unknown[]> {
      const [photo] = await db.photo.byAlbum({ album: "a" }).all();
      const whole = await db.photo.byAlbumAll({ album: "a" }).first();
      return [
        photo?.size,
        // @ts-expect-error the index does not hold the title
        photo?.title,
        whole?.title,
        // @ts-expect-error a filter cannot see the title either
        db.photo.byAlbum({ album: "a" }).filter((p) => p.title.exists()),
      ];
    }`,
};

describe("generated code", () => {
  test("compiles under the strictest flags, and refuses what it must", () => {
    const files = new Map<string, string>();
    for (const [position, [name, model]] of Object.entries(models).entries()) {
      for (const [path, text] of emit(model, options)) files.set(`${position}/generated/${path}`, text);
      files.set(`${position}/schema.ts`, schemaModule(model));
      const use = uses[name];
      if (use !== undefined) files.set(`${position}/use.ts`, use);
    }
    expect(compile(files)).toEqual([]);
  }, 60_000);

  test.each(Object.entries(models))("of %s has no any and keeps to the width", (_name, model) => {
    for (const [path, text] of emit(model, options)) {
      expect(text).not.toMatch(/(?<!")\bany\b(?!")/);
      const wide = text.split("\n").filter((line) => line.length > 120 && !/^ *(\/\*|\*|\/\/)/.test(line));
      // A regular expression cannot be broken over lines.
      if (path !== "patterns.ts") expect([path, wide]).toEqual([path, []]);
      expect(text).not.toMatch(/[ \t]$/m);
    }
  });

  test("is the same each time", () => {
    expect([...emit(shopModel, options)]).toEqual([...emit(structuredClone(shopModel), options)]);
  });

  test("of an order is short", () => {
    const files = emit(shopModel, options);
    const lines = (file: string) => files.get(file)?.trimEnd().split("\n").length ?? Number.NaN;
    expect(lines("order.ts") + lines("order.storage.ts")).toBeLessThan(150);
  });
});
