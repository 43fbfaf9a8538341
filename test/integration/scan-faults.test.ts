import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const COUNT = 80;
const connection = await connect(tables);

beforeAll(async () => {
  const text = "x".repeat(40_000);
  await createDatabase(connection.client).comment.putMany(
    Array.from({ length: COUNT }, (_, number) => ({ projectId: `p${number}`, number, commentId: "c", text })),
  );
});

describe("a parallel scan on a bad line", () => {
  it.each([
    "ProvisionedThroughputExceededException",
    "InternalServerError",
    "reset",
    "truncated body",
  ] as const)("goes on after %s that no retry overcomes, with nothing lost or given twice", async (fault) => {
    const { client, proxy } = await connection.faulty({ maxAttempts: 1 });
    const db = createDatabase(client);
    const seen: number[] = [];
    let cursor: string | undefined;
    let errors = 0;
    proxy.fail("Scan", "pass", fault, "pass", fault);
    for (let done = false; !done; ) {
      try {
        for await (const page of db.comment.scan().parallel(2).pages({ after: cursor })) {
          seen.push(...page.items.map(({ number }) => number));
          cursor = page.cursor;
        }
        done = true;
      } catch {
        errors += 1;
      }
    }
    expect(errors).toBe(2);
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, number) => number));
  });
});
