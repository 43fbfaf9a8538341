import type { Change } from "../../src/tables/control-plane.js";

/** One request that brings a table nearer to its schema, and what has to be so before the next. */
export interface Step {
  /** The table's name in DynamoDB. */
  readonly table: string;
  readonly kind: "add" | "change" | "remove";
  /** As in `create index "byEmail"`. */
  readonly description: string;
  readonly request: Change;
  /** What is lost by it: it is sent only where that is allowed. */
  readonly destroys?: string;
  /** What else people should know. */
  readonly note?: string;
  readonly until: Until;
}

/**
 * What is waited for after a request. `ready`: the table, its indexes and its replicas are ACTIVE, and what was asked for
 * is there or gone, since a description may be older than the answer.
 */
export type Until =
  | { readonly for: "nothing" }
  | {
      readonly for: "ready";
      readonly index?: { readonly name: string; readonly there: boolean };
      readonly replica?: { readonly region: string; readonly there: boolean };
      /** Whether a stream is on. */
      readonly stream?: boolean;
    }
  | { readonly for: "timeToLive"; readonly enabled: boolean }
  | { readonly for: "gone" };

/** What must happen to a table so that it is as its schema says. */
export interface TablePlan {
  /** The logical name. */
  readonly table: string;
  /** The name in DynamoDB. */
  readonly name: string;
  readonly exists: boolean;
  readonly steps: readonly Step[];
  /** What cannot be changed in a table that is there: nothing is sent to it then. */
  readonly impossible: readonly string[];
  /** What the schema says and the endpoint does not know. */
  readonly unsupported: readonly string[];
}
