import { expect, it } from "vitest";
import { createDatabase, tables } from "../golden/existing/generated/index.js";
import { createDatabase as createApp } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

it("in() takes a list, and an empty one never holds, in filters and in conditions", async () => {
  const issue = (number: number) => ({ repo: "r", number, status: "Open" as const, title: `T${number}` });
  await db.issue.putMany([issue(1), issue(2), issue(3)]);
  connection.sent();
  const titles = (list: readonly string[]) =>
    db.issue
      .query({ repo: "r" })
      .filter((i) => i.title.in(list))
      .all();
  expect((await titles(["T1", "T3"])).map(({ number }) => number)).toEqual([1, 3]);
  expect(connection.sent()).toMatchObject([{ input: { FilterExpression: "#title IN (:v2, :v3)" } }]);
  expect(await titles([])).toEqual([]);
  expect(connection.sent()).toMatchObject([
    { input: { FilterExpression: "attribute_exists(#title) AND attribute_not_exists(#title)" } },
  ]);
  const all = await db.issue
    .query({ repo: "r" })
    .filter((i) => i.title.in([]).not())
    .all();
  expect(all).toHaveLength(3);
  const some = await db.issue
    .query({ repo: "r" })
    .filter((i) => i.title.in([]).or(i.number.in([2])))
    .all();
  expect(some).toEqual([issue(2)]);
  const never = db.issue
    .update({ repo: "r", number: 1 })
    .set({ title: "new" })
    .if((i) => i.title.in([]));
  await expect(never).rejects.toMatchObject({ code: "ConditionFailed" });
  await expect(db.issue.put(issue(9)).if((i) => i.title.in([]))).rejects.toMatchObject({
    code: "ConditionFailed",
  });
});

it("a query whose sort piece is given as undefined is rejected, instead of reading the whole partition", async () => {
  const { reading } = createApp(connection.client);
  const at = (): number | undefined => undefined;
  await expect(reading.query({ sensorId: "s", at: at() as never }).all()).rejects.toMatchObject({
    code: "InvalidKey",
    message:
      "Reading: at in its key: is undefined, which would read the whole partition: leave it out if that is meant",
  });
  await expect(reading.query({ sensorId: "s", at: at() as never }).count()).rejects.toMatchObject({
    details: { attribute: "at" },
  });
  expect(() => reading.query({ sensorId: "s", at: at() as never }).plan()).toThrowError("is undefined");
  expect(connection.sent()).toEqual([]);
});
