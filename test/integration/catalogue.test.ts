import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import * as examples from "../golden/catalogue/examples.js";
import { createDatabase, tables } from "../golden/catalogue/generated/index.js";
import * as schema from "../golden/catalogue/schema.js";
import { connect } from "../support/connect.js";

type Item = Readonly<Record<string, unknown>>;

/** A repository of any of the entities: their types are checked by test/types/catalogue.test-d.ts. */
interface Repository {
  put(item: Item): PromiseLike<Item>;
  get(key: { readonly id: string }): PromiseLike<Item | undefined>;
  update(key: { readonly id: string }): { set(changes: Item): PromiseLike<Item> };
}

const { client } = await connect(tables);
const db = createDatabase(client) as unknown as Readonly<Record<string, Repository>>;

const entities = [
  ["text", schema.Text, examples.texts],
  ["scalar", schema.Scalar, examples.scalars],
  ["container", schema.Container, examples.containers],
  ["choice", schema.Choice, examples.choices],
  ["wrapped", schema.Wrapped, examples.wraps],
  ["coded", schema.Coded, examples.codes],
  ["recursive", schema.Recursive, examples.recursions],
] as const satisfies readonly (readonly [string, { readonly schema: z.ZodObject }, object])[];

type Rows = Readonly<Record<string, readonly (readonly [given: unknown, stored: unknown])[]>>;

/** An item of the examples at a position, and how it is stored: attributes with fewer examples begin again. */
function itemAt(rows: Rows, position: number): { readonly given: Item; readonly stored: Item } {
  const chosen = Object.entries(rows).map(([name, all]) => [name, all[position % all.length] ?? []] as const);
  return {
    given: Object.fromEntries(chosen.map(([name, [given]]) => [name, given])),
    stored: Object.fromEntries(chosen.flatMap(([name, [, stored]]) => (stored ? [[name, stored]] : []))),
  };
}

async function stored(entity: string, id: string): Promise<Item> {
  const name = entity.toUpperCase();
  const Key = { pk: { S: `${name}#${id}` }, sk: { S: name } };
  const { Item = {} } = await client.send(
    new GetItemCommand({ TableName: "catalogue", Key, ConsistentRead: true }),
  );
  const { pk: _, sk: __, id: ___, _entity: ____, ...attributes } = Item;
  return attributes;
}

/** DynamoDB has no negative zero. */
function positive(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value === 0 ? 0 : value]));
}

describe.each(entities)("the schema %s of the catalogue", (name, definition, examplesOf) => {
  const rows: Rows = examplesOf;
  const count = Math.max(...Object.values(rows).map((all) => all.length));
  const repository = (): Repository => db[name] as Repository;
  const parse = (item: Item) => positive(definition.schema.parse(item));

  it("has examples of every attribute", () => {
    expect(["id", ...Object.keys(rows)]).toEqual(Object.keys(definition.schema.shape));
  });

  it.each(Array.from({ length: count }, (_, position) => position))(
    "stores an item as documented, and reads it as it was parsed: %i",
    async (position) => {
      const id = `p${position}`;
      const item = itemAt(rows, position);
      const parsed = parse({ id, ...item.given });
      expect(await repository().put({ id, ...item.given })).toEqual(parsed);
      expect(await repository().get({ id })).toEqual(parsed);
      expect(await stored(name, id)).toEqual(item.stored);
    },
  );

  it.each(Array.from({ length: count }, (_, position) => position))(
    "updates an item to what put stores: %i",
    async (position) => {
      const id = `u${position}`;
      await repository().put({ id, ...itemAt(rows, position + 1).given });
      const { given } = itemAt(rows, position);
      // An attribute that an update gets as undefined is left alone.
      const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const updated = await repository().update({ id }).set(changes);
      const parsed = parse({ id, ...given });
      const changed = (item: Item) =>
        Object.fromEntries(Object.entries(item).filter(([key]) => Object.hasOwn(changes, key)));
      expect(changed(updated)).toEqual(changed(parsed));
    },
  );
});
