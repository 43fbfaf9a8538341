import type { Entity } from "../entities/entity.js";
import type { UnreadablePolicy } from "../errors.js";
import { MonotableError } from "../errors.js";
import { runAll } from "../requests/concurrency.js";
import type { RunOptions } from "../requests/operation.js";
import type { Request, Sender } from "../requests/request.js";
import { subjectOf } from "../requests/subject.js";
import { ByKey, type StoredDocument } from "../values/document.js";
import { type Get, type GetParameters, getsOf, resultsOf } from "./get.js";
import type * as interfaces from "./interfaces.js";
import type { Results } from "./interfaces.js";
import { checkClient } from "./same-client.js";

/** DynamoDB's limit of keys in one BatchGetItem. */
const MAXIMUM_KEYS = 100;

/** The reads of one table with the same parameters, each item once: all keys of a table in one request share it. */
interface Group {
  readonly table: string;
  readonly parameters: GetParameters;
  readonly entities: Set<Entity>;
  readonly keys: StoredDocument[];
  readonly items: ByKey<Item>;
}

/** The stored item of a key, once a request has found it. */
interface Item {
  found: StoredDocument | undefined;
}

/** The options of `batchGet` and `getMany`. */
export interface BatchGetOptions extends RunOptions {
  /** The treatment of items that cannot be read: an error with the results of all others, or `undefined` in their places. */
  readonly unreadable?: UnreadablePolicy | undefined;
}

/** One request of a batch: keys of groups, of each table one group. */
type Bin = Map<Group, StoredDocument[]>;

/** Reads any number of items, each by its key; the results are in the order of the operations. */
export async function batchGet<const Gets extends readonly interfaces.Get<unknown>[]>(
  sender: Sender,
  operations: Gets,
  { signal, unreadable }: BatchGetOptions = {},
): Promise<Results<Gets>> {
  const gets = getsOf(operations, rejectBatch);
  checkClient(sender, gets, (reason, { context: { entity } }) => {
    throw entity.error("InvalidBatch", `${entity.name}: ${reason}`, { reason });
  });
  const { items, groups } = groupReads(gets);
  const unprocessed: unknown[] = [];
  const scoped = sender.within({ signal });
  await runAll(bins(groups), async (bin) => {
    const binGroups = [...bin.keys()];
    const subject = subjectOf(binGroups.flatMap(({ entities }) => [...entities]));
    const { Responses = {}, UnprocessedKeys = {} } = await scoped.send(binRequest(bin), subject);
    for (const each of binGroups) {
      for (const document of Responses[each.table] ?? []) {
        const item = each.items.get(document);
        if (item !== undefined) item.found = document;
      }
    }
    unprocessed.push(...Object.values(UnprocessedKeys).flatMap(({ Keys = [] }) => Keys));
  });
  if (unprocessed.length > 0) throw incomplete(gets, unprocessed);
  // The tuple is built by position: type assertion.
  return resultsOf(gets, (position) => items[position]?.found, unreadable) as Results<Gets>;
}

/** Puts reads of one table with the same parameters together, so that they share requests and each item is read once. */
function groupReads(gets: readonly Get<unknown>[]): {
  /** The item of each operation, by position. */
  readonly items: readonly Item[];
  readonly groups: readonly Group[];
} {
  const groups = new Map<string, Group>();
  const items = gets.map((get): Item => {
    const { entity } = get.context;
    const key = get.key();
    const parameters = withKey(get.parameters(), key);
    const table = entity.tableName;
    const name = Object.keys(parameters).length === 0 ? table : table + JSON.stringify(parameters);
    let group = groups.get(name);
    if (group === undefined) {
      group = { table, parameters, entities: new Set(), keys: [], items: new ByKey(Object.keys(key)) };
      groups.set(name, group);
    }
    group.entities.add(entity);
    const existing = group.items.get(key);
    if (existing !== undefined) return existing;
    const item = { found: undefined };
    group.items.set(key, item);
    group.keys.push(key);
    return item;
  });
  return { items, groups: [...groups.values()] };
}

/** Adds the key to a projection: found items are recognised by it. */
function withKey(parameters: GetParameters, key: StoredDocument): GetParameters {
  const { ProjectionExpression: projection, ExpressionAttributeNames: names = {} } = parameters;
  if (projection === undefined) return parameters;
  const projected = new Set(Object.values(names));
  const missing = Object.keys(key).filter((name) => !projected.has(name));
  // An alias that begins with a digit is never one of an attribute's name.
  const aliases = missing.map((name, position) => [`#${position}key`, name] as const);
  return {
    ...parameters,
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
  const tables = [...bin].map(
    ([{ table, parameters }, keys]) => [table, { ...parameters, Keys: keys }] as const,
  );
  return { operation: "BatchGetItem", input: { RequestItems: Object.fromEntries(tables) } };
}

function rejectBatch(reason: string): never {
  throw new MonotableError("InvalidBatch", `This batch cannot be sent: ${reason}`, { entity: "", reason });
}

function incomplete(
  gets: readonly Get<unknown>[],
  unprocessed: readonly unknown[],
): MonotableError<"BatchIncomplete"> {
  const { name } = subjectOf(gets.map(({ context }) => context.entity));
  const left = `${unprocessed.length} of ${gets.length} reads`;
  const message = `${name}: DynamoDB left ${left} of a batch undone, after several attempts`;
  return new MonotableError("BatchIncomplete", message, { entity: name, unprocessed });
}
