import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../../../examples/messaging/generated/index.js";
import { andrew, bayko, main } from "../../../examples/messaging/main.js";
import {
  followMessage,
  listConversations,
  listMessages,
  messagesBetween,
  messagesOfYear,
  moveConversation,
  participantsOf,
  postMessage,
  startConversation,
} from "../../../examples/messaging/messaging.js";
import { connect } from "../../support/connect.js";

let lines: string[];

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  lines = await main(db);
});

const TableName = "cruddur-messages";
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

describe("messaging", () => {
  it("lists the newest 20 messages of a conversation, oldest first, and pages to the first (access pattern A)", async () => {
    const group = randomUUID();
    for (let minute = 0; minute < 45; minute += 1)
      await postMessage(db, group, andrew, `Line ${minute}`, at(minute));
    connection.sent();

    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await listMessages(db, group, { after });
      pages.unshift(page.messages.map(({ message }) => message));
      after = page.cursor;
    } while (after !== undefined);
    expect(pages.map((page) => page.length)).toEqual([5, 20, 20]);
    expect(pages.flat()).toEqual(Array.from({ length: 45 }, (_, minute) => `Line ${minute}`));

    expect(connection.sent()[0]).toEqual({
      operation: "Query",
      input: {
        TableName,
        KeyConditionExpression: "#pk = :v0",
        ScanIndexForward: false,
        Limit: 20,
        ExpressionAttributeNames: { "#pk": "pk" },
        ExpressionAttributeValues: { ":v0": `MSG#${group}` },
      },
    });

    // Forwards, the same messages come without gaps or repeats.
    const forwards: string[] = [];
    for await (const { items } of db.message.query({ group_uuid: group }).pages({ size: 20 })) {
      forwards.push(...items.map(({ message }) => message));
    }
    expect(forwards).toEqual(pages.flat());
  });

  it("lists the messages of a year, or between two times (access pattern A)", async () => {
    const group = randomUUID();
    const times = ["2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"];
    for (const time of times) await postMessage(db, group, andrew, time, new Date(time));
    connection.sent();

    expect(await messagesOfYear(db, group, "2026").count()).toBe(2);
    const between = await messagesBetween(db, group, times[0] ?? "", times[1] ?? "").all();
    expect(between.map(({ message }) => message)).toEqual(times.slice(0, 2));
    expect(connection.sent()).toMatchObject([
      {
        input: {
          KeyConditionExpression: "#pk = :v0 AND begins_with(#sk, :v1)",
          ExpressionAttributeValues: { ":v1": "2026" },
        },
      },
      {
        input: {
          KeyConditionExpression: "#pk = :v0 AND #sk BETWEEN :v1 AND :v2",
          ExpressionAttributeValues: { ":v1": times[0], ":v2": `${times[1]}$` },
        },
      },
    ]);
  });

  it("lists the conversations of a person, most recently active first (access pattern B)", async () => {
    const person = { uuid: randomUUID(), displayName: "Ada", handle: "ada" };
    await startConversation(db, person, andrew, "first", at(1));
    await startConversation(db, person, bayko, "third", at(3));
    await startConversation(db, bayko, person, "second", at(2));
    connection.sent();

    const conversations = await listConversations(db, person.uuid).all();
    expect(conversations.map(({ message, user_handle }) => [message, user_handle])).toEqual([
      ["third", "bayko"],
      ["second", "bayko"],
      ["first", "andrewbrown"],
    ]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName,
          KeyConditionExpression: "#pk = :v0",
          ScanIndexForward: false,
          ExpressionAttributeNames: { "#pk": "pk" },
          ExpressionAttributeValues: { ":v0": `GRP#${person.uuid}` },
        },
      },
    ]);
  });

  it("posts a message; two of one millisecond are two items (access pattern C)", async () => {
    const group = randomUUID();
    const posted = await postMessage(db, group, andrew, "one", at(0));
    await postMessage(db, group, bayko, "two", at(0));

    expect(connection.sent()[0]).toEqual({
      operation: "PutItem",
      input: {
        TableName,
        Item: {
          pk: `MSG#${group}`,
          sk: `2026-01-01T00:00:00.000Z#${posted.message_uuid}`,
          group_uuid: group,
          message_uuid: posted.message_uuid,
          created_at: "2026-01-01T00:00:00.000Z",
          message: "one",
          user_uuid: andrew.uuid,
          user_display_name: "Andrew Brown",
          user_handle: "andrewbrown",
        },
        ConditionExpression: "attribute_not_exists(#pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: { "#pk": "pk" },
      },
    });
    expect((await listMessages(db, group)).messages).toHaveLength(2);
  });

  it.each(["", "x".repeat(1025)])(
    "refuses a message of the wrong length (access pattern C)",
    async (message) => {
      const post = postMessage(db, randomUUID(), andrew, message);
      await expect(post).rejects.toMatchObject({
        code: "InvalidItem",
        details: { issues: [{ attribute: "message" }] },
      });
      expect(connection.sent()).toEqual([]);
    },
  );

  it("starts a conversation as two mirrored items and a message of one time, in one transaction (access pattern D)", async () => {
    const { group, message } = await startConversation(db, andrew, bayko, "Hello", at(9));
    const put = (pk: string, id: string) => ({
      Put: expect.objectContaining({
        Item: expect.objectContaining({ pk, sk: `${message.created_at}#${id}`, message: "Hello" }),
        ConditionExpression: "attribute_not_exists(#pk)",
      }),
    });
    expect(connection.sent()).toEqual([
      {
        operation: "TransactWriteItems",
        input: {
          ClientRequestToken: expect.any(String),
          TransactItems: [
            put(`GRP#${andrew.uuid}`, group.message_group_uuid),
            put(`GRP#${bayko.uuid}`, group.message_group_uuid),
            put(`MSG#${group.message_group_uuid}`, message.message_uuid),
          ],
        },
      },
    ]);

    const rows = (await connection.stored(TableName)).filter((row) =>
      [row["message_group_uuid"], row["group_uuid"]].includes(group.message_group_uuid),
    );
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map(({ sk }) => String(sk).split("#")[0]))).toEqual(new Set([message.created_at]));
    expect((await listMessages(db, group.message_group_uuid)).messages).toEqual([message]);

    const participants = await participantsOf(db, group.message_group_uuid).all();
    expect(new Set(participants.map(({ owner_uuid, user_uuid }) => `${owner_uuid} ${user_uuid}`))).toEqual(
      new Set([`${andrew.uuid} ${bayko.uuid}`, `${bayko.uuid} ${andrew.uuid}`]),
    );
  });

  it("starts nothing at all with a message that is refused (access pattern D)", async () => {
    const before = await connection.stored(TableName);
    await expect(startConversation(db, andrew, bayko, "")).rejects.toMatchObject({ code: "InvalidItem" });
    expect(connection.sent()).toEqual([]);
    expect(await connection.stored(TableName)).toEqual(before);
  });

  it("moves each participant's item to the newest message, by delete and create in one transaction (access pattern E)", async () => {
    const ada = { uuid: randomUUID(), displayName: "Ada", handle: "ada" };
    const quiet = await startConversation(db, bayko, ada, "quiet", at(2));
    const { group } = await startConversation(db, andrew, ada, "Hello", at(1));
    const before = await listConversations(db, ada.uuid).all();
    expect(before.map(({ message }) => message)).toEqual(["quiet", "Hello"]);

    const message = await postMessage(db, group.message_group_uuid, andrew, "Still there?", at(3));
    const [stale] = await listConversations(db, ada.uuid)
      .filter((g) => g.message_group_uuid.eq(group.message_group_uuid))
      .all();
    connection.sent();
    await followMessage(db, message);
    const requests = connection.sent();
    expect(requests.map(({ operation }) => operation)).toEqual([
      "Query",
      "GetItem",
      "GetItem",
      "TransactWriteItems",
      "TransactWriteItems",
    ]);
    const key = { pk: `GRP#${ada.uuid}`, sk: `${at(1).toISOString()}#${group.message_group_uuid}` };
    expect(requests.map(({ input }) => input)).toContainEqual({
      ClientRequestToken: expect.any(String),
      TransactItems: [
        {
          Delete: {
            TableName,
            Key: key,
            // It is still there, and as it was read.
            ConditionExpression:
              "attribute_exists(#pk) AND #message = :v0 AND #user_uuid = :v1 AND #user_display_name = :v2 AND #user_handle = :v3",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: expect.objectContaining({ "#pk": "pk", "#message": "message" }),
            ExpressionAttributeValues: expect.objectContaining({ ":v0": "Hello", ":v1": andrew.uuid }),
          },
        },
        {
          Put: expect.objectContaining({
            Item: {
              ...stale,
              pk: key.pk,
              sk: `${at(3).toISOString()}#${group.message_group_uuid}`,
              last_message_at: at(3).toISOString(),
              message: "Still there?",
            },
            ConditionExpression: "attribute_not_exists(#pk)",
          }),
        },
      ],
    });

    // Exactly one item for each, as new as the newest message; and the list's order has changed.
    const participants = await participantsOf(db, group.message_group_uuid).all();
    expect(new Set(participants.map(({ owner_uuid }) => owner_uuid))).toEqual(
      new Set([andrew.uuid, ada.uuid]),
    );
    expect(participants).toHaveLength(2);
    for (const participant of participants)
      expect(participant).toMatchObject({ last_message_at: message.created_at, message: "Still there?" });
    const after = await listConversations(db, ada.uuid).all();
    expect(after.map(({ message }) => message)).toEqual(["Still there?", "quiet"]);
    expect(after[1]).toMatchObject({ message_group_uuid: quiet.group.message_group_uuid });

    // An edit of an older message, or an event that comes late or twice, moves nothing; nor does what was read too early.
    const old = { created_at: at(2).toISOString(), message: "late" };
    await Promise.all(participants.map((participant) => moveConversation(db, participant, old)));
    if (stale !== undefined) await moveConversation(db, stale, old);
    await followMessage(db, message);
    expect(await listConversations(db, ada.uuid).all()).toEqual(after);
  });

  it("changes the item of a message of the same time, which is the same item still (access pattern E)", async () => {
    const { group, message } = await startConversation(db, andrew, bayko, "Hello", at(4));
    const edited = { ...message, message: "Hello!" };
    connection.sent();

    await followMessage(db, edited);
    const requests = connection.sent();
    expect(requests.map(({ operation }) => operation)).toEqual([
      "Query",
      "GetItem",
      "GetItem",
      "UpdateItem",
      "UpdateItem",
    ]);
    expect(requests[3]).toMatchObject({
      input: {
        UpdateExpression: "SET #message = :v0",
        ConditionExpression: expect.stringContaining("#message = "),
      },
    });
    const participants = await participantsOf(db, group.message_group_uuid).all();
    expect(participants.map(({ message }) => message)).toEqual(["Hello!", "Hello!"]);
  });

  it("keeps one item for each participant under 50 concurrent messages (access pattern E)", {
    tags: "contention",
  }, async () => {
    const { group } = await startConversation(db, andrew, bayko, "Hello", at(0));
    const messages = await Promise.all(
      Array.from({ length: 50 }, (_, minute) =>
        postMessage(db, group.message_group_uuid, andrew, `Line ${minute}`, at(minute + 1)),
      ),
    );
    await Promise.all(messages.toReversed().map((message) => followMessage(db, message)));
    const participants = await participantsOf(db, group.message_group_uuid).all();
    expect(participants).toHaveLength(2);
    for (const participant of participants)
      expect(participant).toMatchObject({ last_message_at: at(50).toISOString(), message: "Line 49" });
    expect(await db.message.query({ group_uuid: group.message_group_uuid }).count()).toBe(51);
  });

  it("loads a conversation as batches, and finds it in a scan of everything, apart from who takes part", async () => {
    const { group } = await startConversation(db, andrew, bayko, "Hello", at(0));
    const { message_group_uuid: group_uuid } = group;
    const lines = Array.from({ length: 104 }, (_, minute) => ({
      group_uuid,
      message_uuid: randomUUID(),
      created_at: at(minute + 1).toISOString(),
      message: `Line ${minute}`,
      user_uuid: bayko.uuid,
      user_display_name: bayko.displayName,
      user_handle: bayko.handle,
    }));
    connection.sent();
    await db.message.putMany(lines);
    expect(connection.sent().map(({ operation }) => operation)).toEqual(Array(5).fill("BatchWriteItem"));

    // No item says what it is: its key does.
    const own = db.message.scan().filter((m) => m.group_uuid.eq(group_uuid));
    expect(new Set((await own.all()).map(({ message }) => message))).toEqual(
      new Set(["Hello", ...lines.map(({ message }) => message)]),
    );
    const rows = await connection.stored(TableName);
    const groups = await db.messageGroup.scan().all();
    expect((await db.message.scan().count()) + groups.length).toBe(rows.length);
    expect(groups.filter(({ message_group_uuid }) => message_group_uuid === group_uuid)).toHaveLength(2);
  });

  it("never finds messages in the index of conversations", async () => {
    const { group } = await startConversation(db, andrew, bayko, "Hello", at(10));
    await postMessage(db, group.message_group_uuid, andrew, "more", at(11));
    connection.sent();

    expect(await participantsOf(db, group.message_group_uuid).count()).toBe(2);
    // The table has no names: what is counted is seen by its keys.
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName,
          IndexName: "message-group-sk-index",
          KeyConditionExpression: "#message_group_uuid = :v0",
          ExpressionAttributeNames: { "#message_group_uuid": "message_group_uuid" },
          ExpressionAttributeValues: { ":v0": group.message_group_uuid },
        },
      },
    ]);
  });

  it("runs its program from beginning to end", () => {
    expect(lines).toHaveLength(26);
    expect(lines[0]).toBe("andrewbrown writes: Line 24");
    expect(lines.at(-1)).toBe("andrewbrown: Line 24");
  });
});
