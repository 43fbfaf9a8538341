import type { BatchGetCommandInput } from "@aws-sdk/lib-dynamodb";
import { MonotableError } from "../errors.js";
import { type Get, getsOf } from "../operations/get.js";
import type * as interfaces from "../operations/interfaces.js";
import type { Results } from "../operations/interfaces.js";
import type { RunOptions } from "../operations/operation.js";
import type { Request, Sender } from "../operations/wire.js";
import { subjectOf } from "../transactions/limits.js";
import { documentKey } from "../values/document-key.js";
import { runAll } from "./concurrency.js";

/** DynamoDB's limit of keys in one BatchGetItem. */
const MAXIMUM_KEYS = 100;

type Document = Readonly<Record<string, unknown>>;
type TableRequest = NonNullable<BatchGetCommandInput["RequestItems"]>[string];
/** What of an item is read, and how: all keys of a table in one request share it. */
type Manner = Omit<TableRequest, "Keys">;

/** The reads of one table in one manner, each item once. */
interface Group {
  readonly table: string;
  readonly manner: Manner;
  readonly gets: Get<unknown>[];
  /** By what tells items apart. */
  readonly keys: Map<string, Document>;
  readonly found: Map<string, Document>;
}

/** A read of a batch: where its item will be found. */
interface Read {
  readonly get: Get<unknown>;
  readonly group: Group;
  readonly id: string;
}

/** One request of a batch: keys of groups, of each table one group. */
type Bin = Map<Group, Document[]>;

/** Reads any number of items, each by its key; the results are in the order of the operations. */
export async function batchGet<const Gets extends readonly interfaces.Get<unknown>[]>(
  sender: Sender,
  operations: Gets,
  { signal }: RunOptions = {},
): Promise<Results<Gets>> {
  const gets = getsOf(operations);
  const { reads, groups } = group(gets);
  const unprocessed: unknown[] = [];
  const own = sender.within({ signal });
  await runAll(bins(groups), async (bin) => {
    const binGroups = [...bin.keys()];
    const subject = subjectOf(binGroups.flatMap((each) => each.gets.map(({ target }) => target.entity)));
    const { Responses = {}, UnprocessedKeys = {} } = await own.send(binRequest(bin), subject);
    for (const each of binGroups) {
      for (const item of Responses[each.table] ?? []) each.found.set(idOf(each, item), item);
    }
    unprocessed.push(...Object.values(UnprocessedKeys).flatMap(({ Keys = [] }) => Keys));
  });
  if (unprocessed.length > 0) throw incomplete(gets, unprocessed);
  // The tuple is built by position: the seam of its type.
  return reads.map((read) => read.get.result(read.group.found.get(read.id))) as Results<Gets>;
}

/** Puts reads of one table in one manner together, so that they share requests and each item is read once. */
function group(gets: readonly Get<unknown>[]): {
  readonly reads: readonly Read[];
  readonly groups: readonly Group[];
} {
  const groups = new Map<string, Group>();
  const reads = gets.map((get): Read => {
    const { TableName: table = "", Key: key = {}, ...rest } = get.request().input;
    const manner = withKey(rest, key);
    const name = Object.keys(manner).length === 0 ? table : table + JSON.stringify(manner);
    const own: Group = groups.get(name) ?? { table, manner, gets: [], keys: new Map(), found: new Map() };
    groups.set(name, own);
    const id = documentKey(table, key);
    own.gets.push(get);
    own.keys.set(id, key);
    return { get, group: own, id };
  });
  return { reads, groups: [...groups.values()] };
}

/** What was found is told apart by its key, which a projection must not leave out. */
function withKey(manner: Manner, key: Document): Manner {
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
    for (const key of each.keys.values()) {
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

function idOf({ table, keys }: Group, item: Document): string {
  const [first = {}] = keys.values();
  const key: Record<string, unknown> = {};
  for (const name of Object.keys(first)) key[name] = item[name];
  return documentKey(table, key);
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
