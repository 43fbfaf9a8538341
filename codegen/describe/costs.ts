import {
  MAXIMUM_ITEM,
  MAXIMUM_PAGE,
  readUnits,
  worstWriteUnits,
  writeUnits,
} from "../../src/model/capacity.js";
import type { AccessPatternModel, EntityModel, TableModel } from "../../src/model/model.js";
import { shardCount } from "../model-facts/key-pieces.js";
import { listPrices, type PriceOverrides, type Prices } from "./prices.js";

/** What one request costs at the most. */
export interface Cost {
  readonly kind: "read" | "write";
  /** Units of an eventually consistent read, or of a write. */
  readonly units: number;
  /** Units of a strongly consistent read, where there is one. */
  readonly consistent?: number;
  /** US dollars for a million requests that cost `units`. */
  readonly million: number;
}

export interface CostOptions {
  /** The size of the largest item, in bytes; what DynamoDB allows unless given. */
  readonly itemBytes?: number | undefined;
  readonly prices?: PriceOverrides | undefined;
}

/** The costs of the requests of one table. */
export class TableCosts {
  readonly prices: Prices;
  readonly itemBytes: number;

  constructor(
    readonly table: TableModel,
    { itemBytes = MAXIMUM_ITEM, prices = {} }: CostOptions,
  ) {
    const list = listPrices[table.settings?.tableClass ?? "STANDARD"];
    this.prices = { ...list, ...prices };
    this.itemBytes = Math.min(itemBytes, MAXIMUM_ITEM);
  }

  /** A GetItem. */
  get(): Cost {
    return this.#read(this.itemBytes, 1, false);
  }

  /** One page of a query that gives no bound: 1 MB from each shard. */
  query(pattern: AccessPatternModel): Cost {
    const global = this.table.indexes.some(({ name, type }) => name === pattern.index && type === "global");
    return this.#read(MAXIMUM_PAGE, shardCount(pattern), global);
  }

  /** A new item, with an entry in each index. */
  create({ indexes }: EntityModel): Cost {
    return this.#write(writeUnits(this.itemBytes) * (1 + indexes.length));
  }

  /** A put, an update or a delete. */
  change({ indexes }: EntityModel): Cost {
    return this.#write(worstWriteUnits(this.itemBytes, indexes.length));
  }

  #read(bytes: number, times: number, global: boolean): Cost {
    const units = readUnits(bytes, false) * times;
    const consistent = global ? {} : { consistent: readUnits(bytes, true) * times };
    return { kind: "read", units, ...consistent, million: units * this.prices.read };
  }

  /** Each replica is written too. */
  #write(units: number): Cost {
    const all = units * (1 + (this.table.settings?.replicas.length ?? 0));
    return { kind: "write", units: all, million: all * this.prices.write };
  }
}
