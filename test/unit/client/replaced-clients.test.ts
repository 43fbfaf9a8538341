import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { isMonotableError } from "monotable";
import { describe, expect, it, onTestFinished } from "vitest";
import { createDatabase } from "../../golden/features/generated/index.js";
import { answerAll, callAll } from "../../support/all-verbs.js";
import { WAYS } from "../../support/replaced-clients.js";

/** Nothing listens there: a request that passes a mock fails. */
const CONFIG = {
  endpoint: "http://127.0.0.1:1",
  region: "local",
  credentials: { accessKeyId: "a", secretAccessKey: "s" },
  maxAttempts: 1,
};

const TASK = { projectId: "p", number: 1, title: "Task" };

describe.each(WAYS)("%s", (_, open) => {
  it("gets the command of every request that a database sends", async () => {
    const seen: string[] = [];
    const { client, restore } = open(CONFIG, (command) => {
      seen.push(command.constructor.name);
      return answerAll(command);
    });
    onTestFinished(() => restore?.());
    const db = createDatabase(client);
    expect(await callAll(db)).toEqual(seen);
    expect(await db.task.get(TASK)).toMatchObject(TASK);
  });

  it("makes a typed error of an answer that is no object, which names the command", async () => {
    let answer: unknown;
    const { client, restore } = open(CONFIG, () => answer);
    onTestFinished(() => restore?.());
    const db = createDatabase(client);
    for (answer of [undefined, null, "text"]) {
      await expect(db.task.get(TASK)).rejects.toMatchObject({
        code: "RequestFailed",
        details: { operation: "GetItem", name: "UnusableAnswer" },
        message: expect.stringContaining("GetCommand"),
      });
    }
  });
});

describe("a class that is mocked after a database was opened on a client", () => {
  it("gets the commands from then on, until it is restored", async () => {
    const db = createDatabase(new DynamoDBClient(CONFIG));
    await expect(db.task.get(TASK)).rejects.toMatchObject({ code: "Unreachable" });
    for (const each of [DynamoDBClient, DynamoDBDocumentClient]) {
      const mock = mockClient(each as never);
      mock.on(GetCommand as never).resolves({});
      expect(await db.task.get(TASK)).toBeUndefined();
      mock.restore();
      await expect(db.task.get(TASK)).rejects.toMatchObject({ code: "Unreachable" });
    }
  });
});

describe("a client", () => {
  it.each([undefined, null, {}, { send: 5 }, "client"])(
    "without a send is rejected when it is opened",
    (client) => {
      expect(() => createDatabase(client as never)).toThrowError(
        expect.objectContaining({ code: "InvalidOptions", message: expect.stringContaining("no send") }),
      );
    },
  );
});

describe("a condition that failed", () => {
  const failed = new ConditionalCheckFailedException({ message: "no", $metadata: {} });
  const open = (error: Error) =>
    createDatabase({ send: () => Promise.reject(error) } as unknown as DynamoDBClient);

  it("without an item is ConditionFailed where there was an .if, and NotFound where there was none", async () => {
    const db = open(failed);
    const update = db.task.update(TASK).set({ title: "New" });
    await expect(update.if((t) => t.points.gt(1))).rejects.toMatchObject({ code: "ConditionFailed" });
    await expect(update).rejects.toMatchObject({ code: "NotFound" });
  });

  it("in a transaction without an item is the same", async () => {
    const send = (command: object) => {
      expect(command).toBeInstanceOf(TransactWriteCommand);
      return Promise.reject(
        Object.assign(new Error("cancelled"), {
          name: "TransactionCanceledException",
          $fault: "client",
          CancellationReasons: [{ Code: "ConditionalCheckFailed" }],
        }),
      );
    };
    const db = createDatabase({ send } as unknown as DynamoDBClient);
    const update = db.task.update(TASK).set({ title: "New" });
    const codeOf = async (operation: typeof update) => {
      const error: unknown = await db.transactWrite([operation]).catch((each: unknown) => each);
      if (!isMonotableError(error, "TransactionCanceled")) throw error;
      return error.details.reasons.map((reason) => reason?.code);
    };
    expect(await codeOf(update.if((t) => t.points.gt(1)))).toEqual(["ConditionFailed"]);
    expect(await codeOf(update)).toEqual(["NotFound"]);
  });
});
