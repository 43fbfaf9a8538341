import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyTablePlan, planTable } from "../../codegen/deploy/plan.js";
import type { TableModel } from "../../src/model/model.js";
import { SimulatedDynamoDB } from "../support/simulated-dynamodb.js";
import { tables } from "../support/table-arbitraries.js";

const name = "notes-test";
const quick = { intervalMilliseconds: 0, timeoutSeconds: 5 };

async function apply(dynamodb: SimulatedDynamoDB, table: TableModel, allowDestructive: boolean) {
  const plan = await planTable(dynamodb, { table, name });
  await applyTablePlan(dynamodb, { table, name }, plan, { ...quick, allowDestructive });
  return plan;
}

describe("a table that is made as one schema says, and changed into what another says", () => {
  it("is as the schema says then, in steps of which DynamoDB refuses none", async () => {
    await fc.assert(
      fc.asyncProperty(tables(), tables(), async (from, to) => {
        const dynamodb = new SimulatedDynamoDB();
        await apply(dynamodb, from, false);
        expect((await planTable(dynamodb, { table: from, name })).steps).toEqual([]);

        const before = dynamodb.changes.length;
        const plan = await planTable(dynamodb, { table: to, name });
        const destroys = plan.steps.some((step) => step.destroys !== undefined);
        if (destroys) {
          await expect(apply(dynamodb, to, false)).rejects.toMatchObject({
            message: expect.stringContaining("destroys"),
          });
          expect(dynamodb.changes).toHaveLength(before);
        }
        await apply(dynamodb, to, destroys);
        expect((await planTable(dynamodb, { table: to, name })).steps).toEqual([]);
        // What was planned is what was sent, but for what a table refused while it was new.
        expect(dynamodb.changes.slice(before)).toEqual(plan.steps.map(({ request }) => request));
      }),
      { numRuns: 150 },
    );
  });

  it("can be stopped after any step and begun again", async () => {
    await fc.assert(
      fc.asyncProperty(tables(), tables(), fc.nat(12), async (from, to, steps) => {
        const dynamodb = new SimulatedDynamoDB({ slow: 2 });
        await apply(dynamodb, from, false);
        const stop = new Error("stopped");
        const plan = await planTable(dynamodb, { table: to, name });
        const stopped = applyTablePlan(dynamodb, { table: to, name }, plan, {
          ...quick,
          allowDestructive: true,
          progress: ({ position, state }) => {
            if (position > steps && state === "waiting") throw stop;
          },
        });
        await stopped.catch((error: unknown) => expect(error).toBe(stop));
        await apply(dynamodb, to, true);
        expect((await planTable(dynamodb, { table: to, name })).steps).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
