import type { TableModel } from "../../src/model/model.js";
import type { ControlPlane } from "../../src/tables/control-plane.js";
import { CommandFailure } from "../database/failure.js";
import { deployedTable } from "./deployed-table.js";
import { describeTable, describeWhole, isComplete } from "./describe.js";
import { diffTable } from "./diff.js";
import type { TablePlan } from "./step.js";
import { asSupported, isScaled, type SettledTable, settled } from "./support.js";
import type { TableState } from "./table-state.js";

/** A table of the schema, and its name in DynamoDB. */
export interface NamedTable {
  readonly table: TableModel;
  readonly name: string;
}

/** Looks at a table as it is deployed. */
export async function readTable(plane: ControlPlane, { table, name }: NamedTable): Promise<FoundTable> {
  const complete = await isComplete(plane, name);
  const { table: wanted, unsupported } = complete
    ? { table: settled(table), unsupported: [] }
    : asSupported(table);
  const { settings } = wanted;
  const described = await describeTable(plane, name);
  if (described === undefined) return { wanted, unsupported };
  const scaled = [settings, ...Object.values(settings.indexes)].some((of) => isScaled(of.throughput));
  const provisioned = described.BillingModeSummary?.BillingMode !== "PAY_PER_REQUEST";
  const scaling = scaled || (provisioned && (await plane.canScale()));
  const state = deployedTable(await describeWhole(plane, described, { complete, scaling }));
  return { wanted, unsupported, state };
}

export interface FoundTable {
  /** The table of the schema, as far as the endpoint knows what a table can have. */
  readonly wanted: SettledTable;
  /** The names of what it does not know. */
  readonly unsupported: readonly string[];
  /** Absent: there is no such table. */
  readonly state?: TableState;
}

/**
 * Compares a table with its schema.
 *
 * @param recreate Whether it may be deleted and made anew where it cannot be changed.
 */
export async function planTable(
  plane: ControlPlane,
  asked: NamedTable,
  recreate = false,
): Promise<TablePlan> {
  const { wanted, unsupported, state } = await readTable(plane, asked);
  if (state?.status === "DELETING") {
    throw new CommandFailure(`Table ${asked.name} is being deleted. Try again when it is gone.`);
  }
  const changes = diffTable(wanted, asked.name, state, { recreate });
  return {
    table: asked.table.name,
    name: asked.name,
    exists: state !== undefined,
    ...changes,
    unsupported,
  };
}
