import {
  MAXIMUM_ITEM,
  MAXIMUM_PAGE,
  readUnits,
  worstWriteUnits,
  writeUnits,
} from "../../src/model/capacity.js";
import type { AccessPatternModel, EntityModel, TableModel } from "../../src/model/model.js";
import { shardCount } from "../model-facts/key-pieces.js";

/** The maximum cost of one request. */
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

/** The on-demand prices of DynamoDB, in US dollars for a million request units. */
export interface Prices {
  readonly region: string;
  /** The day from which these prices hold. */
  readonly since: string;
  readonly read: number;
  readonly write: number;
}

/** The list prices of one region, which others differ from. Data: it is changed here when Amazon changes it. */
const listPrices: Readonly<Record<"STANDARD" | "STANDARD_INFREQUENT_ACCESS", Prices>> = {
  STANDARD: { region: "us-east-1", since: "2024-11-01", read: 0.125, write: 0.625 },
  STANDARD_INFREQUENT_ACCESS: { region: "us-east-1", since: "2024-11-01", read: 0.155, write: 0.78 },
};

/** Prices that a user gives in place of the list's. */
export interface PriceOverrides {
  readonly read?: number;
  readonly write?: number;
}

/** A size of an item: `400 KB`, `700 bytes`. */
export function sizeText(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round((bytes / 1024) * 10) / 10} KB`;
}

/** US dollars: `$16.00`, and more digits where cents are too coarse: `$0.125`. */
export function priceText(dollars: number): string {
  const cents = dollars.toFixed(2);
  return `$${dollars < 1 && Number(cents) !== dollars ? Number(dollars.toPrecision(3)) : cents}`;
}

/** Units of a cost: `50 (100 consistent)` RRU, `400` WRU. */
export function unitsText({ kind, units, consistent }: Cost): string {
  const unit = kind === "read" ? "RRU" : "WRU";
  return `${units} ${unit}${consistent === undefined ? "" : `, ${consistent} consistent`}`;
}
