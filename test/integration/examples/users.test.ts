import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDatabase, tables } from "../../../examples/users/generated/index.js";
import { createHandler, type UserEvent } from "../../../examples/users/handler.js";
import { main } from "../../../examples/users/main.js";
import { connect } from "../../support/connect.js";

let invoke: (event: UserEvent) => Promise<{ statusCode: number; body: unknown }>;

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  const handler = createHandler(db);
  invoke = async (event) => {
    const { statusCode, body } = await handler(event);
    return { statusCode, body: JSON.parse(body) };
  };
});

beforeEach(async () => {
  for await (const { userId } of db.user.scan()) await db.user.delete({ userId });
  connection.sent();
});

const data = { userId: "user-101", email: "test@example.com", name: "Test", age: 25, role: "tester" };

describe("the user manager", () => {
  it("CREATE answers 201 with the item, stored under its natural key (access pattern 1)", async () => {
    const { statusCode, body } = await invoke({ action: "CREATE", data });
    expect(statusCode).toBe(201);
    expect(body).toEqual({ ...data, createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
    expect(connection.sent()).toEqual([
      {
        operation: "PutItem",
        input: {
          TableName: "Users",
          Item: body,
          ConditionExpression: "attribute_not_exists(#userId)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: { "#userId": "userId" },
        },
      },
    ]);
    expect(await connection.stored("Users")).toEqual([body]);
  });

  it("CREATE answers 409 where the id is taken, and keeps the item (access pattern 1)", async () => {
    await invoke({ action: "CREATE", data });
    const again = await invoke({ action: "CREATE", data: { ...data, name: "Other" } });
    expect(again).toMatchObject({ statusCode: 409, body: { code: "AlreadyExists" } });
    expect(await db.user.get({ userId: "user-101" })).toMatchObject({ name: "Test" });
  });

  it("CREATE answers 201 to one of 50 who want the id at once, and 409 to the others (access pattern 1)", {
    tags: "contention",
  }, async () => {
    const names = Array.from({ length: 50 }, (_, number) => `Test ${number}`);
    const answers = await Promise.all(
      names.map((name) => invoke({ action: "CREATE", data: { ...data, name } })),
    );
    const created = answers.filter(({ statusCode }) => statusCode === 201);
    expect(created).toHaveLength(1);
    expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(49);
    expect(await connection.stored("Users")).toEqual([created[0]?.body]);
  });

  it.each(["userId", "email", "name"] as const)(
    "CREATE answers 400 without %s (access pattern 1)",
    async (attribute) => {
      const { [attribute]: _, ...rest } = data;
      const { statusCode, body } = await invoke({ action: "CREATE", data: rest as typeof data });
      expect(statusCode).toBe(400);
      expect(body).toMatchObject({ code: "InvalidItem", details: { issues: [{ attribute }] } });
      expect(connection.sent()).toEqual([]);
    },
  );

  it("READ answers 200 with the item, numbers as numbers, or 404 (access pattern 2)", async () => {
    await invoke({ action: "CREATE", data });
    connection.sent();
    expect(await invoke({ action: "READ", userId: "user-101" })).toMatchObject({
      statusCode: 200,
      body: { age: 25 },
    });
    expect(await invoke({ action: "READ", userId: "nobody" })).toMatchObject({ statusCode: 404 });
    expect(connection.sent()[0]).toEqual({
      operation: "GetItem",
      input: { TableName: "Users", Key: { userId: "user-101" } },
    });
  });

  it("UPDATE answers 200 with the whole item (access pattern 3)", async () => {
    await invoke({ action: "CREATE", data });
    connection.sent();
    const updates = { age: 26, role: "senior-tester" };
    expect(await invoke({ action: "UPDATE", userId: "user-101", updates })).toMatchObject({
      statusCode: 200,
      body: { ...data, ...updates },
    });
    expect(connection.sent()).toEqual([
      {
        operation: "UpdateItem",
        input: {
          TableName: "Users",
          Key: { userId: "user-101" },
          UpdateExpression: "SET #age = :v0, #role = :v1",
          ConditionExpression: "attribute_exists(#userId)",
          ReturnValues: "ALL_NEW",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: { "#age": "age", "#role": "role", "#userId": "userId" },
          ExpressionAttributeValues: { ":v0": 26, ":v1": "senior-tester" },
        },
      },
    ]);
  });

  it("UPDATE moves the entry of the e-mail index (access pattern 3)", async () => {
    await invoke({ action: "CREATE", data });
    await invoke({ action: "UPDATE", userId: "user-101", updates: { email: "new@example.com" } });
    expect(await invoke({ action: "FIND_BY_EMAIL", email: "new@example.com" })).toMatchObject({
      statusCode: 200,
    });
    expect(await invoke({ action: "FIND_BY_EMAIL", email: "test@example.com" })).toMatchObject({
      statusCode: 404,
    });
  });

  it("UPDATE answers 404 where there is no user, and creates none (access pattern 3)", async () => {
    expect(await invoke({ action: "UPDATE", userId: "nobody", updates: { age: 1 } })).toMatchObject({
      statusCode: 404,
    });
    expect(await connection.stored("Users")).toEqual([]);
  });

  it.each([
    ["the key", { userId: "other" }, "InvalidUpdate"],
    ["an unknown attribute", { colour: "red" }, "InvalidItem"],
    ["a value of another type", { age: "26" }, "InvalidItem"],
    ["nothing", {}, "InvalidUpdate"],
  ])("UPDATE answers 400 to %s (access pattern 3)", async (_, updates, code) => {
    await invoke({ action: "CREATE", data });
    connection.sent();
    expect(await invoke({ action: "UPDATE", userId: "user-101", updates: updates as object })).toMatchObject({
      statusCode: 400,
      body: { code },
    });
    expect(connection.sent()).toEqual([]);
  });

  it("DELETE answers 200, even where there is no user (access pattern 4)", async () => {
    await invoke({ action: "CREATE", data });
    connection.sent();
    expect(await invoke({ action: "DELETE", userId: "user-101" })).toMatchObject({ statusCode: 200 });
    expect(await invoke({ action: "DELETE", userId: "user-101" })).toMatchObject({ statusCode: 200 });
    expect(connection.sent()[0]).toEqual({
      operation: "DeleteItem",
      input: { TableName: "Users", Key: { userId: "user-101" } },
    });
    expect(await connection.stored("Users")).toEqual([]);
  });

  it("LIST answers with the number of users and all of them (access pattern 5)", async () => {
    for (const userId of ["a", "b", "c"]) await invoke({ action: "CREATE", data: { ...data, userId } });
    connection.sent();
    const { body } = await invoke({ action: "LIST" });
    expect(body).toMatchObject({
      count: 3,
      users: [expect.any(Object), expect.any(Object), expect.any(Object)],
    });
    expect(connection.sent()).toEqual([{ operation: "Scan", input: { TableName: "Users" } }]);
  });

  it("FIND_BY_EMAIL answers with the first match in exact case, or 404 (access pattern 6)", async () => {
    await invoke({ action: "CREATE", data });
    connection.sent();
    expect(await invoke({ action: "FIND_BY_EMAIL", email: "test@example.com" })).toMatchObject({
      statusCode: 200,
      body: { userId: "user-101" },
    });
    expect(await invoke({ action: "FIND_BY_EMAIL", email: "Test@example.com" })).toMatchObject({
      statusCode: 404,
    });
    expect(connection.sent()[0]).toEqual({
      operation: "Query",
      input: {
        TableName: "Users",
        IndexName: "EmailIndex",
        KeyConditionExpression: "#email = :v0",
        Limit: 1,
        ExpressionAttributeNames: { "#email": "email" },
        ExpressionAttributeValues: { ":v0": "test@example.com" },
      },
    });
  });

  it("scans for the users older than a number, queries one by the key, and raises an age only (access pattern 7)", async () => {
    for (const age of [28, 35, 42])
      await invoke({ action: "CREATE", data: { ...data, userId: `u${age}`, age } });
    expect(
      await db.user
        .scan()
        .filter((u) => u.age.gt(30))
        .count(),
    ).toBe(2);

    connection.sent();
    expect(await db.user.query({ userId: "u35" }).all()).toMatchObject([{ age: 35 }]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "Users",
          KeyConditionExpression: "#userId = :v0",
          ExpressionAttributeNames: { "#userId": "userId" },
          ExpressionAttributeValues: { ":v0": "u35" },
        },
      },
    ]);

    const older = (age: number) =>
      db.user
        .update({ userId: "u35" })
        .set({ age })
        .if((u) => u.age.lt(age));
    expect(await older(36)).toMatchObject({ age: 36 });
    await expect(older(30)).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { item: { age: 36 } },
    });
  });

  it("loads users as a batch, reads them in the order of their keys, and changes several or none", async () => {
    const createdAt = "2026-01-01T00:00:00.000Z";
    const users = [
      {
        userId: "user-001",
        email: "alice@example.com",
        name: "Alice Johnson",
        age: 28,
        role: "developer",
        createdAt,
      },
      {
        userId: "user-002",
        email: "bob@example.com",
        name: "Bob Smith",
        age: 35,
        role: "manager",
        createdAt,
      },
      {
        userId: "user-003",
        email: "carol@example.com",
        name: "Carol Williams",
        age: 42,
        role: "architect",
        createdAt,
      },
    ];
    await db.user.putMany(users);
    const keys = ["user-003", "nobody", "user-001"].map((userId) => ({ userId }));
    expect(await db.user.getMany(keys)).toEqual([users[2], undefined, users[0]]);
    expect(connection.sent()).toEqual([
      {
        operation: "BatchWriteItem",
        input: { RequestItems: { Users: users.map((Item) => ({ PutRequest: { Item } })) } },
      },
      { operation: "BatchGetItem", input: { RequestItems: { Users: { Keys: keys } } } },
    ]);

    const promote = (...ids: string[]) =>
      db.transactWrite(ids.map((userId) => db.user.update({ userId }).set({ role: "director" })));
    await expect(promote("user-001", "nobody")).rejects.toMatchObject({
      code: "TransactionCanceled",
      details: { reasons: [undefined, { code: "NotFound", details: { key: { userId: "nobody" } } }] },
    });
    expect(await db.user.get({ userId: "user-001" })).toEqual(users[0]);
    await promote("user-001", "user-002");
    expect((await db.user.getMany(users)).map((user) => user?.role)).toEqual([
      "director",
      "director",
      "architect",
    ]);
  });

  it("answers an unknown action with 400", async () => {
    expect(await invoke({ action: "DROP" } as never)).toMatchObject({ statusCode: 400 });
  });

  it("runs its program from beginning to end", async () => {
    const results = await main(db);
    expect(results.map(({ response }) => response.statusCode)).toEqual([
      201, 201, 409, 200, 200, 404, 200, 404, 200, 200, 404, 200,
    ]);
  });
});
