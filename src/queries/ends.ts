import type { StoredDocument } from "../values/document.js";
import type { Plan } from "../operations/operation.js";
import type { Bounds } from "./budget.js";
import {
  type AllOptions,
  countAll,
  type DocumentPage,
  type PageOptions,
  planOf,
  type Reader,
  type ReadOptions,
  readAll,
  readPage,
  readPages,
  readParts,
} from "./read.js";

/** The ways in which something is read to its end. */
export interface Ends {
  /** One page: exactly `size` matches, or fewer at the end. */
  readPage(reader: Reader, options: PageOptions): Promise<DocumentPage>;
  /** Page after page. */
  readPages(reader: Reader, options: PageOptions): AsyncGenerator<DocumentPage>;
  /** Every match, some at a time. */
  readParts(reader: Reader, options: ReadOptions): AsyncGenerator<readonly StoredDocument[]>;
  /** Every match, or so many. */
  readAll(reader: Reader, options: AllOptions): Promise<readonly StoredDocument[]>;
  /** Counts the matches without giving them. It costs as much as reading them. */
  countAll(reader: Reader, options: Bounds): Promise<number>;
  /** What is sent first for a page of so many. */
  planOf(reader: Reader, size: number | undefined): Plan;
}

/** How something is read: of one partition, a table or an index, or of several partitions. */
export function endsOf({ partitions }: Reader): Ends {
  return partitions?.ends ?? ENDS;
}

const ENDS: Ends = { readPage, readPages, readParts, readAll, countAll, planOf };
