import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { openModel } from "../../codegen/database/open-model.js";
import { type LoadedSchema, load } from "../../codegen/load/index.js";
import { sampleItems } from "../../codegen/samples/items.js";
import { iamPolicies, type Policies } from "../../codegen/targets/iam.js";
import * as shop from "../../examples/shop/generated/index.js";
import type { DatabaseClient } from "../../src/client/sdk-client.js";
import type { Hooks, RequestEvent } from "../../src/client/sender.js";
import { piecesOf } from "../../src/keys/encode-key.js";
import type { Model, TableModel } from "../../src/model/model.js";
import * as club from "../golden/unique/generated/index.js";
import { openConnection } from "../support/connect.js";
import { exampleRuns } from "../support/example-runs.js";
import { type RequiredPermission, requiredPermissions } from "../support/permissions.js";
import { isAllowed } from "../support/policy.js";

const arnOf = (table: string) => `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}`;

const schemaOf = (folder: string) => fileURLToPath(new URL(`../../${folder}/schema.ts`, import.meta.url));

/** Runs something on a database and gives the permissions that its requests needed. */
async function recorded(
  model: Model,
  tables: readonly TableModel[],
  run: (client: DatabaseClient, hooks: Hooks) => Promise<unknown>,
): Promise<RequiredPermission[]> {
  const { client, close } = await openConnection(tables);
  const events: RequestEvent[] = [];
  await run(client, { before: (event) => void events.push(event) }).finally(close);
  return events.flatMap((event) => requiredPermissions(event, model));
}

/** Sends a query of every access pattern of an index, which examples often read through a collection alone. */
async function queryIndexes(loaded: LoadedSchema, client: DatabaseClient, hooks: Hooks): Promise<void> {
  const database = openModel(loaded, client, { hooks });
  const samples = sampleItems(loaded, { seed: "1", partitions: 3 });
  for (const entity of loaded.model.entities) {
    for (const { name, partition } of entity.indexes) {
      const names = partition.flatMap(piecesOf).map(({ attribute }) => attribute);
      const item = samples.get(entity.name)?.inputs.find((input) => names.every((each) => each in input));
      const key = Object.fromEntries(names.map((each) => [each, item?.[each]]));
      await database.query(entity, name, key).page({ size: 1 });
    }
  }
}

/** The policies of an entity or a collection. */
function policiesOf({ policies }: Policies, subject: string) {
  const paths = [`repositories/${subject}.read-write.json`, `collections/${subject}.json`];
  return paths.flatMap((path) => policies.get(path) ?? []);
}

/** What policies allow, without their conditions: `dynamodb:Query shop/index/EmailIndex`. */
function allowed(policies: Policies, subject: string): string[] {
  const pairs = policiesOf(policies, subject).flatMap(({ Statement }) =>
    Statement.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${resource.split(":table/")[1]}`)),
    ),
  );
  return [...new Set(pairs)].sort();
}

function needed(required: readonly RequiredPermission[], subject: string): string[] {
  const own = required.filter((each) => each.subject === subject);
  return [...new Set(own.map(({ action, resource }) => `${action} ${resource}`))].sort();
}

describe.each(exampleRuns)("the policies of $name", ({ schema, tables, run }) => {
  it("allow what the example sends, name the indexes that it reads, and nothing else", async () => {
    const loaded = await load(schema);
    const { model } = loaded;
    // A pattern and a collection may have one name; these queries are the repositories' own.
    const own = { ...model, collections: [] };
    const required = [
      ...(await recorded(model, tables, run)),
      ...(await recorded(own, tables, (client, hooks) => queryIndexes(loaded, client, hooks))),
    ];
    expect(required.length).toBeGreaterThan(5);
    const policies = iamPolicies(model, { tableArn: arnOf });
    expect(policies.problems).toEqual([]);
    const scans = iamPolicies(model, { tableArn: arnOf, scans: true });
    const refused = required.filter(
      ({ subject, action, resource, leadingKeys }) =>
        !isAllowed(policiesOf(scans, subject), { action, resource: arnOf(resource), leadingKeys }),
    );
    expect(refused).toEqual([]);

    // Every access pattern has been used: the indexes that were queried are those that the policies name.
    for (const { name, table, index } of model.collections) {
      const resource = index === undefined ? table : `${table}/index/${index}`;
      expect([name, allowed(policies, name)]).toEqual([name, [`dynamodb:Query ${resource}`]]);
    }
    for (const { name, table } of model.entities) {
      const pairs = allowed(policies, name);
      const isRead = (pair: string) => pair.startsWith("dynamodb:Query ") && pair.includes("/index/");
      expect([name, pairs.filter(isRead)]).toEqual([name, needed(required, name).filter(isRead)]);
      const resources = new Set(pairs.map((pair) => pair.split(" ")[1] ?? ""));
      for (const resource of resources)
        expect(resource === table || resource.startsWith(`${table}/index/`)).toBe(true);
    }
  });
});

describe("the policies of the shop", () => {
  const required: RequiredPermission[] = [];
  let model: Model;

  beforeAll(async () => {
    ({ model } = await load(schemaOf("examples/shop")));
    const all = await recorded(model, shop.tables, async (client, hooks) => {
      const db = shop.createDatabase(client, { hooks });
      const user = {
        userId: "u1",
        email: "a@example.com",
        name: "Ann",
        createdAt: "2026-01-05T09:30:00.000Z",
      };
      const order = { userId: "u1", orderDate: "2026-01-05", orderId: "o1", total: 1, items: [] };
      const orderKey = { userId: "u1", orderDate: "2026-01-05", orderId: "o1" };
      // Everything that two repositories and a collection can do.
      await db.user.create(user);
      await db.user.put(user);
      await db.user.upsert({ ...user, name: "Anna" });
      await db.user.update({ userId: "u1" }).set({ name: "Ann" });
      await db.user.modify({ userId: "u1" }, (item) => ({ ...item, name: "Anna" }));
      await db.user.get({ userId: "u1" });
      await db.user.getMany([{ userId: "u1" }, { userId: "u2" }]);
      await db.user.putMany([user]);
      await db.user.query({ userId: "u1" }).all();
      await db.user.byEmail({ email: "a@example.com" }).all();
      await db.user.scan().all();
      await db.user.scan("byEmail").all();
      await db.order.create(order);
      await db.order.move(orderKey, { orderId: "o2" });
      await db.order.putMany([order]);
      await db.order.getMany([orderKey]);
      await db.order.query({ userId: "u1" }).all();
      await db.order.byStatus({ status: "PENDING" }).all();
      await db.order.scan().all();
      await db.order.scan("byStatus").all();
      await db
        .transactWrite([
          db.user.check({ userId: "u1" }, (u) => u.name.eq("Ann")),
          db.order.update(orderKey).set({ total: 2 }),
        ])
        .catch(() => undefined);
      await db.transactWrite([
        db.order.check(orderKey, (o) => o.total.gte(0)),
        db.user.update({ userId: "u1" }).set({ name: "Ann" }),
      ]);
      await db.transactGet([db.user.get({ userId: "u1" }), db.order.get(orderKey)]);
      await db.account({ userId: "u1" }).all();
      await db.productPage({ productId: "p1" }).all();
      await db.order.delete(orderKey);
      await db.order.deleteMany([orderKey]);
      await db.user.delete({ userId: "u1" });
      await db.user.deleteMany([{ userId: "u1" }]);
    });
    required.push(...all);
  });

  it.each(["User", "Order"])("allow %s what everything that it can do needs, and nothing else", (subject) => {
    const policies = iamPolicies(model, { tableArn: arnOf, scans: true });
    expect(allowed(policies, subject)).toEqual(needed(required, subject));
  });

  it("allow no scan unless that is asked for", () => {
    const policies = iamPolicies(model, { tableArn: arnOf });
    const withoutScans = needed(required, "User").filter((pair) => !pair.startsWith("dynamodb:Scan"));
    expect(allowed(policies, "User")).toEqual(withoutScans);
  });

  it.each(["account", "productPage"])("allow the collection %s its Query alone", (subject) => {
    const policies = iamPolicies(model, { tableArn: arnOf });
    expect(allowed(policies, subject)).toEqual(needed(required, subject));
    expect(allowed(policies, subject)).toEqual(["dynamodb:Query shop"]);
  });

  it("name the indexes of a repository's own access patterns", () => {
    const policies = iamPolicies(model, { tableArn: arnOf, scans: true });
    const resources = (subject: string) => [
      ...new Set(allowed(policies, subject).map((pair) => pair.split(" ")[1])),
    ];
    expect(resources("User").sort()).toEqual(["shop", "shop/index/EmailIndex"]);
    expect(resources("Order").sort()).toEqual(["shop", "shop/index/StatusIndex"]);
    expect(resources("Review")).toEqual(["shop"]);
  });

  it("limit a tenant to its own items, of the requests that were sent", () => {
    const tenant = { attribute: "userId", tag: "user" };
    const policies = iamPolicies(model, { tableArn: arnOf, tenant, entities: ["User", "Order"] });
    const isMine = (request: RequiredPermission, user: string) =>
      isAllowed(policiesOf(policies, request.subject), {
        ...request,
        resource: arnOf(request.resource),
        tags: { user },
      });
    const own = required.filter(({ subject, action, resource }) => {
      return (
        ["User", "Order", "account"].includes(subject) && action !== "dynamodb:Scan" && resource === "shop"
      );
    });
    expect(own.length).toBeGreaterThan(20);
    const byUser = (user: string) =>
      own.filter(({ leadingKeys }) => leadingKeys.every((key) => key === `USER#${user}`));
    expect(own.filter((request) => isMine(request, "u1"))).toEqual(byUser("u1"));
    expect(own.filter((request) => isMine(request, "u2"))).toEqual(byUser("u2"));
    expect(own.filter((request) => isMine(request, ""))).toEqual([]);
    const scans = required.filter(({ action }) => action === "dynamodb:Scan");
    expect(scans.filter((request) => isMine(request, "u1"))).toEqual([]);
  });
});

describe("the policies of a design with unique constraints", () => {
  it("allow each write what it and its guards need, and no batch of writes", async () => {
    const { model } = await load(schemaOf("test/golden/unique"));
    const required = await recorded(model, club.tables, async (client, hooks) => {
      const db = club.createDatabase(client, { hooks });
      const key = { memberId: "m1" };
      await db.member.create({ ...key, email: "a@example.com", firstName: "Ann", lastName: "Lake" });
      await db.member.update(key).set({ email: "ann@example.com" });
      await db.member.put({ ...key, email: "b@example.com", firstName: "Bob", lastName: "Lake" });
      await db.member.get(key);
      await db.member.delete(key);
    });
    const policies = iamPolicies(model, { tableArn: arnOf });
    const pairs = allowed(policies, "Member");
    expect(needed(required, "Member").filter((pair) => !pairs.includes(pair))).toEqual([]);
    expect(pairs.filter((pair) => pair.includes("BatchWriteItem"))).toEqual([]);
  });
});
