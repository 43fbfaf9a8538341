import { expect, it } from "vitest";
import { createDatabase } from "../../golden/features/generated/index.js";
import { scriptedClient } from "../../support/scripted-client.js";

const key = { sensorId: "s", at: 1 };

it("an operation sends nothing until then, catch or finally is called, and one request for each of these", async () => {
  const { client, reply, attempts } = scriptedClient();
  const get = createDatabase(client).reading.get(key);
  expect(Object.prototype.toString.call(get)).toBe("[object Promise]");
  await Promise.resolve();
  expect(attempts()).toHaveLength(0);

  const order: string[] = [];
  const runs: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["await", async () => await get],
    ["then", () => get.then((item) => item)],
    ["catch", () => get.catch(() => "failed")],
    ["finally", () => get.finally(() => void order.push("finally"))],
    ["Promise.all", async () => (await Promise.all([get]))[0]],
  ];
  for (const [name, run] of runs) {
    reply({ body: { Item: { sensorId: { S: "s" }, at: { N: "1" }, value: { N: "2" } } } });
    expect([name, await run()]).toEqual([name, { ...key, value: 2 }]);
    expect([name, attempts().length]).toEqual([name, 1]);
  }
  expect(order).toEqual(["finally"]);
});

it("an operation that fails rejects what catch and finally return", async () => {
  const { client, reply } = scriptedClient();
  const get = createDatabase(client).reading.get(key);
  const failure = { status: 400, body: { __type: "ResourceNotFoundException", message: "no such table" } };
  reply(failure, failure);
  const caught = await get.catch((error: unknown) => error);
  expect(caught).toBeInstanceOf(Error);
  await expect(get.finally(() => undefined)).rejects.toThrow(String((caught as Error).message));
});
