import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { isMonotableError, MonotableError } from "monotable";
import { describe, expect, it } from "vitest";
import { createDatabase, type ProjectInput, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

const project: ProjectInput = {
  projectId: "p",
  ownerId: "ann",
  name: "Tower",
  budget: 1,
  startedAt: new Date(0),
  parentId: null,
};

describe("an item that is not as its schema says", () => {
  it.each([
    ["a wrong type", { budget: "1" }, "budget"],
    ["a missing attribute", { ownerId: undefined }, "ownerId"],
    ["an attribute that fails a check", { name: "" }, "name"],
    ["an unknown attribute", { colour: "red" }, "colour"],
    ["a wrong element of a list", { members: [{ userId: "u", since: "2026" }] }, "members[0].since"],
    ["not a number", { budget: Number.NaN }, "budget"],
  ])("is refused with the attribute and the reason: %s", async (_, change, attribute) => {
    const input = { ...project, ...change } as ProjectInput;
    for (const operation of [db.project.create(input), db.project.put(input), db.project.upsert(input)]) {
      const error = await operation.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MonotableError);
      expect(error).toMatchObject({
        code: "InvalidItem",
        message: expect.stringContaining(attribute),
        details: { entity: "Project", issues: [{ attribute, message: expect.any(String) }] },
      });
      expect(() => operation.plan()).toThrow(MonotableError);
    }
    expect(connection.sent()).toEqual([]);
  });

  it("is refused where it is not an object", async () => {
    for (const input of [undefined, null, "text", [project]]) {
      await expect(db.project.create(input as never)).rejects.toMatchObject({ code: "InvalidItem" });
    }
    expect(connection.sent()).toEqual([]);
  });

  it.each([
    ["half a surrogate pair", { labels: { a: "\ud800" } }, "labels.a"],
    ["a number beyond DynamoDB's range", { budget: 1e126 }, "budget"],
    ["a bigint of 39 digits", { views: 10n ** 38n }, "views"],
    ["an invalid date", { members: [{ userId: "u", since: new Date(Number.NaN) }] }, "members"],
  ])("is refused where DynamoDB could not store it exactly: %s", async (_, change, attribute) => {
    const error = await db.project
      .create({ ...project, ...change } as ProjectInput)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: expect.stringMatching(/InvalidValue|InvalidItem/) });
    expect((error as Error).message).toContain(attribute);
    expect(connection.sent()).toEqual([]);
  });

  it("is refused where a natural key of an index would be empty or too long", async () => {
    await expect(db.project.create({ ...project, ownerId: "" })).rejects.toMatchObject({
      code: "InvalidKey",
      details: { entity: "Project", accessPattern: "byOwner", attribute: "ownerId" },
    });
    await expect(db.project.update({ projectId: "p" }).set({ name: "x".repeat(1025) })).rejects.toMatchObject(
      {
        code: "InvalidKey",
        details: { accessPattern: "byOwner", attribute: "name" },
      },
    );
    expect(connection.sent()).toEqual([]);
  });
});

describe("an item that cannot be read", () => {
  const store = (item: Record<string, unknown>) =>
    connection.documents.send(new PutCommand({ TableName: "app", Item: item }));

  it("is reported with the attribute", async () => {
    await store({ ...db.project.encode({ ...project, projectId: "odd" }), startedAt: "not a date" });
    await expect(db.project.get({ projectId: "odd" })).rejects.toMatchObject({
      code: "UnreadableItem",
      details: { entity: "Project", key: { projectId: "odd" }, attribute: "startedAt", path: "startedAt" },
    });
  });

  it("is no item where it is of another entity", async () => {
    await store({ pk: "PROJECT#foreign", sk: "PROJECT", _entity: "Invoice" });
    expect(await db.project.get({ projectId: "foreign" })).toBeUndefined();
  });

  it("is reported where a number would lose digits", async () => {
    await store({ ...db.project.encode({ ...project, projectId: "digits" }), budget: 9007199254740993n });
    await expect(db.project.get({ projectId: "digits" })).rejects.toMatchObject({
      code: "UnreadableItem",
      details: { attribute: "budget" },
    });
  });

  it("drops attributes that the schema does not know", async () => {
    await store({ ...db.project.encode({ ...project, projectId: "more" }), extra: 1 });
    expect(await db.project.get({ projectId: "more" })).not.toHaveProperty("extra");
  });
});

describe("a server", () => {
  it("without the table fails with a TableNotFound that tells both names", async () => {
    const elsewhere = createDatabase(connection.client, { tables: { app: "app-production" } });
    const failures = [
      () => elsewhere.project.create(project),
      () => elsewhere.project.get({ projectId: "p" }),
      () => elsewhere.project.update({ projectId: "p" }).set({ name: "x" }),
      () => elsewhere.project.delete({ projectId: "p" }),
      () => elsewhere.project.query({ projectId: "p" }).all(),
      () => elsewhere.board({ projectId: "p" }).all(),
    ];
    for (const failure of failures) {
      await expect(Promise.resolve(failure())).rejects.toMatchObject({
        code: "TableNotFound",
        details: { entity: "Project", table: "app", tableName: "app-production" },
        cause: { name: "ResourceNotFoundException" },
      });
    }
  });

  it("that is not there fails with Unreachable", async () => {
    const client = new DynamoDBClient({
      endpoint: "http://127.0.0.1:9",
      region: "local",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
    await expect(createDatabase(client).project.create(project)).rejects.toMatchObject({
      code: "Unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
      details: { entity: "Project", operation: "PutItem", tableName: "app" },
    });
    client.destroy();
  });

  it("that refuses credentials fails with AccessDenied, one that throttles with Throttled, any other with RequestFailed", async () => {
    for (const [name, code] of [
      ["UnrecognizedClientException", "AccessDenied"],
      ["ProvisionedThroughputExceededException", "Throttled"],
      ["ItemCollectionSizeLimitExceededException", "RequestFailed"],
    ] as const) {
      const client = clientThat(() => Promise.reject(Object.assign(new Error("no"), { name })));
      await expect(createDatabase(client).project.get({ projectId: "p" })).rejects.toMatchObject({
        code,
        details: { entity: "Project", operation: "GetItem", tableName: "app" },
      });
    }
  });
});

/** A client whose `send` was replaced, as mocks do. */
function clientThat(send: (command: { readonly input: unknown }) => Promise<unknown>): DynamoDBClient {
  return Object.assign(new DynamoDBClient({ region: "local" }), { send });
}

describe("createDatabase", () => {
  it("takes a document client, whatever its own options for values are", async () => {
    const client = DynamoDBDocumentClient.from(connection.client, {
      marshallOptions: { convertEmptyValues: true },
      unmarshallOptions: { wrapNumbers: true },
    });
    const other = createDatabase(client);
    await other.project.put({ ...project, projectId: "options", labels: { empty: "" } });
    expect(await other.project.get({ projectId: "options" })).toMatchObject({
      budget: 1,
      labels: { empty: "" },
    });
    // The user's own options stay theirs.
    expect(client.config.translateConfig).toMatchObject({ unmarshallOptions: { wrapNumbers: true } });
  });

  it("sees middleware that is added to the client later", async () => {
    const own = createDatabase(connection.client);
    const seen: string[] = [];
    connection.client.middlewareStack.add(
      (next, context) => (args) => {
        seen.push(String(context.commandName));
        return next(args);
      },
      { step: "initialize", name: "later" },
    );
    await own.project.get({ projectId: "p" });
    connection.client.middlewareStack.remove("later");
    expect(seen).toEqual(["GetItemCommand"]);
  });

  it("uses a client whose send was replaced", async () => {
    const inputs: unknown[] = [];
    const client = clientThat((command) => {
      inputs.push(command.input);
      return Promise.resolve({ Item: db.project.encode({ ...project, projectId: "mock" }) });
    });
    expect(await createDatabase(client).project.get({ projectId: "p" })).toMatchObject({ projectId: "mock" });
    expect(inputs).toEqual([{ TableName: "app", Key: { pk: "PROJECT#p", sk: "PROJECT" } }]);
  });

  it("refuses the name of an unknown table", () => {
    const open = () => createDatabase(connection.client, { tables: { apps: "x" } as never });
    expect(open).toThrow(expect.objectContaining({ code: "InvalidOptions" }));
  });
});

describe("isMonotableError", () => {
  it("narrows an error to the details of its code", async () => {
    const error: unknown = await db.project
      .update({ projectId: "none" })
      .set({ name: "x" })
      .catch((e: unknown) => e);
    expect(isMonotableError(error)).toBe(true);
    expect(isMonotableError(error, "AlreadyExists")).toBe(false);
    if (!isMonotableError(error, "NotFound")) throw error;
    expect(error.details.key).toEqual({ projectId: "none" });
    expect(isMonotableError(new Error("other"))).toBe(false);
  });
});
