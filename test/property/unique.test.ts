import fc from "fast-check";
import { isMonotableError } from "monotable";
import { expect, it } from "vitest";
import { createDatabase, type Database, type Member, tables } from "../golden/unique/generated/index.js";
import { connect } from "../support/connect.js";
import { checkLedger, clubConstraints } from "../support/ledger.js";
import "../support/seed.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

/** The members as they should be, by their ids. */
type Reference = Map<string, Member>;

interface Outcome {
  readonly code: string;
  readonly attributes?: readonly string[];
}

const DONE: Outcome = { code: "done" };
const UNIQUE = [["email"], ["nickname"], ["firstName", "lastName"], ["badge"]] as const;

/** The first constraint that a member would break. */
function broken(all: Reference, member: Member): readonly (readonly string[])[] {
  const others = [...all.values()].filter(({ memberId }) => memberId !== member.memberId);
  return UNIQUE.filter((attributes) => {
    if (attributes.some((name) => member[name] === undefined)) return false;
    return others.some((other) => attributes.every((name) => other[name] === member[name]));
  });
}

/** What an operation does to the database, and to the reference: `undefined` deletes, an outcome refuses. */
interface Step {
  readonly run: (database: Database) => PromiseLike<unknown>;
  readonly id: string;
  readonly next: (before: Member | undefined) => Member | undefined | "NotFound" | "AlreadyExists";
}

const id = fc.constantFrom("a", "b", "c", "d");
const email = fc.constantFrom("1@x.org", "2@x.org", "3@x.org", "4@x.org", "5@x.org");
const nickname = fc.option(fc.constantFrom("#", "$ #", "n"), { nil: undefined });
const badge = fc.option(fc.constantFrom(0, 7, 10, 999), { nil: undefined });
const name = fc.constantFrom("a", "a#b", "b", "b#a", "é");

/** Without what is `undefined`. */
function present<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value;
}

const input = fc
  .record({ memberId: id, email, nickname, firstName: name, lastName: name, badge })
  .map((member) => present(member));
const changes = fc
  .record({ email, nickname, badge, firstName: name }, { requiredKeys: [] })
  .map((change) => present(change))
  .filter((change) => Object.keys(change).length > 0);
const defaults = { points: 0, history: [], settings: { theme: "light" } };
type Input = Parameters<Database["member"]["create"]>[0];

const step: fc.Arbitrary<Step> = fc.oneof(
  input.map((member) => ({
    run: (database: Database) => database.member.create(member as Input),
    id: member.memberId,
    next: (before: Member | undefined) =>
      before ? ("AlreadyExists" as const) : ({ ...defaults, ...member } as Member),
  })),
  input.map((member) => ({
    run: (database: Database) => database.member.put(member as Input),
    id: member.memberId,
    next: () => ({ ...defaults, ...member }) as Member,
  })),
  input.map((member) => ({
    run: (database: Database) => database.member.upsert(member as Input),
    id: member.memberId,
    next: (before: Member | undefined) => ({ ...defaults, ...before, ...member }) as Member,
  })),
  fc.tuple(id, changes).map(([memberId, set]) => ({
    run: (database: Database) => database.member.update({ memberId }).set(set),
    id: memberId,
    next: (before: Member | undefined) =>
      before ? ({ ...before, ...set } as Member) : ("NotFound" as const),
  })),
  fc.tuple(id, changes).map(([memberId, set]) => ({
    run: (database: Database) => database.member.modify({ memberId }, () => set),
    id: memberId,
    next: (before: Member | undefined) =>
      before ? ({ ...before, ...set } as Member) : ("NotFound" as const),
  })),
  fc.tuple(id, fc.constantFrom("nickname" as const, "badge" as const)).map(([memberId, optional]) => ({
    run: (database: Database) => database.member.update({ memberId }).remove(optional),
    id: memberId,
    next: (before: Member | undefined) => {
      if (before === undefined) return "NotFound" as const;
      const { [optional]: _, ...rest } = before;
      return rest as Member;
    },
  })),
  id.map((memberId) => ({
    run: (database: Database) => database.member.delete({ memberId }),
    id: memberId,
    next: () => undefined,
  })),
  fc.tuple(id, id).map(([memberId, to]) => ({
    run: (database: Database) => database.member.move({ memberId }, { memberId: to }),
    id: `${memberId}>${to}`,
    next: (before: Member | undefined) => (before ? { ...before, memberId: to } : ("NotFound" as const)),
  })),
);

/** What the reference says of a step, which it carries out. */
function follow(
  all: Reference,
  { id: place, next }: Step,
): Outcome | { readonly broken: readonly unknown[] } {
  const [from = "", to = from] = place.split(">");
  const after = next(all.get(from));
  if (after === "NotFound" || after === "AlreadyExists") return { code: after };
  if (to !== from && all.has(to)) return { code: "AlreadyExists" };
  const others = new Map([...all].filter(([key]) => key !== from));
  const faults = after === undefined ? [] : broken(others, after);
  if (faults.length > 0) return { broken: faults };
  all.delete(from);
  if (after !== undefined) all.set(to, after);
  return DONE;
}

async function outcomeOf(operation: PromiseLike<unknown>): Promise<Outcome> {
  try {
    await operation;
    return DONE;
  } catch (error) {
    if (isMonotableError(error, "NotUnique"))
      return { code: error.code, attributes: error.details.attributes };
    if (isMonotableError(error)) return { code: error.code };
    throw error;
  }
}

it("whatever is done, rows are the items and their guards, and errors name the attributes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      for (const memberId of ["a", "b", "c", "d"]) await db.member.delete({ memberId });
      const reference: Reference = new Map();
      for (const each of steps) {
        const expected = follow(reference, each);
        const outcome = await outcomeOf(each.run(db));
        if ("broken" in expected) {
          expect(outcome.code).toBe("NotUnique");
          expect(expected.broken).toContainEqual(outcome.attributes);
        } else {
          expect(outcome).toEqual(expected);
        }
        const { Member: rows = [] } = await checkLedger(connection, "club", clubConstraints);
        const found = new Map(rows.map((row) => [row["memberId"], row]));
        expect([...found.keys()].sort()).toEqual([...reference.keys()].sort());
        for (const [memberId, member] of reference) expect(found.get(memberId)).toMatchObject(member);
        for (const member of reference.values()) expect(await db.member.get(member)).toEqual(member);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
