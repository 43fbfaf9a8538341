import { isDeepStrictEqual } from "node:util";
import type { Contestant, Order, User } from "../contestants/contestant.js";
import { userOf } from "./data.js";
import { changed, few, many, type Operation, operations } from "./operations.js";
import { EMPTY, type Wire } from "./wire.js";

type Stored = Readonly<Record<string, unknown>>;
export type Answers = Readonly<Record<string, Uint8Array>>;

/**
 * What DynamoDB answers to a contestant: the items are those that the contestant itself writes, taken from its requests,
 * so that each reads its own bytes.
 */
export async function answersFor(contestant: Contestant, wire: Wire, table: string): Promise<Answers> {
  const users: Stored[] = [];
  for (let number = 0; number < 100; number += 1)
    users.push(await storedUser(contestant, wire, userOf(number)));
  const updated = await storedUser(contestant, wire, changed);
  const page = (items: readonly Stored[]) =>
    json({ Count: items.length, Items: items, ScannedCount: items.length });
  return {
    get: json({ Item: users[1] }),
    put: EMPTY,
    update: json({ Attributes: updated }),
    query100: page(await storedOrders(contestant, wire, few)),
    query1000: page(await storedOrders(contestant, wire, many)),
    batchGet100: json({ Responses: { [table]: users }, UnprocessedKeys: {} }),
    transact10: EMPTY,
  };
}

async function storedUser(contestant: Contestant, wire: Wire, user: User): Promise<Stored> {
  const [request] = await wire.record(() => contestant.putUser(user));
  return (JSON.parse(request?.body ?? "") as { Item: Stored }).Item;
}

async function storedOrders(contestant: Contestant, wire: Wire, orders: readonly Order[]): Promise<Stored[]> {
  const stored: Stored[] = [];
  for (let at = 0; at < orders.length; at += 100) {
    const [request] = await wire.record(() => contestant.createOrders(orders.slice(at, at + 100)));
    const { TransactItems } = JSON.parse(request?.body ?? "") as {
      TransactItems: { Put: { Item: Stored } }[];
    };
    stored.push(...TransactItems.map(({ Put }) => Put.Item));
  }
  return stored;
}

/** Fails unless each operation is one request of its kind, and gives what was stored. */
export async function check(
  name: string,
  contestant: Contestant,
  wire: Wire,
  answers: Answers,
): Promise<void> {
  for (const operation of operations) {
    let result: unknown;
    const run = async () => {
      result = await operation.run(contestant, 0);
    };
    const requests = await wire.record(run, answers[operation.name]);
    const targets = requests.map(({ target }) => target.split(".")[1]);
    if (targets.length !== 1 || targets[0] !== operation.request)
      throw new Error(`${name}, ${operation.name}: sends ${targets} instead of one ${operation.request}`);
    checkResult(name, operation, result);
  }
}

/** As plain data and in the order of ids: some give instances, and DynamoDB gives a batch in any order. */
export function checkResult(name: string, { name: operation, expected }: Operation, result: unknown): void {
  if (expected === undefined) return;
  const plain = JSON.parse(JSON.stringify(result ?? null)) as unknown;
  const sorted =
    operation === "batchGet100" ? (plain as User[]).sort((a, b) => (a.id < b.id ? -1 : 1)) : plain;
  // Not by an assertion: it would take minutes to show how a thousand orders differ.
  if (isDeepStrictEqual(sorted, expected())) return;
  const [seen, wanted] = [sorted, expected()].map((value) => JSON.stringify(value).slice(0, 500));
  throw new Error(`${name}, ${operation}: gives ${seen} instead of ${wanted}`);
}

function json(value: unknown): Uint8Array {
  // Of its own memory: small buffers share a pool.
  return Uint8Array.from(Buffer.from(JSON.stringify(value)));
}
