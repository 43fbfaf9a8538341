const KILOBYTE = 1024;
/** The largest item that DynamoDB stores, in bytes. */
export const MAXIMUM_ITEM = 400 * KILOBYTE;
/** The most that one Query or Scan request reads, in bytes. */
export const MAXIMUM_PAGE = 1024 * KILOBYTE;

/** One read request unit reads 4 KB consistently, or 8 KB eventually. */
export function readUnits(bytes: number, consistent: boolean): number {
  const units = Math.ceil(bytes / (4 * KILOBYTE));
  return consistent ? units : units / 2;
}

/** One write request unit writes 1 KB. */
export function writeUnits(bytes: number): number {
  return Math.ceil(bytes / KILOBYTE);
}

/** An item that is put, updated or deleted: each index may have to delete an entry and to put another. */
export function worstWriteUnits(bytes: number, indexes: number): number {
  return writeUnits(bytes) * (1 + 2 * indexes);
}
