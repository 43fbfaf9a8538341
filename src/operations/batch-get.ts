import type { Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import { runAll } from "../requests/concurrency.js";
import type { RunOptions } from "../requests/operation.js";
import type { Request, Sender } from "../requests/request.js";
import { subjectOf } from "../requests/subject.js";
import { ByKey, type StoredDocument } from "../values/document.js";
import { type Get, getsOf, type Manner } from "./get.js";
import type * as interfaces from "./interfaces.js";
import type { Results } from "./interfaces.js";
import { checkClient } from "./same-client.js";

/** DynamoDB's limit of keys in one BatchGetItem. */
const MAXIMUM_KEYS = 100;

/** The reads of one table in one manner, each item once: all keys of a table in one request share it. */
interface Group {
  readonly table: string;
  readonly manner: Manner;
  readonly entities: Set<Entity>;
  readonly keys: StoredDocument[];
  readonly items: ByKey<Item>;
}

/** What was found of an item. */
interface Item {
  found: StoredDocument | undefined;
}

/** One request of a batch: keys of groups, of each table one group. */
type Bin = Map<Group, StoredDocument[]>;

/** Reads any number of items, each by its key; the results are in the order of the operations. */
export async function batchGet<const Gets extends readonly interfaces.Get<unknown>[]>(
  sender: Sender,
  operations: Gets,
  { signal }: RunOptions = {},
): Promise<Results<Gets>> {
  const gets = getsOf(operations);
  checkClient(sender, gets, (reason, { target: { entity } }) => {
    throw entity.error("InvalidBatch", `${entity.name}: ${reason}`, { reason });
  });
  const { items, groups } = group(gets);
  const unprocessed: unknown[] = [];
  const own = sender.within({ signal });
  await runAll(bins(groups), async (bin) => {
    const binGroups = [...bin.keys()];
    const subject = subjectOf(binGroups.flatMap(({ entities }) => [...entities]));
    const { Responses = {}, UnprocessedKeys = {} } = await own.send(binRequest(bin), subject);
    for (const each of binGroups) {
      for (const document of Responses[each.table] ?? []) {
        const item = each.items.get(document);
        if (item !== undefined) item.found = document;
      }
    }
    unprocessed.push(...Object.values(UnprocessedKeys).flatMap(({ Keys = [] }) => Keys));
  });
  if (unprocessed.length > 0) throw incomplete(gets, unprocessed);
  // The tuple is built by position: the seam of its type.
  return gets.map((get, position) => get.result(items[position]?.found)) as Results<Gets>;
}

/** Puts reads of one table in one manner together, so that they share requests and each item is read once. */
function group(gets: readonly Get<unknown>[]): {
  /** What each operation reads. */
  readonly items: readonly Item[];
  readonly groups: readonly Group[];
} {
  const groups = new Map<string, Group>();
  const items = gets.map((get): Item => {
    const { entity } = get.target;
    const given = get.manner();
    const key = get.key();
    const manner = withKey(given, key);
    const table = entity.tableName;
    const name = Object.keys(manner).length === 0 ? table : table + JSON.stringify(manner);
    let own = groups.get(name);
    if (own === undefined) {
      own = { table, manner, entities: new Set(), keys: [], items: new ByKey(Object.keys(key)) };
      groups.set(name, own);
    }
    own.entities.add(entity);
    const known = own.items.get(key);
    if (known !== undefined) return known;
    const item = { found: undefined };
    own.items.set(key, item);
    own.keys.push(key);
    return item;
  });
  return { items, groups: [...groups.values()] };
}

/** What was found is told apart by its key, which a projection must not leave out. */
function withKey(manner: Manner, key: StoredDocument): Manner {
  const { ProjectionExpression: projection, ExpressionAttributeNames: names = {} } = manner;
  if (projection === undefined) return manner;
  const known = new Set(Object.values(names));
  const missing = Object.keys(key).filter((name) => !known.has(name));
  // An alias that begins with a digit is never one of an attribute's name.
  const aliases = missing.map((name, position) => [`#${position}key`, name] as const);
  return {
    ...manner,
    ProjectionExpression: [projection, ...aliases.map(([alias]) => alias)].join(", "),
    ExpressionAttributeNames: { ...names, ...Object.fromEntries(aliases) },
  };
}

/** Fills requests with 100 keys each; a table that is read in two manners is in two requests. */
function bins(groups: readonly Group[]): readonly Bin[] {
  const all: Bin[] = [];
  let current: Bin = new Map();
  let size = 0;
  for (const each of groups) {
    const conflicts = [...current.keys()].some(({ table }) => table === each.table);
    if (conflicts) size = 0;
    for (const key of each.keys) {
      if (size === 0 || size === MAXIMUM_KEYS) {
        current = new Map();
        size = 0;
        all.push(current);
      }
      const keys = current.get(each);
      if (keys === undefined) current.set(each, [key]);
      else keys.push(key);
      size += 1;
    }
  }
  return all;
}

function binRequest(bin: Bin): Request<"BatchGetItem"> {
  const tables = [...bin].map(([{ table, manner }, keys]) => [table, { ...manner, Keys: keys }] as const);
  return { operation: "BatchGetItem", input: { RequestItems: Object.fromEntries(tables) } };
}

function incomplete(
  gets: readonly Get<unknown>[],
  unprocessed: readonly unknown[],
): MonotableError<"BatchIncomplete"> {
  const { name } = subjectOf(gets.map(({ target }) => target.entity));
  const left = `${unprocessed.length} of ${gets.length} reads`;
  const message = `${name}: DynamoDB left ${left} of a batch undone, after several attempts`;
  return new MonotableError("BatchIncomplete", message, { entity: name, unprocessed });
}
