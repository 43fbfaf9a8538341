import { expect } from "vitest";
import type { Connection } from "./connect.js";

type Item = Readonly<Record<string, unknown>>;

/** What guards an entity's items need: of each constraint its attributes, and the attributes of the primary key. */
export interface Constraints {
  readonly key: readonly string[];
  readonly unique: Readonly<Record<string, readonly string[]>>;
}

/** The constraints of the golden design of unique constraints. */
export const clubConstraints: Readonly<Record<string, Constraints>> = {
  Member: {
    key: ["memberId"],
    unique: { email: ["email"], nickname: ["nickname"], name: ["firstName", "lastName"], badge: ["badge"] },
  },
  Team: { key: ["league", "teamId"], unique: { title: ["league", "title"], founding: ["foundedAt"] } },
};

/** The text of a value in a guard's key, written apart from the encoder under test. */
function encode(value: unknown): string {
  if (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 1000) {
    const digits = String(value).replace(/0+$/, "");
    return `p${500 + String(value).length - 1}${digits}`;
  }
  if (value === 0) return "n";
  return String(value).replaceAll("$", "$k").replaceAll("#", "$j").replaceAll(" ", "$g");
}

/** The guards that items need, by their partition keys, each with its owner. */
export function guardsFor(
  entity: string,
  { key, unique }: Constraints,
  items: readonly Item[],
): Map<string, Item> {
  const guards = new Map<string, Item>();
  for (const item of items) {
    const owner = Object.fromEntries(key.map((name) => [name, item[name]]));
    for (const [constraint, attributes] of Object.entries(unique)) {
      if (attributes.some((name) => item[name] === undefined)) continue;
      const values = attributes.map((name) => encode(item[name]));
      const partition = `UNIQUE#${entity}#${constraint}#${values.join("#")}`;
      expect(guards.has(partition), `two items share ${partition}`).toBe(false);
      guards.set(partition, {
        pk: partition,
        sk: "UNIQUE",
        _entity: `${entity}.${constraint}`,
        _owner: owner,
      });
    }
  }
  return guards;
}

/** Proves that a table holds its entities' items and exactly their guards, and gives the items by entity. */
export async function checkLedger(
  connection: Pick<Connection, "stored">,
  tableName: string,
  entities: Readonly<Record<string, Constraints>>,
): Promise<Readonly<Record<string, readonly Item[]>>> {
  const rows = await connection.stored(tableName);
  const byEntity: Record<string, Item[]> = {};
  for (const row of rows) {
    const name = String(row["_entity"]);
    byEntity[name] = [...(byEntity[name] ?? []), row];
  }
  const expected = Object.entries(entities).flatMap(([name, constraints]) => [
    ...guardsFor(name, constraints, byEntity[name] ?? []).values(),
  ]);
  const guards = rows.filter((row) => String(row["pk"]).startsWith("UNIQUE#"));
  const sorted = (all: readonly Item[]) =>
    all.toSorted((a, b) => (String(a["pk"]) < String(b["pk"]) ? -1 : 1));
  expect(sorted(guards)).toEqual(sorted(expected));
  return byEntity;
}
