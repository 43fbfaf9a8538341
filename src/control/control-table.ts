import type { TableModel } from "../model/model.js";
import type { Sender, Subject } from "../requests/request.js";

/**
 * The kinds of control rows: who works on something (`lease`), that a change was applied (`applied`), and how far a
 * backfill or a copy has come (`run`).
 */
export type ControlKind = "lease" | "applied" | "run";

/** The primary key of a control row. */
export interface ControlKey {
  readonly pk: string;
  readonly sk: string;
}

/** The way to the control rows of one table: what sends requests, and the table that holds the rows. */
export interface ControlContext {
  readonly sender: Sender;
  readonly table: TableModel;
  /** The name of the control table in DynamoDB. */
  readonly tableName: string;
}

/** The name in DynamoDB of the control table of a table. */
export function controlTableName(tableName: string): string {
  return `${tableName}-monotable`;
}

/**
 * The model of the control table of a table: two keys of text and a time to live. It is a table of its own, since the
 * user's table may lack keys of text or a time to live, and since each heartbeat there would be a record of its stream.
 */
export function controlTable(table: Pick<TableModel, "name">): TableModel {
  return {
    name: controlTableName(table.name),
    partitionKey: { name: "pk", type: "S" },
    sortKey: { name: "sk", type: "S" },
    indexes: [],
    keyEncoding: "plain",
    delimiter: "#",
    timeToLive: "expiresAt",
  };
}

/**
 * The key of a control row. The kind is the sort key, so that the partition key is the name alone, whatever characters it
 * holds, and each row has a partition of its own: marks of applied changes are written as often as changes come.
 */
export function controlKey(kind: ControlKind, name: string): ControlKey {
  return { pk: name, sk: kind };
}

/** A control row as the subject of a request, for its errors. */
export function controlSubject({ table, tableName }: ControlContext, kind: ControlKind): Subject {
  return { name: `monotable ${kind}`, table: { name: table.name }, tableName };
}
