import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { DatabaseClient } from "../../src/client/sdk-client.js";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import * as unique from "../golden/unique/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect([...tables, ...unique.tables]);
const { client } = connection;

/** The names of the commands that a wrapper saw. */
let seen: string[] = [];

beforeEach(() => {
  seen = [];
});

interface Named {
  readonly constructor: { readonly name: string };
}

/** A function that has the place of `send`, and passes all on: a type assertion. */
type Send = (command: Named, ...rest: unknown[]) => Promise<object>;

/** Records a command, and passes it on to a client. */
function passTo(inner: DatabaseClient): Send {
  const send = inner.send.bind(inner) as unknown as Send;
  return (command, ...rest) => {
    seen.push(command.constructor.name);
    return send(command, ...rest);
  };
}

const copy = () =>
  new DynamoDBClient({
    endpoint: async () => (await client.config.endpoint?.()) ?? expect.unreachable("it has an endpoint"),
    region: "local",
    credentials: client.config.credentials,
  });

class Logged extends DynamoDBClient {}
(Logged.prototype as unknown as { send: Send }).send = function (this: DatabaseClient, command, ...rest) {
  seen.push(command.constructor.name);
  return (DynamoDBClient.prototype.send as unknown as Send).call(this, command, ...rest);
};

const WRAPPERS: readonly (readonly [string, () => DatabaseClient])[] = [
  ["a send of its own", () => Object.assign(copy(), { send: passTo(client) }) as unknown as DatabaseClient],
  [
    "a subclass",
    () => new Logged({ endpoint: endpointOf(), region: "local", credentials: client.config.credentials }),
  ],
  [
    "a Proxy",
    () => {
      const get = (target: DynamoDBClient, name: string | symbol): unknown =>
        name === "send" ? passTo(target) : Reflect.get(target, name);
      return new Proxy(copy(), { get });
    },
  ],
  [
    "an object over a document client, whose options for values are its own",
    () => {
      const options = {
        marshallOptions: { removeUndefinedValues: true },
        unmarshallOptions: { wrapNumbers: true },
      };
      return { send: passTo(DynamoDBDocumentClient.from(copy(), options)) } as unknown as DatabaseClient;
    },
  ],
  [
    "a spy on the class of all clients",
    () => {
      const Base = Object.getPrototypeOf(DynamoDBClient.prototype) as { send: Send };
      const { send } = Base;
      const spy = vi.spyOn(Base, "send").mockImplementation(function (
        this: DatabaseClient,
        command,
        ...rest
      ) {
        seen.push(command.constructor.name);
        return send.call(this, command, ...rest);
      });
      onTestFinished(() => spy.mockRestore());
      return copy();
    },
  ],
  [
    "a spy on the class of document clients, with a client",
    () => {
      const { prototype } = DynamoDBDocumentClient as unknown as { prototype: { send: Send } };
      const spy = vi.spyOn(prototype, "send");
      onTestFinished(() => spy.mockRestore());
      spy.mockImplementation(passTo(copy()));
      return copy();
    },
  ],
];

let endpoint = "";

function endpointOf(): string {
  return endpoint;
}

beforeEach(async () => {
  const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? expect.unreachable();
  endpoint = `${protocol}//${hostname}:${port}`;
});

const project = {
  projectId: "wrapped",
  ownerId: "ann",
  name: "Tower",
  budget: 1e21,
  views: 9007199254740993n,
  startedAt: new Date(0),
  tags: new Set(["b", "a"]),
  members: [{ userId: "u", since: new Date(2) }],
  labels: { constructor: "x", b: "" },
  parentId: null,
  icon: new Uint8Array([0, 255]),
};

describe.each(WRAPPERS)("a client with %s", (_, open) => {
  it("gets the commands of the document client, and values are stored and read as without it", async () => {
    const db = createDatabase(open());
    await db.project.put(project);
    expect(await db.project.get(project)).toEqual({ ...project, archived: false });
    expect(seen).toEqual(["PutCommand", "GetCommand"]);
    expect(await createDatabase(client).project.get(project)).toEqual({ ...project, archived: false });
    expect(await connection.stored("app")).toMatchObject([{ pk: "PROJECT#wrapped", budget: 10n ** 21n }]);
  });
});

describe.each(["direct", "document"] as const)("with send: %s", (send) => {
  it("an endpoint and a request handler that are changed later count from the next request", async () => {
    let arrived = 0;
    const server = createServer((_, response) => {
      arrived += 1;
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
      response.end("{}");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const own = copy();
    const db = createDatabase(own, { send });
    await db.project.put(project);
    expect(await db.project.get(project)).toMatchObject({ name: "Tower" });
    expect(await db.project.get(project)).toMatchObject({ name: "Tower" });

    const { endpoint: before } = own.config;
    const { port } = server.address() as AddressInfo;
    own.config.endpoint = async () => ({ protocol: "http:", hostname: "127.0.0.1", port, path: "/" });
    expect(await db.project.get(project)).toBeUndefined();
    expect(arrived).toBe(1);
    if (before !== undefined) own.config.endpoint = before;
    expect(await db.project.get(project)).toMatchObject({ name: "Tower" });

    let handled = 0;
    const { requestHandler } = own.config;
    const handle = requestHandler.handle.bind(requestHandler);
    own.config.requestHandler = Object.create(requestHandler, {
      handle: {
        value: (...request: Parameters<typeof handle>) => {
          handled += 1;
          return handle(...request);
        },
      },
    });
    expect(await db.project.get(project)).toMatchObject({ name: "Tower" });
    expect([arrived, handled]).toEqual([1, 1]);
    own.destroy();
  });
});

describe("an operation of a database on another client", () => {
  const other = copy();
  const db = createDatabase(client);
  const foreign = createDatabase(other);
  /** A document client is the client that it was made from. */
  const sameClient = unique.createDatabase(DynamoDBDocumentClient.from(client));
  const member = { memberId: "m", email: "ann@example.com", firstName: "Ann", lastName: "A" };

  it("is rejected in a transaction, and nothing is sent", async () => {
    const rejected = {
      code: "InvalidTransaction",
      details: { reason: expect.stringContaining("another client") },
    };
    const parts = [db.project.put(project), foreign.project.put({ ...project, projectId: "foreign" })];
    await expect(db.transactWrite(parts)).rejects.toMatchObject(rejected);
    const check = foreign.project.check(project, (p) => p.name.exists());
    await expect(db.transactWrite([check])).rejects.toMatchObject(rejected);
    await expect(db.transactGet([foreign.project.get(project)])).rejects.toMatchObject(rejected);
    expect(connection.sent()).toEqual([]);
  });

  it("is rejected in a batch, also behind a whole request of it, and nothing is sent", async () => {
    const rejected = {
      code: "InvalidBatch",
      details: { entity: "Project", reason: expect.stringContaining("another") },
    };
    const puts = Array.from({ length: 30 }, (_, n) => db.project.put({ ...project, projectId: `b${n}` }));
    await expect(db.batchWrite([...puts, foreign.project.put(project)])).rejects.toMatchObject(rejected);
    await expect(db.batchGet([db.project.get(project), foreign.project.get(project)])).rejects.toMatchObject(
      rejected,
    );
    expect(connection.sent()).toEqual([]);
  });

  it("is carried out where the other database is on the same client", async () => {
    await db.transactWrite([db.project.put(project), sameClient.member.create(member)]);
    expect(await sameClient.member.get(member)).toMatchObject(member);
    expect(await db.batchGet([db.project.get(project), sameClient.member.get(member)])).toMatchObject([
      { name: "Tower" },
      member,
    ]);
  });
});
