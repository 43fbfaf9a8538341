import type { Subject } from "../requests/request.js";

/** What raw requests are about, in errors and hooks: no entity alone. */
export const RAW = "db.raw";

/** What the errors and hooks of a raw request say that it is about. */
export function rawSubject(tableName: string, logicalName = tableName): Subject {
  return { name: RAW, table: { name: logicalName }, tableName };
}
