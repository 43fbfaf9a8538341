import { describe, expect, it, vi } from "vitest";
import { scriptedClient } from "../support/scripted-client.js";

// An application may load the package twice, as ES modules and as CommonJS: two copies of every class.
const load = async () => ({
  ...(await import("../golden/features/generated/index.js")),
  ...(await import("monotable")),
  ...(await import("../../src/client/sdk-input.js")),
  ...(await import("../../src/wire/number.js")),
});
const first = await load();
vi.resetModules();
const second = await load();

const { client, reply, attempts } = scriptedClient();
const db = first.createDatabase(client);
const other = second.createDatabase(client);
type Db = typeof db;

const project = {
  projectId: "p1",
  ownerId: "o1",
  name: "Bridge",
  budget: 1,
  startedAt: new Date("2026-01-01T00:00:00.000Z"),
  parentId: null,
};
const key = { projectId: "p1" };

/** The request that is sent, as JSON. */
async function sent(run: () => PromiseLike<unknown>): Promise<unknown> {
  reply({ body: { Responses: [] } });
  await run();
  return attempts().map(({ headers, body }) => [headers["x-amz-target"], JSON.parse(body)]);
}

/** Hands out what a callback of a write was given, and leaves the write. */
function taken<Value>(take: (keep: (value: Value) => void) => { plan(): unknown }): Value {
  const kept: Value[] = [];
  take((value) => kept.push(value)).plan();
  const [value] = kept;
  if (value === undefined) throw new Error("The callback was not called");
  return value;
}

const condition = (of: Db) =>
  taken<ReturnType<typeof first.not>>((keep) =>
    of.project
      .update(key)
      .set({ budget: 2 })
      .if((p) => {
        const large = p.budget.gt(1);
        keep(large);
        return large;
      }),
  );

describe("two copies of the package", () => {
  it("have classes of their own", () => {
    expect(first.MonotableError).not.toBe(second.MonotableError);
    expect(condition(other)).not.toBeInstanceOf(condition(db)?.constructor);
  });

  it.each<readonly [string, (made: Db) => PromiseLike<unknown>]>([
    [
      "a transaction takes writes and checks",
      (made) =>
        db.transactWrite([made.project.put(project), made.settings.check((s) => s.theme.eq("dark"))], {
          token: "t",
        }),
    ],
    ["a batch takes writes", (made) => db.batchWrite([made.project.put(project)])],
    ["a batch takes reads", (made) => db.transactGet([made.project.get(key)])],
    [
      "a write takes conditions",
      (made) =>
        db.project
          .update(key)
          .set({ budget: 2 })
          .if(() => condition(made)),
    ],
    [
      "and() and not() join conditions",
      (made) =>
        db.project
          .update(key)
          .set({ budget: 2 })
          .if((p) => first.and(p.budget.lt(9), first.not(condition(made)), condition(made))),
    ],
    [
      "a condition compares attributes",
      (made) => {
        const path = taken<never>((keep) =>
          made.project
            .update(key)
            .set({ budget: 2 })
            .if((p) => {
              const { budget } = p;
              keep(budget as never);
              return budget.gt(1);
            }),
        );
        return db.project
          .update(key)
          .set({ budget: 2 })
          .if((p) => p.budget.lt(path));
      },
    ],
    [
      "an update takes nested changes",
      (made) => {
        const changes = taken<never[]>((keep) =>
          made.project.update(key).change((p) => {
            const all = [p.members.append([{ userId: "u1", since: project.startedAt }])];
            keep(all as never[]);
            return all;
          }),
        );
        return db.project.update(key).change(() => changes);
      },
    ],
    [
      "a statement takes identifiers",
      (made) => db.raw.partiql`SELECT * FROM ${made.raw.table("app")} WHERE pk = ${"PROJECT#p1"}`,
    ],
    [
      "a transaction takes statements",
      (made) =>
        db.raw.transact(
          [made.raw.partiql`SELECT * FROM ${made.raw.table("app")} WHERE pk = ${"PROJECT#p1"}`],
          {
            token: "t",
          },
        ),
    ],
  ])("send the same request where %s of the other copy", async (_, run) => {
    const own = await sent(() => run(db));
    expect(own).toHaveLength(1);
    expect(await sent(() => run(other))).toEqual(own);
  });

  it("give the document client the digits of a number that the other copy read", () => {
    const text = "1.00000000000000000000000000000000000001";
    const numbers = { from: (digits: string) => ({ digits }) } as never;
    const input = { Item: { n: second.readNumber(text) } };
    expect(input.Item.n).not.toBeInstanceOf(first.StoredNumber);
    expect(first.sdkInput(input, numbers)).toEqual({ Item: { n: { digits: text } } });
  });

  it("recognise each other's errors by isMonotableError and by instanceof", async () => {
    const failure = await Promise.resolve(other.project.get({ projectId: "" })).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(first.MonotableError);
    expect(first.isMonotableError(failure)).toBe(true);
    expect(first.isMonotableError(failure, "InvalidKey")).toBe(true);
    expect(first.isMonotableError(failure, "NotFound")).toBe(false);
  });

  it.each([undefined, null, "MonotableError", { name: "MonotableError", code: "NotFound", details: {} }])(
    "do not take %j for an error of monotable",
    (value) => expect(first.isMonotableError(value)).toBe(false),
  );
});
