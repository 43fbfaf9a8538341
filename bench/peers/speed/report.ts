import type { Name } from "../contestants/contestant.js";
import type { Operation } from "./operations.js";

/** What is measured, of whom and how often. */
export interface Selection {
  readonly peers: readonly Name[];
  readonly operations: readonly Operation[];
  readonly rounds: number;
}

/** What the parent process asks of one that measures. */
export interface Task {
  readonly measure: "cpu" | "bytes" | "peak" | "throughput";
  /** Names of operations. */
  readonly only: readonly string[];
  readonly peers: readonly Name[];
  readonly rounds: number;
  /** DynamoDB Local, for throughput; a server with answers at hand unless given. */
  readonly endpoint?: string;
  readonly concurrency?: number;
}

/** What each round saw of one contestant and operation. */
export interface Measured {
  readonly peer: string;
  readonly operation: string;
  readonly samples: readonly number[];
}

/** Ratios to the first contestant, round by round. */
export interface Ratio {
  readonly peer: string;
  readonly operation: string;
  /** The median of what was measured. */
  readonly absolute: number;
  readonly ratio: number;
  /** Of the ratios, a tenth is below and a tenth above. */
  readonly low: number;
  readonly high: number;
}

export function ratios(measured: readonly Measured[]): readonly Ratio[] {
  return measured.map(({ peer, operation, samples }) => {
    const first = measured.find((other) => other.operation === operation);
    const quotients = samples.map((sample, round) => sample / (first?.samples[round] ?? Number.NaN));
    const [low, ratio, high] = [0.1, 0.5, 0.9].map((part) => quantile(quotients, part)) as [
      number,
      number,
      number,
    ];
    return { peer, operation, absolute: quantile(samples, 0.5), ratio, low, high };
  });
}

/** A Markdown table: a row for each contestant, a column for each operation, the spread behind the median. */
export function table(results: readonly Ratio[], unit: (absolute: number) => string): string {
  const operations = [...new Set(results.map(({ operation }) => operation))];
  const peers = [...new Set(results.map(({ peer }) => peer))];
  const cells = peers.map((peer, row) =>
    operations.map((operation) => {
      const found = results.find((each) => each.peer === peer && each.operation === operation);
      // Nothing was measured where one operation fills the young generation.
      if (found === undefined || Number.isNaN(found.ratio)) return "";
      if (row === 0) return `1 (${unit(found.absolute)})`;
      return `${digits(found.ratio)} (${digits(found.low)}–${digits(found.high)})`;
    }),
  );
  return markdown(
    ["", ...operations],
    peers.map((peer, row) => [peer, ...(cells[row] ?? [])]),
  );
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)].join(
    "\n",
  );
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
}

function digits(ratio: number): string {
  return ratio < 0.095 ? ratio.toFixed(3) : ratio.toFixed(2);
}
