import type { Contestant, Order, User, UserChanges } from "../contestants/contestant.js";
import { orderOf, ordersOf, userOf } from "./data.js";

/** What is compared: one call of each contestant, which is one request. */
export interface Operation {
  readonly name: string;
  /** DynamoDB's name of its request. */
  readonly request: string;
  /** What it must give, where it gives anything. */
  readonly expected?: () => unknown;
  run(contestant: Contestant, turn: number): Promise<unknown>;
}

const user = userOf(1);
const users = Array.from({ length: 64 }, (_, number) => userOf(number));
const ids = Array.from({ length: 100 }, (_, number) => userOf(number).id);
export const changes: UserChanges = { name: "Ada King", role: "admin" };
export const changed: User = { ...user, ...changes, age: user.age + 1 };
export const few = ordersOf("few", 100);
export const many = ordersOf("many", 1000);

/** For how many turns the orders are made ahead: what is answered without a table may write them again. */
export const MADE = 64;
const batches = Array.from({ length: MADE }, (_, turn) => freshOrders(turn));
function freshOrders(turn: number): Order[] {
  return Array.from({ length: 10 }, (_, number) => orderOf("new", turn * 10 + number));
}

export const operations: readonly Operation[] = [
  {
    name: "get",
    request: "GetItem",
    expected: () => user,
    run: (contestant) => contestant.getUser(user.id),
  },
  {
    name: "put",
    request: "PutItem",
    run: (contestant, turn) => contestant.putUser(users[turn % users.length] ?? user),
  },
  {
    name: "update",
    request: "UpdateItem",
    expected: () => changed,
    run: (contestant) => contestant.updateUser(user.id, changes, 1),
  },
  {
    name: "query100",
    request: "Query",
    expected: () => few,
    run: (contestant) => contestant.ordersOf("few"),
  },
  {
    name: "query1000",
    request: "Query",
    expected: () => many,
    run: (contestant) => contestant.ordersOf("many"),
  },
  {
    name: "batchGet100",
    request: "BatchGetItem",
    expected: () => ids.map((_, number) => userOf(number)),
    run: (contestant) => contestant.usersOf(ids),
  },
  {
    name: "transact10",
    request: "TransactWriteItems",
    run: (contestant, turn) => contestant.createOrders(batches[turn] ?? freshOrders(turn)),
  },
];
