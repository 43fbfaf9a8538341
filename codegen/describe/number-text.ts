import type { Cost } from "./costs.js";

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
