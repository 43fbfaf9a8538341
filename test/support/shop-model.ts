import { z } from "zod";
import type { BelowModel, KeyPart, Model, Piece } from "../../src/model/model.js";
import type { ValueRule } from "../../src/model/value-rule.js";
import { attribute, natural, nested, text } from "./model-parts.js";

const pk = (literal: string, name: string): KeyPart => ({ name: "pk", template: [literal, text(name)] });
const sk = (...template: readonly (string | Piece)[]): KeyPart => ({ name: "sk", template });

const email: ValueRule = ["string", ["format", "email address", z.regexes.email.source]];
const isoDate: ValueRule = ["string", ["format", "ISO date", z.regexes.date.source]];
const isoDatetime: ValueRule = [
  "string",
  ["format", "ISO datetime", z.regexes.datetime({ precision: 3 }).source],
];
const filled: ValueRule = ["string", ["min", 1]];
const count: ValueRule = ["number", ["int"], ["min", 0]];
const lines: ValueRule = [
  "array",
  ["object", { productId: "string", quantity: ["number", ["int"], ["min", 1]], price: count }],
];

const status = '"PENDING" | "PAID" | "SHIPPED" | "CANCELLED"';

const orderItem = "{ productId: string; quantity: number; price: number; }";
const orderItemMembers: BelowModel = {
  kind: "map",
  members: [
    { name: "productId", ...nested("string", "string") },
    { name: "quantity", ...nested("number", "number") },
    { name: "price", ...nested("number", "number") },
  ],
};

/** The Model of `examples/shop/schema.ts`, written by hand. */
export const shopModel: Model = {
  format: 1,
  tables: [
    {
      name: "shop",
      doc: "Sessions, customers, orders, products and reviews in one table.",
      partitionKey: { name: "pk", type: "S" },
      sortKey: { name: "sk", type: "S" },
      indexes: [
        {
          name: "EmailIndex",
          type: "global",
          partitionKey: [{ name: "email", type: "S" }],
          sortKey: [],
          projection: "ALL",
        },
        {
          name: "StatusIndex",
          type: "global",
          partitionKey: [{ name: "status", type: "S" }],
          sortKey: [
            { name: "orderDate", type: "S" },
            { name: "orderId", type: "S" },
          ],
          projection: "ALL",
        },
      ],
      keyEncoding: "ordered",
      delimiter: "#",
      entityAttribute: "_entity",
      timeToLive: "expiresAt",
    },
  ],
  entities: [
    {
      name: "Session",
      table: "shop",
      exportName: "Session",
      doc: "A visitor's session. DynamoDB deletes it some time after it has expired.",
      attributes: [
        attribute("sessionId", "string", "string"),
        attribute("userId", "string", "string"),
        attribute("data", "map", "Record<string, string>", {
          rule: ["default", {}, ["record", "string", "string"]],
          defaulted: true,
          below: { kind: "record", of: nested("string", "string") },
        }),
        attribute("expiresAt", "number", "number", {
          rule: ["number", ["int"], ["gt", 0]],
          doc: "Seconds since 1970.",
        }),
      ],
      primaryKey: {
        name: "query",
        partition: [pk("SESSION#", "sessionId")],
        sort: [sk("SESSION")],
        shared: false,
      },
      indexes: [],
    },
    {
      name: "User",
      table: "shop",
      exportName: "User",
      doc: "A customer's profile.",
      attributes: [
        attribute("userId", "string", "string"),
        attribute("email", "string", "string", {
          rule: email,
          doc: "Kept as given: it is found by exact case only.",
        }),
        attribute("name", "string", "string", { rule: filled }),
        attribute("age", "number", "number", { rule: ["optional", count], optional: true }),
        attribute("preferences", "map", '{ theme: "light" | "dark"; notifications: boolean; }', {
          rule: ["optional", ["object", { theme: ["enum", "light", "dark"], notifications: "boolean" }]],
          optional: true,
          below: {
            kind: "map",
            members: [
              { name: "theme", ...nested("string", '"light" | "dark"') },
              { name: "notifications", ...nested("boolean", "boolean") },
            ],
          },
        }),
        attribute("createdAt", "string", "string", { rule: isoDatetime }),
      ],
      primaryKey: { name: "query", partition: [pk("USER#", "userId")], sort: [sk("PROFILE")], shared: false },
      indexes: [
        { name: "byEmail", index: "EmailIndex", partition: [natural("email")], sort: [], shared: false },
      ],
    },
    {
      name: "Order",
      table: "shop",
      exportName: "Order",
      doc: "An order. Its id makes two orders of one day two items.",
      attributes: [
        attribute("userId", "string", "string"),
        attribute("orderDate", "string", "string", { rule: isoDate }),
        attribute("orderId", "string", "string"),
        attribute("status", "string", status, {
          rule: ["default", "PENDING", ["enum", "PENDING", "PAID", "SHIPPED", "CANCELLED"]],
          defaulted: true,
        }),
        attribute("total", "number", "number", { rule: count, doc: "In cents." }),
        attribute("items", "list", "{ productId: string; quantity: number; price: number; }[]", {
          rule: lines,
          below: { kind: "list", of: nested("map", orderItem, { below: orderItemMembers }) },
        }),
      ],
      primaryKey: {
        name: "query",
        partition: [pk("USER#", "userId")],
        sort: [sk("ORDER#", text("orderDate"), "#", text("orderId"))],
        shared: false,
      },
      indexes: [
        {
          name: "byStatus",
          index: "StatusIndex",
          partition: [natural("status")],
          sort: [natural("orderDate"), natural("orderId")],
          shared: false,
        },
      ],
    },
    {
      name: "Product",
      table: "shop",
      exportName: "Product",
      attributes: [
        attribute("productId", "string", "string"),
        attribute("name", "string", "string", { rule: filled }),
        attribute("price", "number", "number", { rule: count, doc: "In cents." }),
        attribute("stock", "number", "number", { rule: ["default", 0, count], defaulted: true }),
      ],
      primaryKey: {
        name: "query",
        partition: [pk("PRODUCT#", "productId")],
        sort: [sk("DETAILS")],
        shared: false,
      },
      indexes: [],
    },
    {
      name: "Review",
      table: "shop",
      exportName: "Review",
      attributes: [
        attribute("productId", "string", "string"),
        attribute("reviewId", "string", "string"),
        attribute("userId", "string", "string"),
        attribute("rating", "number", "number", { rule: ["number", ["int"], ["min", 1], ["max", 5]] }),
        attribute("text", "string", "string"),
        attribute("createdAt", "string", "string", { rule: isoDatetime }),
      ],
      primaryKey: {
        name: "query",
        partition: [pk("PRODUCT#", "productId")],
        sort: [sk("REVIEW#", text("reviewId"))],
        shared: false,
      },
      indexes: [],
    },
  ],
  collections: [
    {
      name: "account",
      exportName: "account",
      doc: "A user's profile with all orders: one Query.",
      table: "shop",
      members: [
        { name: "profile", cardinality: "one", entity: "User", pattern: "query" },
        { name: "orders", cardinality: "many", entity: "Order", pattern: "query" },
      ],
      shared: false,
    },
    {
      name: "productPage",
      exportName: "productPage",
      doc: "A product with its reviews: one Query.",
      table: "shop",
      members: [
        { name: "product", cardinality: "one", entity: "Product", pattern: "query" },
        { name: "reviews", cardinality: "many", entity: "Review", pattern: "query" },
      ],
      shared: false,
    },
  ],
};
