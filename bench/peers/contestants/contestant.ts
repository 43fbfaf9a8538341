import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

export interface User {
  id: string;
  email: string;
  name: string;
  age: number;
  role: "admin" | "editor" | "viewer";
  tags: string[];
  address: { street: string; city: string; zip: string; country: string };
  createdAt: string;
}

export interface Order {
  userId: string;
  orderId: string;
  status: "pending" | "paid" | "shipped" | "cancelled";
  total: number;
  items: { sku: string; title: string; quantity: number; price: number }[];
  placedAt: string;
}

/** What `updateUser` sets. */
export type UserChanges = Pick<User, "name" | "role">;

/**
 * One way to read and write users and orders. All have one table with the keys `pk`, `sk`, `gsi1pk` and `gsi1sk`: a user
 * by id, and on the index by e-mail address; an order by user and id, and on the index by status, time and id.
 */
export interface Contestant {
  getUser(id: string): Promise<User | undefined>;
  putUser(user: User): Promise<unknown>;
  /** Sets name and role and adds to the age of a user that must exist; gives what it is then. */
  updateUser(id: string, changes: UserChanges, years: number): Promise<User | undefined>;
  /** All orders of a user. */
  ordersOf(userId: string): Promise<readonly Order[]>;
  /** Up to 100 users, in any order. */
  usersOf(ids: readonly string[]): Promise<readonly (User | undefined)[]>;
  /** Stores orders that must not exist, all or none. */
  createOrders(orders: readonly Order[]): Promise<unknown>;
}

/** Who is compared, by the name of its package; the first is 1 in every table. */
export const NAMES = [
  "lib-dynamodb",
  "client-dynamodb",
  "monotable",
  "monotable (document)",
  "electrodb",
  "dynamodb-toolbox",
  "dynamodb-onetable",
  "dynamoose",
  "dynamo-document-builder",
] as const;

export type Name = (typeof NAMES)[number];

/** Opens a contestant, with a client of its own, on a table that is there. */
export type Open = (config: DynamoDBClientConfig, table: string) => Contestant;
