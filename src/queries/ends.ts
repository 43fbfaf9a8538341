import type { Bounds } from "./budget.js";
import * as several from "./partitioned-read.js";
import * as one from "./read.js";

/** A reader of one partition, or of several under one cursor. */
export type AnyReader = one.Reader | several.PartitionedReader;

/** Reads one page: exactly `size` matches, or fewer at the end. */
export function readPage(reader: AnyReader, options: one.PageOptions) {
  return "partitions" in reader ? several.readPage(reader, options) : one.readPage(reader, options);
}

/** Reads page after page. */
export function readPages(reader: AnyReader, options: one.PageOptions) {
  return "partitions" in reader ? several.readPages(reader, options) : one.readPages(reader, options);
}

/** Reads every match, some at a time. */
export function readParts(reader: AnyReader, options: one.ReadOptions) {
  return "partitions" in reader ? several.readParts(reader, options) : one.readParts(reader, options);
}

/** Reads every match, or so many. */
export function readAll(reader: AnyReader, options: one.AllOptions) {
  return "partitions" in reader ? several.readAll(reader, options) : one.readAll(reader, options);
}

/** Counts the matches without giving them. It costs as much as reading them. */
export function countAll(reader: AnyReader, options: Bounds) {
  return "partitions" in reader ? several.countAll(reader, options) : one.countAll(reader, options);
}
