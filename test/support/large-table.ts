import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { DatabaseClient } from "../../src/client/document-client.js";
import type { Wire } from "../../src/operations/wire.js";

type Item = Readonly<Record<string, unknown>>;
type ReadInput = Wire["Query"]["input"] & Wire["Scan"]["input"];

/** A table of Readings (the golden schema "features") that exists only while it is read, and knows who still holds it. */
export interface LargeTable {
  readonly client: DatabaseClient;
  /** How many Query and Scan requests were answered. */
  requests(): number;
  /** How many operations of batches were carried out. */
  written(): number;
  /** Collects garbage, and counts the items of answers that somebody still holds. */
  held(): Promise<number>;
}

/** Makes a client that answers Query, Scan and BatchWriteItem. A segment n of m holds the items n, n + m, n + 2m… */
export function largeTable({ items, page }: { readonly items: number; readonly page: number }): LargeTable {
  let requests = 0;
  let written = 0;
  let alive: WeakRef<Item>[] = [];

  const read = (input: ReadInput) => {
    const { Limit = page, Segment = 0, TotalSegments = 1, ExclusiveStartKey } = input;
    const last = ExclusiveStartKey?.["at"] as number | undefined;
    const first = last === undefined ? Segment : last + TotalSegments;
    const room = Math.max(0, Math.ceil((items - first) / TotalSegments));
    const Items = Array.from({ length: Math.min(Limit, page, room) }, (_, position): Item => {
      const at = first + position * TotalSegments;
      // As large as a small item is: 100 characters that no other item has.
      return { sensorId: "s", at, value: at, text: `${at}`.padEnd(100, "x") };
    });
    requests += 1;
    alive.push(...Items.map((item) => new WeakRef(item)));
    const end = first + (Items.length - 1) * TotalSegments;
    const isLast = room <= Items.length;
    return { Items, Count: Items.length, ...(!isLast && { LastEvaluatedKey: { sensorId: "s", at: end } }) };
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

setFlagsFromString("--expose-gc");
/** Collects garbage. */
export const collectGarbage = runInNewContext("gc") as () => void;
