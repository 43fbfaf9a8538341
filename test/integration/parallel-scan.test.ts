import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const COUNT = 100;
const numbers = (items: readonly { number: number }[]) =>
  items.map((item) => item.number).toSorted((a, b) => a - b);
const all = Array.from({ length: COUNT }, (_, number) => number);

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  // Segments divide the partitions: each comment has one of its own.
  const text = "x".repeat(30_000);
  await db.comment.putMany(all.map((number) => ({ projectId: `p${number}`, number, commentId: "c", text })));
  await db.task.put({ projectId: "p1", number: 1, title: "Not a comment" });
});

describe("a parallel scan", () => {
  it("reads each item once, in segments at once", async () => {
    expect(numbers(await db.comment.scan().includeExpired().parallel(4).all())).toEqual(all);

    const sent = connection.sent();
    expect(sent.slice(0, 4)).toEqual(
      [0, 1, 2, 3].map((Segment) => ({
        operation: "Scan",
        input: {
          TableName: "app",
          FilterExpression:
            "#_entity = :v0 OR (attribute_not_exists(#_entity) AND begins_with(#pk, :v1) AND begins_with(#sk, :v2))",
          ExpressionAttributeNames: { "#_entity": "_entity", "#pk": "pk", "#sk": "sk" },
          ExpressionAttributeValues: { ":v0": "Comment", ":v1": "PROJECT#", ":v2": "TASK#" },
          Segment,
          TotalSegments: 4,
        },
      })),
    );
  });

  it("applies filter and selection, and counts", async () => {
    const scan = db.comment
      .scan()
      .filter((c) => c.number.lt(10))
      .select("number")
      .parallel(3);
    const items = await scan.all();
    expect(numbers(items)).toEqual(all.slice(0, 10));
    expect(Object.keys(items[0] ?? {})).toEqual(["number"]);
    expect(await scan.count()).toBe(10);
  });

  it("sends no more once its loop is left", async () => {
    for await (const _ of db.comment.scan().parallel(2)) break;
    const { length } = connection.sent();
    expect(length).toBeLessThanOrEqual(4);
    await new Promise((soon) => setTimeout(soon, 100));
    expect(connection.sent()).toEqual([]);
  });

  it("ends at the first error, and at a signal", async () => {
    const missing = createDatabase(connection.client, { tables: { app: "none" } });
    await expect(missing.comment.scan().parallel(4).all()).rejects.toMatchObject({ code: "TableNotFound" });
    await expect(missing.comment.scan().parallel(4).count()).rejects.toMatchObject({ code: "TableNotFound" });
    connection.sent();
    const signal = AbortSignal.abort();
    await expect(db.comment.scan().parallel(4).all({ signal })).rejects.toMatchObject({ code: "Aborted" });
    expect(connection.sent()).toEqual([]);
  });

  it.each([0, 1.5, 1_000_001, Number.NaN])("refuses %j segments", (segments) => {
    expect(() => db.comment.scan().parallel(segments)).toThrow(
      expect.objectContaining({ code: "InvalidQuery" }),
    );
  });
});
