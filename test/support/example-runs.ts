import { fileURLToPath } from "node:url";
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
import type { DatabaseClient } from "../../src/client/sdk-client.js";
import type { Hooks } from "../../src/client/sender.js";
import type { TableModel } from "../../src/model/model.js";

/** An example with all of its access patterns, run on a client. */
export interface ExampleRun {
  readonly name: string;
  readonly schema: string;
  readonly tables: readonly TableModel[];
  readonly run: (client: DatabaseClient, hooks?: Hooks) => Promise<unknown>;
}

const example = (
  name: string,
  tables: readonly TableModel[],
  run: (client: DatabaseClient, options: { readonly hooks?: Hooks }) => Promise<unknown>,
): ExampleRun => ({
  name,
  schema: fileURLToPath(new URL(`../../examples/${name}/schema.ts`, import.meta.url)),
  tables,
  run: (client, hooks) => run(client, hooks === undefined ? {} : { hooks }),
});

export const exampleRuns: readonly ExampleRun[] = [
  example("ecommerce", ecommerce.tables, (client, options) =>
    runEcommerce(ecommerce.createDatabase(client, options)),
  ),
  example("instagram", instagram.tables, (client, options) =>
    runInstagram(instagram.createDatabase(client, options)),
  ),
  example("library", library.tables, (client, options) =>
    runLibrary(library.createDatabase(client, options)),
  ),
  example("messaging", messaging.tables, (client, options) =>
    runMessaging(messaging.createDatabase(client, options)),
  ),
  example("online-shop", onlineShop.tables, (client, options) =>
    runOnlineShop(onlineShop.createDatabase(client, options)),
  ),
  example("shop", shop.tables, (client, options) => runShop(shop.createDatabase(client, options), () => {})),
  example("users", users.tables, (client, options) => runUsers(users.createDatabase(client, options))),
];
