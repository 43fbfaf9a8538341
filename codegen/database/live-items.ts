import { openDatabase, type Raw } from "../../src/runtime.js";
import { type ConnectOptions, connect } from "./connect.js";
import type { Item } from "./open-model.js";

/**
 * The first items of a table, as they are stored, in the order in which a Scan gives them: no more than `limit`, which
 * bounds what is paid for.
 */
export async function liveItems(
  tableName: string,
  limit: number,
  options: ConnectOptions,
): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
  const client = await connect(options);
  try {
    const { raw } = openDatabase<{ raw: Raw<Item, string> }>(client, { entities: {}, collections: {} });
    const items: Item[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await raw.send("Scan", {
        TableName: tableName,
        Limit: limit - items.length,
        ...(start !== undefined && { ExclusiveStartKey: start }),
      });
      items.push(...(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && items.length < limit);
    return { items, more: start !== undefined };
  } finally {
    client.destroy();
  }
}
