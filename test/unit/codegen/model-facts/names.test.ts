import { describe, expect, test } from "vitest";
import {
  camelCase,
  kebabCase,
  manyOf,
  oneOf,
  pascalCase,
  tableConstant,
} from "../../../../codegen/model-facts/names.js";

describe("names", () => {
  test.each([
    ["Order", "Order", "order", "order"],
    ["MessageGroup", "MessageGroup", "messageGroup", "message-group"],
    ["HTTPRequest", "HTTPRequest", "httpRequest", "http-request"],
    ["cruddur-messages", "CruddurMessages", "cruddurMessages", "cruddur-messages"],
    ["user_v2", "UserV2", "userV2", "user-v2"],
  ])("%s", (name, pascal, camel, kebab) => {
    expect([pascalCase(name), camelCase(name), kebabCase(name)]).toEqual([pascal, camel, kebab]);
  });

  test("a table's constant is no word of TypeScript", () => {
    expect(["shop", "default", "tables", "orderSpec"].map(tableConstant)).toEqual([
      "shop",
      "defaultTable",
      "tablesTable",
      "orderSpecTable",
    ]);
  });

  test("articles and plurals", () => {
    expect(["Order", "User", "Upload", "Item", "Usage", "Event"].map(oneOf)).toEqual([
      "an Order",
      "a User",
      "an Upload",
      "an Item",
      "a Usage",
      "an Event",
    ]);
    expect(["Order", "Category", "Day", "Address", "Box"].map(manyOf)).toEqual([
      "Orders",
      "Categories",
      "Days",
      "Addresses",
      "Boxes",
    ]);
  });
});
