import { photoSpec } from "../../examples/instagram/generated/photo.storage.js";
import { Photo } from "../../examples/instagram/schema.js";
import { orderSpec } from "../../examples/shop/generated/order.storage.js";
import { userSpec as customerSpec } from "../../examples/shop/generated/user.storage.js";
import { User as Customer, Order } from "../../examples/shop/schema.js";
import { Entity, type EntitySpec } from "../../src/entities/entity.js";
import { validateAttribute, validateItem } from "../../src/entities/validate.js";
import { orderSpec as saleSpec } from "../peers/app/generated/order.storage.js";
import { userSpec } from "../peers/app/generated/user.storage.js";
import { orderShape, userShape } from "../peers/app/shapes.js";
import { happeningSpec } from "./generated/happening.storage.js";
import { Happening } from "./schema.js";

/** One thing that is validated in two ways. */
export interface Subject {
  readonly name: string;
  readonly inputs: readonly unknown[];
  readonly zod: (input: unknown) => boolean;
  /** As every write does it. */
  readonly monotable: (input: unknown) => unknown;
}

interface Schema {
  safeParse(input: unknown): { readonly success: boolean };
}

/** Inputs of one shape, so many that none is always the same. */
function made(input: (at: number) => object): readonly unknown[] {
  return Array.from({ length: 64 }, (_, at) => input(at));
}

function whole(name: string, spec: EntitySpec, schema: Schema, input: (at: number) => object): Subject {
  const entity = new Entity(spec, undefined, "table");
  return {
    name,
    inputs: made(input),
    zod: (value) => schema.safeParse(value).success,
    monotable: (value) => validateItem(entity, value),
  };
}

function attribute(
  name: string,
  spec: EntitySpec,
  schema: Schema,
  of: string,
  values: readonly unknown[],
): Subject {
  const entity = new Entity(spec, undefined, "table");
  const validate = (value: unknown) => validateAttribute(entity, of, value) !== undefined;
  return {
    name,
    inputs: values,
    zod: (value) => schema.safeParse(value).success,
    monotable: validate,
  };
}

const order = (at: number) => ({
  userId: `u-${at}`,
  orderDate: "2026-11-21",
  orderId: `o-${at}`,
  status: "PAID",
  total: 4200 + at,
  items: Array.from({ length: 5 }, (_, line) => ({
    productId: `p-${line}`,
    quantity: 1 + at,
    price: 100 * line,
  })),
});

export const subjects: readonly Subject[] = [
  whole("User: 8 attributes, 2 formats, a list, a map", userSpec, userShape, (at) => ({
    id: `u-${at}`,
    email: `user${at}@example.com`,
    name: "Ada Lovelace",
    age: 36,
    role: "editor",
    tags: ["one", "two", "three"],
    address: { street: "Main Street 1", city: "Berlin", zip: "10115", country: "DE" },
    createdAt: "2026-11-21T10:00:00.000Z",
  })),
  whole("User of the shop: 6 attributes, 2 optional", customerSpec, Customer.schema, (at) => ({
    userId: `u-${at}`,
    email: `user${at}@example.com`,
    name: "Ada",
    age: 36,
    preferences: { theme: "dark", notifications: true },
    createdAt: "2026-11-21T10:00:00.000Z",
  })),
  whole("Order: 5 lines of 4, a format", saleSpec, orderShape, (at) => ({
    userId: `u-${at}`,
    orderId: `o-${at}`,
    status: "paid",
    total: 49.5 + at,
    items: Array.from({ length: 5 }, (_, line) => ({
      sku: `sku-${line}`,
      title: "A thing to buy",
      quantity: 1 + at,
      price: 9.9,
    })),
    placedAt: "2026-11-21T10:00:00.000Z",
  })),
  whole("Order of the shop: 5 lines of 3, a date", orderSpec, Order.schema, order),
  whole("Photo: a URL, a format, 2 defaults", photoSpec, Photo.schema, (at) => ({
    username: `ada${at}`,
    photoId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    url: "https://example.com/photos/1.jpg",
  })),
  whole("Happening: records, unions, a set, 5 defaults", happeningSpec, Happening.schema, (at) => ({
    id: "0f8fad5b-d9cb-469f-a165-70867728950e",
    at: "2026-11-21T10:00:00.000Z",
    what: at % 2 === 0 ? { kind: "click", x: at, y: 7 } : { kind: "view", page: "/start" },
    labels: { colour: "red", size: "M" },
    scores: { speed: { value: 0.5 + at }, taste: { value: 0.7, weight: 3 } },
    groups: new Set(["a", "b"]),
    note: at % 3 === 0 ? null : "A note of some length.",
    place: at % 2 === 0 ? "Berlin" : { latitude: 52.5, longitude: 13.4 },
  })),
  attribute("set: an enum with a default", orderSpec, Order.schema.shape.status, "status", [
    "PAID",
    "PENDING",
    "SHIPPED",
  ]),
  attribute("set: a format", customerSpec, Customer.schema.shape.email, "email", [
    "a@example.com",
    "b@example.com",
  ]),
  attribute(
    "set: 5 lines",
    orderSpec,
    Order.schema.shape.items,
    "items",
    made(order).map((each) => (each as ReturnType<typeof order>).items),
  ),
];
