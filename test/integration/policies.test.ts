import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { load } from "../../codegen/load/index.js";
import { iamPolicies, type Policies } from "../../codegen/targets/iam/policies.js";
import * as ecommerce from "../../examples/ecommerce/generated/index.js";
import { main as runEcommerce } from "../../examples/ecommerce/main.js";
import * as instagram from "../../examples/instagram/generated/index.js";
import { main as runInstagram } from "../../examples/instagram/main.js";
import * as library from "../../examples/library/generated/index.js";
import { main as runLibrary } from "../../examples/library/main.js";
import * as messaging from "../../examples/messaging/generated/index.js";
import { main as runMessaging } from "../../examples/messaging/main.js";
import * as onlineShop from "../../examples/online-shop/generated/index.js";
import { main as runOnlineShop } from "../../examples/online-shop/main.js";
import * as shop from "../../examples/shop/generated/index.js";
import { main as runShop } from "../../examples/shop/main.js";
import * as users from "../../examples/users/generated/index.js";
import { main as runUsers } from "../../examples/users/main.js";
import type { DatabaseClient } from "../../src/client/document-client.js";
import type { Hooks, RequestEvent } from "../../src/client/hooks.js";
import type { Model, TableModel } from "../../src/model/model.js";
import { connect } from "../support/connect.js";
import { type RequiredPermission, requiredPermissions } from "../support/permissions.js";
import { isAllowed } from "../support/policy.js";

const arnOf = (table: string) => `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}`;

/** Runs something on a database and gives the permissions that its requests needed. */
async function recorded(
  name: string,
  tables: readonly TableModel[],
  run: (client: DatabaseClient, hooks: Hooks) => Promise<unknown>,
): Promise<{ model: Model; required: RequiredPermission[] }> {
  const { model } = await load(fileURLToPath(new URL(`../../examples/${name}/schema.ts`, import.meta.url)));
  const { client } = await connect(tables);
  const events: RequestEvent[] = [];
  await run(client, { before: (event) => void events.push(event) });
  return { model, required: events.flatMap((event) => requiredPermissions(event, model)) };
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

const examples = [
  [
    "ecommerce",
    ecommerce.tables,
    (c: DatabaseClient, hooks: Hooks) => runEcommerce(ecommerce.createDatabase(c, { hooks })),
  ],
  [
    "instagram",
    instagram.tables,
    (c: DatabaseClient, hooks: Hooks) => runInstagram(instagram.createDatabase(c, { hooks })),
  ],
  [
    "library",
    library.tables,
    (c: DatabaseClient, hooks: Hooks) => runLibrary(library.createDatabase(c, { hooks })),
  ],
  [
    "messaging",
    messaging.tables,
    (c: DatabaseClient, hooks: Hooks) => runMessaging(messaging.createDatabase(c, { hooks })),
  ],
  [
    "online-shop",
    onlineShop.tables,
    (c: DatabaseClient, hooks: Hooks) => runOnlineShop(onlineShop.createDatabase(c, { hooks })),
  ],
  [
    "shop",
    shop.tables,
    (c: DatabaseClient, hooks: Hooks) => runShop(shop.createDatabase(c, { hooks }), () => {}),
  ],
  ["users", users.tables, (c: DatabaseClient, hooks: Hooks) => runUsers(users.createDatabase(c, { hooks }))],
] as const;

describe.each(examples)("the policies of %s", (name, tables, run) => {
  it("allow each request that the example sends, on behalf of its own repository or collection", async () => {
    const { model, required } = await recorded(name, tables, run);
    expect(required.length).toBeGreaterThan(5);
    const policies = iamPolicies(model, { tableArn: arnOf, scans: true });
    expect(policies.problems).toEqual([]);
    const refused = required.filter(
      ({ subject, action, resource, leadingKeys }) =>
        !isAllowed(policiesOf(policies, subject), { action, resource: arnOf(resource), leadingKeys }),
    );
    expect(refused).toEqual([]);
  });
});

describe("the policies of the shop", () => {
  const required: RequiredPermission[] = [];
  let model: Model;

  beforeAll(async () => {
    const all = await recorded("shop", shop.tables, async (client, hooks) => {
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
    model = all.model;
    required.push(...all.required);
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
