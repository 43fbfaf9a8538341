import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { DatabaseClient } from "../../src/client/sdk-client.js";
import type { Wire } from "../../src/requests/request.js";

type Item = Readonly<Record<string, unknown>>;
type ReadInput = Wire["Query"]["input"] & Wire["Scan"]["input"];

/**
 * A table of Readings (the golden schema "features"), or where it has shards of Players (the golden schema "partitions")
 * by their score, that exists only while it is read, and knows who still holds it.
 */
export interface LargeTable {
  readonly client: DatabaseClient;
  /** How many Query and Scan requests were answered. */
  requests(): number;
  /** How many operations of batches were carried out. */
  written(): number;
  /** Collects garbage, and counts the items of answers that somebody still holds. */
  held(): Promise<number>;
}

export interface LargeTableOptions {
  readonly items: number;
  readonly page: number;
  /** Over how many partitions the Players of the game "g" are spread. */
  readonly shards?: number;
}

/** Makes a client that answers Query, Scan and BatchWriteItem. The part n of m holds the items n, n + m, n + 2m… */
export function largeTable({ items, page, shards }: LargeTableOptions): LargeTable {
  let requests = 0;
  let written = 0;
  let alive: WeakRef<Item>[] = [];

  const read = (input: ReadInput) => {
    const { Limit = page, Segment = 0, TotalSegments = 1, ExclusiveStartKey } = input;
    const [part, parts] = shards === undefined ? [Segment, TotalSegments] : [shardOf(input), shards];
    const last = (ExclusiveStartKey?.["at"] ?? ExclusiveStartKey?.["score"]) as number | undefined;
    const first = last === undefined ? part : last + parts;
    const room = Math.max(0, Math.ceil((items - first) / parts));
    const keyOf = (at: number): Item =>
      shards === undefined
        ? { sensorId: "s", at }
        : { pk: `PLAYER#${at}`, sk: "PLAYER", scorePk: `GAME#g#${part}`, score: at };
    const Items = Array.from({ length: Math.min(Limit, page, room) }, (_, position): Item => {
      const at = first + position * parts;
      // As large as a small item is: 100 characters that no other item has.
      return { ...keyOf(at), value: at, game: "g", name: `${at}`.padEnd(100, "x") };
    });
    requests += 1;
    alive.push(...Items.map((item) => new WeakRef(item)));
    const end = first + (Items.length - 1) * parts;
    return { Items, Count: Items.length, ...(room > Items.length && { LastEvaluatedKey: keyOf(end) }) };
  };
  const write = ({ RequestItems = {} }: Wire["BatchWriteItem"]["input"]) => {
    written += Object.values(RequestItems).flat().length;
    return {};
  };
  const send = async (command: { readonly input: object }) => {
    await setImmediate();
    // The one place that tells what a command is: the seam of the SDK's types.
    return "RequestItems" in command.input
      ? write(command.input as Wire["BatchWriteItem"]["input"])
      : read(command.input as ReadInput);
  };
  return {
    // Like a client whose `send` was replaced, which is used as it is: the seam of the SDK's type.
    client: { send } as unknown as DatabaseClient,
    requests: () => requests,
    written: () => written,
    async held() {
      // A reference that was made or followed in this turn of the event loop still holds its item.
      await setImmediate();
      collectGarbage();
      alive = alive.filter((item) => item.deref() !== undefined);
      return alive.length;
    },
  };
}

/** The shard that a Query reads: the last piece of its partition key. */
function shardOf({ ExpressionAttributeValues = {} }: ReadInput): number {
  const key = Object.values(ExpressionAttributeValues).find((value) => String(value).startsWith("GAME#"));
  return Number(String(key).split("#").at(-1));
}

setFlagsFromString("--expose-gc");
/** Collects garbage. */
export const collectGarbage = runInNewContext("gc") as () => void;
